"""Roles, rights and password hashes."""
