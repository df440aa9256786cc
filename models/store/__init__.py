"""Engine, sessions, clock, migrations and hash chain."""
