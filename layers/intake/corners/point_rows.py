"""
Sort the rows of a table of points: a point, the length between two, a stated area, a title, a blank.

A row that begins as a point and cannot be read is a fault, never a text: without it the shape
would be another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyarrow import types

from layers.errors import IntakeError
from layers.intake.cells.angles import parse_angle
from layers.intake.cells.figures import INVISIBLE, parse_number
from layers.intake.corners.degree_columns import with_degrees_joined
from layers.intake.corners.headings import folded
from layers.intake.model import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.intake.corners.point_columns import Block, Grid, Section
    from layers.intake.model import SourceLayer

MEANT_DIGITS = 4
"""A text with so many digits in a column of coordinates was meant as one."""

_TITLE = re.compile(r"(?:thua|khu|lo|phan|khoanh|tieu khu|to|vung|manh|parcel|lot|part)\b")
_AREA = re.compile(r"(?:tong |tong cong )?(?:dien tich|dt|area|s)\b|.*\bdien tich\b")
_LABEL = re.compile(r"[A-Za-zĐđ]{0,4}[-. ]?[0-9]{1,5}")
"""Number of a point; a row with one and without coordinates lacks them."""

_ASSIGNED = re.compile(r"^[\s(\[]*(?:[XYNExyne]\s*[=:]\s*)?|[\s)\];,]+$")
_ZONED = re.compile(r"^([1-9][0-9]) ([1-9][0-9]{5}(?:[.,][0-9]+)?)$")
"""48 583104: the zone, and the easting. Whether the zone is left out, is asked later."""

_OPENED = re.compile(r"(?P<label>[^()\[\]]*?)\s*[(\[]\s*(?P<first>[-+XxYyNEne]?\s*[=:]?\s*[0-9].*)")


class RowKind(StrEnum):
    """What a row is to one table of points."""

    POINT = "point"
    EDGE = "edge"
    AREA = "area"
    TITLE = "title"
    TEXT = "text"
    BLANK = "blank"
    FAULT = "fault"
    HEADING = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row of one table of points, as text."""

    kind: RowKind
    row: int
    """Number in the sheet."""
    block: Block
    label: str = ""
    north: str = ""
    east: str = ""
    edge: str = ""
    area: str = ""
    part: str = ""
    text: str = ""
    """All cells of the row that belong to the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a layer, without invisible signs and blanks around; "" where empty."""

    numbers: tuple[int, ...]
    """Of the rows, in the sheet."""
    names: tuple[str, ...]
    """Of the columns, in the layer's table."""
    grid: Grid


def cells_of(layer: SourceLayer) -> Cells:
    """
    Return the cells of a layer, a bracketed pair or degrees in three columns made plain.

    Raises
    ------
    IntakeError
        "points-encoding" if a column is still bytes.
    """
    table = layer.table
    names = tuple(table.column_names[2:])
    if any(types.is_binary(table[name].type) for name in names):
        raise IntakeError(
            "points-encoding",
            "The encoding of the text is not decided yet: choose it first.",
            "Chưa xác định bảng mã của văn bản: hãy chọn bảng mã trước.",
        )
    columns = [[(value or "").translate(INVISIBLE).strip() for value in table[n].to_pylist()] for n in names]
    grid = tuple(zip(*columns, strict=True))
    numbers = tuple(table[ROW].to_pylist())
    opened = _opened(grid)
    if opened is not grid:
        names = (names[0], *names)
    plain = tuple(tuple(map(_without_marks, row)) for row in opened)
    return Cells(numbers=numbers, names=names, grid=with_degrees_joined(plain))


def _without_marks(cell: str) -> str:
    """Return a number without its "X =" and brackets, zone digits joined to it; any other cell as it is."""
    bare = _ZONED.sub(r"\1\2", _ASSIGNED.sub("", cell))
    return bare if bare != cell and parse_number(bare).readings else cell


def _opened(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Part the label from what a bracket opens: "M1 (2477623,98; 547012,17)"."""
    found = [_OPENED.fullmatch(cells[0]) for cells in rows if cells and cells[0]]
    labelled = [match for match in found if match and match["label"]]
    if not labelled or len(labelled) < len(found) / 2:
        return rows
    parted = []
    for cells in rows:
        match = _OPENED.fullmatch(cells[0])
        parted.append((match["label"], match["first"], *cells[1:]) if match else (cells[0], "", *cells[1:]))
    return tuple(parted)


def raw_rows(cells: Cells, sections: Sequence[Section]) -> Iterator[tuple[tuple[RawRow, ...], ...]]:
    """Return for each section the rows of each of its tables, from left to right."""
    width = max(map(len, cells.grid), default=0)
    for section in sections:
        tables = []
        for place, block in enumerate(section.blocks):
            left = min(block.columns) if place else 0
            is_last = place + 1 == len(section.blocks)
            right = width if is_last else min(section.blocks[place + 1].columns)
            rows = []
            for at in range(section.start, section.end):
                row = cells.grid[at]
                text = " ".join(cell for cell in row[left:right] if cell)
                raw = RawRow(kind=RowKind.HEADING, row=cells.numbers[at], block=block, text=text)
                is_heading = section.heading <= at < section.data
                rows.append(raw if is_heading else _sorted(raw, row, over=at < section.heading))
            tables.append(tuple(rows))
        yield tuple(tables)


def _sorted(row: RawRow, cells: tuple[str, ...], *, over: bool) -> RawRow:
    """Return the row with its kind; over the heading nothing is a fault."""
    block = row.block

    def cell(column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""

    north, east = cell(block.north), cell(block.east)
    label, edge = cell(block.label), cell(block.edge)
    if not edge and row.text in cells and parse_number(row.text).decimals:
        label, north, east, edge = "", "", "", row.text
    kind = _kind(row.text, label, (north, east), edge)
    if over and kind is RowKind.FAULT:
        kind = RowKind.TEXT
    return RawRow(
        kind=kind,
        row=row.row,
        block=block,
        label=label,
        north=north,
        east=east,
        edge=edge,
        area=cell(block.area),
        part=" / ".join(filter(None, map(cell, block.parts))),
        text=row.text,
    )


def _kind(text: str, label: str, pair: tuple[str, str], edge: str) -> RowKind:
    if not text:
        return RowKind.BLANK
    figures = [_is_figure(cell) for cell in pair]
    if all(figures):
        return RowKind.POINT
    plain = folded(text)
    if _AREA.match(plain) and any(sign.isdigit() for sign in plain):
        return RowKind.AREA
    if _TITLE.match(plain) and not any(figures):
        return RowKind.TITLE
    if _is_figure(edge) and not any(pair) and not _LABEL.fullmatch(label):
        return RowKind.EDGE
    meant = any(figures) or any(sum(map(str.isdigit, cell)) >= MEANT_DIGITS for cell in pair)
    return RowKind.FAULT if meant or _LABEL.fullmatch(label) else RowKind.TEXT


def _is_figure(text: str) -> bool:
    return bool(text) and (bool(parse_number(text).readings) or parse_angle(text) is not None)
