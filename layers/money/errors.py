"""Errors of money and progress."""

from layers.errors import ReadError


class MoneyError(ReadError):
    """A table of the plan's capital or of projects' histories cannot be used."""
