"""``python -m sheetreview``."""

from sheetreview.cli.main import main

main()
