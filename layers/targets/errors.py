"""Errors of land-use targets."""

from layers.errors import ReadError


class TargetError(ReadError):
    """A table of targets cannot be used, or something is asked of it that it cannot tell."""
