"""Decks: one slide per exhibit, native and editable."""
