"""Search bytes of any kind for what may not be in them: words, places, areas, pictures of defence land."""

from __future__ import annotations

import io
import math
import re
import struct
from functools import lru_cache

import numpy as np
from PIL import Image, UnidentifiedImageError

from bench.leak_unpack import PNG, unpacked
from bench.secret_land import COLOUR, MARKS, secret_areas_m2, secret_points

NEAR_M = 50.0
M2_PER_HA, DEGREE_M = 10_000.0, 111_000.0
NUMBER = re.compile(rb"\d(?<![\d.]\d)\d{1,7}(?:\.\d{1,17})?(?!\d)")
"""What stands before it is looked at after its first digit: so the search leaps to the next digit."""
AREA = re.compile(rb"(\d(?<![\d.,]\d)\d{0,5})[.,](\d{2,6}) ?(?:\xc2\xa0)?ha\b")
"""As a report writes it, in Vietnamese or English."""
FILL = re.compile(rb"(?<![\d.])([01]?\.?\d*) ([01]?\.?\d*) ([01]?\.?\d*) (?:scn?|rg)\b")
"""As a PDF says which colour an area has."""
FILLS = (b" sc", b" rg")
"""One of them is in every such saying; the pattern is slow where none is."""
LEGEND = f'"colour":"{COLOUR}"'.encode()
"""As the map is told which codes lie in a box."""
LEAST_PIXELS = 4
SHORT = 1 << 16
"""Bytes of a piece that is remembered: cells, fonts and names stand in many files."""
COLOUR_STEP = 1 / 255


@lru_cache(maxsize=4096)
def leaks_in(content: bytes, which: str) -> frozenset[str]:
    """
    Return what of the defence land is in some bytes: "mark", "place", "area", "picture".

    Packed content is unpacked first (`bench.leak_unpack`). Numbers are looked for as text and as
    the eight bytes of a double, areas as a report writes them too. A picture counts where it has
    the colour in which the province draws defence land.
    """
    found: set[str] = set()
    for piece in unpacked(content):
        found |= (_known if len(piece) < SHORT else _of_piece)(piece, which)
    return frozenset(found)


def _of_piece(piece: bytes, which: str) -> frozenset[str]:
    numbers = np.array([float(text) for text in NUMBER.findall(piece)])
    found = set()
    if any(form in piece for form in _marks()):
        found.add("mark")
    # As a double; what is rounded is no exact place.
    if any(double in piece for double in _places(which)) or _has_place(numbers, *secret_points(which)):
        found.add("place")
    if _has_area(piece, numbers, which):
        found.add("area")
    if _has_colour(piece):
        found.add("picture")
    return frozenset(found)


_known = lru_cache(maxsize=1 << 16)(_of_piece)


@lru_cache
def _marks() -> tuple[bytes, ...]:
    return tuple(mark.encode(form) for mark in MARKS for form in ("utf-8", "utf-16-le", "utf-16-be"))


@lru_cache
def _places(which: str) -> tuple[bytes, ...]:
    """Return every coordinate of the land as a double."""
    values = [value for points in secret_points(which) for value in points.ravel().tolist()]
    return tuple(struct.pack(order, value) for value in dict.fromkeys(values) for order in ("<d", ">d"))


def _has_place(numbers: np.ndarray, metres: np.ndarray, degrees: np.ndarray) -> bool:
    """Tell whether two numbers of the text that follow each other are a place close to a corner."""
    if len(numbers) < 2:
        return False
    pairs = np.column_stack([numbers[:-1], numbers[1:]])
    pairs = np.vstack([pairs, pairs[:, ::-1]])
    scale = np.array([DEGREE_M * math.cos(math.radians(degrees[0, 1])), DEGREE_M])
    return any(
        bool((np.hypot(*((near - corner) * by).T) < NEAR_M).any())
        for corners, by in ((metres, np.ones(2)), (degrees, scale))
        for near in (_around(pairs, corners, NEAR_M / by),)
        for corner in corners
    )


def _around(pairs: np.ndarray, corners: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Return the pairs in the box of all corners: the few that are worth a distance to each."""
    inside = (pairs >= corners.min(axis=0) - margin) & (pairs <= corners.max(axis=0) + margin)
    return pairs[inside.all(axis=1)]


def _has_area(piece: bytes, numbers: np.ndarray, which: str) -> bool:
    written = [(float(b".".join(parts)), len(parts[1])) for parts in AREA.findall(piece)]
    for area_m2 in secret_areas_m2(which):
        area_ha = area_m2 / M2_PER_HA
        near_m2, near_ha = abs(numbers - area_m2), abs(numbers - area_ha)
        if bool((near_m2 < 1.0).any()) or bool((near_ha < 1.0 / M2_PER_HA).any()):
            return True
        if any(round(area_ha, places) == value for value, places in written):
            return True
        if any(struct.pack(order, value) in piece for value in (area_m2, area_ha) for order in ("<d", ">d")):
            return True
    return False


def _has_colour(piece: bytes) -> bool:
    """Tell whether a picture, a drawing in a PDF, or a legend has the colour of defence land."""
    if LEGEND in piece:
        return True
    wanted = np.array([int(COLOUR[at : at + 2], 16) for at in (1, 3, 5)])
    if piece.startswith(PNG):
        try:
            with Image.open(io.BytesIO(piece)) as image:
                pixels = np.asarray(image.convert("RGBA"), dtype=int).reshape(-1, 4)
        except (UnidentifiedImageError, OSError):
            return False
        same = (abs(pixels[:, :3] - wanted) <= 1).all(axis=1) & (pixels[:, 3] > 0)
        return int(same.sum()) >= LEAST_PIXELS
    if not any(sign in piece for sign in FILLS):
        return False
    fills = [[float(part) for part in parts] for parts in FILL.findall(piece) if all(map(_is_number, parts))]
    return bool(fills) and bool((abs(np.array(fills) - wanted / 255) < COLOUR_STEP).all(axis=1).any())


def _is_number(text: bytes) -> bool:
    return text not in {b"", b"."}
