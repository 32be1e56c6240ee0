"""One importable function for each command."""
