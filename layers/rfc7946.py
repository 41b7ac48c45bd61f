"""
GeoJSON as RFC 7946 has it: WGS 84, exterior rings counter-clockwise, 7 decimals, bbox.

Rounding to 7 decimals (1 cm) goes through a precision model, so that a valid polygon
stays valid; a part thinner than that disappears from the picture, never from the figures.
"""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import to_display

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.types import GeometryArray

DECIMALS = 7
GRID = 10.0**-DECIMALS


def feature_collection(
    frame: gpd.GeoDataFrame, operation: str, about: dict[str, Any] | None = None
) -> dict[str, Any]:
    """
    Return a FeatureCollection of all rows.

    Parameters
    ----------
    frame
        Rows in any CRS on VN-2000 or WGS 84. Columns become properties in their order;
        missing values become null. Geometries may be None.
    operation
        EPSG code of the datum operation.
    about
        Foreign members beside `features`, such as source and notice.
    """
    shapes = shapely.orient_polygons(_rounded_shapes(np.asarray(to_display(frame, operation).geometry.array)))
    records = frame.drop(columns=frame.geometry.name).to_dict("records")
    features = [
        {
            "type": "Feature",
            "properties": {str(k): plain_value(v) for k, v in record.items()},
            "geometry": _member(s),
        }
        for record, s in zip(records, shapes, strict=True)
    ]
    collection: dict[str, Any] = {"type": "FeatureCollection", **(about or {})}
    box = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if not np.isnan(box).any():
        collection["bbox"] = [round(float(edge), DECIMALS) for edge in box]
    return collection | {"features": features}


def to_bytes(collection: dict[str, Any]) -> bytes:
    """Write a collection as UTF-8 JSON; NaN is an error, never in the text."""
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def plain_value(value: Any) -> Any:  # noqa: ANN401 - any cell of a table
    """
    Return a cell as JSON knows it: missing becomes None, dates ISO text.

    Examples
    --------
    >>> plain_value(float("nan")), plain_value(date(2026, 1, 1)), plain_value(np.int64(3))
    (None, '2026-01-01', 3)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (date, pd.Timestamp)):
        return value.isoformat()
    return value if isinstance(value, (str, int, bool)) else str(value)


def _rounded_shapes(shapes: GeometryArray) -> GeometryArray:
    """
    Round to `DECIMALS`, keeping every shape valid.

    A shape that is valid in metres may touch itself in degrees by the last bit; it is repaired
    before it is rounded, and rounded point by point where GEOS cannot do it otherwise.
    """
    result = shapes.copy()
    for row in range(len(result)):
        shape = result[row]
        if shape is None:
            continue
        sound = (
            shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)
        )
        try:
            result[row] = shapely.set_precision(sound, GRID)
        except shapely.errors.GEOSException:
            pointwise = shapely.set_precision(sound, GRID, mode="pointwise")
            result[row] = shapely.make_valid(pointwise, method="structure", keep_collapsed=False)
    return result


def _member(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    return dict(_rounded(json.loads(shapely.to_geojson(shape))))


def _rounded(node: Any) -> Any:  # noqa: ANN401 - nested JSON
    if isinstance(node, float):
        return round(node, DECIMALS)
    if isinstance(node, list):
        return [_rounded(item) for item in node]
    return {key: _rounded(item) for key, item in node.items()} if isinstance(node, dict) else node
