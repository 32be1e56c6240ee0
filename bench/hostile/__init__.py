"""Nasty, damaged and real files through the whole way that a returned file goes: see ``__main__``."""
