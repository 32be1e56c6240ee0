"""The same tests against the stand-in, and with ``pytest --live`` against Google itself."""
