"""
Turn a table of corner points into rings: found, read, parted, each with what is stated of it.

X is north in Vietnam; here x is east and y is north, as on a map. The exchange is done once
and said. What the figures do not tell is a `Doubt`; what cannot be read is refused with its row.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.corners.point_columns import find_sections
from layers.intake.corners.point_drawing import Drawn, DrawnPart, draw
from layers.intake.corners.point_parting import grow, rows_not_read, taken_as_total
from layers.intake.corners.point_rings import ring_of
from layers.intake.corners.point_rows import RowKind, cells_of, raw_rows
from layers.intake.corners.point_values import read_values
from layers.intake.corners.points import ColumnMeaning, Doubt, DoubtKind, PointRing, PointTable, Unit
from layers.intake.corners.rings import (
    CLOSING_DEGREES,
    CLOSING_M,
    SAME_DEGREES,
    SAME_M,
    Rings,
    contradictions,
    number_of,
)
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.corners.point_columns import Section
    from layers.intake.corners.point_rows import Cells, RawRow
    from layers.intake.corners.point_values import Values
    from layers.intake.model import SourceLayer

__all__ = [
    "Doubt",
    "DoubtKind",
    "Drawn",
    "DrawnPart",
    "PointRing",
    "PointTable",
    "Unit",
    "draw",
    "read_points",
]


def read_points(layer: SourceLayer, answers: Mapping[str, str] | None = None) -> PointTable:
    r"""
    Return the corner points of a sheet or a pasted text.

    Parameters
    ----------
    layer
        Of `layers.intake.cells.sheets`, its text decoded.
    answers
        Answers to earlier doubts, by `DoubtKind`. What is open is read as proposed and stays in
        `doubts`; `draw` refuses it unless it is asked for a preview.

    Raises
    ------
    IntakeError
        "points-none", "points-two-systems", "points-encoding", "points-answer".

    Examples
    --------
    >>> from layers.intake.cells.sheets import read_pasted
    >>> (layer,) = read_pasted("1;2477600;547000\n2;2477700;547000\n3;2477700;547100\n1;2477600;547000")
    >>> (ring,) = read_points(layer).rings
    >>> ring.labels, ring.x.tolist(), ring.is_closed
    (('1', '2', '3'), [547000.0, 547000.0, 547100.0], True)
    """
    given = answers or {}
    cells = cells_of(layer)
    sections = find_sections(cells.grid)
    notes: list[Note] = []
    tables = [table for section in raw_rows(cells, sections) for table in _in_order(section, notes)]
    points = [row for table in tables for row in table if row.kind is RowKind.POINT]
    if not points:
        raise IntakeError(
            "points-none",
            "The table has no row with two coordinates.",
            "Bảng không có dòng nào có đủ hai toạ độ.",
        )
    values = read_values(points, given)
    notes += [*values.notes, *rows_not_read(tables)]
    is_degrees = values.unit is Unit.DEGREES
    rings = Rings(
        same=SAME_DEGREES if is_degrees else SAME_M, closing=CLOSING_DEGREES if is_degrees else CLOSING_M
    )
    total = grow(rings, tables, values, notes)
    drafts, doubts = rings.finish(given)
    notes += [*rings.notes, *contradictions(drafts)]
    total = total or taken_as_total(drafts, notes)
    return PointTable(
        rings=tuple(ring_of(draft, values, notes) for draft in drafts),
        unit=values.unit,
        columns=_meaning(cells, sections[0], values),
        decimals=values.decimals,
        total_area=total,
        notes=(*layer.refused, *notes),
        doubts=(*values.doubts, *doubts),
    )


def _in_order(tables: tuple[tuple[RawRow, ...], ...], notes: list[Note]) -> tuple[tuple[RawRow, ...], ...]:
    """Return tables side by side one after another, or line by line where only so the numbers run on."""
    if len(tables) == 1:
        return tables
    woven = tuple(row for line in zip(*tables, strict=True) for row in line if row.kind is not RowKind.BLANK)
    if _runs_on(woven) <= _runs_on(tuple(row for table in tables for row in table)):
        return tables
    notes.append(
        Note(
            kind="read line by line",
            en=f"The {len(tables)} tables side by side are read line by line, as their numbers run on.",
            vi=f"{len(tables)} bảng đặt cạnh nhau được đọc theo từng dòng, theo thứ tự số hiệu điểm.",
        )
    )
    return (woven,)


def _runs_on(rows: Sequence[RawRow]) -> int:
    """Return how often a point's number follows that of the point before."""
    numbers = [number_of(row.label) for row in rows if row.kind is RowKind.POINT]
    return sum(bool(a and b) and a[0] == b[0] and b[1] == a[1] + 1 for a, b in pairwise(numbers))  # type: ignore[index]


def _meaning(cells: Cells, section: Section, values: Values) -> tuple[ColumnMeaning, ...]:
    words = ("latitude", "longitude") if values.unit is Unit.DEGREES else ("north", "east")
    found = []
    for block in section.blocks:
        roles = {block.label: "point", block.edge: "edge", block.area: "area"}
        roles |= dict.fromkeys(block.parts, "part")
        roles |= {block.north: words[values.is_swapped], block.east: words[not values.is_swapped]}
        for column in block.columns:
            row = cells.grid[section.heading] if section.heading < section.data else ()
            heading = row[column] if column < len(row) else ""
            found.append(ColumnMeaning(column=cells.names[column], heading=heading, role=roles[column]))
    return tuple(found)
