"""
How deep overlaps lie, so that a sliver along a line is told from an overlap that the map's error cannot undo.

Lines of a map are off by up to a tolerance t. An overlap stays, wherever the lines truly
run, if some of it lies deeper than t inside the zones taken together, or deeper than t
inside the site (a road of 6 m through the middle of a large site). No zone is buffered
whole: a point inside the overlap decides most pairs, and the others are eroded in a window
around them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.joined import Overlaps
    from geo.types import BoolArray, GeometryArray, IntArray

QUAD_SEGS = 16
REACH_FACTOR = 1.0 / math.cos(math.pi / (4 * QUAD_SEGS))
"""
Reaches are made longer by this, so that the chords which stand for arcs lie outside the true arc: what
is called deep is deep. Together with the dents of up to 1 % of the reach that GEOS fills before it
buffers, the border of "deep" lies between 1 and 1.013 times the tolerance.
"""

JOINT_M = 0.01
"""Neighbours drawn up to twice this apart are one area: coordinates in whole centimetres leave such gaps."""

MARGIN_M = 1.0
"""A window is larger than what the tolerance reaches by this, so that its own edges decide nothing."""

SURE_M2 = 1.0
SURE_RADIUS_M = 0.57
"""A disc of this radius has more than `SURE_M2`."""


@dataclass(frozen=True, kw_only=True)
class Depths:
    """What a look at single points tells of overlaps; arrays in the order of the overlaps."""

    sure: BoolArray
    """A disc of more than `SURE_M2` of the overlap lies deeper than the tolerance. False means not known."""
    deep: BoolArray
    """Some of the overlap lies deeper than the tolerance. False means not known."""


def quick_depths(
    overlaps: Overlaps, sites: GeometryArray, zones: GeometryArray, tolerance_m: float
) -> Depths:
    """
    Tell which overlaps lie deep, as far as points show it: nothing is eroded.

    A point is asked against the boundary of its own zone: neighbours can only make it deeper.

    Parameters
    ----------
    overlaps
        Of these sites and zones; a row without shape is not deep.
    sites, zones
        Valid geometries in metres.
    tolerance_m
        Metres, 0 or more.

    Examples
    --------
    >>> from geo.index import ZoneIndex
    >>> from geo.overlap import find_overlaps
    >>> site = np.array([shapely.box(0, 0, 100, 100)])
    >>> zones = np.array([shapely.box(50, 0, 200, 100), shapely.box(0, 0, 9, 100)])
    >>> found = find_overlaps(site, ZoneIndex.build(zones))
    >>> quick_depths(found, site, zones, 10.0).deep.tolist()
    [True, False]
    """
    present = ~(shapely.is_missing(overlaps.shape) | shapely.is_empty(overlaps.shape))
    sure, deep = np.zeros(len(present), dtype=bool), np.zeros(len(present), dtype=bool)
    rows = np.flatnonzero(present)
    site_edge = _edges(sites, overlaps.site[rows])
    zone_edge = _edges(zones, overlaps.zone[rows])
    inner = shapely.point_on_surface(overlaps.shape[rows])
    far = tolerance_m + SURE_RADIUS_M
    sure[rows] = (_away(zone_edge, inner, far) & _away(site_edge, inner, SURE_RADIUS_M)) | (
        _away(site_edge, inner, far) & _away(zone_edge, inner, SURE_RADIUS_M)
    )
    deep[rows] = sure[rows] | _away(zone_edge, inner, tolerance_m) | _away(site_edge, inner, tolerance_m)
    left = np.flatnonzero(~deep[rows])
    corners, owner = shapely.get_coordinates(overlaps.shape[rows[left]], return_index=True)
    points, pair = shapely.points(corners), left[owner]
    shown = _away(zone_edge[pair], points, tolerance_m) | _away(site_edge[pair], points, tolerance_m)
    deep[rows[pair[shown]]] = True
    return Depths(sure=sure, deep=deep)


def _edges(shapes: GeometryArray, rows: IntArray) -> GeometryArray:
    """Return the boundary of each row's shape, each computed and prepared once."""
    used, place = np.unique(rows, return_inverse=True)
    edges = shapely.boundary(shapes[used])
    shapely.prepare(edges)
    return np.asarray(edges[place], dtype=object)


def _away(edges: GeometryArray, points: GeometryArray, distance_m: float) -> BoolArray:
    return np.asarray(~shapely.dwithin(edges, points, distance_m), dtype=bool)


