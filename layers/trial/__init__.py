"""One footprint that somebody drew: asked on the spot what a check would say of it."""
