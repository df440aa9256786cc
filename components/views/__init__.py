"""The contents of the pages, a module for each page."""
