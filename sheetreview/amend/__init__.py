"""Workbooks that exist, changed in place: what is not changed stays as it was. The one room that knows lxml."""
