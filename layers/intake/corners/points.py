"""The records of a table of corner points: what was read, what is stated beside it, what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.types import FloatArray
    from layers.intake.answers import Option
    from layers.intake.model import Note


class Unit(StrEnum):
    """What coordinates are counted in."""

    METRES = "m"
    DEGREES = "degrees"


class DoubtKind(StrEnum):
    """What a person has to settle; the key of the answer."""

    AXES = "axes"
    """"x-north" or "x-east": whether the column taken for X (headed so, or the first) is north."""
    STYLE = "number-style"
    """"point" or "comma"."""
    DEGREES = "degrees"
    """"packed" or "decimal"."""
    ZONE = "zone-digits"
    """"drop" or "keep" the digits of the zone before the easting."""
    BLANK_LINES = "blank-lines"
    """"one" or "split"."""
    EXCHANGED = "rows-exchanged"
    """"exchange" or "keep" X and Y in the rows that have them the other way round."""
    INSIDE = "parts-inside"
    """"hole" or "own": what a part inside another is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that the figures do not tell. Until it is answered nothing may be built on the table."""

    kind: DoubtKind
    en: str
    vi: str
    options: tuple[Option, ...]
    """Most likely first. Values as `DoubtKind` says."""

    @property
    def proposed(self) -> str:
        """The most likely answer, for a preview."""
        return self.options[0].value


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedArea:
    """An area that the table states."""

    row: int
    text: str
    readings_m2: tuple[float, ...]
    """More than one where the number or its unit can be read in two ways."""
    half_m2: tuple[float, ...]
    """Half of the last digit that is stated, for each reading."""


@dataclass(frozen=True, kw_only=True)
class PointRing:
    """The corner points of one part, in the order of the table; the first is not repeated."""

    part: str
    """As the table calls it; "" where it does not."""
    labels: tuple[str, ...]
    """Number or name of each point as it stands; "" where there is none."""
    rows: tuple[int, ...]
    x: FloatArray
    """Easting in metres, or longitude in degrees."""
    y: FloatArray
    """Northing in metres, or latitude in degrees."""
    is_closed: bool
    """Whether the table repeats the first point at the end."""
    stated_m: FloatArray
    """Stated length of the edge from each point to the next, of the last to the first; else NaN."""
    stated_decimals: int = 0
    """The fewest decimals of the stated lengths."""
    area: StatedArea | None = None

    def name_of(self, place: int) -> str:
        """Return how a person finds a point: its label, else its row."""
        place %= len(self.labels)
        return self.labels[place] or f"#{self.rows[place]}"

    @property
    def xy(self) -> FloatArray:
        """Coordinates, one row for each point."""
        return np.column_stack([self.x, self.y])


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMeaning:
    """What a column of the table was taken for."""

    column: str
    """Its name in the layer's table."""
    heading: str
    """Its words; "" where it has none."""
    role: str


@dataclass(frozen=True, kw_only=True)
class PointTable:
    """A table of corner points, read. Its CRS is decided elsewhere."""

    rings: tuple[PointRing, ...]
    unit: Unit
    columns: tuple[ColumnMeaning, ...]
    """For a preview of the first rows with the meaning that was found."""
    decimals: int
    """The fewest decimals of the coordinates."""
    total_area: StatedArea | None = None
    """Stated for all parts together."""
    notes: tuple[Note, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """Not answered yet; what is shown meanwhile follows the proposals."""

    @property
    def axis_doubt(self) -> Doubt | None:
        """The doubt which of X and Y is north, if it is open."""
        return next((doubt for doubt in self.doubts if doubt.kind is DoubtKind.AXES), None)

    @property
    def refused(self) -> tuple[Note, ...]:
        """Rows that are points and cannot be read: a shape without them would be another shape."""
        return tuple(note for note in self.notes if note.refused)


def answer_to(kind: DoubtKind, options: Iterable[Option], answers: Mapping[str, str]) -> str:
    """
    Return the answer to a doubt, "" where there is none yet.

    Raises
    ------
    IntakeError
        "points-answer" if it is none of the options.
    """
    given = answers.get(kind, "")
    known = [option.value for option in options]
    if given and given not in known:
        raise IntakeError(
            "points-answer",
            f'The answer "{given}" to "{kind}" is none of {", ".join(known)}.',
            f'Câu trả lời "{given}" cho "{kind}" không thuộc {", ".join(known)}.',
        )
    return given
