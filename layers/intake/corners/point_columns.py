"""
Find which columns of a sheet hold points: by headings, else by the size of the figures.

A sheet may have several tables: one under another, each with its heading (a page heading
that is repeated), and two or more side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.cells.figures import parse_number
from layers.intake.corners.headings import Heading, Role, headings_in, row_headings
from layers.intake.corners.scales import Scale, scale_of_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Grid = Sequence[tuple[str, ...]]

ONE_EACH = frozenset(
    {Role.LABEL, Role.NORTH, Role.EAST, Role.LATITUDE, Role.LONGITUDE, Role.EDGE, Role.ORDINAL}
)
"""What stands once for each point: where it comes again, another table begins beside."""

ROWS_ABOVE = 2
"""Rows of a heading over the one with X and Y."""

FULL_SHARE = 0.5
"""A column with fewer figures than this among the rows with any is none of the coordinates."""

_ORDINAL_CELL = re.compile(r"[(\[]?(\d{1,2})[)\]]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The columns of one table; numbers count from 0."""

    north: int
    """Column that headings call north (X), or the first; whether it is, is decided by its figures."""
    east: int
    label: int | None = None
    edge: int | None = None
    area: int | None = None
    parts: tuple[int, ...] = ()
    headings: Mapping[int, Heading] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column of the block that has a meaning."""
        own = (self.label, self.north, self.east, self.edge, self.area)
        return tuple(sorted({*(c for c in own if c is not None), *self.parts}))

    @property
    def is_headed(self) -> bool:
        """Whether its coordinates have headings."""
        return self.north in self.headings and self.east in self.headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of a sheet that share one heading."""

    start: int
    """First row, from 0."""
    heading: int
    """Row of the heading; rows before it are over it. Equals `data` where there is none."""
    data: int
    """First row below the heading."""
    end: int
    """Row after the last."""
    blocks: tuple[Block, ...]
    """From left to right."""


def find_sections(grid: Grid) -> tuple[Section, ...]:
    """
    Return the tables of points on a sheet, from the top.

    Raises
    ------
    IntakeError
        "points-none" if no two columns look like coordinates; "points-two-systems" if each
        point has two pairs of coordinates.

    Examples
    --------
    >>> (section,) = find_sections([("Điểm", "Y", "X"), ("1", "547012,17", "2477623,98")])
    >>> section.data, section.blocks[0].north, section.blocks[0].east, section.blocks[0].label
    (1, 2, 1, 0)
    """
    width = max(map(len, grid), default=0)
    headed = [(row, found) for row in range(len(grid)) if (found := _headings_at(grid, row, width))]
    if not headed:
        blocks = _blocks_by_figures(grid, width)
        return (Section(start=0, heading=0, data=0, end=len(grid), blocks=blocks),)
    sections = []
    for place, (row, found) in enumerate(headed):
        end = headed[place + 1][0] if place + 1 < len(headed) else len(grid)
        data = row + 1
        if data < end and _is_ordinals(grid[data]):
            data += 1
        blocks = _blocks_by_headings(found)
        sections.append(Section(start=row if place else 0, heading=row, data=data, end=end, blocks=blocks))
    return tuple(sections)


def _headings_at(grid: Grid, row: int, width: int) -> dict[int, Heading]:
    """Return the headings of a row if it is one of a table of points, else nothing."""
    cells = grid[row]
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 and filled[0] == cells[0] and width > 1:
        listed = headings_in(cells[0])
        found = dict(enumerate(listed)) if len(listed) == _common_width(grid) else {}
    else:
        if not _has_pair(row_headings(cells)):
            return {}
        found = row_headings(cells, tuple(grid[max(0, row - ROWS_ABOVE) : row])[::-1])
    return found if _has_pair(found) else {}


def _has_pair(found: Mapping[int, Heading]) -> bool:
    roles = {heading.role for heading in found.values()}
    return {Role.NORTH, Role.EAST} <= roles or {Role.LATITUDE, Role.LONGITUDE} <= roles


def _common_width(grid: Grid) -> int:
    """Return how many cells most rows with more than one have."""
    widths = [sum(map(bool, cells)) for cells in grid]
    wide = [width for width in widths if width > 1]
    return max(set(wide), key=lambda width: (wide.count(width), width), default=0)


def _is_ordinals(cells: tuple[str, ...]) -> bool:
    """Return whether a row under a heading numbers the columns: (1), (2), (3)."""
    filled = [cell for cell in cells if cell]
    found = [_ORDINAL_CELL.fullmatch(cell) for cell in filled]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(filled) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _blocks_by_headings(found: Mapping[int, Heading]) -> tuple[Block, ...]:
    groups: list[dict[int, Heading]] = [{}]
    for column in sorted(found):
        role = found[column].role
        held = {heading.role for heading in groups[-1].values()}
        if role in held & ONE_EACH and _has_pair(groups[-1]):
            groups.append({})
        groups[-1].setdefault(column, found[column])
    blocks = tuple(_block(group) for group in groups if _has_pair(group))
    return _labelled(blocks)


