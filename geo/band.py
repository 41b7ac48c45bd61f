"""
A band along an axis, divided at chainages so that every place belongs to exactly one interval.

Perpendiculars to an axis that bends cross one another: what lies inside a hairpin would count
several times. Here a place belongs to the interval that holds the nearest point of the axis. The
borders are those of the Voronoi diagram of points along the axis, placed alike on both sides of
every edge, so that between two intervals it is the perpendicular; the intervals have no place in
common and add up to the band, however the axis turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import GeometryError
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from geo.chainage import Chainage
    from geo.types import FloatArray, GeometryArray, IntArray

ARC_SEGMENTS = 16
"""Chords in a quarter of a circle: the band is short by 0.05 % of its half width at bends, nowhere else."""

FINEST_M, COARSEST_M = 5.0, 25.0
"""Points along the axis stand this far apart; between two arms of a bend the border is off by less."""

MOST_POINTS = 20_000
MOVED_M = (0.0, 1e-4, 1e-2)
"""By how much points are moved in one try after the other."""

SAME = 1e-9
"""Relative difference between the sum of the intervals and the band that rounding explains."""

ROUNDED_M2 = 1e-3


@dataclass(frozen=True, kw_only=True)
class Band:
    """A band along an axis and its intervals, in the order of the chainage."""

    width_m: float
    edges_m: FloatArray
    """(intervals + 1,) chainages."""
    shape: shapely.Geometry
    """The whole band; empty where the width is 0."""
    parts: GeometryArray
    """Polygons, one for each interval; None where the width is 0, or nothing is nearest to it."""

    @property
    def areas_m2(self) -> FloatArray:
        """Area of each interval."""
        return np.asarray(np.nan_to_num(shapely.area(self.parts)), dtype=float)


def edges_of(length_m: float, step_m: float) -> FloatArray:
    """
    Return the chainages at which intervals start, and the end; the last interval may be shorter.

    Raises
    ------
    GeometryError
        If the step is not a positive number.

    Examples
    --------
    >>> edges_of(2500.0, 1000.0).tolist()
    [0.0, 1000.0, 2000.0, 2500.0]
    """
    if not (np.isfinite(step_m) and step_m > 0):
        raise GeometryError(
            f"An interval of {step_m:g} m is no interval: give a positive number of metres.",
            f"Bước {step_m:g} m không hợp lệ: hãy cho số mét lớn hơn 0.",
        )
    inner = np.arange(0.0, length_m, step_m)
    if len(inner) > 1 and length_m - inner[-1] < 1e-6 * step_m:
        inner = inner[:-1]  # a length that is a multiple of the step but for its last bits
    return np.append(inner, length_m)


def band_of(line: Chainage, width_m: float, step_m: float) -> Band:
    """
    Return the band that reaches half of `width_m` to either side, divided every `step_m`.

    It ends square at the ends of every run of the axis. Width 0 has no area: its intervals are
    those of the axis alone.

    Raises
    ------
    GeometryError
        If the width is negative or no number, the step not positive, or the band cannot be
        divided so that its intervals add up to it.

    Examples
    --------
    >>> from geo.chainage import Chainage
    >>> line = Chainage(runs=(shapely.LineString([(0, 0), (2500, 0)]),))
    >>> band_of(line, 100.0, 1000.0).areas_m2.round(6).tolist()
    [100000.0, 100000.0, 50000.0]
    """
    if not (np.isfinite(width_m) and width_m >= 0):
        raise GeometryError(
            f"A band of {width_m:g} m is no band: give 0 or a positive number of metres.",
            f"Bề rộng {width_m:g} m không hợp lệ: hãy cho 0 hoặc số mét dương.",
        )
    edges_m = edges_of(line.length_m, step_m)
    count = len(edges_m) - 1
    nothing = np.full(count, None, dtype=object)
    if width_m == 0:
        return Band(width_m=0.0, edges_m=edges_m, shape=shapely.Polygon(), parts=nothing)
    whole = shapely.union_all(
        shapely.buffer(
            np.array(line.runs, dtype=object), width_m / 2, cap_style="flat", quad_segs=ARC_SEGMENTS
        )
    )
    cells, of = _cells(line, edges_m, width_m)
    found = find_overlaps(cells, ZoneIndex.build(np.array([whole], dtype=object)))
    parts = nothing.copy()
    parts[of[found.site]] = found.shape
    band = Band(width_m=float(width_m), edges_m=edges_m, shape=whole, parts=parts)
    _require_whole(band, doubtful=bool(found.unresolved.any()))
    return band


def _cells(line: Chainage, edges_m: FloatArray, width_m: float) -> tuple[GeometryArray, IntArray]:
    """Return what lies nearest to each interval, near the axis, and the number of its interval."""
    points, interval = _points(line, edges_m, width_m)
    west, south, east, north = line.shape.bounds
    around = shapely.box(west - width_m, south - width_m, east + width_m, north + width_m)
    cells = _diagram(points, around)
    starts = np.flatnonzero(np.diff(interval, prepend=-1))
    own = np.split(cells, starts[1:])
    joined = np.array([shapely.coverage_union_all(group) for group in own], dtype=object)
    near = _boxes(points, starts, width_m)
    return np.asarray(shapely.intersection(joined, near), dtype=object), interval[starts]


def _diagram(points: FloatArray, around: shapely.Geometry) -> GeometryArray:
    """
    Return the Voronoi cell of every point.

    GEOS gets diagrams wrong where many points lie on one circle, as where an axis crosses itself
    at a right angle: points moved by a tenth of a millimetre do not.

    Raises
    ------
    GeometryError
        If no try gives cells that fill the plane without overlap.
    """
    for moved_m in MOVED_M:
        aside = np.random.default_rng(0).uniform(-moved_m, moved_m, points.shape)
        try:
            several = shapely.MultiPoint(points + aside)
            diagram = shapely.voronoi_polygons(several, extend_to=around, ordered=True)
        except shapely.errors.GEOSException:
            continue
        cells = shapely.get_parts(diagram)
        filled = shapely.area(cells).sum() - shapely.convex_hull(diagram).area
        if shapely.is_valid(cells).all() and abs(filled) <= SAME * diagram.area:
            return np.asarray(cells, dtype=object)
    raise GeometryError(
        "The band cannot be divided along this axis: take a simpler line.",
        "Không chia được dải dọc trục này: hãy chọn đường đơn giản hơn.",
    )


def _boxes(points: FloatArray, starts: IntArray, width_m: float) -> GeometryArray:
    """Return for each interval a box that holds all places of the band that are nearest to it."""
    low = np.minimum.reduceat(points, starts, axis=0) - width_m
    high = np.maximum.reduceat(points, starts, axis=0) + width_m
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=object)


def _points(line: Chainage, edges_m: FloatArray, width_m: float) -> tuple[FloatArray, IntArray]:
    """Return points along the axis, as far from every edge before it as behind, and their intervals."""
    wanted = np.clip(width_m / 8, FINEST_M, COARSEST_M)
    apart = max(min(wanted, float(np.diff(edges_m).min())), line.length_m / MOST_POINTS)
    places, interval = [], []
    for number, (low, high) in enumerate(pairwise(edges_m.tolist())):
        aside = min(apart, high - low) / 2
        between = high - low - 2 * aside
        count = int(np.ceil(between / apart)) + 1 if between > 0 else 1
        places.append(np.linspace(low + aside, high - aside, count))
        interval.append(np.full(count, number))
    points, of = line.at(np.concatenate(places)), np.concatenate(interval)
    # An axis that comes back to where it was has equal points: the place is the earlier interval's.
    _, first = np.unique(points.round(3), axis=0, return_index=True)
    kept = np.sort(first)
    return points[kept], of[kept].astype(np.intp)


def _require_whole(band: Band, *, doubtful: bool) -> None:
    """Refuse intervals that do not add up to the band: every figure made of them would be wrong."""
    difference_m2 = abs(float(band.areas_m2.sum()) - band.shape.area)
    if doubtful or difference_m2 > SAME * band.shape.area + ROUNDED_M2:
        raise GeometryError(
            f"The band cannot be divided along this axis: its intervals differ from it by {difference_m2:.0f}"
            " m2. Take another width or a simpler line.",
            f"Không chia được dải dọc trục này: tổng các đoạn lệch {difference_m2:.0f} m2. Hãy chọn bề rộng"
            " khác hoặc đường đơn giản hơn.",
        )
