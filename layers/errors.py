"""Errors about what the plan says; every one is a `RanhError`."""

from geo.errors import RanhError


class ProvinceError(RanhError, ValueError):
    """The province file misses something, has something unknown, or contradicts itself."""


class RuleError(RanhError, ValueError):
    """A rule file misses a field, has an unknown one, or a value out of range."""


class ReadError(RanhError, ValueError):
    """A file cannot be read as what it was given for."""


class WriteError(RanhError, OSError):
    """A result cannot be written; nothing was left half-written."""


class ShareError(RanhError, ValueError):
    """Something cannot be handed on, because what must be left out of it is not known well enough."""


class ClusterError(RanhError, RuntimeError):
    """The machines that should compute cannot be used at all: not there, not alike, not to be trusted."""
