"""A coordinate system by its parameters: which plane it is, and whether its datum has the shape of ours."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geo.datum import WGS84_ELLIPSOID, datum
from geo.errors import CRSError
from layers.intake.whereabouts.vn2000 import LONLAT, WEB_MERCATOR, WGS84, System, plane

if TYPE_CHECKING:
    import pyproj

WHOLE_SECOND = 1e-4
"""A meridian this near a whole second, in seconds, is that second; 3 mm."""

AXIS_TOLERANCE_M, FLATTENING_TOLERANCE = 1e-3, 1e-5
"""Lets GRS 80 pass for WGS 84: both ellipsoids differ by 0.1 mm at the pole."""

WEB_MERCATOR_METHOD = "Popular Visualisation Pseudo Mercator"
_REALISATION = re.compile(r"(worldgeodeticsystem1984|wgs1984|wgs84)(g\d+|transit)")
"""WGS 84 (G1762) and its like: WGS 84 to a few centimetres."""


def datum_or_none(crs: pyproj.CRS) -> str:
    """
    Return the datum as `geo.datum.datum` names it, also of a realisation of WGS 84; "" for every other.

    Examples
    --------
    >>> from geo.crs import parse_crs
    >>> [datum_or_none(parse_crs(code)) for code in (9205, 9057, 3148)]
    ['VN-2000', 'WGS 84', '']
    """
    try:
        return datum(crs)
    except CRSError:
        return WGS84 if _REALISATION.fullmatch(datum_key(crs)) and has_own_shape(crs) else ""


def datum_name(crs: pyproj.CRS) -> str:
    """Return the name of the datum as it is written, "?" where there is none."""
    geographic = crs.geodetic_crs
    return geographic.datum.name if geographic is not None and geographic.datum is not None else "?"


def datum_key(crs: pyproj.CRS) -> str:
    """Return that name in small letters and digits, without the D that ESRI puts before it."""
    return "".join(c for c in datum_name(crs).lower() if c.isalnum()).removeprefix("d")


def has_own_shape(crs: pyproj.CRS) -> bool:
    """Whether it counts degrees from Greenwich on the ellipsoid that VN-2000 and WGS 84 have."""
    geographic = crs.geodetic_crs
    if geographic is None or geographic.ellipsoid is None or geographic.prime_meridian is None:
        return False
    axis_m, inverse = WGS84_ELLIPSOID
    return (
        geographic.prime_meridian.longitude == 0
        and abs(geographic.ellipsoid.semi_major_metre - axis_m) < AXIS_TOLERANCE_M
        and abs(geographic.ellipsoid.inverse_flattening - inverse) < FLATTENING_TOLERANCE
        and {axis.unit_name.lower() for axis in geographic.axis_info} == {"degree"}
    )


def system_of(crs: pyproj.CRS, on_datum: str) -> System | None:
    """
    Return the system with the parameters of `crs` on a datum; None for a projection that has no key here.

    Examples
    --------
    >>> from geo.crs import parse_crs
    >>> system_of(parse_crs("EPSG:9205"), "WGS 84").key
    'WGS84:103-00:0.9999'
    """
    if crs.is_geographic:
        return LONLAT[on_datum]
    operation = crs.coordinate_operation
    axes = {(axis.unit_name.lower(), axis.direction.lower()) for axis in crs.axis_info}
    if operation is None or axes != {("metre", "east"), ("metre", "north")}:
        return None
    values = {
        parameter.name.lower(): float(parameter.value) * parameter.unit_conversion_factor
        for parameter in operation.params
    }
    if operation.method_name == WEB_MERCATOR_METHOD:
        return WEB_MERCATOR if on_datum == WGS84 and not any(values.values()) else None
    return _plane(values, on_datum) if operation.method_name == "Transverse Mercator" else None


def _plane(values: dict[str, float], on_datum: str) -> System | None:
    """Return the plane (radians, metres); None where its meridian is no whole second or it has an origin."""
    seconds = math.degrees(values["longitude of natural origin"]) * 3600
    if values.get("latitude of natural origin", 0.0) != 0 or abs(seconds - round(seconds)) > WHOLE_SECOND:
        return None
    offsets_m = (values.get("false easting", 0.0), values.get("false northing", 0.0))
    scale = values.get("scale factor at natural origin", 1.0)
    return plane(on_datum, round(seconds) / 3600, scale, offsets_m)
