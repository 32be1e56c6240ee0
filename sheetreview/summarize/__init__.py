"""Reviews in, team summary out: numbers only."""
