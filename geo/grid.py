"""
The numbers of a province's grid, for whoever computes positions without this program.

The browser shows the VN-2000 position of the pointer at every move; asking the server each time
would be too slow. It gets the very numbers that PROJ has, so that there is one source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.crs import VN2000_TO_WGS84, CRSInput, datum_shift, parse_crs
from geo.datum import datum

TRANSVERSE_MERCATOR = "9807"
ROTATIONS = {"9606": 1.0, "9607": -1.0, "1033": 1.0, "1032": -1.0, "1037": 1.0, "1038": -1.0}
"""EPSG method -> sign of its angles where those of a position vector are positive."""

LATITUDE, LONGITUDE, SCALE, EASTING, NORTHING = "8801", "8802", "8805", "8806", "8807"
SHIFT = ("8605", "8606", "8607", "8608", "8609", "8610", "8611")
"""EPSG parameters of a shift in order: three in metres, three in seconds of arc, one in parts per million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A transverse Mercator grid and the way from its datum to WGS 84."""

    name: str
    semi_major_m: float
    inverse_flattening: float
    latitude_deg: float
    meridian_deg: float
    scale: float
    """At the central meridian."""
    easting_m: float
    northing_m: float
    shift: tuple[float, ...]
    """
    To WGS 84 as a position vector: x, y, z in metres, three angles in seconds of arc, scale in
    parts per million. Nothing where the grid is on WGS 84.
    """


def grid_of(crs: CRSInput, operation: str = VN2000_TO_WGS84) -> Grid | None:
    """
    Return the numbers of a grid; nothing where it is no transverse Mercator grid.

    Parameters
    ----------
    operation
        EPSG code of the datum operation, as in `geo.crs.transform_xy`.

    Raises
    ------
    CRSError
        If the CRS is unknown, or its datum neither VN-2000 nor WGS 84.

    Examples
    --------
    >>> grid = grid_of("EPSG:9205")
    >>> grid.name, grid.meridian_deg, grid.scale, grid.shift[0]
    ('VN-2000 / TM-3 103-00', 103.0, 0.9999, -191.90441429)
    """
    known = parse_crs(crs)
    projection = known.coordinate_operation
    if projection is None or projection.method_code != TRANSVERSE_MERCATOR or known.ellipsoid is None:
        return None
    values = {param.code: float(param.value) for param in projection.params}
    shift = () if datum(known) == "WGS 84" else _shift_of(operation)
    if shift is None:
        return None
    return Grid(
        name=known.name,
        semi_major_m=known.ellipsoid.semi_major_metre,
        inverse_flattening=known.ellipsoid.inverse_flattening,
        latitude_deg=values[LATITUDE],
        meridian_deg=values[LONGITUDE],
        scale=values[SCALE],
        easting_m=values[EASTING],
        northing_m=values[NORTHING],
        shift=shift,
    )


def _shift_of(operation: str) -> tuple[float, ...] | None:
    """Return the seven numbers of a datum operation as a position vector; None if it has no such form."""
    told = datum_shift(operation).to_json_dict()
    sign = ROTATIONS.get(_code(told.get("method", {})))
    values = {_code(param): float(param["value"]) for param in told.get("parameters", ())}
    if sign is None or not values.keys() >= set(SHIFT):
        return None
    x, y, z, *angles, scale = (values[name] for name in SHIFT)
    return (x, y, z, *(sign * angle for angle in angles), scale)


def _code(told: dict[str, Any]) -> str:
    """Return the EPSG code of a method or parameter as PROJ tells it in JSON; "" where it has none."""
    return str(told.get("id", {}).get("code", ""))
