"""A whole cycle on a sample team, with mistakes planted in it."""
