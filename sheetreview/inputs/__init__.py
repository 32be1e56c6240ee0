"""What people author, read into the model: layouts, cycle settings, rosters, metrics."""
