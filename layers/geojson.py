"""
Read a GeoJSON layer of the province, whole or not at all.

The parser is the intake's; there a faulty feature is listed and the others are taken, here,
where nobody is asked, one fault refuses the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo.crs import parse_crs
from layers.errors import ReadError
from layers.intake.formats.features import read_features
from layers.intake.formats.geojson_crs import degrees_fault
from layers.intake.formats.table import geometry_of
from layers.intake.model import GEOMETRY, ROW

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.model import SourceLayer


def read_geojson(path: Path, crs: str = "") -> gpd.GeoDataFrame:
    """
    Return the features of a GeoJSON file: properties as columns, geometry in the file's CRS.

    Parameters
    ----------
    path
        A FeatureCollection, a Feature, or a bare geometry.
    crs
        CRS of the coordinates where the file does not name one. Without both, coordinates
        must be degrees of WGS 84, as RFC 7946 has it.

    Raises
    ------
    ReadError
        If it is not JSON, not GeoJSON, holds NaN, infinity or equal keys, a geometry that
        cannot be understood (with the number of its feature), or coordinates that are not
        degrees although no CRS is named.
    """
    (layer,) = read_features(path)
    for note in layer.refused:
        raise ReadError(
            f"{path.name}: feature {note.row}: {note.en}", f"{path.name}: đối tượng {note.row}: {note.vi}"
        )
    frame = gpd.GeoDataFrame(
        layer.table.drop_columns([ROW, GEOMETRY]).to_pandas(), geometry=geometry_of(layer.table)
    )
    return frame.set_crs(parse_crs(layer.crs_name or crs or _degrees(layer, path.name)))


def _degrees(layer: SourceLayer, name: str) -> str:
    if beyond := degrees_fault(layer.table):
        x, y = beyond
        raise ReadError(
            f"{name} names no coordinate system, and ({x:g}, {y:g}) is no longitude and latitude:"
            " say which system it is in (for example --crs EPSG:9205).",
            f"{name} không ghi hệ toạ độ, và ({x:g}, {y:g}) không phải kinh độ, vĩ độ:"
            " hãy nêu hệ toạ độ của tệp (ví dụ --crs EPSG:9205).",
        )
    return "EPSG:4326"
