"""
The one place that transforms coordinates.

VN-2000 differs from WGS 84 by about 223 m in Lai Châu. A transformation between the two
therefore goes through one operation pinned by its EPSG code (6960 in Vietnam: the seven
parameters of QĐ 05/2007/QĐ-BTNMT), never through "whatever PROJ finds best" and never
through a PROJ4 string, which drops the datum.

Axis order: every coordinate array in this program is x, y = easting, northing or
longitude, latitude. The operation itself works in latitude, longitude, as EPSG defines
it; the swap is written out below.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from geo.datum import datum
from geo.errors import CRSError

CRSInput = pyproj.CRS | str | int | None

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

DISPLAY_CRS = "EPSG:4326"
"""WGS 84 longitude, latitude in degrees: for maps and GeoJSON, never to measure."""

VN2000_TO_WGS84 = "EPSG:6960"
"""VN-2000 to WGS 84 (2), accuracy 1 m: the operation with the official parameters."""

FARTHEST_DEG = (180.0, 90.0)
"""Longitude and latitude beyond this are no degrees; PROJ would wrap 583,104 around the globe."""


def parse_crs(value: CRSInput) -> pyproj.CRS:
    """
    Return the CRS that `value` names; PROJ4 strings are refused.

    Parameters
    ----------
    value
        EPSG code or name, WKT, or a pyproj CRS.

    Raises
    ------
    CRSError
        If it is missing, a PROJ4 string, or unknown.

    Examples
    --------
    >>> parse_crs("EPSG:9205").name
    'VN-2000 / TM-3 103-00'
    """
    if value is None or value == "":
        raise CRSError(
            "The data declares no coordinate system: say which one it is in (for example --crs EPSG:9205).",
            "Dữ liệu không khai báo hệ toạ độ: hãy nêu rõ hệ toạ độ (ví dụ --crs EPSG:9205).",
        )
    if isinstance(value, str) and "+proj" in value:
        raise CRSError(
            f"A PROJ4 string ({value}) loses the VN-2000 datum shift of 223 m: give the EPSG code instead.",
            f"Chuỗi PROJ4 ({value}) làm mất phép dịch gốc VN-2000 (223 m): hãy nêu mã EPSG.",
        )
    try:
        return pyproj.CRS.from_user_input(value)
    except pyproj.exceptions.CRSError as error:
        raise CRSError(
            f"Unknown coordinate system {value!r}: give an EPSG code such as EPSG:9205.",
            f"Không nhận ra hệ toạ độ {value!r}: hãy nêu mã EPSG, ví dụ EPSG:9205.",
        ) from error


def require_metric(crs: pyproj.CRS | None) -> pyproj.CRS:
    """Return `crs` if areas and distances in it are in metres; raise CRSError otherwise."""
    known = parse_crs(crs)
    if not known.is_projected or {axis.unit_name for axis in known.axis_info} != {"metre"}:
        raise CRSError(
            f"Cannot measure in {known.name}: a projected coordinate system in metres is needed.",
            f"Không đo được trong hệ {known.name}: cần hệ toạ độ phẳng, đơn vị mét.",
        )
    return known


def require_same_crs(
    first: gpd.GeoSeries | gpd.GeoDataFrame, second: gpd.GeoSeries | gpd.GeoDataFrame
) -> None:
    """Raise CRSError unless both collections are in one metric CRS."""
    if require_metric(first.crs) != require_metric(second.crs):
        raise CRSError(
            f"Cannot compare geometries in {first.crs.name} with geometries in {second.crs.name}.",
            f"Không so sánh được hình trong hệ {first.crs.name} với hình trong hệ {second.crs.name}.",
        )


def operation_name(operation: str = VN2000_TO_WGS84) -> str:
    """
    Return the pinned datum operation's code, name and accuracy, for reports.

    Examples
    --------
    >>> operation_name()
    'EPSG:6960 VN-2000 to WGS 84 (2), 1 m'
    """
    found = datum_shift(operation)
    return f"{operation} {found.description}, {found.accuracy:g} m"


def transform_xy(
    xy: NDArray[np.float64],
    source: CRSInput,
    target: CRSInput,
    operation: str = VN2000_TO_WGS84,
) -> NDArray[np.float64]:
    """
    Transform points between coordinate systems on VN-2000 and WGS 84.

    Parameters
    ----------
    xy
        Array (n, 2): easting, northing in metres or longitude, latitude in degrees.
    source, target
        Anything that `parse_crs` accepts.
    operation
        EPSG code of the datum operation to use between the two datums.

    Returns
    -------
    xy
        Array (n, 2) in `target`, in the same order of axes.

    Raises
    ------
    CRSError
        If a datum is neither VN-2000 nor WGS 84, or a point has no image (out of domain, not finite).

    Examples
    --------
    >>> transform_xy(np.array([[103.4585, 22.3964]]), "EPSG:4326", "EPSG:9205").round(2).tolist()
    [[547012.17, 2477623.98]]
    """
    source_crs, target_crs = parse_crs(source), parse_crs(target)
    result = np.asarray(xy, dtype=float)
    if source_crs == target_crs or len(result) == 0:
        return result
    if not np.isfinite(result).all():
        raise _no_image(source_crs)
    result = _images(result, source_crs, target_crs, operation)
    if not np.isfinite(result).all():
        raise _no_image(source_crs)
    return result


def transform_where_possible(
    xy: NDArray[np.float64],
    source: CRSInput,
    target: CRSInput,
    operation: str = VN2000_TO_WGS84,
) -> NDArray[np.float64]:
    """
    Transform points as `transform_xy`; a point without an image becomes NaN, NaN.

    To ask where data would lie if it were in `source`: far out, the image is a rough one.

    Raises
    ------
    CRSError
        If a datum is neither VN-2000 nor WGS 84.

    Examples
    --------
    >>> points = np.array([[103.4585, 22.3964], [583104.0, 2e6]])
    >>> transform_where_possible(points, 4326, 9205).round().tolist()
    [[547012.0, 2477624.0], [nan, nan]]
    """
    source_crs, target_crs = parse_crs(source), parse_crs(target)
    result = np.array(xy, dtype=float)
    result[~np.isfinite(result).all(axis=1)] = np.nan
    if source_crs.is_geographic:
        result[(np.abs(result) > FARTHEST_DEG).any(axis=1)] = np.nan
    known = np.flatnonzero(np.isfinite(result).all(axis=1))
    if source_crs != target_crs and len(known):
        result[known] = _images(result[known], source_crs, target_crs, operation)
        result[~np.isfinite(result).all(axis=1)] = np.nan
    return result


def _images(
    xy: NDArray[np.float64], source: pyproj.CRS, target: pyproj.CRS, operation: str
) -> NDArray[np.float64]:
    from_datum, to_datum = datum(source), datum(target)
    result = _to_geographic(source, xy)
    if from_datum != to_datum:
        result = _shift(result, operation, inverse=from_datum == "WGS 84")
    return _from_geographic(target, result)


def to_crs(frame: gpd.GeoDataFrame, target: CRSInput, operation: str = VN2000_TO_WGS84) -> gpd.GeoDataFrame:
    """
    Return a copy of `frame` with its geometries in `target`; Z and M are dropped.

    Raises
    ------
    CRSError
        As `transform_xy`; also if the frame has no CRS.
    """
    source = parse_crs(frame.crs)
    flat = shapely.force_2d(frame.geometry.array)
    if source != parse_crs(target):
        flat = shapely.transform(flat, lambda xy: transform_xy(xy, source, target, operation))
    return frame.set_geometry(type(frame.geometry)(flat, index=frame.index, crs=parse_crs(target)))


def to_display(frame: gpd.GeoDataFrame, operation: str = VN2000_TO_WGS84) -> gpd.GeoDataFrame:
    """Return a copy of `frame` in WGS 84 longitude, latitude, for maps and GeoJSON."""
    return to_crs(frame, DISPLAY_CRS, operation)


def _no_image(crs: pyproj.CRS) -> CRSError:
    return CRSError(
        f"Some coordinates cannot lie in {crs.name}: check the declared coordinate system.",
        f"Có toạ độ không thể thuộc hệ {crs.name}: hãy kiểm tra hệ toạ độ đã khai báo.",
    )


@lru_cache(maxsize=64)
def _projection(wkt: str) -> pyproj.Transformer:
    """Projected or geographic coordinates to degrees on the same datum, x before y."""
    crs = pyproj.CRS.from_wkt(wkt)
    return pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)


@lru_cache(maxsize=8)
def datum_shift(operation: str = VN2000_TO_WGS84) -> pyproj.Transformer:
    """Return the shift between two datums of an EPSG operation, which is cached."""
    authority, code = operation.split(":")
    return pyproj.Transformer.from_pipeline(f"urn:ogc:def:coordinateOperation:{authority}::{code}")


def _to_geographic(crs: pyproj.CRS, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(_projection(crs.to_wkt()).transform(xy[:, 0], xy[:, 1]))


def _from_geographic(crs: pyproj.CRS, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(_projection(crs.to_wkt()).transform(xy[:, 0], xy[:, 1], direction="INVERSE"))


def _shift(lon_lat: NDArray[np.float64], operation: str, *, inverse: bool) -> NDArray[np.float64]:
    """EPSG defines the operation on latitude, longitude: swap before and after."""
    direction = "INVERSE" if inverse else "FORWARD"
    lat, lon = datum_shift(operation).transform(lon_lat[:, 1], lon_lat[:, 0], direction=direction)
    return np.column_stack((lon, lat))
