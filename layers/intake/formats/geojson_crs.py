"""
Tell in which coordinate system a GeoJSON file is, from its `crs` member and its numbers.

Source: RFC 7946 section 4; the 2008 specification, whose links are never followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import parse_crs
from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import PLAIN_NAME, unknown, wkt_of
from layers.intake.formats.shapes import DEGREES
from layers.intake.model import GEOMETRY

if TYPE_CHECKING:
    import pyarrow as pa

CRS_CODE = re.compile(r"(urn:|https?://www\.opengis\.net/def/crs/|[A-Za-z]+:[\w.]+$)")
BATCH_ROWS = 50_000


def declared_crs(member: object, name: str) -> tuple[str, str]:
    """
    Return WKT and name of the `crs` member of the file `name`; both "" where it is null.

    Raises
    ------
    IntakeError
        "geojson-crs-link", "geojson-crs" if it is no name; "crs-unknown" if nothing has exactly that name.

    Examples
    --------
    >>> declared_crs({"type": "name", "properties": {"name": "EPSG:9205"}}, "a.geojson")[1]
    'EPSG:9205'
    """
    if member is None:
        return "", ""
    kind = member.get("type") if isinstance(member, dict) else None
    properties = member.get("properties") if isinstance(member, dict) else None
    crs_name = properties.get("name") if isinstance(properties, dict) else None
    if kind != "name" or not isinstance(crs_name, str):
        raise IntakeError(
            "geojson-crs-link" if kind == "link" else "geojson-crs",
            f"{name}: its crs member is not a plain name; remove it or name an EPSG code.",
            f"{name}: mục crs không phải là tên hệ toạ độ; hãy bỏ đi hoặc ghi mã EPSG.",
        )
    if not PLAIN_NAME.fullmatch(crs_name):
        raise unknown(crs_name, name)
    wkt = wkt_of(crs_name, what=name)
    if not CRS_CODE.match(crs_name) and parse_crs(wkt).name.casefold() != crs_name.casefold():
        raise unknown(crs_name, name)  # a name that only resembles one
    return wkt, crs_name


def degrees_fault(table: pa.Table) -> tuple[float, float] | None:
    """Return the first coordinate of a table that cannot be longitude and latitude, None if all can."""
    for part in table.select([GEOMETRY]).to_batches(max_chunksize=BATCH_ROWS):
        wkb = np.array(part.column(0).to_pylist(), dtype=object)
        xy = shapely.get_coordinates(shapely.from_wkb(wkb))
        beyond = (np.abs(xy) > DEGREES).any(axis=1)
        if beyond.any():
            x, y = xy[beyond][0]
            return float(x), float(y)
    return None
