"""Writing .xlsx: the one room that knows openpyxl."""
