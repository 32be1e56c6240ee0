"""Google Sheets: a plan as requests, a sheet as it is read, and the only client of Google."""
