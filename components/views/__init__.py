"""The contents of the pages, one module per page."""
