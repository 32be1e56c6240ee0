"""Returned forms whose answers are moved into clean ones."""
