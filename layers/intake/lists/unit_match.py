"""What a text says of an administrative unit: matched, asked, proposed or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.intake.lists.unit_table import Unit


class UnitHow(StrEnum):
    """How sure a match is."""

    MATCHED = "matched"
    SAID = "said"
    """The person gave the code."""
    DISTRICT = "district"
    """Only a former district is named: no commune."""
    ASKS = "asks"
    """The name is known, and means more than one unit or contradicts what stands beside it."""
    PROPOSED = "proposed"
    """Only names like it, or units of another kind, are known. Never applied."""
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a match is not simply the unit of that name."""

    NONE = ""
    FORMER_NAME = "former name"
    """Matched, but the unit existed no more on that day."""
    SPELLING = "spelling"
    """Matched with other accents or blanks."""
    PERIOD = "period"
    """Units of before and of today have the name, and no day is known."""
    SEVERAL = "several"
    """Several units of the same time have the name."""
    DISTRICT = "district"
    """The unit lies in another district than the one beside it."""
    DISTRICT_NAME = "district name"
    """A district had the name too, and nothing says which is meant."""
    KIND = "kind"
    """A commune where the text has a town, or the like."""
    DAY = "day"
    """The unit did not exist yet on that day, or its district existed no more."""
    ALIKE = "alike"
    """The names are only alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A unit that may be meant."""

    unit: Unit
    score: float
    """Likeness of the names, 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMatch:
    """One unit that a cell names."""

    text: str
    """As written, with the word for its kind."""
    how: UnitHow
    kind: str = ""
    """Key of the kind as written, "" where none is."""
    district: str = ""
    """As written, "" where none is."""
    reason: Reason = Reason.NONE
    unit: Unit | None = None
    """Of today or of before, as the text means it; None unless matched or said."""
    commune_code: str = ""
    """Code of the commune of today; also where every candidate lies in the same one."""
    candidates: tuple[Candidate, ...] = ()
    """Most likely first."""
    cell: int = 0
    """Place of the cell in what was given, from 0."""
