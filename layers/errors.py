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


class IntakeError(ReadError):
    """
    A file is refused at the gate, by its reader, or because an answer of the person is missing.

    Parameters
    ----------
    code
        Stable name of the reason, for example "zip-link", "geojson-crs-link".
    en, vi
        As `RanhError`.
    """

    def __init__(self, code: str, en: str, vi: str) -> None:
        super().__init__(en, vi)
        self.code = code

    def __reduce__(self) -> tuple[type[RanhError], tuple[str, ...]]:
        """Keep the code too when the error travels between processes."""
        return type(self), (self.code, self.en, self.vi)
