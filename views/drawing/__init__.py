"""Draw or paste a footprint on the map, and be told at once what is there."""
