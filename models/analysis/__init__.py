"""Pure calculations over the results of queries."""
