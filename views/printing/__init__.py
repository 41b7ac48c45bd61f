"""A sheet of the map on paper, at a chosen scale."""
