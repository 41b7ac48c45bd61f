"""
What a file's own words about its coordinate system are worth.

Names are not believed: "VN2000_103" stands in many files above the datum WGS 84. What counts
is datum, ellipsoid, projection and, where the file carries one, its datum shift, compared with
the pinned operation over the province.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pyproj

from geo.helmert import SAME_M, Helmert, pinned_helmert, read_helmert, shift_difference_m, sign_error
from layers.errors import IntakeError
from layers.intake.whereabouts.crs_parameters import (
    datum_key,
    datum_name,
    datum_or_none,
    has_own_shape,
    system_of,
)
from layers.intake.whereabouts.mapinfo_crs import Datum, mapinfo_datum
from layers.intake.whereabouts.vn2000 import VN2000, WGS84, System

if TYPE_CHECKING:
    from geo.types import FloatArray

_MAPINFO = re.compile(r"coordsys|earth\s+projection", re.IGNORECASE)
_SAYS_VN2000 = re.compile(r"vn.?2000|viet.?nam|việt nam", re.IGNORECASE)
_NAMELESS = re.compile(r"unknown|unnamed|notspecified|undefined|userdefined|custom|local|mif|vn2000|viet")


class Standing(StrEnum):
    """What is known of the datum that a file states."""

    NONE = "none"
    """No coordinate system on the Earth, or one that cannot be read."""
    VN2000 = "VN-2000"
    WGS84 = "WGS 84"
    UNSURE = "unsure"
    """The shape of both datums but no name of one, or a datum shift that is not the official one."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The stated coordinate system, read by its parameters."""

    standing: Standing
    system: System | None = None
    """As stated; for `UNSURE` as if it were VN-2000."""
    twin: System | None = None
    """The same projection on the other datum, None where it has none."""
    is_mapinfo: bool = False
    """MapInfo keeps no VN-2000: programs write it there as WGS 84."""
    remark_en: str = ""
    remark_vi: str = ""


NOT_UNDERSTOOD = (
    "Its CoordSys line holds more than was read of it, such as an affine transform.",
    "Dòng CoordSys còn có phần chưa đọc được, ví dụ phép biến đổi affine.",
)
SLIPS = {
    "none": ("it moves nothing, as if VN-2000 were WGS 84", "không dịch gì cả, coi VN-2000 như WGS 84"),
    "rotations": (
        "the signs of its rotations are the printed ones, but this form needs the opposite signs",
        "dấu của ba góc xoay chép theo văn bản, còn dạng này phải đổi dấu",
    ),
    "translations only": ("rotations and scale are left out", "thiếu ba góc xoay và hệ số tỷ lệ"),
    "all": ("it runs backwards, from WGS 84 to VN-2000", "bị ngược chiều, từ WGS 84 sang VN-2000"),
    "dX": ("the sign of dX is wrong", "sai dấu của dX"),
    "dY": ("the sign of dY is wrong", "sai dấu của dY"),
    "dZ": ("the sign of dZ is wrong", "sai dấu của dZ"),
    "": ("its parameters are other ones", "các tham số thuộc bộ khác"),
}


def read_stated(crs_wkt: str, crs_name: str, corners: FloatArray, operation: str) -> Stated:
    """
    Judge what a file states of its coordinate system.

    Parameters
    ----------
    crs_wkt, crs_name
        As in `SourceLayer`; a PROJ string with its own shift is read too.
    corners
        Longitude, latitude on VN-2000 of the province's corners, to compare datum shifts there.
    operation
        The province's pinned datum operation.

    Raises
    ------
    IntakeError
        "crs-datum" for a datum that is neither VN-2000 nor WGS 84, with its name.
    """
    is_mapinfo = bool(_MAPINFO.search(crs_name))
    nothing = Stated(standing=Standing.NONE, is_mapinfo=is_mapinfo)
    if not crs_wkt:
        return nothing
    try:
        crs = _flat(pyproj.CRS.from_user_input(crs_wkt))
    except pyproj.exceptions.CRSError:
        return Stated(
            standing=Standing.NONE,
            is_mapinfo=is_mapinfo,
            remark_en="What the file says of its coordinate system cannot be read.",
            remark_vi="Không đọc được khai báo hệ toạ độ của tệp.",
        )
    if crs.is_engineering or crs.is_geocentric or not (crs.is_geographic or crs.is_projected):
        return nothing
    if crs.is_bound:
        found = _bound(crs, corners, operation, is_mapinfo=is_mapinfo)
    else:
        found = _plain(crs, crs_name, is_mapinfo=is_mapinfo)
    if is_mapinfo and found.standing is not Standing.UNSURE and mapinfo_datum(crs_name).datum is Datum.OTHER:
        return replace(
            found, standing=Standing.UNSURE, remark_en=NOT_UNDERSTOOD[0], remark_vi=NOT_UNDERSTOOD[1]
        )
    return found


