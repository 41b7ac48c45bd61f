"""Errors of the corridor explorer."""

from geo.errors import RanhError


class CorridorError(RanhError, ValueError):
    """An axis is not there, lies elsewhere, or is asked for what cannot be told of it."""
