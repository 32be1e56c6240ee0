"""Performance-review cycles in the spreadsheets people already use."""

import os

__version__ = "0.1.0"

# openpyxl writes other bytes where it finds lxml; a form is to be the same file on every machine, and as issued before.
os.environ["OPENPYXL_LXML"] = "False"
