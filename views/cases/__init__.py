"""The pages of cases: list, one case, its steps."""
