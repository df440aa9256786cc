"""The plan workbook: its sheets and columns, derived from the parts of a plan file, and its writing."""
