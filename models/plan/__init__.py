"""The plan: its file, its versions and their differences. Pure functions."""
