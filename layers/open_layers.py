"""Layers as they may be handed on: without restricted rows, and without what lies under the cover."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from layers.cover import is_coded, restricted_rows
from layers.findings import areal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.types import GeometryArray
    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.reader import LayerData

CUT = "cut_by_cover"
"""Column: the row lost a part to the cover."""

UNCOVERED_GROUPS = frozenset({"boundary", "project", "corridor"})
"""Groups whose shapes owe nothing to restricted land."""

REST_M2 = 1e-3
"""What may remain under the cover after cutting: rounding."""


def open_layers(
    uses: Iterable[LayerUse], mask: shapely.Geometry, codes: Mapping[str, LandCode]
) -> tuple[LayerUse, ...]:
    """
    Return the layers that are not restricted, with restricted rows left out and the mask cut out.

    Parameters
    ----------
    mask
        The cover of all restricted land. Layers of `UNCOVERED_GROUPS` keep their shapes.
    """
    opened = []
    for use in uses:
        if use.layer.restricted:
            continue
        data = use.data if use.data is None else _open(use.data, mask, codes, coded=is_coded(use))
        opened.append(replace(use, data=data))
    return tuple(opened)


def _open(
    data: LayerData, mask: shapely.Geometry, codes: Mapping[str, LandCode], *, coded: bool
) -> LayerData:
    zones = data.zones[~restricted_rows(data.zones, codes, coded=coded)].reset_index(drop=True)
    broken = data.broken[~restricted_rows(data.broken, codes, coded=coded)].reset_index(drop=True)
    zones[CUT] = False
    if data.layer.group not in UNCOVERED_GROUPS and not mask.is_empty and len(zones):
        # A copy: where no row is left out, pandas hands out the very array of the whole layer.
        shapes = np.array(zones.geometry.array, dtype=object)
        touched = shapely.intersects(shapes, mask)
        shapes[touched] = _cut(shapes[touched], mask)
        zones[CUT] = touched
        shapes = _one_way_of_writing(shapes)
        zones = zones.set_geometry(gpd.GeoSeries(shapes, index=zones.index, crs=zones.crs))
        zones = zones[~shapely.is_missing(shapes)].reset_index(drop=True)
    # Without the file: the index kept beside it is that of the whole zones.
    return replace(data, zones=_numbered(zones, data), broken=broken, issues=(), file=None)


def _numbered(zones: gpd.GeoDataFrame, data: LayerData) -> gpd.GeoDataFrame:
    """Give zones without ids of their own new numbers: a gap would tell what was left out."""
    if data.layer.id_field:
        return zones
    return zones.assign(zone_id=[str(number) for number in range(1, len(zones) + 1)])


def _cut(shapes: GeometryArray, mask: shapely.Geometry) -> GeometryArray:
    """Return what lies outside the mask, None where nothing is left or the cut cannot be trusted."""
    kind = shapely.get_dimensions(shapes)
    left = np.asarray(shapely.difference(shapes, mask), dtype=object)
    rest = shapely.area(shapely.intersection(left, mask))
    result = np.full(len(shapes), None, dtype=object)
    for row, shape in enumerate(left):
        part = areal(shape) if kind[row] == 2 else shape  # noqa: PLR2004 - dimension of a polygon
        if part is not None and not part.is_empty and rest[row] <= REST_M2:
            result[row] = part
    return result


def _one_way_of_writing(shapes: GeometryArray) -> GeometryArray:
    """Write equal land equally: where rings start, or a multi-part of one, would tell what was cut."""
    single = np.where(shapely.get_num_geometries(shapes) == 1, shapely.get_geometry(shapes, 0), shapes)
    return np.asarray(shapely.normalize(single), dtype=object)
