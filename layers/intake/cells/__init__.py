"""Raw cells of tables, and the figures in them as people write them."""
