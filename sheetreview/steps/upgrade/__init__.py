"""A layout changed in mid-cycle: its forms issued again with what was filled in."""
