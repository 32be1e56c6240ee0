"""Performance-review cycles in the spreadsheets people already use."""

__version__ = "0.1.0"
