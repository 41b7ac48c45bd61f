"""The part of a layer that lies in an administrative unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.findings import areal as areal_part

if TYPE_CHECKING:
    from geo.types import GeometryArray


def part_in(
    frame: gpd.GeoDataFrame, unit: shapely.Geometry, mask: shapely.Geometry | None
) -> gpd.GeoDataFrame:
    """
    Return the rows that have a part in the unit, cut to it, with a column `clipped`.

    Parameters
    ----------
    frame
        Valid geometries in the CRS of `unit`; polygons, lines or points.
    unit
        The unit's boundary.
    mask
        Area to leave out, or None. A row that lies wholly in it is not returned; one that
        touches it loses its measured attributes (numbers, such as an area), from
        which the part left out could be computed.
    """
    shapes = np.asarray(frame.geometry.array, dtype=object)
    whole = shapely.area(shapes) if _areal(shapes) else shapely.length(shapes)
    parts = _cut_polygons(shapes, unit) if _areal(shapes) else _cut_others(shapes, unit)
    touched = np.zeros(len(parts), dtype=bool)
    if mask is not None and not mask.is_empty:
        touched = shapely.intersects(parts, mask)
        parts[touched] = [
            _same_kind(s, areal=_areal(shapes)) for s in shapely.difference(parts[touched], mask)
        ]
    left = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    size = shapely.area(parts) if _areal(shapes) else shapely.length(parts)
    result = frame[left].drop(columns=frame.geometry.name)
    numbers = list(result.select_dtypes("number"))
    result.loc[touched[left], numbers] = np.nan
    result["clipped"] = (size < whole * (1 - 1e-9))[left] | touched[left]
    geometry = gpd.GeoSeries(parts[left], index=result.index, crs=frame.crs)
    return gpd.GeoDataFrame(result, geometry=geometry).reset_index(drop=True)


def _same_kind(shape: shapely.Geometry, *, areal: bool) -> shapely.Geometry | None:
    """Keep what is left of a polygon as polygons; lines and points as they are."""
    return areal_part(shape) if areal else shape


def _areal(shapes: GeometryArray) -> bool:
    return bool((shapely.get_dimensions(shapes) == 2).any())  # noqa: PLR2004 - dimension of a polygon


def _cut_polygons(shapes: GeometryArray, unit: shapely.Geometry) -> GeometryArray:
    """Cut with the engine: what it cannot decide stays whole rather than vanish."""
    parts = np.full(len(shapes), None, dtype=object)
    found = find_overlaps(shapes, ZoneIndex.build(np.array([unit], dtype=object)))
    parts[found.site] = [areal_part(shape) for shape in found.shape]
    parts[found.site[found.unresolved]] = shapes[found.site[found.unresolved]]
    return parts


def _cut_others(shapes: GeometryArray, unit: shapely.Geometry) -> GeometryArray:
    return np.asarray(shapely.intersection(shapes, unit), dtype=object)