def _flat(crs: pyproj.CRS) -> pyproj.CRS:
    """Drop heights."""
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    return crs.to_2d() if len(crs.axis_info) > 2 else crs  # noqa: PLR2004 - with a height


def _plain(crs: pyproj.CRS, crs_name: str, *, is_mapinfo: bool) -> Stated:
    known = datum_or_none(crs)
    if not known:
        _require_own_shape(crs)
        return _unsure(
            crs, is_mapinfo=is_mapinfo, en="It names no known datum.", vi="Tệp không nêu gốc toạ độ đã biết."
        )
    names = (crs.name, crs.geodetic_crs.name if crs.geodetic_crs else "", crs_name)
    if known == WGS84 and _SAYS_VN2000.search(" ".join(names)):
        return _unsure(
            crs,
            is_mapinfo=is_mapinfo,
            en="Its name says VN-2000, its datum WGS 84.",
            vi="Tên hệ toạ độ ghi VN-2000 nhưng gốc toạ độ lại là WGS 84.",
        )
    return _sure(crs, known, is_mapinfo=is_mapinfo)


def _sure(crs: pyproj.CRS, known: str, *, is_mapinfo: bool) -> Stated:
    other = WGS84 if known == VN2000 else VN2000
    system = system_of(crs, known) or System(key="declared", crs=crs.to_wkt(), name=crs.name, datum=known)
    return Stated(standing=Standing(known), system=system, twin=system_of(crs, other), is_mapinfo=is_mapinfo)


def _unsure(crs: pyproj.CRS, *, is_mapinfo: bool, en: str, vi: str) -> Stated:
    return Stated(
        standing=Standing.UNSURE,
        system=system_of(crs, VN2000),
        twin=system_of(crs, WGS84),
        is_mapinfo=is_mapinfo,
        remark_en=en,
        remark_vi=vi,
    )


def _bound(crs: pyproj.CRS, corners: FloatArray, operation: str, *, is_mapinfo: bool) -> Stated:
    """Read a CRS with its own shift to WGS 84: the official one is VN-2000, every other is asked about."""
    if crs.source_crs is None or crs.coordinate_operation is None:
        return Stated(standing=Standing.NONE, is_mapinfo=is_mapinfo)
    source = _flat(crs.source_crs)
    given = read_helmert(crs.coordinate_operation)
    _require_own_shape(source, has_shift=given is not None and not given.is_nothing)
    if given is None:
        return _unsure(
            source,
            is_mapinfo=is_mapinfo,
            en="It carries a datum shift of an unknown kind.",
            vi="Tệp mang một phép dịch gốc toạ độ không rõ loại.",
        )
    if given.is_nothing and datum_or_none(source) == WGS84:
        return _plain(source, "", is_mapinfo=is_mapinfo)
    off_m = shift_difference_m(given, corners, operation)
    if off_m <= SAME_M:
        return _sure(source, VN2000, is_mapinfo=is_mapinfo)
    en, vi = SLIPS[_slip(given, corners, operation)]
    off_vi = f"{off_m:.2f}".replace(".", ",")
    return _unsure(
        source,
        is_mapinfo=is_mapinfo,
        en=f"Its own datum shift is {off_m:.2f} m off the official one of VN-2000: {en}.",
        vi=f"Phép dịch gốc trong tệp lệch {off_vi} m so với bộ tham số VN-2000 chính thức: {vi}.",
    )


def _slip(given: Helmert, corners: FloatArray, operation: str) -> str:
    pinned = pinned_helmert(operation)
    return "" if pinned is None else sign_error(given, pinned, corners)


def _require_own_shape(crs: pyproj.CRS, *, has_shift: bool = False) -> None:
    """Refuse a datum that is certainly another one: by its name, its ellipsoid or its prime meridian."""
    is_open = has_shift or bool(datum_or_none(crs)) or _NAMELESS.match(datum_key(crs)) is not None
    if has_own_shape(crs) and is_open:
        return
    name = datum_name(crs)
    raise IntakeError(
        "crs-datum",
        f"The file is on the datum {name}, which is neither VN-2000 nor WGS 84: convert it to VN-2000 first,"
        " with the parameters of the survey office, and bring the result.",
        f"Tệp dùng gốc toạ độ {name}, không phải VN-2000 hay WGS 84: hãy chuyển tệp sang VN-2000 trước,"
        " theo bộ tham số của cơ quan đo đạc, rồi nạp tệp kết quả.",
    )
