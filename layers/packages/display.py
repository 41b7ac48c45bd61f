"""Shapes in WGS 84 for the formats that know no other system, through the province's pinned operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, transform_xy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.types import GeometryArray
    from layers.province import Province

    XY = NDArray[np.float64]

DECIMALS = 9
"""Of a degree: a tenth of a millimetre, so that each vertex comes back within one."""


def shown(shapes: GeometryArray, province: Province) -> GeometryArray:
    """
    Return shapes in longitude and latitude, outer rings counter-clockwise (RFC 7946, KML).

    No vertex is left out: what was packed can be compared with what is read, vertex by vertex.
    """

    def degrees(xy: XY) -> XY:
        there = transform_xy(xy, province.crs, DISPLAY_CRS, province.datum_operation)
        return np.asarray(np.round(there, DECIMALS))

    return np.asarray(shapely.orient_polygons(shapely.transform(shapes, degrees)), dtype=object)


def taken_back(shapes: GeometryArray, province: Province) -> GeometryArray:
    """
    Return shapes in longitude and latitude in the province's CRS, to a thousandth of a millimetre.

    The datum operation turned round is itself up to 1.3 mm off, because its inverse is taken with
    the parameters' signs changed; how far off is seen by going there once more.
    """

    def metres(xy: XY) -> XY:
        near = _back(xy, province)
        again = transform_xy(near, province.crs, DISPLAY_CRS, province.datum_operation)
        return near - (_back(again, province) - near)

    return np.asarray(shapely.transform(shapes, metres), dtype=object)


def _back(xy: XY, province: Province) -> XY:
    return transform_xy(xy, DISPLAY_CRS, province.crs, province.datum_operation)
