"""What ``import sheetreview`` gives: cycles and their steps, and forms without a cycle."""
