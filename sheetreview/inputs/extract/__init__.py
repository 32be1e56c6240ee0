"""A layout proposed from a workbook that people used before: found, put together, and written as YAML to be edited."""