def window_around(shape: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """
    Return the box in which everything lies that can decide how deep `shape` is.

    Its edges are further from `shape` than any reach asked of it: a disc around a point of
    `shape` with the tolerance as radius lies in the window as a whole, so that it fits into
    the zones exactly if it fits into their part in the window.
    """
    west, south, east, north = shape.bounds
    grown = tolerance_m * REACH_FACTOR + 4 * JOINT_M + MARGIN_M
    return shapely.box(west - grown, south - grown, east + grown, north + grown)


def joined(zones: GeometryArray, window: shapely.Geometry) -> shapely.Geometry:
    """
    Return the zones' part in the window as one area, grown by `JOINT_M` to close the gaps between neighbours.

    Raises
    ------
    shapely.errors.GEOSException
        If GEOS cannot join them.
    """
    parts = shapely.get_parts(shapely.intersection(zones, window))
    areas = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - dimension of a polygon
    return shapely.buffer(shapely.union_all(areas), JOINT_M, join_style="mitre")


def core_around(shape: shapely.Geometry, zones: GeometryArray, tolerance_m: float) -> shapely.Geometry:
    """
    Return what lies deeper than the tolerance inside the zones taken together; true only on `shape`.

    Parameters
    ----------
    shape
        Polygons.
    zones
        Valid polygons; lines between two of them are no boundary.
    tolerance_m
        Metres, more than 0.

    Raises
    ------
    shapely.errors.GEOSException
        If GEOS cannot compute it.

    Examples
    --------
    >>> halves = np.array([shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)])
    >>> over = shapely.box(40, 0, 60, 100)
    >>> round(shapely.intersection(over, core_around(over, halves, 10.0)).area)
    1600
    """
    area = joined(zones, window_around(shape, tolerance_m))
    if area.area < math.pi * tolerance_m**2:
        return shapely.Polygon()  # too small for a disc of that radius: nothing is deep
    return shapely.buffer(area, -(tolerance_m * REACH_FACTOR + JOINT_M), quad_segs=QUAD_SEGS)


def far_part(shape: shapely.Geometry, zones: GeometryArray, tolerance_m: float) -> shapely.Geometry:
    """
    Return the part of a shape that lies further than the tolerance from all zones.

    Raises
    ------
    shapely.errors.GEOSException
        If GEOS cannot compute it.

    Examples
    --------
    >>> far_part(shapely.box(0, 0, 30, 10), np.array([shapely.box(-50, -50, 0, 50)]), 10.0).bounds[0] > 10
    True
    """
    area = joined(zones, window_around(shape, tolerance_m))
    reached = shapely.buffer(area, tolerance_m * REACH_FACTOR, quad_segs=QUAD_SEGS)
    return shapely.difference(shape, reached)


def inner_distance_m(shape: shapely.Geometry, zones: GeometryArray, most_m: float) -> float:
    """
    Return how far a shape inside the zones taken together is from their edge, at most `most_m`.

    0 where it reaches beyond them.

    Raises
    ------
    shapely.errors.GEOSException
        If GEOS cannot compute it.

    Examples
    --------
    >>> inside = shapely.box(10, 40, 20, 60)
    >>> round(inner_distance_m(inside, np.array([shapely.box(0, 0, 100, 100)]), 25.0), 6)
    10.0
    """
    area = joined(zones, window_around(shape, most_m))
    if not shapely.covers(area, shape):
        return 0.0
    return min(most_m, max(0.0, float(shapely.distance(shape, shapely.boundary(area))) - JOINT_M))


def is_no_sliver(shape: shapely.Geometry, site: shapely.Geometry, tolerance_m: float) -> bool:
    """
    Whether an overlap, though shallow, is more than a shift of one line explains.

    That is so of a narrow site and a narrow zone in two cases.

    Two corridors on top of each other, wider than the tolerance: a shift of that size leaves
    part of them together. Or a road that crosses another: it cuts the site in two, with
    land beyond the tolerance on both sides.

    Parameters
    ----------
    shape
        The overlap: polygons, or the part of a line that lies in the site.
    tolerance_m
        Metres, more than 0.

    Examples
    --------
    >>> road = shapely.box(0, 0, 300, 8)
    >>> is_no_sliver(shapely.box(150, 0, 156, 8), road, 25.0)
    True
    >>> is_no_sliver(shapely.box(0, 0, 300, 3), road, 25.0)
    False
    """
    wide = shapely.buffer(shape, -REACH_FACTOR * tolerance_m / 2, quad_segs=QUAD_SEGS)
    if not wide.is_empty:
        return True
    areal = shapely.get_dimensions(shape) == 2  # noqa: PLR2004 - dimension of a polygon
    blade = shape if areal else shapely.buffer(shape, JOINT_M)
    near = shapely.buffer(shape, tolerance_m * REACH_FACTOR, quad_segs=QUAD_SEGS)
    for part in shapely.get_parts(site):
        rest = shapely.get_parts(shapely.difference(part, blade))
        if np.count_nonzero(~shapely.covered_by(rest, near)) > 1:
            return True
    return False
