"""Tests. The package comes first: it decides how openpyxl writes, which has to be known before that is imported."""

import sheetreview  # noqa: F401 -- as above
