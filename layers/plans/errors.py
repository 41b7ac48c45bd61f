"""Errors of comparing plans."""

from layers.errors import ReadError


class PlanError(ReadError):
    """Plans cannot be compared: the table of what fits is unusable, or a plan that was named is not there."""
