"""What sheetreview asks of a service that keeps spreadsheets online; ``google`` is one."""
