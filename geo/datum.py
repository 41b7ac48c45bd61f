"""On which of the two known datums a coordinate system is; any other is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CRSError

if TYPE_CHECKING:
    import pyproj

WGS84_DATUMS = frozenset({"worldgeodeticsystem1984", "worldgeodeticsystem1984ensemble", "wgs1984", "wgs84"})
WGS84_ELLIPSOID = (6_378_137.0, 298.257223563)
"""Semi-major axis in metres, inverse flattening; VN-2000 uses it too."""

VN2000_DATUMS = frozenset({"vietnam2000", "vn2000"})


def datum(crs: pyproj.CRS) -> str:
    """
    Return "WGS 84" or "VN-2000", the datum of `crs`.

    A bound CRS (one that carries its own shift, as some MapInfo and PRJ files do) is
    refused: its shift may differ from the pinned operation.

    Raises
    ------
    CRSError
        If the datum is another one.

    Examples
    --------
    >>> import pyproj
    >>> datum(pyproj.CRS("EPSG:9205")), datum(pyproj.CRS("EPSG:32648"))
    ('VN-2000', 'WGS 84')
    """
    geographic = None if crs.is_bound or crs.is_geocentric else crs.geodetic_crs
    name = "" if geographic is None or geographic.datum is None else geographic.datum.name
    key = "".join(c for c in name.lower() if c.isalnum()).removeprefix("d")
    if geographic is None or not _is_plain(geographic):
        key = ""
    if key in WGS84_DATUMS:
        return "WGS 84"
    if key in VN2000_DATUMS:
        return "VN-2000"
    raise CRSError(
        f"{crs.name} is on the datum {name or 'unknown'}: only VN-2000 and WGS 84 are known here;"
        " convert the file to one of them first.",
        f"Hệ {crs.name} dùng gốc toạ độ {name or 'không rõ'}: chương trình chỉ nhận VN-2000 và WGS 84;"
        " hãy chuyển tệp sang một trong hai hệ này trước.",
    )


def _is_plain(geographic: pyproj.CRS) -> bool:
    """Degrees from Greenwich on the ellipsoid that both datums use (QĐ 83/2000/QĐ-TTg)."""
    ellipsoid, meridian = geographic.ellipsoid, geographic.prime_meridian
    if ellipsoid is None or meridian is None or meridian.longitude != 0:
        return False
    size = (ellipsoid.semi_major_metre, ellipsoid.inverse_flattening)
    units = {axis.unit_name.lower() for axis in geographic.axis_info[:2]}
    return bool(np.allclose(size, WGS84_ELLIPSOID, rtol=1e-9, atol=0)) and units == {"degree"}
