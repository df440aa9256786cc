"""Store, queries, rules and calculations. Knows nothing of the screen."""
