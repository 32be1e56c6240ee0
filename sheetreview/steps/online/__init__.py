"""A cycle's forms as Google Sheets: sent out, read back, closed."""
