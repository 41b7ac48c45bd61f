"""The root of every error this project raises on purpose."""

from __future__ import annotations


class RanhError(Exception):
    """
    Base of all expected errors; the doors of the program show its sentence to the person.

    Parameters
    ----------
    en, vi
        One sentence each, in English and Vietnamese: what, where, what to do.
    """

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en = en
        self.vi = vi

    def __reduce__(self) -> tuple[type[RanhError], tuple[str, ...]]:
        """Keep both sentences when the error travels between processes."""
        return type(self), (self.en, self.vi)

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


class CRSError(RanhError, ValueError):
    """A coordinate reference system is missing, unknown or not fit for what is asked."""


class GeometryError(RanhError, ValueError):
    """Geometries are not of the kind that a measurement needs."""
