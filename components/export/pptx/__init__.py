"""Decks: one slide a part, native and editable."""
