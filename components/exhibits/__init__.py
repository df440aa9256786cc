"""Exhibits: a headline with its chart, table or map and its source, as plain data."""
