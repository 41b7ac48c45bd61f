"""Write GeoPackages whose bytes depend on their content alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import shapely

from demo.inputs import PROVINCE_CRS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd

FIXED_DATE = "2026-01-01T00:00:00Z"


def write_layer(path: Path, table: str, frame: pd.DataFrame) -> None:
    """
    Add one table to a GeoPackage.

    Parameters
    ----------
    path
        The file; made if it is not there.
    table
        Name of the table in it.
    frame
        Columns with a `geometry` in EPSG:9205 on whole centimetres, of one kind; None is allowed.
        If any geometry has several parts, all are written as multi-geometries.
    """
    data = gpd.GeoDataFrame(frame.reset_index(drop=True), geometry="geometry", crs=PROVINCE_CRS)
    kinds = set(data.geometry.geom_type.dropna())
    kind = (
        kinds.pop() if len(kinds) == 1 else next(name for name in sorted(kinds) if name.startswith("Multi"))
    )
    if kind.startswith("Multi"):
        data["geometry"] = [None if shape is None else _multi(shape, kind) for shape in data["geometry"]]
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_DATE, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        pyogrio.write_dataframe(
            data,
            path,
            layer=table,
            driver="GPKG",
            geometry_type=kind,
            promote_to_multi=False,
            append=path.exists(),
            layer_options={"SPATIAL_INDEX": "NO"},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})


def on_grid(shapes: np.ndarray) -> np.ndarray:
    """Return valid shapes with coordinates on whole centimetres; lower-dimensional crumbs are dropped."""
    return shapely.set_precision(shapes, 0.01)


def _multi(shape: shapely.Geometry, kind: str) -> shapely.Geometry:
    make = shapely.multipolygons if kind == "MultiPolygon" else shapely.multilinestrings
    return make(shapely.get_parts(shape))
