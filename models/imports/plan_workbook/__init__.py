"""Reading of the plan workbook: sheets -> tables -> values -> parts of a plan, with every problem named by sheet and cell."""
