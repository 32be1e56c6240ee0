"""A neutral spreadsheet: what to write and what was read, with no HR words and no libraries."""
