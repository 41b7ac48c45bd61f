"""Read areas that a table of points states, and compare them with what is drawn."""

from __future__ import annotations

import re

from layers.intake.cells.figures import AREA_M2, UNITS, Figure, Style, parse_number
from layers.intake.corners.headings import folded
from layers.intake.corners.points import StatedArea

AREA_M2_TOLERANCE = 1.0
AREA_SHARE_TOLERANCE = 0.001
"""A stated area differs if it does so by more than 1 m² or by more than 0.1 %, beside its own rounding."""

HALF = 0.5

_UNIT = r"km2|km²|m2|m²|mét vuông|met vuong|héc ta|hecta|ha"
_NUMBER = r"[0-9](?:[0-9.,'’ \u00a0\u202f]*[0-9])?"
_WITH_UNIT = re.compile(rf"({_NUMBER})\s*({_UNIT})(?![a-z0-9])", re.IGNORECASE)
_ANY_UNIT = re.compile(rf"(?<![a-z])({_UNIT})(?![a-z0-9])", re.IGNORECASE)
_ANY_NUMBER = re.compile(_NUMBER)
_TOTAL = re.compile(r"tong\b")


def stated_area(text: str, row: int, unit: str = "") -> StatedArea | None:
    """
    Return the area that a line states, with every reading that it has.

    Parameters
    ----------
    text
        For example "Diện tích: 12.345,6 m2" or "S = 41,85 ha".
    row
        Number of its row.
    unit
        Of the heading, where the text has none. Without any, square metres and hectares both count.

    Examples
    --------
    >>> [stated_area(t, 1).readings_m2 for t in ("Diện tích: 12.345,6 m2", "S = 41,85 ha", "DT 1.234 m2")]
    [(12345.6,), (418500.0,), (1.234, 1234.0)]
    >>> stated_area("Diện tích", 1) is None
    True
    """
    number, own = _number(text)
    sign = UNITS.get((own or unit).lower(), "")
    factors = [AREA_M2[sign]] if sign in AREA_M2 else [AREA_M2["m2"], AREA_M2["ha"]]
    figures: dict[float, Figure] = {}
    for style in (Style.POINT, Style.COMMA):
        figure = parse_number(number, style)
        if figure.value is not None:
            figures.setdefault(figure.value, figure)
    pairs = [
        (value * factor, HALF * 10.0**-figure.decimals * factor)
        for value, figure in figures.items()
        for factor in factors
    ]
    if not pairs:
        return None
    return StatedArea(
        row=row,
        text=text.strip(),
        readings_m2=tuple(area for area, _ in pairs),
        half_m2=tuple(half for _, half in pairs),
    )


def is_total(area: StatedArea) -> bool:
    """Return whether the words say that it is the area of all parts."""
    return bool(_TOTAL.search(folded(area.text)))


def nearest(area_m2: float, stated: StatedArea) -> tuple[float, bool]:
    """
    Return the reading next to a drawn area, and whether the two agree.

    Examples
    --------
    >>> nearest(12345.0, stated_area("DT 12.345 m2", 1)), nearest(500.0, stated_area("S = 520 m2", 1))
    ((12345.0, True), (520.0, False))
    """
    pairs = zip(stated.readings_m2, stated.half_m2, strict=True)
    reading, half = min(pairs, key=lambda pair: abs(pair[0] - area_m2))
    allowed = min(AREA_M2_TOLERANCE, AREA_SHARE_TOLERANCE * area_m2) + half
    return reading, abs(reading - area_m2) <= allowed


def _number(text: str) -> tuple[str, str]:
    """Return the number of a line and its unit: the first number with one, else the last number."""
    if found := _WITH_UNIT.search(text):
        return found[1], found[2]
    unit = _ANY_UNIT.search(text)
    numbers = _ANY_NUMBER.findall(_ANY_UNIT.sub(" ", text))
    return (numbers[-1] if numbers else ""), (unit[1] if unit else "")
