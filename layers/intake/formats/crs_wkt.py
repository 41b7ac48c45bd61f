"""Turn what a file says of its coordinate system into the WKT that the place step judges."""

from __future__ import annotations

import re

from geo.crs import parse_crs
from geo.errors import CRSError
from layers.errors import IntakeError

WGS84 = "EPSG:4326"
PLAIN_NAME = re.compile(r"[\w .:/()-]{1,200}")
"""No PROJ string and no JSON: a name, a code, an URN or the address of a code."""


def wkt_of(value: str, *, what: str) -> str:
    """
    Return the WKT of a coordinate system named in a file; one with heights becomes flat.

    Parameters
    ----------
    value
        A code, URN, name or WKT.
    what
        Where it stands, for the sentence.

    Raises
    ------
    IntakeError
        "crs-unknown" if it is not known.

    Examples
    --------
    >>> wkt_of("urn:ogc:def:crs:EPSG::4979", what="a.geojson") == wkt_of("EPSG:4326", what="a.geojson")
    True
    """
    try:
        crs = parse_crs(value)
    except CRSError as error:
        raise unknown(value, what) from error
    return str((crs.to_2d() if len(crs.axis_info) > 2 else crs).to_wkt())  # noqa: PLR2004 - with a height


def unknown(value: str, what: str) -> IntakeError:
    """Return the refusal of a coordinate system that nothing is known of."""
    return IntakeError(
        "crs-unknown",
        f"{what} names a coordinate system that is not known ({value[:80]!r}): name an EPSG code.",
        f"{what} ghi hệ toạ độ không nhận ra được ({value[:80]!r}): hãy ghi mã EPSG.",
    )
