"""A stand-in for Google Drive and Sheets on this machine, for tests and for looking around."""
