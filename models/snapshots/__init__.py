"""A plan on a day as known at a time."""
