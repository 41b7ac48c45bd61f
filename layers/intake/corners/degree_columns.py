"""Join degrees, minutes and seconds that a table keeps in three columns each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.intake.cells.angles import SIXTY
from layers.intake.cells.figures import parse_number
from layers.intake.corners.scales import MOST, RANGES, Scale

if TYPE_CHECKING:
    from layers.intake.corners.point_columns import Grid

PARTS = 3
_SIGN = re.compile(r"[°ºd˚'′’\"″”]+$")


def with_degrees_joined(grid: Grid) -> Grid:
    """
    Return the cells, six columns of degrees, minutes and seconds made two; the others of them empty.

    Columns keep their places. A table that has no such columns comes back as it is.

    Examples
    --------
    >>> with_degrees_joined([("1", "22", "23", "47.1", "103", "27", "30.6")])
    (('1', '22 23 47.1', '', '', '103 27 30.6', '', ''),)
    """
    width = max(map(len, grid), default=0)
    for first in range(width - 2 * PARTS + 1):
        second = first + PARTS
        rows = [row for row in grid if len(row) >= second + PARTS and all(row[first : second + PARTS])]
        fits = [_is_pair(row[first:second], row[second : second + PARTS]) for row in rows]
        if fits and sum(fits) >= MOST * len(fits):
            joined = [
                _joined(row, first, second)
                if len(row) >= second + PARTS and _is_pair(row[first:second], row[second : second + PARTS])
                else tuple(row)
                for row in grid
            ]
            return tuple(joined)
    return grid


def _is_pair(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    straight = _is_angle(one, Scale.LATITUDE) and _is_angle(other, Scale.LONGITUDE)
    return straight or (_is_angle(one, Scale.LONGITUDE) and _is_angle(other, Scale.LATITUDE))


def _is_angle(parts: tuple[str, ...], scale: Scale) -> bool:
    degrees, minutes, seconds = (_SIGN.sub("", part) for part in parts)
    if not (degrees.isdigit() and minutes.isdigit()):
        return False
    last = parse_number(seconds).value
    low, high = RANGES[scale]
    return low <= int(degrees) < high and int(minutes) < SIXTY and last is not None and 0 <= last < SIXTY


def _joined(row: tuple[str, ...], first: int, second: int) -> tuple[str, ...]:
    cells = list(row)
    for start in (first, second):
        parts = [_SIGN.sub("", cell) for cell in cells[start : start + PARTS]]
        cells[start : start + PARTS] = [" ".join(parts), "", ""]
    return tuple(cells)
