"""Files of every kind, and what the reading room makes of them."""
