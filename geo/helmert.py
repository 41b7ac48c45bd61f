"""
What a file's own datum shift does, beside the pinned operation.

Some files carry seven parameters of their own (TOWGS84 in a PRJ, datum 9999 of MapInfo). The
parameters of VN-2000 are printed for the coordinate-frame form; TOWGS84 is read as
position-vector, with the rotations the other way round. Copied as printed they are 0.8 m off;
with one sign lost, up to 400 m. Nothing is transformed by what is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.crs import CoordinateOperation  # type: ignore[attr-defined]  # public, missing in __all__

from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84, transform_xy
from geo.datum import WGS84_ELLIPSOID
from geo.errors import CRSError

if TYPE_CHECKING:
    from geo.types import FloatArray

ARCSEC = np.pi / 180 / 3600
MEAN_RADIUS_M = 6_371_000.0
VN2000_LONLAT = "EPSG:4756"

SAME_M = 0.01
"""Two shifts that differ by less than this over a province are the same one, printed with fewer digits."""

COORDINATE_FRAME = "coordinate frame"
METHODS = (COORDINATE_FRAME, "position vector", "geocentric translation")


@dataclass(frozen=True, kw_only=True)
class Helmert:
    """Seven parameters in the position-vector form, from a datum to WGS 84."""

    translation_m: tuple[float, float, float]
    rotation_arcsec: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale_ppm: float = 0.0

    @property
    def is_nothing(self) -> bool:
        """Whether it leaves every point where it is."""
        return not any((*self.translation_m, *self.rotation_arcsec, self.scale_ppm))


def read_helmert(operation: CoordinateOperation) -> Helmert | None:
    """
    Return the parameters of an operation; None if it is not made of three or seven of them.

    Examples
    --------
    >>> pinned_helmert("EPSG:6960").rotation_arcsec
    (0.00928836, -0.01975479, 0.00427372)
    """
    method = operation.method_name.lower()
    if not any(word in method for word in METHODS):
        return None
    values = {parameter.name.lower(): float(parameter.value) for parameter in operation.params}
    turn = -1.0 if COORDINATE_FRAME in method else 1.0
    x, y, z = (values.get(f"{axis}-axis translation", 0.0) for axis in "xyz")
    rx, ry, rz = (turn * values.get(f"{axis}-axis rotation", 0.0) for axis in "xyz")
    return Helmert(
        translation_m=(x, y, z),
        rotation_arcsec=(rx, ry, rz),
        scale_ppm=values.get("scale difference", 0.0),
    )


def pinned_helmert(operation: str = VN2000_TO_WGS84) -> Helmert | None:
    """Return the parameters of the pinned operation; None if it is of another kind."""
    authority, code = operation.split(":")
    try:
        found = CoordinateOperation.from_authority(authority, code)
    except pyproj.exceptions.CRSError as error:
        raise CRSError(
            f"The datum operation {operation} is not known.", f"Không có phép chuyển gốc toạ độ {operation}."
        ) from error
    return read_helmert(found)


def shift_difference_m(given: Helmert, lon_lat: FloatArray, operation: str = VN2000_TO_WGS84) -> float:
    """
    Return how far at most a file's own shift and the pinned operation put the same points apart, in metres.

    Parameters
    ----------
    lon_lat
        Array (n, 2): longitude, latitude on VN-2000, degrees; the corners of the province.

    Examples
    --------
    >>> corners = np.array([[102.3, 21.7], [104.0, 22.8]])
    >>> shift_difference_m(pinned_helmert(), corners) < 0.001
    True
    >>> round(shift_difference_m(Helmert(translation_m=(0, 0, 0)), corners))
    223
    """
    official = transform_xy(lon_lat, VN2000_LONLAT, DISPLAY_CRS, operation)
    return float(_apart_m(_shifted(given, lon_lat), official).max())


def sign_error(given: Helmert, pinned: Helmert, lon_lat: FloatArray) -> str:
    """
    Return which slip makes the given parameters of the pinned ones, "" if none that is known does.

    Returns
    -------
    slip
        "none": there is no shift at all; "rotations": their signs are those of the
        coordinate-frame form; "translations only"; "all": the shift runs backwards; "dX",
        "dY", "dZ": that sign is lost; "": another shift.
    """
    if given.is_nothing:
        return "none"
    x, y, z = pinned.translation_m
    rx, ry, rz = pinned.rotation_arcsec
    turned = (-rx, -ry, -rz)
    slips = {
        "rotations": replace(pinned, rotation_arcsec=turned),
        "translations only": Helmert(translation_m=pinned.translation_m),
        "all": Helmert(translation_m=(-x, -y, -z), rotation_arcsec=turned, scale_ppm=-pinned.scale_ppm),
        "dX": replace(pinned, translation_m=(-x, y, z)),
        "dY": replace(pinned, translation_m=(x, -y, z)),
        "dZ": replace(pinned, translation_m=(x, y, -z)),
    }
    shifted = _shifted(given, lon_lat)
    for name, slip in slips.items():
        if _apart_m(shifted, _shifted(slip, lon_lat)).max() < SAME_M:
            return name
    return ""


def _shifted(given: Helmert, lon_lat: FloatArray) -> FloatArray:
    """Apply the small-angle form at height 0; heights are dropped, as the pinned operation does."""
    xyz = _geocentric(lon_lat)
    rx, ry, rz = (angle * ARCSEC for angle in given.rotation_arcsec)
    turn = np.array([[1.0, -rz, ry], [rz, 1.0, -rx], [-ry, rx, 1.0]])
    moved = np.array(given.translation_m) + (1 + given.scale_ppm * 1e-6) * xyz @ turn.T
    return _geographic(moved)


def _flattening() -> tuple[float, float]:
    axis_m, inverse = WGS84_ELLIPSOID
    return axis_m, (2 - 1 / inverse) / inverse


def _geocentric(lon_lat: FloatArray) -> FloatArray:
    axis_m, e2 = _flattening()
    lon, lat = np.radians(lon_lat).T
    normal = axis_m / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    flat, z = normal * np.cos(lat), normal * (1 - e2) * np.sin(lat)
    return np.column_stack((flat * np.cos(lon), flat * np.sin(lon), z))


def _geographic(xyz: FloatArray) -> FloatArray:
    """Bowring's formula, twice: exact to far below a millimetre near the ground."""
    axis_m, e2 = _flattening()
    polar_m = axis_m * np.sqrt(1 - e2)
    x, y, z = xyz.T
    flat = np.hypot(x, y)
    reduced = np.arctan2(z * axis_m, flat * polar_m)
    lat = reduced
    for _ in range(2):
        lat = np.arctan2(
            z + e2 / (1 - e2) * polar_m * np.sin(reduced) ** 3, flat - e2 * axis_m * np.cos(reduced) ** 3
        )
        reduced = np.arctan2(polar_m * np.sin(lat), axis_m * np.cos(lat))
    return np.column_stack((np.degrees(np.arctan2(y, x)), np.degrees(lat)))


def _apart_m(first: FloatArray, second: FloatArray) -> FloatArray:
    """Distance of neighbouring points on the sphere; a thousandth off at most."""
    gap = np.radians(second - first)
    east = gap[:, 0] * np.cos(np.radians(first[:, 1]))
    return np.asarray(np.hypot(east, gap[:, 1]) * MEAN_RADIUS_M, dtype=float)
