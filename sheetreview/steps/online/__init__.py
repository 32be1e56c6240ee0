"""A cycle's forms as online spreadsheets: sent out, read back, closed."""
