"""Workbooks that exist, changed in place: what is not changed stays as it was, byte for byte."""
