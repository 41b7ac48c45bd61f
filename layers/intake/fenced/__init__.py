"""The process of its own in which a file is read, and the fences around it."""
