"""Lines from A to B with the least conflict: what land costs, where a line may go, what it meets."""
