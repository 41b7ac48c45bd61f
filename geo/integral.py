"""The area common to pairs of polygons, by a way that shares nothing with clipping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.kernel import common_areas

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray


def common_area_m2(first: GeometryArray, second: GeometryArray) -> tuple[FloatArray, FloatArray]:
    """
    Return the area common to every pair (first[k], second[k]), and what rounding may take it off by.

    A polygon is the signed sum of what lies below its edges; so the common area is a signed
    sum over pairs of edges, each a closed formula. No crossing has to be found for it.

    Parameters
    ----------
    first, second
        Valid polygons or multipolygons in metres, same length.

    Returns
    -------
    area_m2, doubt_m2
        `doubt_m2` covers also the rounding of a clipped shape's coordinates.

    Examples
    --------
    >>> ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 8, 8))
    >>> common_area_m2(np.array([ring]), np.array([shapely.box(5, -1, 20, 20)]))[0].tolist()
    [32.0]
    """
    a, b = _flat(first), _flat(second)
    area_m2, doubt_m2 = common_areas(*a, shapely.bounds(first), *b, shapely.bounds(second))
    return area_m2, doubt_m2


def _flat(geometry: GeometryArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Return coordinates, the first vertex of each ring, the first ring of each geometry."""
    parts, row = shapely.get_parts(shapely.orient_polygons(geometry), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    length = shapely.get_num_coordinates(rings)
    count = np.bincount(row[part], minlength=len(geometry))
    return (
        np.ascontiguousarray(shapely.get_coordinates(rings), dtype=float),
        np.concatenate([[0], np.cumsum(length)]).astype(np.intp),
        np.concatenate([[0], np.cumsum(count)]).astype(np.intp),
    )
