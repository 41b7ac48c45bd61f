"""
Clip pairs of polygons, and say which results can be trusted.

Two answers are computed independently for every pair: `relate` says whether the
interiors meet, clipping says how large the common area is. GEOS is known to clip some
valid pairs wrongly (400 m2 reported as 0; libgeos issues 942, 965, 1170, 1523; shapely
issues 1871, 2368), and then the two disagree, or the area exceeds what the bounding boxes
have in common. Such a pair is clipped again on fine grids; if that does not settle it,
the pair is *unresolved*, and callers must show it as "not checked", never as clear.
Only pairs that `relate` and the prepared `intersects` (other code) both call apart are
not clipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.index import box_overlap_m2

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray

NEGLIGIBLE_M2 = 1e-6
"""One square millimetre. A clipped area up to this says "no overlap" when it is compared with relate."""

GRIDS_M = (1e-6, 1e-3)
"""Grids of the second and third try; on both the known wrong pairs come out right."""

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
    shape = np.full(len(sites), None, dtype=object)
    shape[covers] = pieces[covers]
    shape[covered] = sites[covered]
    cut = touches | (inside & ~covers & ~covered)
    shape[cut] = _intersection(sites[cut], pieces[cut], None)
    area = _area(shape)
    doubtful = cut & ~_plausible(sites, pieces, inside, area, None)
    recomputed = doubtful.copy()
    for grid in GRIDS_M:
        rows = np.flatnonzero(doubtful)
        if len(rows) == 0:
            break
        shape[rows] = _intersection(sites[rows], pieces[rows], grid)
        area[rows] = _area(shape[rows])
        doubtful[rows] = ~_plausible(sites[rows], pieces[rows], inside[rows], area[rows], grid)
    for row in np.flatnonzero(doubtful):
        doubtful[row] = not is_contact(sites[row], pieces[row])
    return Clipped(shape=shape, area_m2=area, inside=inside, recomputed=recomputed, unresolved=doubtful)


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


def _plausible(
    sites: GeometryArray, pieces: GeometryArray, inside: BoolArray, area_m2: FloatArray, grid_m: float | None
) -> BoolArray:
    """
    Area and relate agree, and the area respects its upper bounds.

    At first a result that equals a whole input is implausible too, because the predicates
    said that neither covers the other. On a grid it may: each edge moves by up to the grid.
    """
    smaller = np.minimum(shapely.area(sites), shapely.area(pieces))
    common = box_overlap_m2(sites, pieces) * (1 + EXCESS)
    if grid_m is None:
        bound = np.minimum(common, smaller * (1 - EXCESS))
    else:
        slack = grid_m * (shapely.length(sites) + shapely.length(pieces))
        bound = np.minimum(common, smaller) + slack
    return np.asarray((inside == (area_m2 > NEGLIGIBLE_M2)) & (area_m2 <= bound), dtype=bool)


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
