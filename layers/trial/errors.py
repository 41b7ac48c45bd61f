"""Errors about a drawn footprint; every one is a `RanhError`."""

from geo.errors import RanhError


class TrialError(RanhError, ValueError):
    """What was drawn or pasted is no footprint that can be checked."""
