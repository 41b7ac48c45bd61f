"""
Say what the CoordSys line of a MapInfo file means for a file from Vietnam.

MapInfo has no number for VN-2000. Files carry it as datum 9999 with the ministry's seven
parameters, as datum 999 with three of them, or, wrongly, as datum 104 (WGS 84) with the plane of
a VN-2000 zone: so GDAL writes it, and who believes it is 224 m off.

Sources: MapInfo Pro user guide, appendix "Elements of a coordinate system"; the parameters:
QĐ 05/2007/QĐ-BTNMT.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

VN2000_M = (-191.90441429, -39.30318279, -111.45032835)
VN2000_ROTATION_ARCSEC = (-0.00928836, 0.01975479, -0.00427372)
VN2000_PPM = 0.252906278
"""As the decision prints them and as MapInfo takes them: rotations of the coordinate frame."""

SAME_M, SAME_ARCSEC, SAME_PPM = 0.005, 5e-6, 1e-4
"""Parameters that differ by less are the same ones with fewer digits printed: a few millimetres."""

LONLAT, TRANSVERSE_MERCATOR, EXTENDED_MERCATOR = 1, 8, 34
WGS84_DATUMS = frozenset({104, 157})
SHIFT_3, SHIFT_7 = 999, 9999
SHIFT_COUNT = {SHIFT_3: 4, SHIFT_7: 9}
"""Values after the datum: ellipsoid, three translations; then three rotations, scale, prime meridian."""

WGS84_ELLIPSOID = 28
METRES = frozenset({"m", "7"})
FALSE_ORIGIN_M = (500_000.0, 0.0)
SCALE_3_DEGREES, SCALE_6_DEGREES = 0.9999, 0.9996
MERIDIANS_DEG = (102.0, 117.0)
QUARTER_DEG = 0.25
"""The meridians of the provinces lie at quarters of a degree."""

UTM_MERIDIANS_DEG = frozenset({99.0, 105.0, 111.0, 117.0})
AFFINE = frozenset({1, 3})
LONGEST_LINE = 1000
PLANE = re.compile(
    r"\bearth\s+projection\b(?P<values>[^()]*?)(?P<rest>\b(?:affine|bounds)\b.*)?$", re.IGNORECASE | re.DOTALL
)


class Datum(StrEnum):
    """What the datum of a MapInfo file is."""

    VN2000 = "VN-2000, 7 parameters"
    """Datum 9999 with the seven parameters of the decision: VN-2000, to be taken as the official one."""
    VN2000_SHIFT = "VN-2000, 3 parameters"
    """The three translations alone: VN-2000 by its maker's intent; MapInfo puts it 0.4 to 0.6 m off."""
    VN2000_AS_WGS84 = "VN-2000 written as WGS 84"
    """Datum WGS 84 with a plane that only VN-2000 has. WGS 84 is all but surely wrong: ask."""
    WGS84_OR_VN2000 = "WGS 84 or VN-2000"
    """Datum WGS 84 with a 6-degree plane that both have (UTM 47, 48, 49, 50 north): ask."""
    WGS84 = "WGS 84"
    """WGS 84 in longitude and latitude, or in a plane that VN-2000 has not."""
    NONE = "none"
    """No CoordSys line, or NonEarth: a drawing's own coordinates."""
    OTHER = "other"
    """Any other datum, other parameters (a lost sign!), an affine transform, a line not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapinfoSystem:
    """The meaning of a CoordSys line."""

    datum: Datum
    meridian_deg: float | None = None
    """Central meridian of a transverse Mercator plane in metres; None for everything else."""
    scale: float | None = None
    """Scale on it, 0.9999 or 0.9996 in VN-2000."""
    false_origin_m: tuple[float, float] | None = None
    """False easting and northing."""
    geographic: bool = False
    """Whether the coordinates are longitude and latitude in degrees."""
    shift: tuple[float, ...] = ()
    """As the line has them: 3 translations in m, or also 3 rotations in arc seconds and scale in ppm."""

    @property
    def is_vn2000_plane(self) -> bool:
        """Whether the plane, whatever its datum, is one that VN-2000 has (a 6-degree one UTM has too)."""
        return self.is_provincial or (
            self.meridian_deg in UTM_MERIDIANS_DEG
            and self.scale == SCALE_6_DEGREES
            and self.false_origin_m == FALSE_ORIGIN_M
        )

    @property
    def is_provincial(self) -> bool:
        """A 3-degree plane, or one with the 6-degree scale at a meridian where UTM has none."""
        if self.meridian_deg is None or self.false_origin_m != FALSE_ORIGIN_M:
            return False
        inside = MERIDIANS_DEG[0] <= self.meridian_deg <= MERIDIANS_DEG[1]
        odd = self.scale == SCALE_6_DEGREES and self.meridian_deg not in UTM_MERIDIANS_DEG
        return inside and self.meridian_deg % QUARTER_DEG == 0 and (self.scale == SCALE_3_DEGREES or odd)


def mapinfo_datum(coordsys: str) -> MapinfoSystem:
    """
    Return what a CoordSys line says of the datum and, for a transverse Mercator plane, of the plane.

    Nothing is decided here: where `datum` is `VN2000_AS_WGS84` or `WGS84_OR_VN2000` a person is to
    be asked with both places shown. Words MapInfo does not know, missing or extra values give
    `Datum.OTHER`, never a guess.

    Parameters
    ----------
    coordsys
        As in a MIF, with or without the word CoordSys; "" where the file has none.

    Examples
    --------
    >>> found = mapinfo_datum('CoordSys Earth Projection 8, 104, "m", 103, 0, 0.9999, 500000, 0')
    >>> print(found.datum, found.meridian_deg, found.scale)
    VN-2000 written as WGS 84 103.0 0.9999
    >>> print(mapinfo_datum("CoordSys Earth Projection 1, 104").datum)
    WGS 84
    >>> print(mapinfo_datum('CoordSys NonEarth Units "m" Bounds (0, 0) (9, 9)').datum)
    none
    """
    match = PLANE.search(coordsys[:LONGEST_LINE])
    if match is None:
        unlocated = not coordsys.strip() or re.search(r"\bnonearth\b", coordsys, re.IGNORECASE)
        return MapinfoSystem(datum=Datum.NONE if unlocated else Datum.OTHER)
    values = [value.strip().strip('"') for value in match["values"].strip().strip(",").split(",")]
    try:
        return _system(values, affine=(match["rest"] or "").lower().startswith("affine"))
    except (ValueError, IndexError):
        return MapinfoSystem(datum=Datum.OTHER)


def _system(values: list[str], *, affine: bool) -> MapinfoSystem:
    option, projection = divmod(int(values[0]), 1000)
    number = int(values[1])
    count = SHIFT_COUNT.get(number, 0)
    ellipsoid = int(values[2]) if count else WGS84_ELLIPSOID
    shift = tuple(float(value) for value in values[3 : 2 + count])
    datum = _datum(number, ellipsoid, shift)
    if affine or option in AFFINE:
        return MapinfoSystem(datum=Datum.OTHER)
    rest = values[2 + count :]
    if projection == LONLAT:
        return MapinfoSystem(datum=datum, geographic=True, shift=shift[:7])
    if projection not in {TRANSVERSE_MERCATOR, EXTENDED_MERCATOR} or rest[0].lower() not in METRES:
        return MapinfoSystem(datum=datum, shift=shift[:7])
    meridian_deg, latitude_deg, scale, east_m, north_m = (float(value) for value in rest[1:])
    if latitude_deg:
        return MapinfoSystem(datum=datum, shift=shift[:7])
    plane = MapinfoSystem(
        datum=datum,
        meridian_deg=meridian_deg,
        scale=scale,
        false_origin_m=(east_m, north_m),
        shift=shift[:7],
    )
    return _doubted(plane)


def _doubted(plane: MapinfoSystem) -> MapinfoSystem:
    if plane.datum is not Datum.WGS84 or not plane.is_vn2000_plane:
        return plane
    datum = Datum.VN2000_AS_WGS84 if plane.is_provincial else Datum.WGS84_OR_VN2000
    return MapinfoSystem(
        datum=datum,
        meridian_deg=plane.meridian_deg,
        scale=plane.scale,
        false_origin_m=plane.false_origin_m,
        shift=plane.shift,
    )


def _datum(number: int, ellipsoid: int, shift: tuple[float, ...]) -> Datum:
    if number in WGS84_DATUMS:
        return Datum.WGS84
    if number not in SHIFT_COUNT or ellipsoid != WGS84_ELLIPSOID or any(shift[7:]):
        return Datum.OTHER
    if not any(shift):
        return Datum.WGS84
    translated = _near(shift[:3], VN2000_M, SAME_M)
    if translated and not any(shift[3:]):
        return Datum.VN2000_SHIFT
    turned = _near(shift[3:6], VN2000_ROTATION_ARCSEC, SAME_ARCSEC) and _near(
        shift[6:7], (VN2000_PPM,), SAME_PPM
    )
    return Datum.VN2000 if translated and turned else Datum.OTHER


def _near(found: tuple[float, ...], wanted: tuple[float, ...], tolerance: float) -> bool:
    return len(found) == len(wanted) and all(
        abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True)
    )
