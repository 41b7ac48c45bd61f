"""Commands of `ranh` that are long enough for a module of their own; `cli.py` says which there are."""
