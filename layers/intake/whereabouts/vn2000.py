"""
The plane systems that Vietnamese files are in, each known by its parameters and not by its name.

VN-2000 has one datum and many planes: the 6-degree zones of UTM (scale 0.9996), the national
3-degree zones, and one 3-degree plane for each province with a meridian of its own (scale
0.9999 both). All have a false easting of 500,000 m and no false northing. Those without an
EPSG code are built here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pyproj
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from layers.errors import IntakeError

VN2000, WGS84 = "VN-2000", "WGS 84"
"""The two datums, as `geo.datum.datum` names them."""

FAMILIES = {VN2000: "VN2000", WGS84: "WGS84"}
"""What the key of a plane without an EPSG code starts with."""

FALSE_EASTING_M, FALSE_NORTHING_M = 500_000.0, 0.0

SCALES = (0.9999, 0.9996)
"""Of 3-degree and 6-degree planes: the wrong one at the same meridian moves Vietnam by 0.3 to 0.8 km."""

_VN2000_PLANES: tuple[tuple[int, float, float, str], ...] = (
    (3405, 105.0, 0.9996, ""),
    (3406, 111.0, 0.9996, ""),
    (0, 117.0, 0.9996, ""),
    (5896, 102.0, 0.9999, ""),
    (9205, 103.0, 0.9999, "Điện Biên, Lai Châu"),
    (9206, 104.0, 0.9999, "Sơn La"),
    (9207, 104.5, 0.9999, "Cà Mau, Kiên Giang"),
    (9208, 104.75, 0.9999, "An Giang, Lào Cai, Nghệ An, Phú Thọ, Yên Bái"),
    (
        5897,
        105.0,
        0.9999,
        "Bạc Liêu, Cần Thơ, Đồng Tháp, Hà Nam, Hà Nội, Hà Tây, Hậu Giang, Ninh Bình, Thanh Hóa, Vĩnh Phúc",
    ),
    (
        9209,
        105.5,
        0.9999,
        (
            "Bắc Ninh, Hà Giang, Hà Tĩnh, Hải Dương, Hưng Yên, Nam Định, Sóc Trăng, Tây Ninh, Thái Bình,"
            " Trà Vinh, Vĩnh Long"
        ),
    ),
    (
        9210,
        105.75,
        0.9999,
        "Bến Tre, Bình Dương, Cao Bằng, Hải Phòng, Hồ Chí Minh, Long An, Tiền Giang",
    ),
    (9211, 106.0, 0.9999, "Hòa Bình, Quảng Bình, Tuyên Quang"),
    (9212, 106.25, 0.9999, "Bình Phước, Quảng Trị"),
    (9213, 106.5, 0.9999, "Bắc Kạn, Thái Nguyên"),
    (9214, 107.0, 0.9999, "Bắc Giang, Thừa Thiên-Huế"),
    (9215, 107.25, 0.9999, "Lạng Sơn"),
    (9216, 107.5, 0.9999, "Kon Tum"),
    (5899, 107.75, 0.9999, "Bà Rịa-Vũng Tàu, Đà Nẵng, Đồng Nai, Lâm Đồng, Quảng Nam, Quảng Ninh"),
    (5898, 108.0, 0.9999, "Quảng Ngãi"),
    (9217, 108.25, 0.9999, "Bình Định, Khánh Hòa, Ninh Thuận"),
    (9218, 108.5, 0.9999, "Bình Thuận, Đắk Lắk, Đắk Nông, Gia Lai, Phú Yên"),
    (0, 111.0, 0.9999, ""),
    (0, 114.0, 0.9999, ""),
    (0, 117.0, 0.9999, ""),
)
"""
EPSG code (0: none), meridian, scale, provinces (units before July 2025).

