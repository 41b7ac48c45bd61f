"""
Coordinate systems that can be asked for, by their OGC addresses.

A system named by its EPSG code has the axes in the order of EPSG (north first in degrees),
as OGC API Features part 2 wants it; CRS84 has longitude first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo.crs import DISPLAY_CRS, parse_crs

if TYPE_CHECKING:
    from layers.province import Province

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
VN2000_DEGREES = f"{EPSG}4756"


def stored_in(province: Province) -> str:
    """
    Return the address of the system that the layers are kept in; "" where it has no EPSG code.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> stored_in(SimpleNamespace(crs="EPSG:9205"))
    'http://www.opengis.net/def/crs/EPSG/0/9205'
    """
    authority, _, code = province.crs.partition(":")
    return f"{EPSG}{code}" if authority.upper() == "EPSG" and code.isdigit() else ""


def systems_of(province: Province) -> list[str]:
    """Return the systems that can be asked for, the default first."""
    stored = stored_in(province)
    return [CRS84, f"{EPSG}4326", VN2000_DEGREES, *([stored] if stored else [])]


def crs_of(system: str) -> str:
    """
    Return the CRS of an address, for `geo.crs`, which has x before y in all of them.

    Examples
    --------
    >>> crs_of(CRS84), crs_of("http://www.opengis.net/def/crs/EPSG/0/9205")
    ('EPSG:4326', 'EPSG:9205')
    """
    return DISPLAY_CRS if system == CRS84 else f"EPSG:{system.removeprefix(EPSG)}"


@lru_cache(maxsize=32)
def is_north_first(system: str) -> bool:
    """
    Tell whether the first coordinate of a system is the northing or latitude.

    Examples
    --------
    >>> is_north_first(CRS84), is_north_first("http://www.opengis.net/def/crs/EPSG/0/4326")
    (False, True)
    """
    return system != CRS84 and parse_crs(crs_of(system)).axis_info[0].direction == "north"
