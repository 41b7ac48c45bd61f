"""Shapes as the formats of points and rings take them: parts, rings, coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.types import GeometryArray
    from layers.packages.model import Shape

    Line = NDArray[np.float64]

MULTI = {
    "polygon": ("Polygon", "MultiPolygon", shapely.multipolygons),
    "line": ("LineString", "MultiLineString", shapely.multilinestrings),
    "point": ("Point", "MultiPoint", shapely.multipoints),
}


def as_multi(shapes: GeometryArray, shape: Shape) -> GeometryArray:
    """Return every shape as one of several parts, so that a table is of one type; None stays."""
    single, _, make = MULTI[shape]
    result = np.full(len(shapes), None, dtype=object)
    result[:] = [make([one]) if one is not None and one.geom_type == single else one for one in shapes]
    return result


def lines_of(shape: shapely.Geometry | None, *, clockwise: bool = False) -> list[Line]:
    """
    Return the lines of a shape: rings of polygons (closed), lines, or all points as one.

    Parameters
    ----------
    clockwise
        Direction of outer rings; holes run the other way. A shapefile has them clockwise.

    Examples
    --------
    >>> lines_of(shapely.box(0, 0, 1, 2), clockwise=True)[0].tolist()
    [[1.0, 0.0], [0.0, 0.0], [0.0, 2.0], [1.0, 2.0], [1.0, 0.0]]
    """
    if shape is None:
        return []
    if shape.geom_type in {"Point", "MultiPoint"}:
        return [shapely.get_coordinates(shape)]
    parts = shapely.get_parts(shape)
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        ordered = shapely.orient_polygons(parts, exterior_cw=clockwise)
        parts = [ring for part in ordered for ring in (part.exterior, *part.interiors)]
    return [shapely.get_coordinates(part) for part in parts]
