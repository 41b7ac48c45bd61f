"""
Clip pairs of polygons, and say which results can be trusted.

Three answers are computed independently for every pair: `relate` says whether the interiors
meet, clipping gives the common shape, and an integral over edges gives the common area
without clipping. GEOS is known to clip some valid pairs wrongly (400 m2 reported as 0;
443 m2 as 528: libgeos issues 942, 965, 1170, 1523; shapely issues 1871, 2368), and then the
answers differ, or the area exceeds what the bounding boxes have in common. Such a pair is
clipped again on fine grids; if that does not settle it, the pair is *unresolved*, and
callers must show it as "not checked", never as clear.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.index import box_overlap_m2
from geo.integral import common_area_m2

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray

NEGLIGIBLE_M2 = 1e-6
"""One square millimetre. A clipped area up to this says "no overlap" when it is compared with relate."""

SNAPPED_M = 1e-7
"""GEOS may move edges by this without saying so; times the outlines' length it explains a difference."""

GRIDS_M = (1e-6, 1e-3)
"""Grids of the second and third try; on both the known wrong pairs come out right."""

MOST_MOVED = 0.01
"""Moved edges explain at most this part of an area, or this many m2."""

EROSION_M = 1e-3
"""An overlap that vanishes when the site shrinks by this is a contact along its edge."""

EXCESS = 1e-9
"""Relative excess over an upper bound that rounding explains."""


@dataclass(frozen=True, kw_only=True)
class Clipped:
    """The common part of each pair; all arrays in the order of the pairs."""

    shape: GeometryArray
    """None where there is none."""
    area_m2: FloatArray
    inside: BoolArray
    """The interiors meet, by `relate`."""
    recomputed: BoolArray
    unresolved: BoolArray


def clip(sites: GeometryArray, pieces: GeometryArray) -> Clipped:
    """
    Return the common part of every pair (sites[k], pieces[k]).

    The sites are prepared here and released again: a prepared geometry must never be
    shared between threads (GEOS builds its index lazily inside), so all pairs of one
    site object belong in one call, and no other thread may hold the object.

    Parameters
    ----------
    sites, pieces
        Valid polygons in metres, same length.
    """
    shapely.prepare(sites)
    try:
        inside = shapely.relate_pattern(sites, pieces, "T********")
        covers = inside & shapely.covers(sites, pieces)
        covered = inside & ~covers & shapely.covered_by(sites, pieces)
        touches = ~inside & shapely.intersects(sites, pieces)
    finally:
        shapely.destroy_prepared(sites)
    cut = touches | (inside & ~covers & ~covered)
    shape = np.full(len(sites), None, dtype=object)
    shape[covers] = pieces[covers]
    shape[covered] = sites[covered]
    shape[cut] = _intersection(sites[cut], pieces[cut], None)
    area = _area(shape)
    again, doubt = common_area_m2(sites, pieces)
    pairs = _Pairs(sites=sites, pieces=pieces, inside=inside, cut=cut, again_m2=again, doubt_m2=doubt)
    doubtful = ~_plausible(pairs, area, None)
    recomputed = doubtful.copy()
    for grid in GRIDS_M:
        rows = np.flatnonzero(doubtful)
        if len(rows) == 0:
            break
        shape[rows] = _intersection(sites[rows], pieces[rows], grid)
        area[rows] = _area(shape[rows])
        doubtful[rows] = ~_plausible(pairs.take(rows), area[rows], grid)
    for row in np.flatnonzero(doubtful):
        doubtful[row] = not is_contact(sites[row], pieces[row])
    return Clipped(shape=shape, area_m2=area, inside=inside, recomputed=recomputed, unresolved=doubtful)


@dataclass(frozen=True, kw_only=True)
class _Pairs:
    """What is known of pairs before and beside clipping."""

    sites: GeometryArray
    pieces: GeometryArray
    inside: BoolArray
    cut: BoolArray
    """Clipped; the others are a whole input or nothing."""
    again_m2: FloatArray
    doubt_m2: FloatArray

    def take(self, rows: IntArray) -> _Pairs:
        return _Pairs(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def is_contact(site: shapely.Geometry, zone: shapely.Geometry) -> bool:
    """
    Whether two polygons only meet within a millimetre of the site's edge.

    Digitised neighbours often overlap by less than that. False when the site is too thin
    to tell.

    Examples
    --------
    >>> is_contact(shapely.box(0, 0, 10, 10), shapely.box(9.9999, 0, 20, 10))
    True
    >>> is_contact(shapely.box(0, 0, 10, 10), shapely.box(9.9, 0, 20, 10))
    False
    """
    shrunk = shapely.buffer(site, -EROSION_M, join_style="mitre")
    if shrunk.is_empty or not shrunk.is_valid:
        return False
    return not bool(shapely.relate_pattern(shrunk, zone, "T********"))


def _plausible(pairs: _Pairs, area_m2: FloatArray, grid_m: float | None) -> BoolArray:
    """
    Area, integral and relate agree, and the area respects its upper bounds.

    Interiors that meet in next to nothing are believed where the integral says the same. At
    first a clipped result that equals a whole input is implausible too, because the
    predicates said that neither covers the other. On a grid it may: each edge moves by up to
    the grid.
    """
    smaller = np.minimum(shapely.area(pairs.sites), shapely.area(pairs.pieces))
    outline = shapely.length(pairs.sites) + shapely.length(pairs.pieces)
    common = box_overlap_m2(pairs.sites, pairs.pieces) * (1 + EXCESS)
    slack = (grid_m or SNAPPED_M) * outline
    slack = np.minimum(slack, np.maximum(MOST_MOVED * pairs.again_m2, MOST_MOVED))
    if grid_m is None:
        bound = np.minimum(common, smaller * np.where(pairs.cut, 1 - EXCESS, 1 + EXCESS))
    else:
        bound = np.minimum(common, smaller) + slack
    agrees = abs(area_m2 - pairs.again_m2) <= pairs.doubt_m2 + slack
    nothing = (area_m2 <= NEGLIGIBLE_M2) & (pairs.again_m2 <= NEGLIGIBLE_M2)
    said = (pairs.inside == (area_m2 > NEGLIGIBLE_M2)) | nothing
    return np.asarray(said & agrees & (area_m2 <= bound), dtype=bool)


def _area(shape: GeometryArray) -> FloatArray:
    return np.asarray(np.nan_to_num(shapely.area(shape), nan=0.0), dtype=float)


def _intersection(sites: GeometryArray, pieces: GeometryArray, grid_m: float | None) -> GeometryArray:
    """Intersect pair by pair where one pair makes GEOS fail; the failed one has no shape."""
    try:
        return np.asarray(shapely.intersection(sites, pieces, grid_size=grid_m), dtype=object)
    except shapely.errors.GEOSException:
        if len(sites) == 1:
            return np.array([None], dtype=object)
        middle = len(sites) // 2
        return np.concatenate(
            [
                _intersection(sites[:middle], pieces[:middle], grid_m),
                _intersection(sites[middle:], pieces[middle:], grid_m),
            ]
        )
