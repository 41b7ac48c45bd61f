"""The records of an evaluation report before it is set: parts, tables, and cells that say what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class PlanFormat(StrEnum):
    """What kind of file an evaluation report is."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """How the file is called when it is handed out."""
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    PlanFormat.PDF: "application/pdf",
    PlanFormat.DOCX: f"{_OFFICE}.wordprocessingml.document",
    PlanFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One cell: words, a figure, or what is missing in its place."""

    text: str = ""
    number: float | None = None
    digits: int = 0
    """Decimals of the figure."""
    is_share: bool = False
    """The figure is a share, 0 to 1, told in percent."""
    signed: bool = False
    lack: str = ""
    """Key of what is missing (`words.WORDS["lack.…"]`); the cell then says so and nothing else."""
    brief: bool = False
    """On paper a dash: another cell of the row says what is missing."""
    notes: tuple[str, ...] = ()
    """Below the figure, smaller."""
    strong: bool = False
    is_code: bool = False
    """A fingerprint, in small letters of one width."""
    colour: str = ""


def words_of(text: object, *notes: str, strong: bool = False, colour: str = "") -> Value:
    """Return a cell of words."""
    return Value(text=str(text), notes=tuple(filter(None, notes)), strong=strong, colour=colour)


def figure(value: float | None, lack: str, *notes: str, digits: int = 0, signed: bool = False) -> Value:
    """
    Return a cell of a figure; where there is none, one that says what is missing.

    Examples
    --------
    >>> figure(None, "no_target").lack, figure(0, "no_target").number, figure(0, "no_target").lack
    ('no_target', 0, '')
    """
    told = tuple(filter(None, notes))
    # Not a number is not there: frames hold NaN where nothing is known.
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return Value(lack=lack, notes=told)
    return Value(number=value, digits=digits, signed=signed, notes=told)


def share(value: float | None, lack: str, *notes: str) -> Value:
    """Return a cell of a share, 0 to 1."""
    made = figure(value, lack, *notes)
    return made if made.lack else Value(number=made.number, is_share=True, notes=made.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; widths are relative."""

    heading: str
    width: int
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence outside of the tables."""

    text: str
    kind: str = "plain"
    """plain, small, strong, warning (in a box, as loud as a conflict) or write (for people to fill in)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One part of all bars of a chart."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart."""

    label: str
    values: tuple[float | None, ...]
    """One for each series; None is not known, and has no length."""
    told: str
    """Its numbers in words."""
    mark: float | None = None
    """Where a line stands across it: a frame, a target."""
    is_loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar chart of a table; the table stands below it."""

    title: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    mark: str = ""
    """Words for the line across the bars; "": there is none."""
    note: str = ""
    is_share: bool = False
    """Values are shares, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table under its title; without rows it says why."""

    name: str
    """Of its kind, by which its sheet is called; a table of each unit has the same."""
    title: str
    """"": the heading of its part is its title, and it has no number."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    before: tuple[Say, ...] = ()
    after: tuple[Say, ...] = ()
    empty: str = ""
    """What is said in place of no rows."""
    lack: str = ""
    """Key of what is missing where nothing could be told at all."""
    chart: Chart | None = None
    """What the table shows at a glance."""


Item = Say | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the report, numbered where it is shown."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Period:
    """What an evaluation is of: from one day to another, both included; figures are those of the last."""

    since: date
    as_of: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.since <= day <= self.as_of
