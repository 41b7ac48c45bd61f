"""
Read a place that somebody typed: VN-2000 metres in either order, or degrees.

Officials write X (north) before Y (east), most programs the other way round; the two cannot be
mixed up inside a province, whose northings and eastings do not overlap. Where they could, the
official order comes first, and each reading is told with its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import DISPLAY_CRS, transform_where_possible

if TYPE_CHECKING:
    from layers.province import Province

NUMBER = re.compile(r"\d[\d.,'\u00a0\u202f ]*")
DEGREES = re.compile(
    r"(\d{1,3})\s*[°ºd]\s*(?:(\d{1,2})\s*['′’m]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”s]|'')?)?)?\s*([NSEWBĐ]?)",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
WORDS = re.compile(r"vn[- ]?2000|wgs[- ]?84|bắc|đông|kinh|vĩ|độ|lat|lon|lng", re.IGNORECASE)
LABEL = re.compile(r"[xyXYENBĐ]\s*[:=]?\s*(?=\d)|[:=]|(?<=\d)\s*m\b")
LEAST_METRES = 1000.0
MARGIN_M = 20_000.0
FARTHEST = 180.0


def read_pair(said: str) -> tuple[float, float] | None:
    r"""
    Return two numbers that somebody typed as a place; nothing if it is no such text.

    Decimal comma and decimal point, spaces or points between thousands are understood.

    Examples
    --------
    >>> read_pair("X 2.477.624,5 Y 547.012"), read_pair("2477624.5; 547012")
    ((2477624.5, 547012.0), (2477624.5, 547012.0))
    >>> read_pair("22,3964 103,4585"), read_pair("22°30′N 103°15′E")
    ((22.3964, 103.4585), (22.5, 103.25))
    >>> read_pair("Quốc lộ 32"), read_pair("2477624")
    (None, None)
    """
    angles = DEGREES.findall(said)
    if len(angles) == 2:  # noqa: PLR2004 - a pair
        values = [_angle(*angle[:3]) for angle in angles]
        return values[0], values[1]
    bare = LABEL.sub(" ", WORDS.sub(" ", said)).strip()
    if LETTERS.search(bare):
        return None
    for split in (r"\s*[;/|]\s*", r",\s+", r"\s+", r","):
        parts = [part for part in re.split(split, bare) if part]
        values = [_number(part) for part in parts]
        if len(values) == 2 and None not in values:  # noqa: PLR2004 - a pair
            return values[0], values[1]  # type: ignore[return-value]
    return None


def _number(text: str) -> float | None:
    """
    Return a number as it is written in either language; nothing if it is none.

    Examples
    --------
    >>> _number("2.477.624,5"), _number("22.3964"), _number("547,012.5"), _number("22,39"), _number("a")
    (2477624.5, 22.3964, 547012.5, 22.39, None)
    """
    text = re.sub(r"[\s'\u00a0\u202f]", "", text)
    signs = [sign for sign in text if sign in ".,"]
    if signs and signs.count(signs[-1]) > 1:
        text = text.replace(signs[-1], "")
    elif len(set(signs)) == 2:  # noqa: PLR2004 - both: the last one is the decimal sign
        text = text.replace(signs[0], "").replace(",", ".")
    elif re.fullmatch(r"\d{3}[.,]\d{3}", text):
        # Metres: no province reaches a degree of more than 180.
        whole = text.replace(signs[0], "")
        text = whole if float(text.replace(",", ".")) > FARTHEST else text.replace(",", ".")
    else:
        text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _angle(degrees: str, minutes: str, seconds: str) -> float:
    return float(degrees) + float(minutes or 0) / 60 + float(seconds.replace(",", ".") or 0) / 3600


def places_of(pair: tuple[float, float], province: Province) -> list[tuple[float, float]]:
    """
    Return what two numbers can mean in a province: easting and northing in its CRS, likeliest first.

    A reading that lies farther than 20 km from the province is none.
    """
    first, second = pair
    if min(pair) >= LEAST_METRES:
        found = np.array([(second, first), (first, second)])
    elif max(pair) <= FARTHEST:
        degrees = np.array([(second, first), (first, second)])
        found = transform_where_possible(degrees, DISPLAY_CRS, province.crs, province.datum_operation)
    else:
        return []
    west, south, east, north = province.bounds_m
    return [
        (float(x), float(y))
        for x, y in found.tolist()
        if west - MARGIN_M <= x <= east + MARGIN_M and south - MARGIN_M <= y <= north + MARGIN_M
    ]


def degrees_of(place: tuple[float, float], province: Province) -> tuple[float, float]:
    """Return latitude, longitude (WGS 84) of a place in the province CRS."""
    at = transform_where_possible(np.array([place]), province.crs, DISPLAY_CRS, province.datum_operation)[0]
    return float(at[1]), float(at[0])
