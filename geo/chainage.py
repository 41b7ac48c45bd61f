"""
Linear referencing: places along an axis, in metres from its start.

An axis is one or more runs, one behind the other. Chainage counts along what is drawn alone:
where a run ends and the next starts elsewhere, the chainage goes on and the jump is a `Break`, so
that lengths along the axis add up to its length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import GeometryError

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray

JOINED_M = 1.0
"""Runs whose ends are no further apart are one line that was drawn in two: survey noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the axis goes on elsewhere."""

    at_m: float
    gap_m: float
    """Straight from the end of one run to the start of the next."""
    is_branch: bool
    """The next run leaves from a place that the axis has passed already."""


@dataclass(frozen=True, kw_only=True)
class Segments:
    """The straight pieces of an axis, in its order; no length is zero."""

    start: FloatArray
    """(segments, 2) metres."""
    end: FloatArray
    from_m: FloatArray
    """Chainage of each start."""
    to_m: FloatArray

    @cached_property
    def lines(self) -> GeometryArray:
        """The segments as lines."""
        return np.asarray(shapely.linestrings(np.stack([self.start, self.end], axis=1)), dtype=object)


@dataclass(frozen=True, kw_only=True)
class Chainage:
    """An axis that can be asked where along it something is."""

    runs: tuple[shapely.LineString, ...]
    branches: frozenset[int] = frozenset()
    """Numbers of the runs that leave from an earlier one."""

    def __post_init__(self) -> None:
        """Refuse an axis of no length."""
        if not self.runs or any(not run.length > 0 for run in self.runs):
            raise GeometryError(
                "The axis has no length: it needs a line of at least two different points.",
                "Trục không có chiều dài: cần một đường có ít nhất hai điểm khác nhau.",
            )

    @cached_property
    def starts_m(self) -> FloatArray:
        """Chainage at which each run starts, and last the length of all."""
        return np.concatenate([[0.0], np.cumsum([run.length for run in self.runs])])

    @property
    def length_m(self) -> float:
        """Length of all runs."""
        return float(self.starts_m[-1])

    @cached_property
    def shape(self) -> shapely.MultiLineString:
        """All runs."""
        return shapely.MultiLineString(list(self.runs))

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """
        Where the axis goes on elsewhere, in its order.

        Examples
        --------
        >>> west, east = shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(14, 3), (20, 3)])
        >>> Chainage(runs=(west, east)).breaks
        (Break(at_m=10.0, gap_m=5.0, is_branch=False),)
        """
        found = []
        for number, (one, next_) in enumerate(pairwise(self.runs), start=1):
            gap_m = float(shapely.distance(shapely.get_point(one, -1), shapely.get_point(next_, 0)))
            if gap_m > JOINED_M:
                at_m = float(self.starts_m[number])
                found.append(Break(at_m=at_m, gap_m=gap_m, is_branch=number in self.branches))
        return tuple(found)

    @cached_property
    def segments(self) -> Segments:
        """The straight pieces of all runs."""
        return self.cut(np.empty(0))

    def cut(self, edges_m: FloatArray) -> Segments:
        """
        Return the segments of the axis, cut at these places as well.

        Examples
        --------
        >>> line = Chainage(runs=(shapely.LineString([(0, 0), (10, 0)]),))
        >>> cut = line.cut(np.array([4.0]))
        >>> cut.from_m.tolist(), cut.end.tolist()
        ([0.0, 4.0], [[4.0, 0.0], [10.0, 0.0]])
        """
        parts = [
            _cut_run(run, edges_m - start_m, start_m)
            for run, start_m in zip(self.runs, self.starts_m, strict=False)
        ]
        start, end, from_m, to_m = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return Segments(start=start, end=end, from_m=from_m, to_m=to_m)

    def at(self, places_m: FloatArray) -> FloatArray:
        """
        Return the points at these chainages, (places, 2); at a break the end of the earlier run.

        Examples
        --------
        >>> Chainage(runs=(shapely.LineString([(0, 0), (3, 4)]),)).at(np.array([2.5])).tolist()
        [[1.5, 2.0]]
        """
        places = np.clip(np.asarray(places_m, dtype=float), 0.0, self.length_m)
        run = np.clip(np.searchsorted(self.starts_m, places, side="left") - 1, 0, len(self.runs) - 1)
        lines = np.array(self.runs, dtype=object)[run]
        points = shapely.line_interpolate_point(lines, places - self.starts_m[run])
        return np.asarray(shapely.get_coordinates(points), dtype=float)

    def between(self, from_m: float, to_m: float) -> shapely.MultiLineString:
        """Return the part of the axis between two chainages."""
        parts = self.cut(np.array([from_m, to_m]))
        middle = (parts.from_m + parts.to_m) / 2
        inside = (middle > from_m) & (middle < to_m)
        lines = [
            shapely.LineString(np.vstack([parts.start[group], parts.end[group[-1:]]]))
            for group in _connected(parts, np.flatnonzero(inside))
        ]
        return shapely.MultiLineString(lines)

    def reversed(self) -> Chainage:
        """Return the axis from its end to its start; no run is a branch then but those at the end."""
        return Chainage(runs=tuple(shapely.reverse(run) for run in reversed(self.runs)))


def _cut_run(
    run: shapely.LineString, edges_m: FloatArray, start_m: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    xy = shapely.get_coordinates(run)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    inside = edges_m[(edges_m > 0) & (edges_m < along[-1])]
    new = np.setdiff1d(inside, along)
    places = np.sort(np.concatenate([along, new]))
    points = np.column_stack([np.interp(places, along, xy[:, axis]) for axis in (0, 1)])
    some = np.diff(places) > 0
    return points[:-1][some], points[1:][some], (places[:-1] + start_m)[some], (places[1:] + start_m)[some]


def _connected(parts: Segments, rows: IntArray) -> list[IntArray]:
    """Return runs of segments each of which starts where the one before ends."""
    if len(rows) == 0:
        return []
    follows = (parts.start[rows[1:]] == parts.end[rows[:-1]]).all(axis=1) & (np.diff(rows) == 1)
    return np.split(rows, np.flatnonzero(~follows) + 1)
