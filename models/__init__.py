"""Store, queries, rules and calculations, independent of the user interface."""
