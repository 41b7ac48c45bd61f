"""The sentences that show a person where data lies, read in one way and in another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.intake.whereabouts.candidates import Candidate
    from layers.province import Province

Both = tuple[str, str]
"""The same in English and Vietnamese."""

TOWARDS: tuple[Both, ...] = (
    ("north", "bắc"),
    ("north-east", "đông bắc"),
    ("east", "đông"),
    ("south-east", "đông nam"),
    ("south", "nam"),
    ("south-west", "tây nam"),
    ("west", "tây"),
    ("north-west", "tây bắc"),
)
KINDS = ("Xã ", "Phường ", "Thị trấn ", "Đặc khu ", "Tỉnh ", "Thành phố ")
"""What the name of a unit starts with."""

SAME_PLACE_M = 0.05
"""Nearer than this, in metres, two places are one."""


def length(metres: float) -> Both:
    """
    Return a length as it is said: whole metres below a kilometre, decimetres below ten metres.

    Examples
    --------
    >>> length(222.7), length(26_140.0), length(0.79)
    (('223 m', '223 m'), ('26.1 km', '26,1 km'), ('0.8 m', '0,8 m'))
    """
    if metres < 9.95:  # noqa: PLR2004 - from here on whole metres
        text = f"{metres:.1f} m"
    elif metres < 999.5:  # noqa: PLR2004 - from here on kilometres
        text = f"{metres:.0f} m"
    elif metres < 99_950:  # noqa: PLR2004 - from here on whole kilometres
        text = f"{metres / 1000:.1f} km"
    else:
        return f"{metres / 1000:,.0f} km", f"{metres / 1000:,.0f} km".replace(",", ".")
    return text, text.replace(".", ",")


def percent(share: float) -> str:
    """
    Return a share in whole percent; 100 % only where nothing is missing, 0 % where nothing is there.

    Examples
    --------
    >>> percent(0.999), percent(1.0), percent(0.0001)
    ('99 %', '100 %', '1 %')
    """
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def only(share: float) -> Both:
    """
    Return a share that is too small, to begin a sentence with.

    Examples
    --------
    >>> only(0.0), only(0.4)
    (('None', '0 %'), ('Only 40 %', 'Chỉ 40 %'))
    """
    return ("None", "0 %") if share == 0 else (f"Only {percent(share)}", f"Chỉ {percent(share)}")


def lower(name: str) -> str:
    """
    Return the name of a unit with its kind in small letters, as it is written inside a sentence.

    Examples
    --------
    >>> lower("Xã Bản Bo"), lower("Lai Châu")
    ('xã Bản Bo', 'Lai Châu')
    """
    return name[:1].lower() + name[1:] if name.startswith(KINDS) else name


def where(one: Candidate, province: Province) -> Both:
    """Say where a candidate puts the data, to follow "it lies": commune, or how far from the province."""
    place = one.place
    if place.commune_name:
        name, share = lower(place.commune_name), percent(place.inside_share)
        return (
            f"in {name} ({share} of the points inside the province)",
            f"ở {name} ({share} số điểm trong tỉnh)",
        )
    if place.lon_lat is None or math.isinf(place.distance_km):
        return "nowhere on the Earth", "ngoài phạm vi Trái Đất"
    lon, lat = place.lon_lat
    at = f"{lon:.2f}° E, {lat:.2f}° N"
    at_vi = f"{lon:.2f}° kinh Đông, {lat:.2f}° vĩ Bắc".replace(".", ",")
    if place.distance_km == 0:
        return f"inside {province.name_en}, at {at}", f"trong {lower(province.name_vi)}, tại {at_vi}"
    en, vi = length(place.distance_km * 1000)
    return f"{en} from {province.name_en}, at {at}", f"cách {lower(province.name_vi)} {vi}, tại {at_vi}"


def apart(first: Candidate, second: Candidate) -> float | None:
    """Return the distance between the middles of the data as two candidates read it, in metres."""
    if first.place.centroid_m is None or second.place.centroid_m is None:
        return None
    return math.dist(first.place.centroid_m, second.place.centroid_m)


def towards(first: Candidate, second: Candidate) -> Both:
    """Return in which direction the second place lies from the first; both have a middle."""
    (x, y), (to_x, to_y) = first.place.centroid_m or (0.0, 0.0), second.place.centroid_m or (0.0, 0.0)
    degrees = math.degrees(math.atan2(to_x - x, to_y - y))
    return TOWARDS[round(degrees / 45) % 8]


def compare(first: Candidate, second: Candidate, province: Province) -> Both:
    """
    Say where the data lies as one candidate and as the other reads it, with the distance between.

    For example "As VN-2000 / UTM zone 48N: Xã Tả Lèng (100 % of the points inside the
    province); as WGS 84 / UTM zone 48N: 223 m further north-west, Xã Tả Lèng (...)."
    """
    en, vi = where(first, province)
    other_en, other_vi = where(second, province)
    metres = apart(first, second)
    if metres is not None and metres < SAME_PLACE_M:
        return (
            f"{first.label_en} and {second.label_en} are the same place: {en}.",
            f"{first.label_vi} và {second.label_vi} cho cùng một vị trí: {vi}.",
        )
    if metres is not None:
        (far_en, far_vi), (way_en, way_vi) = length(metres), towards(first, second)
        other_en, other_vi = (
            f"{far_en} further {way_en}, {other_en}",
            f"lệch {far_vi} về phía {way_vi}, {other_vi}",
        )
    return (
        f"As {first.label_en}: {en}; as {second.label_en}: {other_en}.",
        f"Theo {first.label_vi}: {vi}; theo {second.label_vi}: {other_vi}.",
    )
