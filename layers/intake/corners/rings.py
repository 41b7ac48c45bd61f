"""
Part the points of a table into the rings of its parts.

A part ends where the table names another, where the first point is repeated, where the
numbering starts anew, or at a blank line. A blank line inside a running numbering tells
nothing: then a person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from layers.intake.answers import Option
from layers.intake.corners.points import Doubt, DoubtKind, answer_to
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.intake.corners.points import StatedArea

LEAST_POINTS = 3
SAME_M = 0.0005
"""Two points nearer than half a millimetre are one."""

CLOSING_M = 0.01
"""A repeated first point may be off by this; beyond it, it is a contradiction."""

SAME_DEGREES, CLOSING_DEGREES = 5e-9, 1e-7
"""The same in degrees."""

BLANK_LINES = (
    Option(value="one", en="one part", vi="một phần"),
    Option(value="split", en="a new part after each blank line", vi="mỗi dòng trống bắt đầu một phần mới"),
)
_NUMBER = re.compile(r"(\D*)(\d+)")


def number_of(label: str) -> tuple[str, int] | None:
    """
    Return what stands before the number of a label, and the number; None where there is none.

    Examples
    --------
    >>> number_of("M12"), number_of("A")
    (('M', 12), None)
    """
    found = _NUMBER.fullmatch(label)
    return (found[1], int(found[2])) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """One point of a table with what stands beside it."""

    row: int
    label: str
    x: float
    y: float
    edge: str = ""
    part: str = ""
    area: StatedArea | None = None
    """In a column of areas."""

    def distance(self, other: Corner) -> float:
        """Return how far another lies, in the unit of the coordinates."""
        return float(((self.x - other.x) ** 2 + (self.y - other.y) ** 2) ** 0.5)

    @property
    def number(self) -> tuple[str, int] | None:
        """What stands before the number of its label, and the number; None where there is none."""
        return number_of(self.label)


@dataclass(kw_only=True)
class Draft:
    """A ring while it grows."""

    part: str = ""
    corners: list[Corner] = field(default_factory=list)
    between: dict[int, str] = field(default_factory=dict)
    """Length in a row of its own, by the place of the point before it."""
    closing: Corner | None = None
    area: StatedArea | None = None
    blanks: list[int] = field(default_factory=list)
    """Places of the points before which a blank line stands."""


class Rings:
    """
    Grows the rings of a table, row by row.

    Parameters
    ----------
    same
        How near two points are one, in the unit of the coordinates.
    """

    def __init__(self, *, same: float = SAME_M, closing: float = CLOSING_M) -> None:
        self.same, self.closing = same, closing
        self.done: list[Draft] = []
        self.notes: list[Note] = []
        self.current = Draft()
        self._is_blank = self._is_page = False

    def title(self, name: str) -> None:
        """Begin the part of that name."""
        self._flush()
        self.current.part = name

    def blank(self) -> None:
        """Take notice of a blank line."""
        self._is_blank = True

    def page(self) -> None:
        """Take notice of a heading or a table beside: it parts where the numbering does not run on."""
        self._is_blank, self._is_page = False, True

    def edge(self, text: str) -> None:
        """Add a length that stands in a row of its own."""
        if self.current.corners:
            self.current.between[len(self.current.corners) - 1] = text

    def area(self, area: StatedArea) -> bool:
        """Add a stated area to the part that it closes, else to the one that it opens; False: neither."""
        closes = not self.current.corners and self.done and self.done[-1].part == self.current.part
        target = self.done[-1] if closes else self.current
        if target.area is not None:
            return False
        target.area = area
        return True

    def corner(self, corner: Corner) -> None:
        """Add a point, to the part at hand or as the first of another."""
        ring = self.current.corners
        if corner.part and ring and corner.part != self.current.part:
            self._flush()
        elif ring and self._starts_anew(corner):
            self._flush(part=self.current.part)
        ring = self.current.corners
        if corner.part:
            self.current.part = corner.part
        if len(ring) >= LEAST_POINTS and self._closes(corner):
            self.current.closing = corner
            self._flush(part=self.current.part)
            return
        if ring and (self._is_blank or (self._is_page and not _follows(ring[-1], corner))):
            self.current.blanks.append(len(ring))
        self._is_blank = self._is_page = False
        ring.append(corner)

    def finish(self, answers: Mapping[str, str]) -> tuple[list[Draft], list[Doubt]]:
        """Return the rings, with blank lines judged."""
        self._flush()
        doubts: list[Doubt] = []
        drafts = [part for draft in self.done for part in _at_blanks(draft, answers, doubts, self.notes)]
        return drafts, doubts[:1]

    def _flush(self, part: str = "") -> None:
        if self.current.corners:
            self.done.append(self.current)
            self.current = Draft(part=part)
        self._is_blank = self._is_page = False

    def _closes(self, corner: Corner) -> bool:
        first = self.current.corners[0]
        distance = corner.distance(first)
        if distance <= self.same:
            return True
        again = bool(corner.label) and corner.label == first.label
        if again and distance <= self.closing:
            self.notes.append(
                Note(
                    kind="closing point differs",
                    en=f"Row {corner.row} repeats point {corner.label} {distance:.3f} m off; it is left out.",
                    vi=f"Dòng {corner.row} lặp lại điểm {corner.label} lệch {distance:.3f} m; lấy điểm đầu.",
                    row=corner.row,
                )
            )
        return again and distance <= self.closing

    def _starts_anew(self, corner: Corner) -> bool:
        """Return whether the numbering goes back to where it began, and not to close the ring."""
        ring = self.current.corners
        if len(ring) < LEAST_POINTS or corner.distance(ring[0]) <= self.closing:
            return False
        return bool(corner.label) and corner.label == ring[0].label


def contradictions(drafts: Iterable[Draft]) -> list[Note]:
    """Return a refusal for each ring that is but one or two points: no area can be drawn of it."""
    notes = []
    for draft in drafts:
        row, count = draft.corners[0].row, len(draft.corners)
        name = f" ({draft.part})" if draft.part else ""
        if count < LEAST_POINTS:
            notes.append(
                Note(
                    kind="too few points",
                    en=f"Row {row}: the part{name} that begins here has only {count} points; three are the"
                    " least. A repeated first point must have the same coordinates.",
                    vi=f"Dòng {row}: phần{name} bắt đầu ở đây chỉ có {count} điểm; ít nhất phải có ba."
                    " Điểm khép lặp lại phải trùng toạ độ điểm đầu.",
                    row=row,
                    refused=True,
                )
            )
    return notes


def _at_blanks(
    draft: Draft, answers: Mapping[str, str], doubts: list[Doubt], notes: list[Note]
) -> list[Draft]:
    """Return a ring, or its pieces between blank lines."""
    edges = [0, *draft.blanks, len(draft.corners)]
    if not draft.blanks or min(end - start for start, end in pairwise(edges)) < LEAST_POINTS:
        return [draft]
    runs_on = all(_follows(draft.corners[at - 1], draft.corners[at]) for at in draft.blanks)
    if runs_on:
        answer = answer_to(DoubtKind.BLANK_LINES, BLANK_LINES, answers)
        if not answer:
            doubts.append(_blank_doubt(draft))
        if answer != "split":
            return [draft]
    notes.append(
        Note(
            kind="parts at blank lines",
            en=f"From row {draft.corners[0].row} on, blank lines part {len(edges) - 1} parts.",
            vi=f"Từ dòng {draft.corners[0].row}, các dòng trống ngăn thành {len(edges) - 1} phần.",
            row=draft.corners[0].row,
        )
    )
    pieces = [_piece(draft, start, end) for start, end in pairwise(edges)]
    pieces[-1].closing, pieces[-1].area = draft.closing, draft.area
    return pieces


def _piece(draft: Draft, start: int, end: int) -> Draft:
    between = {place - start: text for place, text in draft.between.items() if start <= place < end}
    return Draft(part=draft.part, corners=draft.corners[start:end], between=between)


def _follows(before: Corner, after: Corner) -> bool:
    one, other = before.number, after.number
    return bool(one and other) and one[0] == other[0] and other[1] == one[1] + 1  # type: ignore[index]


def _blank_doubt(draft: Draft) -> Doubt:
    rows = ", ".join(str(draft.corners[at].row) for at in draft.blanks)
    return Doubt(
        kind=DoubtKind.BLANK_LINES,
        en=f"Before rows {rows} stands a blank line and the numbering runs on: one part or several?",
        vi=f"Trước các dòng {rows} có dòng trống nhưng số điểm vẫn liên tục: một phần hay nhiều phần?",
        options=BLANK_LINES,
    )
