"""Copies of returned files with errors, for the people who are to correct them."""
