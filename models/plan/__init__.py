"""The plan: its file, its versions and how they differ. Pure."""
