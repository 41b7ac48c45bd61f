"""Hand the sorted rows of a table to its rings: points, lengths, titles, blank lines, stated areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.intake.corners.point_rows import RowKind
from layers.intake.corners.rings import Corner
from layers.intake.corners.stated import is_total, nearest, stated_area
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.corners.point_rows import RawRow
    from layers.intake.corners.point_values import Values
    from layers.intake.corners.points import StatedArea
    from layers.intake.corners.rings import Draft, Rings

SHOWN = 10
SHOWN_CHARACTERS = 40


def grow(
    rings: Rings, tables: Sequence[Sequence[RawRow]], values: Values, notes: list[Note]
) -> StatedArea | None:
    """Hand the rows to the rings one by one; return the area that is stated of all parts together."""
    total: StatedArea | None = None
    at = 0
    for table in tables:
        rings.page()
        for row in table:
            if row.kind is RowKind.POINT:
                if np.isfinite(values.x[at]):
                    rings.corner(_corner(row, float(values.x[at]), float(values.y[at])))
                at += 1
            elif row.kind is RowKind.AREA:
                total = _add_area(rings, row, total, notes)
            else:
                _add_mark(rings, row)
    return total


def _add_mark(rings: Rings, row: RawRow) -> None:
    if row.kind is RowKind.TITLE:
        rings.title(row.text)
    elif row.kind is RowKind.BLANK:
        rings.blank()
    elif row.kind is RowKind.HEADING:
        rings.page()
    elif row.kind is RowKind.EDGE:
        rings.edge(row.edge)


def _add_area(rings: Rings, row: RawRow, total: StatedArea | None, notes: list[Note]) -> StatedArea | None:
    area = stated_area(row.text, row.row)
    if area and is_total(area) and total is None:
        return area
    if area is None or is_total(area) or not rings.area(area):
        notes.append(
            Note(
                kind="stated area not used",
                en=f'Row {row.row}: the area in "{row.text[:SHOWN_CHARACTERS]}" is not compared.',
                vi=f'Dòng {row.row}: diện tích trong "{row.text[:SHOWN_CHARACTERS]}" không được so sánh.',
                row=row.row,
            )
        )
    return total


def _corner(row: RawRow, x: float, y: float) -> Corner:
    heading = row.block.headings.get(row.block.area) if row.block.area is not None else None
    area = stated_area(row.area, row.row, heading.unit if heading else "") if row.area else None
    return Corner(row=row.row, label=row.label, x=x, y=y, edge=row.edge, part=row.part, area=area)


def taken_as_total(drafts: list[Draft], notes: list[Note]) -> StatedArea | None:
    """Take the only area, under the last of several parts, for that of all if it agrees with them."""
    stated = [draft for draft in drafts if draft.area]
    if len(drafts) == 1 or len(stated) != 1 or stated[0] is not drafts[-1] or stated[0].area is None:
        return None
    area = stated[0].area
    drawn_m2 = sum(_area_m2(draft) for draft in drafts)
    if not nearest(drawn_m2, area)[1]:
        return None
    stated[0].area = None
    notes.append(
        Note(
            kind="total area",
            en=f"Row {area.row}: the stated area is that of all {len(drafts)} parts together.",
            vi=f"Dòng {area.row}: diện tích ghi trong bảng là của cả {len(drafts)} phần.",
            row=area.row,
        )
    )
    return area


def _area_m2(draft: Draft) -> float:
    x = np.array([corner.x for corner in draft.corners])
    y = np.array([corner.y for corner in draft.corners])
    x, y = x - x[0], y - y[0]
    return abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())) / 2


def rows_not_read(tables: Sequence[Sequence[RawRow]]) -> list[Note]:
    """Return a refusal for each row that was meant as a point, and one note on all mere texts."""
    notes = [
        Note(
            kind="point refused",
            en=f'Row {row.row} ("{row.text[:SHOWN_CHARACTERS]}") lacks a coordinate or has one that is'
            " no number: correct the row.",
            vi=f'Dòng {row.row} ("{row.text[:SHOWN_CHARACTERS]}") thiếu toạ độ hoặc có toạ độ không phải'
            " số: hãy sửa dòng này.",
            row=row.row,
            refused=True,
        )
        for table in tables
        for row in table
        if row.kind is RowKind.FAULT
    ]
    texts = [row for table in tables for row in table if row.kind is RowKind.TEXT]
    if texts:
        listed = "; ".join(f"{row.row}: {row.text[:SHOWN_CHARACTERS]}" for row in texts[:SHOWN])
        notes.append(
            Note(
                kind="text rows",
                en=f"{len(texts)} rows are text and no points ({listed}).",
                vi=f"{len(texts)} dòng là văn bản, không phải điểm ({listed}).",
            )
        )
    return notes
