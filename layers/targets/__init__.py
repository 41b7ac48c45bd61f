"""Land-use targets: how much of each land type a plan allots to a unit, and what became of it."""
