"""
Cut large geometries into small pieces, so that overlap tests look at few vertices.

A forest block of 24,000 vertices against a small site costs the whole block each time;
its pieces cost almost nothing. Pieces keep the number of their owner.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import GeometryArray, IntArray

MAX_VERTICES = 1024
"""Above this a zone is cut: about as fast to ask as 256 or 512, and cut in a third of the time of 256."""

SITE_VERTICES = 128
"""The same for sites, each of which is met by many pieces of zones."""

SMALLEST_M = 1e-3
"""A part no larger than this is not cut: a thousand equal points cannot be parted."""

MARGIN_M = 1.0
"""How far the clipping rectangles reach beyond the geometry: a vertical line has a box of no width."""

CONSERVED = 1e-9
"""Relative change of area (or length) above which a cut is not trusted."""


def subdivide(geometry: GeometryArray, max_vertices: int = MAX_VERTICES) -> tuple[GeometryArray, IntArray]:
    """
    Cut every geometry above `max_vertices` along halves of its bounding box.

    A geometry whose pieces do not add up to its area (length, for lines) is kept whole:
    slower, never wrong.

    Parameters
    ----------
    geometry
        Valid polygons, lines or points, or None (has no piece).

    Returns
    -------
    pieces, owner
        Pieces and the position in `geometry` of each one's owner, owners ascending.

    Examples
    --------
    >>> circle = shapely.Point(0, 0).buffer(100, quad_segs=2000)
    >>> pieces, owner = subdivide(np.array([shapely.box(0, 0, 1, 1), circle]))
    >>> bool(len(pieces) > 4), bool(abs(shapely.area(pieces[owner == 1]).sum() - circle.area) < 1e-6)
    (True, True)
    """
    vertices = shapely.get_num_coordinates(geometry)
    small = np.flatnonzero((vertices > 0) & (vertices <= max_vertices))
    pieces: list[shapely.Geometry] = list(geometry[small])
    owner: list[int] = small.tolist()
    large = np.flatnonzero(vertices > max_vertices)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
        for row, cut in zip(
            large, pool.map(lambda one: _cut(one, max_vertices), geometry[large]), strict=True
        ):
            pieces.extend(cut)
            owner.extend([int(row)] * len(cut))
    order = np.argsort(np.array(owner, dtype=np.intp), kind="stable")
    array = np.empty(len(pieces), dtype=object)
    array[:] = pieces
    return array[order], np.array(owner, dtype=np.intp)[order]


def _cut(geometry: shapely.Geometry, max_vertices: int) -> list[shapely.Geometry]:
    dimension = shapely.get_dimensions(geometry)
    done: list[shapely.Geometry] = []
    stack = list(shapely.get_parts(geometry))
    while stack:
        part = stack.pop()
        west, south, east, north = part.bounds
        tiny = max(east - west, north - south) < SMALLEST_M
        if tiny or shapely.get_num_coordinates(part) <= max_vertices:
            done.append(part)
            continue
        halves = _parted(part, dimension)
        if halves is None:
            return [geometry]
        stack.extend(halves)
    return done if all(shapely.is_valid(done)) else [geometry]


def _parted(part: shapely.Geometry, dimension: int) -> list[shapely.Geometry] | None:
    """
    Cut a part in two; None if GEOS fails or the halves do not add up to it.

    A corner within the last bit of the cutting line makes `clip_by_rect` fail, or give a half
    that is not valid, of which the next cut may lose land.
    """
    try:
        clipped = [shapely.get_parts(shapely.clip_by_rect(part, *half)) for half in _halves(part)]
    except shapely.errors.GEOSException:
        return None
    halves = [p for one in clipped for p in one if shapely.get_dimensions(p) == dimension and not p.is_empty]
    measure = shapely.area if dimension == 2 else shapely.length  # noqa: PLR2004 - dimension of a polygon
    whole = float(measure(part))
    sum_of_halves = float(measure(np.array(halves, dtype=object)).sum())
    return halves if abs(sum_of_halves - whole) <= CONSERVED * whole else None


def _halves(geometry: shapely.Geometry) -> tuple[tuple[float, float, float, float], ...]:
    """Both halves of the bounding box, cut across its longer side; wider than it outside, never empty."""
    west, south, east, north = geometry.bounds
    out = (west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    if east - west >= north - south:
        middle = (west + east) / 2
        return (out[0], out[1], middle, out[3]), (middle, out[1], out[2], out[3])
    middle = (south + north) / 2
    return (out[0], out[1], out[2], middle), (out[0], middle, out[2], out[3])
