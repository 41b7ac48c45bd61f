"""A table as GeoJSON (RFC 7946): WGS 84, right-hand rule, bounding box, nothing rounded away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from layers.packages.display import DECIMALS, shown
from layers.rfc7946 import to_bytes
from layers.writer import describe

if TYPE_CHECKING:
    from layers.packages.model import Table
    from layers.province import Province


def geojson_bytes(table: Table, province: Province) -> bytes:
    """Return the table as a FeatureCollection; source, decision and notice stand beside the features."""
    shapes = shown(table.shapes, province)
    features = [
        {
            "type": "Feature",
            "properties": {column.name: column.cells[row] for column in table.columns},
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in enumerate(shapes)
    ]
    about: dict[str, Any] = {"about": {"title_vi": table.title_vi, "title_en": table.title_en, **table.facts}}
    collection: dict[str, Any] = {"type": "FeatureCollection", **describe(province), **about}
    if not shapely.is_missing(shapes).all():
        collection["bbox"] = [round(edge, DECIMALS) for edge in shapely.total_bounds(shapes).tolist()]
    return to_bytes(collection | {"features": features})
