"""Backup, transfer and integrity check of the store."""
