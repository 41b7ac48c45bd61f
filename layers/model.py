"""The closed vocabularies of a check, each with an explicit rank."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What one rule says of one site. Not checked is never the same as clear."""

    CONFLICT = "conflict"
    NOT_CHECKED = "not_checked"
    NEAR = "near"
    CLEAR = "clear"

    @property
    def rank(self) -> int:
        """0 is worst. Sort by this: members sort as text otherwise."""
        return list(type(self)).index(self)


class Severity(StrEnum):
    """How heavily a conflict with a rule weighs."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is heaviest."""
        return list(type(self)).index(self)


class Certainty(StrEnum):
    """
    Whether a finding stays when lines are off by as much as the accuracy of the maps allows.

    Of a conflict: whether it stays one. Of any other verdict: whether it cannot be a conflict.
    """

    CERTAIN = "certain"
    NOT_STATED = "not_stated"
    """The layer states neither accuracy nor scale: it may be anything."""
    POSSIBLE = "possible"
    WITHIN_ERROR = "within_map_error"
    """A conflict of which nothing lies deeper than the tolerance: perhaps only the map's inaccuracy."""

    @property
    def rank(self) -> int:
        """0 is the surest conflict; what is not known stands before what is known to be doubtful."""
        return list(type(self)).index(self)


class Origin(StrEnum):
    """How far a layer is from the official record."""

    REAL = "real"
    SCHEMATIC = "schematic"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A fault in one row of an incoming file: what was found and what was done about it."""

    file: str
    row: str
    """The row's id, or its number from 1 where it has none."""
    kind: str
    en: str
    vi: str
    blocks: bool
    """The row could not be used, so that sites which it may concern cannot be called clear."""

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en