def _block(group: Mapping[int, Heading]) -> Block:
    by_role: dict[Role, int] = {}
    for column, heading in group.items():
        by_role.setdefault(heading.role, column)
    metres = Role.NORTH in by_role and Role.EAST in by_role
    return Block(
        north=by_role[Role.NORTH if metres else Role.LATITUDE],
        east=by_role[Role.EAST if metres else Role.LONGITUDE],
        label=by_role.get(Role.LABEL, by_role.get(Role.ORDINAL)),
        edge=by_role.get(Role.EDGE),
        area=by_role.get(Role.AREA),
        parts=tuple(column for column, heading in group.items() if heading.role is Role.PART),
        headings=group,
    )


def _blocks_by_figures(grid: Grid, width: int) -> tuple[Block, ...]:
    """Return the blocks of a sheet without headings: pairs of columns whose figures are of that size."""
    columns = [[cells[c] for cells in grid if c < len(cells) and cells[c]] for c in range(width)]
    most = max(map(len, columns), default=0)
    scales = [scale_of_texts(texts) if len(texts) >= FULL_SHARE * most else Scale.NONE for texts in columns]
    filled = [column for column, scale in enumerate(scales) if scale is not Scale.NONE]
    pairs: list[tuple[int, int]] = []
    for first, second in pairwise(filled):
        if {scales[first], scales[second]} in (_METRES, _DEGREES) and first not in {p[1] for p in pairs}:
            pairs.append((first, second))
    if pairs:
        return _around(pairs, scales)
    return (_unsized(scales, is_label=bool(columns) and all(map(_is_label, columns[0]))),)


_METRES = {Scale.NORTHING, Scale.EASTING}
_DEGREES = {Scale.LATITUDE, Scale.LONGITUDE}


def _around(pairs: list[tuple[int, int]], scales: list[Scale]) -> tuple[Block, ...]:
    """Give each pair of columns the label before it and the edge behind it."""
    blocks = []
    labelled = pairs[0][0] > 0
    for place, (first, second) in enumerate(pairs):
        before = pairs[place - 1][1] if place else -1
        after = pairs[place + 1][0] if place + 1 < len(pairs) else len(scales)
        label = first - 1 if labelled and first - 1 > before else None
        room = after - second - 1 - (1 if labelled and place + 1 < len(pairs) else 0)
        edge = second + 1 if room > 0 and scales[second + 1] is not Scale.NONE else None
        is_north_first = scales[first] in {Scale.NORTHING, Scale.LATITUDE}
        north, east = (first, second) if is_north_first else (second, first)
        blocks.append(Block(north=north, east=east, label=label, edge=edge))
    return _labelled(tuple(blocks))


def _is_label(text: str) -> bool:
    """Return whether a text can be the number or name of a point: no figure with decimals."""
    return text.isdigit() or not parse_number(text).readings


def _unsized(scales: list[Scale], *, is_label: bool) -> Block:
    """Return the block of coordinates of no known size: two columns of figures, behind a label or first."""
    figures = [column for column, scale in enumerate(scales) if scale is not Scale.NONE]
    labelled = len(scales) > 2 and is_label  # noqa: PLR2004 - a pair
    first = 1 if labelled else 0
    if not {first, first + 1} <= set(figures):
        raise IntakeError(
            "points-none",
            "No two columns of this table look like coordinates: give X and Y a heading.",
            "Không có hai cột nào trong bảng giống toạ độ: hãy đặt tiêu đề X và Y cho cột.",
        )
    edge = first + 2 if first + 2 in figures else None
    return Block(north=first, east=first + 1, label=0 if labelled else None, edge=edge)


def _labelled(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Refuse tables side by side of which one has no labels: it may be the same points in another system."""
    if len(blocks) < 2 or all(block.label is not None for block in blocks):  # noqa: PLR2004 - side by side
        return blocks
    pairs_en = " and ".join(f"{block.north + 1}, {block.east + 1}" for block in blocks)
    pairs_vi = " và ".join(f"{block.north + 1}, {block.east + 1}" for block in blocks)
    raise IntakeError(
        "points-two-systems",
        f"Each point has several pairs of coordinates (columns {pairs_en}): leave one pair in the table.",
        f"Mỗi điểm có nhiều cặp toạ độ (các cột {pairs_vi}): hãy chỉ để lại một cặp.",
    )
