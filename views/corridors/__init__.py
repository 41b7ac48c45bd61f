"""Pages of corridors: what lies along an axis, several side by side, lines from A to B."""
