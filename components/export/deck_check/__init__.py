"""Check an old deck against current data, and renew its numbers in place."""
