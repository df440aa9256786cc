"""Store, queries, rules and the command line; knows nothing of the screen."""