Source: EPSG dataset v11.022 as PROJ 9.5.1 carries it, with its names of the areas; the planes
without a code are UTM zone 50 and the national 3-degree zones 492, 501, 502 at sea (TT 973/2001).
"""

_UTM = {(zone * 6.0 - 183.0, 0.9996): 32600 + zone for zone in range(1, 61)}
"""WGS 84 / UTM north: (meridian, scale) -> EPSG code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A coordinate system that a file may be in."""

    key: str
    """Stable, for a command line: "EPSG:9205", "VN2000:103-00:0.9996", "declared"."""
    crs: str
    """EPSG code or WKT, for `geo.crs`."""
    name: str
    datum: str
    """`VN2000` or `WGS84`."""
    meridian_deg: float | None = None
    """Central meridian of a transverse Mercator plane; None for every other system."""
    scale: float | None = None
    offsets_m: tuple[float, float] = (FALSE_EASTING_M, FALSE_NORTHING_M)
    """False easting and northing of such a plane."""
    geographic: bool = False
    provinces: str = ""
    """Who uses this plane for its cadastral maps; units before July 2025."""

    @property
    def name_vi(self) -> str:
        """The name with its English words in Vietnamese."""
        return self.name.replace("zone", "múi").replace("longitude, latitude", "kinh độ, vĩ độ")


LONLAT = {
    WGS84: System(
        key="EPSG:4326", crs="EPSG:4326", name="WGS 84 longitude, latitude", datum=WGS84, geographic=True
    ),
    VN2000: System(
        key="EPSG:4756", crs="EPSG:4756", name="VN-2000 longitude, latitude", datum=VN2000, geographic=True
    ),
}
WEB_MERCATOR = System(key="EPSG:3857", crs="EPSG:3857", name="Web Mercator", datum=WGS84)


def meridian_text(meridian_deg: float) -> str:
    """
    Return a meridian in degrees, minutes and, if need be, seconds.

    Examples
    --------
    >>> meridian_text(104.75), meridian_text(103.125)
    ('104-45', '103-07-30')
    """
    seconds = round(meridian_deg * 3600)
    parts = [f"{seconds // 3600}", f"{seconds // 60 % 60:02d}", f"{seconds % 60:02d}"]
    return "-".join(parts if seconds % 60 else parts[:2])


@lru_cache(maxsize=256)
def plane(
    datum: str,
    meridian_deg: float,
    scale: float,
    offsets_m: tuple[float, float] = (FALSE_EASTING_M, FALSE_NORTHING_M),
) -> System:
    """
    Return the transverse Mercator plane with these parameters: the EPSG one if there is one.

    Parameters
    ----------
    datum
        `VN2000` or `WGS84`.
    meridian_deg, scale
        Central meridian in degrees east, scale on it; the latitude of origin is the equator.
    offsets_m
        False easting and northing in metres.

    Examples
    --------
    >>> plane(VN2000, 103.0, 0.9999).key, plane(WGS84, 105.0, 0.9996).key
    ('EPSG:9205', 'EPSG:32648')
    >>> plane(VN2000, 103.0, 0.9996).key
    'VN2000:103-00:0.9996'
    """
    meridian_deg = round(meridian_deg * 3600) / 3600
    standard = offsets_m == (FALSE_EASTING_M, FALSE_NORTHING_M)
    code, provinces = _code(datum, meridian_deg, scale) if standard else (0, "")
    extra = "" if standard else ":{:.10g}:{:.10g}".format(*offsets_m)
    key = f"{FAMILIES[datum]}:{meridian_text(meridian_deg)}:{scale:.10g}{extra}"
    name = f"{datum} / TM {meridian_text(meridian_deg)} k {scale:.10g}"
    crs = f"EPSG:{code}" if code else _wkt(name, LONLAT[datum].crs, (meridian_deg, scale, *offsets_m))
    return System(
        key=f"EPSG:{code}" if code else key,
        crs=crs,
        name=pyproj.CRS.from_user_input(crs).name,
        datum=datum,
        meridian_deg=meridian_deg,
        scale=scale,
        offsets_m=offsets_m,
        provinces=provinces,
    )


def _code(datum: str, meridian_deg: float, scale: float) -> tuple[int, str]:
    if datum == WGS84:
        return _UTM.get((meridian_deg, scale), 0), ""
    found = (row for row in _VN2000_PLANES if row[1:3] == (meridian_deg, scale))
    code, _, _, provinces = next(found, (0, 0.0, 0.0, ""))
    return code, provinces


def _wkt(name: str, geographic: str, parameters: tuple[float, float, float, float]) -> str:
    meridian_deg, scale, east_m, north_m = parameters
    conversion = TransverseMercatorConversion(
        longitude_natural_origin=meridian_deg,
        scale_factor_natural_origin=scale,
        false_easting=east_m,
        false_northing=north_m,
    )
    return str(pyproj.crs.ProjectedCRS(conversion, name=name, geodetic_crs=geographic).to_wkt())


@lru_cache(maxsize=1)
def vn2000_planes() -> tuple[System, ...]:
    """Return every plane of VN-2000 that some map is drawn in."""
    return tuple(plane(VN2000, meridian, scale) for _, meridian, scale, _ in _VN2000_PLANES)


def read_system(key: str) -> System:
    """
    Return the system that a key without fixes names.

    Raises
    ------
    IntakeError
        "crs-key" if it is none of those that this program can place.

    Examples
    --------
    >>> read_system("EPSG:5897").name, read_system("VN2000:105-00:0.9996").key
    ('VN-2000 / TM-3 zone 482', 'EPSG:3405')
    """
    for system in (*LONLAT.values(), WEB_MERCATOR, *vn2000_planes()):
        if system.key == key:
            return system
    if utm := re.fullmatch(r"EPSG:326(0[1-9]|[1-5]\d|60)", key):
        return plane(WGS84, int(utm[1]) * 6.0 - 183.0, 0.9996)
    pattern = r"(VN2000|WGS84):(\d{1,3})-([0-5]\d)(?:-([0-5]\d))?:([01]\.?\d*)(?::(-?[\d.]+):(-?[\d.]+))?"
    if own := re.fullmatch(pattern, key):
        family, degrees, minutes, seconds, scale, east, north = own.groups()
        datum = next(name for name, short in FAMILIES.items() if short == family)
        meridian = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
        offsets = (float(east or FALSE_EASTING_M), float(north or FALSE_NORTHING_M))
        return plane(datum, meridian, float(scale), offsets)
    raise IntakeError(
        "crs-key",
        f"{key!r} is no coordinate system that can be placed here: give a code such as EPSG:9205,"
        " or meridian and scale such as VN2000:103-00:0.9999.",
        f"{key!r} không phải hệ toạ độ mà chương trình nhận ra: hãy nêu mã như EPSG:9205,"
        " hoặc kinh tuyến trục và hệ số tỷ lệ như VN2000:103-00:0.9999.",
    )
