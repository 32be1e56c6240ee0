"""A cycle on disk: its folder, its SQLite file, and safe writing."""
