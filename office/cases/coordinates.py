"""Coordinates in what people write: a note about defence land may not say where it is."""

from __future__ import annotations

import re

NORTHING = re.compile(r"(?<![\d.,])2[., ]?[2-5]\d{2}[., ]?\d{3}(?:[.,]\d{1,3})?(?![\d])")
EASTING = re.compile(r"(?<![\d.,])[3-7]\d{2}[., ]?\d{3}(?:[.,]\d{1,3})?(?![\d])")
"""VN-2000 in the north-west of Vietnam, with or without separators of thousands."""
LATITUDE = re.compile(r"(?<![\d.,])2[0-3][.,]\d{3,}")
LONGITUDE = re.compile(r"(?<![\d.,])10[1-6][.,]\d{3,}")
DEGREES = re.compile(r"\d{1,3}\s*[°º]\s*\d{1,2}\s*['’′]")
PAIRS = ((NORTHING, EASTING), (LATITUDE, LONGITUDE))
APART = 60
"""Characters between the two numbers of a pair at most."""


def has_coordinates(text: str) -> bool:
    """
    Tell whether a text holds what looks like the coordinates of a place.

    Examples
    --------
    >>> has_coordinates("mốc X=2450123.45; Y=512345.60"), has_coordinates("22.38612, 103.45821")
    (True, True)
    >>> has_coordinates("Công văn 2450123/SNNMT, 1.250.000 đồng, 12,5 ha")
    False
    """
    return bool(DEGREES.search(text)) or any(_near(text, *pair) for pair in PAIRS)


def _near(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    firsts, seconds = ([match.span() for match in kind.finditer(text)] for kind in (one, other))
    # A part of the first number is no second one.
    return any(
        min(abs(start - last), abs(first - end)) <= APART and (start >= last or end <= first)
        for first, last in firsts
        for start, end in seconds
    )
