"""How a part of the office is: one sign for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a part is, the worst first."""

    BAD = "bad"
    WARN = "warn"
    UNKNOWN = "unknown"
    WELL = "well"

    @property
    def rank(self) -> int:
        """0 is worst."""
        return list(type(self)).index(self)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """How one part is, in a sentence; figures and names of layers, never anything that is secret."""

    key: str
    state: Health
    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en
