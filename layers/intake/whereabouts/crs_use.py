"""Why a file in a province may be in a coordinate system, and how odd that would be."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from layers.intake.whereabouts.stated_crs import Standing
from layers.intake.whereabouts.vn2000 import SCALES, VN2000, WGS84, vn2000_planes

if TYPE_CHECKING:
    from layers.intake.whereabouts.ground import Ground
    from layers.intake.whereabouts.stated_crs import Stated
    from layers.intake.whereabouts.vn2000 import System


class Usual(IntEnum):
    """How usual a plane is in a province; less is more usual."""

    OWN = 0
    """The province's own system."""
    ZONE = 1
    """The 6-degree zone of VN-2000 that holds the province: maps of 1:25,000 and smaller."""
    ELSEWHERE = 2


STATED = ("as the file states", "như tệp khai báo", 0)
ON_VN2000 = (
    "the projection that the file states, on VN-2000",
    "đúng phép chiếu tệp nêu, trên gốc VN-2000",
    0,
)
ON_VN2000_ODD = (*ON_VN2000[:2], 4)
ON_WGS84 = ("the projection that the file states, on WGS 84", "đúng phép chiếu tệp nêu, trên gốc WGS 84", 1)
OWN = ("the system of this province", "hệ toạ độ của tỉnh này", 2)
ZONE = ("6-degree zone, for maps of 1:25,000 and smaller", "múi 6°, cho bản đồ tỷ lệ 1:25.000 trở xuống", 3)
GPS = ("GPS receivers and web maps", "máy GPS và bản đồ trên mạng", 4)
NATIONAL = ("national 3-degree zone", "múi 3° quốc gia", 5)
GRATICULE = ("longitude and latitude off a VN-2000 map", "kinh độ, vĩ độ trên bản đồ VN-2000", 5)
CADASTRAL = ("cadastral maps of {}", "bản đồ địa chính {}", 6)
MIXED = (
    "the scale of the other kind of zone at this meridian",
    "hệ số tỷ lệ của loại múi khác tại kinh tuyến này",
    8,
)


def usual(system: System, ground: Ground) -> Usual:
    """Return how usual a system is in the province."""
    if system.key == ground.own.key:
        return Usual.OWN
    same_zone = system.meridian_deg == ground.utm_meridian_deg and system.scale == SCALES[1]
    return Usual.ZONE if system.datum == VN2000 and same_zone else Usual.ELSEWHERE


def is_suspicious(stated: Stated) -> bool:
    """
    Whether WGS 84 is stated where VN-2000 is often meant.

    That is any plane of the kind that VN-2000 is drawn in, and everything from MapInfo.
    Longitude and latitude are on WGS 84 by the standards of GeoJSON and KML.
    """
    on_plane = stated.system is not None and stated.system.meridian_deg is not None
    return stated.standing is Standing.WGS84 and (stated.is_mapinfo or on_plane)


def why(system: System, ground: Ground, stated: Stated) -> tuple[str, str, int]:
    """Return why a file may be in a system, in English and Vietnamese, and how odd that would be, from 0."""
    if stated.standing is Standing.VN2000 and system == stated.system:
        return STATED
    if system in {stated.system, stated.twin}:
        if stated.standing is Standing.WGS84 and not is_suspicious(stated):
            return STATED if system == stated.system else ON_VN2000_ODD
        return ON_VN2000 if system.datum == VN2000 else ON_WGS84
    rank = usual(system, ground)
    if rank is not Usual.ELSEWHERE:
        return OWN if rank is Usual.OWN else ZONE
    return _elsewhere(system)


def _elsewhere(system: System) -> tuple[str, str, int]:
    if system.datum == WGS84:
        return GPS
    if system.provinces:
        en, vi, odds = CADASTRAL
        return en.format(system.provinces), vi.format(system.provinces), odds
    if system.geographic:
        return GRATICULE
    return NATIONAL if system in vn2000_planes() else MIXED
