"""
The part of a site within a distance of zones, exact to a millimetre and on the safe side.

Zones are not buffered: the buffers of GEOS 3.14 join near-parallel steps of a dense outline,
and were found off by a centimetre at 100 m and by decimetres at 5 km, to either side. Each
segment near the site becomes a rectangle, and each of its ends a sector of a circle that
faces the site; what these and the zones have in common with the site is put together.

Arcs are chords of a circle of radius r = d + `TOLERANCE_M` / 2. A chord over the angle t
comes nearer to the centre by r (1 - cos(t / 2)); with t = 2 arccos(1 - `TOLERANCE_M` / 2r)
that is half the tolerance. So all of the true part is in the shape, and nothing in it is
further than d + `TOLERANCE_M` / 2 away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.clip import clip
from geo.outline import segments
from geo.overlap import union_m2

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray

TOLERANCE_M = 1e-3
"""A shape may reach this much beyond the distance, never stay behind it."""

WIDEST_STEP = math.pi / 8
"""Arcs have a vertex at least every 22.5 degrees, however small they are."""

AREAL = 2
"""Dimension of a polygon."""


@dataclass(frozen=True, kw_only=True)
class Setback:
    """The part of one site that is nearer to zones than it may be."""

    shape: shapely.Geometry | None
    """Polygons within the site; None where there is nothing, or `unresolved`."""
    area_m2: float
    """NaN where `unresolved`."""
    unresolved: bool
    """The part could not be computed for sure: must not be read as none."""


NOTHING = Setback(shape=None, area_m2=0.0, unresolved=False)
UNRESOLVED = Setback(shape=None, area_m2=math.nan, unresolved=True)


def inside_setback(site: shapely.Geometry, zones: GeometryArray, within_m: FloatArray) -> Setback:
    """
    Return the part of a site that lies within `within_m[k]` of `zones[k]`, for any k.

    Parameters
    ----------
    site
        A valid polygon in metres.
    zones
        Valid polygons, lines or points in the same CRS, or their pieces: a line along which a
        zone was cut lies in the zone, so that pieces give the same shape, and faster.
    within_m
        Metres for each of them, 0 or more; where it is NaN the zone counts for nothing.

    Examples
    --------
    >>> zone = np.array([shapely.box(-100, -100, 0, 200)], dtype=object)
    >>> found = inside_setback(shapely.box(6, 0, 50, 10), zone, np.array([10.0]))
    >>> round(found.area_m2, 1), found.unresolved
    (40.0, False)
    """
    own = shapely.force_2d(site)  # a copy: what is prepared here is nobody else's
    limit_m = np.nan_to_num(within_m, nan=-1.0)
    try:
        distance_m = shapely.distance(own, zones)
        close = distance_m <= limit_m + TOLERANCE_M
        if np.isnan(distance_m[limit_m >= 0]).any():
            return UNRESOLVED
        found = _put_together(own, zones[close], limit_m[close])
    except shapely.errors.GEOSException:
        return UNRESOLVED
    # A site that is nearer than it may be has a part that is: else something went wrong.
    if found.area_m2 == 0.0 and bool((distance_m < limit_m).any()):
        return UNRESOLVED
    return found


def _put_together(site: shapely.Geometry, zones: GeometryArray, within_m: FloatArray) -> Setback:
    if len(zones) == 0:
        return NOTHING
    start, end, owner = segments(zones)
    shapely.prepare(site)
    near = shapely.dwithin(site, _drawn(start, end), within_m[owner] + TOLERANCE_M)
    start, end, limit_m = start[near], end[near], within_m[owner][near]
    if _any_holds_all(site, start, end, limit_m):
        return Setback(shape=site, area_m2=float(site.area), unresolved=False)
    areal = zones[shapely.get_dimensions(zones) == AREAL]
    reached = limit_m > 0
    ends = _unique_ends(start[reached], end[reached], limit_m[reached])
    parts = np.concatenate(
        [areal, _rectangles(start[reached], end[reached], limit_m[reached]), _sectors(site, *ends)]
    )
    parts = parts[shapely.intersects(site, parts)]
    clipped = clip(np.full(len(parts), site, dtype=object), parts)
    shape, area_m2, trusted = union_m2(clipped.shape, clipped.area_m2)
    if clipped.unresolved.any() or not trusted:
        return UNRESOLVED
    return Setback(shape=shape, area_m2=min(area_m2, float(site.area)), unresolved=False)


def _drawn(start: FloatArray, end: FloatArray) -> GeometryArray:
    """Return lines, and points for those of no length: a prepared `dwithin` finds no line without length."""
    drawn = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)
    point = (start == end).all(axis=1)
    drawn[point] = shapely.points(start[point])
    return drawn


def _any_holds_all(site: shapely.Geometry, start: FloatArray, end: FloatArray, within_m: FloatArray) -> bool:
    """
    Whether the whole site lies within reach of a single segment.

    The distance from a segment is a convex function: a polygon's furthest point is a corner
    of its convex hull.
    """
    corners = shapely.get_coordinates(shapely.convex_hull(site))[:, None, :]
    along = end - start
    length = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    place = np.clip(((corners - start) * along).sum(axis=2) / length, 0, 1)
    gap = corners - (start + place[..., None] * along)
    furthest_m = np.sqrt((gap**2).sum(axis=2)).max(axis=0)
    return bool((furthest_m <= within_m).any())


def _unique_ends(start: FloatArray, end: FloatArray, within_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the ends of segments with their distance, each once."""
    ends = np.column_stack([np.concatenate([start, end]), np.tile(within_m, 2)])
    ends = np.unique(ends, axis=0)
    return ends[:, :2], ends[:, 2]


def _rectangles(start: FloatArray, end: FloatArray, within_m: FloatArray) -> GeometryArray:
    """Return for each segment what lies beside it; none for those of no length."""
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    some = length > 0
    start, end, along = start[some], end[some], along[some]
    radius = (within_m + TOLERANCE_M / 2)[some]
    aside = np.column_stack([-along[:, 1], along[:, 0]]) * (radius / length[some])[:, None]
    rings = np.stack([start + aside, end + aside, end - aside, start - aside], axis=1)
    return np.asarray(shapely.polygons(rings), dtype=object)


def _sectors(site: shapely.Geometry, centre: FloatArray, within_m: FloatArray) -> GeometryArray:
    """Return for each point the part of the circle around it that can reach the site's box."""
    west, south, east, north = site.bounds
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    middle = corners.mean(axis=0)
    sectors = np.empty(len(centre), dtype=object)
    for row, (point, limit_m) in enumerate(zip(centre, within_m, strict=True)):
        radius = limit_m + TOLERANCE_M / 2
        step = min(WIDEST_STEP, 2 * math.acos(max(-1.0, 1 - TOLERANCE_M / 2 / radius)))
        if west <= point[0] <= east and south <= point[1] <= north:
            angle, rim = np.linspace(0, 2 * math.pi, math.ceil(2 * math.pi / step), endpoint=False), 0
        else:
            ahead = math.atan2(*(middle - point)[::-1])
            seen = np.arctan2(*(corners - point).T[::-1]) - ahead
            seen = (seen + math.pi) % (2 * math.pi) - math.pi
            low, high = float(seen.min()) - step, float(seen.max()) + step
            angle, rim = ahead + np.linspace(low, high, math.ceil((high - low) / step) + 1), 1
        arc = point + radius * np.column_stack([np.cos(angle), np.sin(angle)])
        sectors[row] = shapely.Polygon(np.vstack([point[None, :]] * rim + [arc]))
    return sectors
