"""
Parse GeoJSON without a format library, and refuse what would be misread in silence.

GDAL reads VN-2000 metres as degrees when the file names no CRS, follows links in the
`crs` member, keeps the last of two equal keys, and turns coordinates it does not
understand into "no geometry". Here each of these is a fault with its place.

Source: RFC 7946; the `crs` member of the 2008 specification is accepted by name only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import parse_crs
from layers.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    import pyproj

SIMPLE_TYPES = ("Point", "LineString", "Polygon")
GEOMETRY_TYPES = frozenset({*SIMPLE_TYPES, *(f"Multi{t}" for t in SIMPLE_TYPES), "GeometryCollection"})
DEGREES = (180.0, 90.0)


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
    try:
        document = json.loads(
            path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant
        )
    except (OSError, ValueError, RecursionError) as error:
        raise ReadError(
            f"{path.name} is not valid GeoJSON: {error}.", f"{path.name} không phải GeoJSON hợp lệ: {error}."
        ) from error
    features = _features(document, path.name)
    geometry = np.array(
        [_geometry(f.get("geometry"), n, path.name) for n, f in enumerate(features, 1)], dtype=object
    )
    declared = _declared_crs(document, path.name)
    frame = gpd.GeoDataFrame(
        [f.get("properties") or {} for f in features],
        geometry=gpd.array.from_shapely(geometry) if len(geometry) else [],
    )
    if "id" not in frame and any("id" in f for f in features):
        frame["id"] = [f.get("id") for f in features]
    return frame.set_crs(declared or parse_crs(crs or _degrees(geometry, path.name)))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(k for k in keys if keys.count(k) > 1)!r} is there twice")
    return found


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not a number that JSON knows")


def _features(document: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features = document["features"]
    elif kind == "Feature":
        features = [document]
    elif kind in GEOMETRY_TYPES:
        features = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        features = [None]
    for number, feature in enumerate(features, 1):
        if not (isinstance(feature, dict) and feature.get("type") == "Feature"):
            raise ReadError(
                f"{name}: item {number} is not a GeoJSON feature.",
                f"{name}: mục {number} không phải đối tượng GeoJSON (Feature).",
            )
    return list(features)


def _geometry(member: Any, number: int, name: str) -> shapely.Geometry | None:  # noqa: ANN401 - any JSON
    """Return the geometry; null stays None (the row is then "not checked", not lost)."""
    if member is None:
        return None
    try:
        return shapely.from_geojson(json.dumps(member, allow_nan=False))
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        raise ReadError(
            f"{name}: the geometry of feature {number} cannot be understood ({str(error).splitlines()[0]}).",
            f"{name}: không hiểu được hình của đối tượng {number} ({str(error).splitlines()[0]}).",
        ) from error


def _declared_crs(document: dict[str, Any], name: str) -> pyproj.CRS | None:
    member = document.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    crs_name = properties.get("name") if isinstance(properties, dict) else None
    if member.get("type") != "name" or not isinstance(crs_name, str):
        raise ReadError(
            f"{name}: its crs member is not a plain name; remove it or name an EPSG code.",
            f"{name}: mục crs không phải là tên hệ toạ độ; hãy bỏ đi hoặc ghi mã EPSG.",
        )
    return parse_crs(crs_name)


def _degrees(geometry: Any, name: str) -> str:  # noqa: ANN401 - array of shapely objects
    xy = shapely.get_coordinates(geometry)
    if len(xy) and (np.abs(xy) > DEGREES).any():
        x, y = xy[(np.abs(xy) > DEGREES).any(axis=1)][0]
        raise ReadError(
            f"{name} names no coordinate system, and ({x:g}, {y:g}) is no longitude and latitude:"
            " say which system it is in (for example --crs EPSG:9205).",
            f"{name} không ghi hệ toạ độ, và ({x:g}, {y:g}) không phải kinh độ, vĩ độ:"
            " hãy nêu hệ toạ độ của tệp (ví dụ --crs EPSG:9205).",
        )
    return "EPSG:4326"
