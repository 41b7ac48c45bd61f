"""What was read of a file, as it is compared: cells, shapes, and the coordinate system that it names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import parse_crs, transform_xy
from layers.intake.model import GEOMETRY
from layers.packages.likeness import Unlike

if TYPE_CHECKING:
    import pyarrow as pa

    from geo.types import GeometryArray
    from layers.intake.model import SourceLayer
    from layers.packages.model import Content, Table

WITHIN_CRS_M = 1e-5


def require_crs(layer: SourceLayer, table: Table, content: Content) -> None:
    """Refuse a system that puts a vertex elsewhere than the province's does."""
    own = content.province
    corner = shapely.get_coordinates(table.shapes)[:1].ravel().tolist() or own.bounds_m[:2]
    if not layer.crs_wkt:
        raise Unlike("không ghi hệ toạ độ", "names no coordinate system")
    if _shift_m(layer.crs_wkt, own.crs, own.datum_operation, tuple(np.round(corner, -4))) > WITHIN_CRS_M:
        raise Unlike("ghi sai hệ toạ độ", "names another coordinate system")


@lru_cache(maxsize=64)
def _shift_m(wkt: str, own: str, operation: str, place: tuple[float, float]) -> float:
    """Return how far a place moves if the one system is taken for the other; one in 10 km is enough."""
    there = transform_xy(np.array([place]), parse_crs(wkt), parse_crs(own), operation)
    return float(np.abs(there - place).max())


def cells_of(layer: SourceLayer, name: str) -> list[object]:
    """Return the cells of a column; a column that is not there is a difference (`Unlike`)."""
    if name not in layer.table.column_names:
        raise Unlike(f"thiếu cột {name}", f"lacks the column {name}")
    column: pa.ChunkedArray = layer.table[name]
    return list(column.to_pylist())


def shapes_of(layer: SourceLayer) -> GeometryArray:
    """Return the shapes of all rows, None where a row has none."""
    wkb = np.array([*layer.table[GEOMETRY].to_pylist(), None], dtype=object)[:-1]
    return np.asarray(shapely.from_wkb(wkb), dtype=object)
