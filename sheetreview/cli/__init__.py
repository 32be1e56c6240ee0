"""The command line: thin Click commands and how their results are printed."""
