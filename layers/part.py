"""The part of a layer that lies in an administrative unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.findings import areal
from layers.open_layers import CUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import GeometryArray


def part_in(frame: gpd.GeoDataFrame, unit: shapely.Geometry, kept: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """
    Return the rows that have a part in the unit, cut to it, with a column `clipped`.

    Parameters
    ----------
    frame
        Valid geometries in the CRS of `unit`; polygons, lines or points. Rows that were cut by
        the cover of restricted land (column `cut_by_cover`) lose every attribute but `kept`: an
        area among them would tell the size of what was left out.
    unit
        The unit's boundary.
    """
    shapes = np.asarray(frame.geometry.array, dtype=object)
    measure = shapely.area if _areal(shapes) else shapely.length
    parts = _cut_polygons(shapes, unit) if _areal(shapes) else _cut_others(shapes, unit)
    left = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    result = frame[left].drop(columns=[frame.geometry.name])
    smaller = (measure(parts) < measure(shapes) * (1 - 1e-9))[left]
    if CUT in result:
        hidden = result[CUT].to_numpy(dtype=bool)
        for column in result.columns.difference([CUT, *kept]):
            values = result[column].astype(object)
            values[hidden] = None
            result[column] = values
        smaller |= hidden
        result = result.drop(columns=[CUT])
    result["clipped"] = smaller
    geometry = gpd.GeoSeries(parts[left], index=result.index, crs=frame.crs)
    return gpd.GeoDataFrame(result, geometry=geometry).reset_index(drop=True)


def _areal(shapes: GeometryArray) -> bool:
    return bool((shapely.get_dimensions(shapes) == 2).any())  # noqa: PLR2004 - dimension of a polygon


def _cut_polygons(shapes: GeometryArray, unit: shapely.Geometry) -> GeometryArray:
    """Cut with the engine: what it cannot decide stays whole rather than vanish."""
    parts = np.full(len(shapes), None, dtype=object)
    found = find_overlaps(shapes, ZoneIndex.build(np.array([unit], dtype=object)))
    parts[found.site] = [areal(shape) for shape in found.shape]
    parts[found.site[found.unresolved]] = shapes[found.site[found.unresolved]]
    return parts


def _cut_others(shapes: GeometryArray, unit: shapely.Geometry) -> GeometryArray:
    return np.asarray(shapely.intersection(shapes, unit), dtype=object)
