"""The team summary as a workbook plan, as JSON and as CSV."""
