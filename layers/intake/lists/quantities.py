"""An area or a sum of money as a list writes it: its number, its unit, and what is open about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.cells.figures import Figure, Style, joint_style, parse_number
from layers.intake.lists.measures import area_unit, capital_unit, cell_area_unit, cell_capital_unit
from layers.intake.text.letters import is_empty, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LARGEST_AREA_HA = 1e7
LARGEST_CAPITAL_BN_VND = 1e7
"""About what the whole country produces in a year; what is more has the wrong unit."""


class Remark(StrEnum):
    """What is to be said of a quantity. Only the first four leave it a value."""

    NONE = ""
    EMPTY = "empty"
    ABOUT = "about"
    """Stated as about so much."""
    MORE_WORDS = "more words"
    """Words behind it were not read."""
    RANGE = "range"
    AMBIGUOUS = "ambiguous"
    """Its dots or commas may part thousands or decimals."""
    NO_UNIT = "no unit"
    NO_NUMBER = "no number"
    FOREIGN = "foreign currency"
    NOT_POSITIVE = "not positive"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A cell as a quantity."""

    text: str
    value: float | None = None
    """In hectares or billions of dong; None where nothing is stated or something is open."""
    resolution: float = 0.0
    """One unit of the last digit written, in the same measure."""
    remark: Remark = Remark.NONE
    readings: tuple[float, ...] = ()
    """Both of an ambiguous number, or both ends of a range; in the unit of the cell."""


_ABOUT = re.compile(
    r"^(?:khoảng|khoang|ước tính|ước|dự kiến|du kien|gần|hơn|trên|about|approx\.?|circa|ca\.|~|≈|>|<)\s*",
    re.IGNORECASE,
)
_NUMBER = r"[-+\u2212]?\d[\d.,'’\u00a0 ]*"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[-\u2010-\u2015÷~]|đến|den|to)\s*({_NUMBER})(.*)", re.IGNORECASE)
_ONE = re.compile(rf"({_NUMBER}(?:[eE][-+]?\d{{1,3}})?)\s*(.*)")


def figure_of(text: str, style: Style | None) -> Figure:
    """
    Return a figure by itself; only where it has two readings does the style of its column decide.

    Numbers that a workbook holds as numbers have a point beside texts with a comma.

    Examples
    --------
    >>> figure_of("41.85", Style.COMMA).value, figure_of("3.300", Style.COMMA).value
    (41.85, 3300.0)
    """
    alone = parse_number(text)
    decided = len(alone.readings) > 1 and style in {Style.COMMA, Style.POINT}
    return parse_number(text, style) if decided else alone


def column_style(texts: Iterable[str], *, typed_numbers: bool = False) -> Style:
    """
    Return the style of the figures of a column.

    Parameters
    ----------
    typed_numbers
        Whether numbers may have been stored as such, and so have a point whatever the hand that
        wrote the texts beside them: then only a comma tells of that hand.
    """
    figures = [parse_number(text) for text in texts]
    return joint_style(f.style for f in figures if not (typed_numbers and f.style is Style.POINT))


def read_area(text: str | None, unit: str, style: Style | None = None) -> Quantity:
    """
    Return an area in hectares.

    Parameters
    ----------
    unit
        "ha", "m2" or "km2" as the heading or the sheet says; "" where neither does. A unit in
        the cell comes first.
    style
        COMMA or POINT, where the column is known to have it.

    Examples
    --------
    >>> [read_area(t, "ha").value for t in ("41,85", "41.85 ha", "418.500,0 m2", "khoảng 3 ha", "10-12")]
    [41.85, 41.85, 41.85, 3.0, None]
    """
    found = _read(text, area_unit(unit), cell_area_unit, style)
    return _within(found, least=0.0, largest=LARGEST_AREA_HA)


def read_capital(text: str | None, unit: str, style: Style | None = None) -> Quantity:
    """
    Return a sum of money in billions of dong (tỷ đồng).

    Parameters
    ----------
    unit
        Words for it in the heading or the sheet, for example "triệu đồng"; "" where there are none.

    Examples
    --------
    >>> [read_capital(t, "triệu đồng").value for t in ("3.300.000", "3300 tỷ đồng", "850", "100 USD")]
    [3300.0, 3300.0, 0.85, None]
    """
    seen = visible(text)
    if re.search(r"usd|\$|đô la|euro|€|eur\b", seen, re.IGNORECASE):
        return Quantity(text=seen, remark=Remark.FOREIGN)
    found = _read(seen, capital_unit(unit), cell_capital_unit, style)
    return _within(found, least=-1.0, largest=LARGEST_CAPITAL_BN_VND)


def _within(found: Quantity, *, least: float, largest: float) -> Quantity:
    if found.value is None or least < found.value <= largest:
        return found
    remark = Remark.TOO_LARGE if found.value > largest else Remark.NOT_POSITIVE
    return Quantity(text=found.text, remark=remark)


def _read(text: str | None, factor: float, unit_of: Callable[[str], float], style: Style | None) -> Quantity:
    seen = visible(text)
    if is_empty(seen):
        return Quantity(text=seen, remark=Remark.EMPTY)
    bare = _ABOUT.sub("", seen)
    if (found := _RANGE.fullmatch(bare)) and (ends := _ends(found[1], found[2], style)):
        return Quantity(text=seen, remark=Remark.RANGE, readings=ends)
    one = _ONE.fullmatch(bare)
    if not one:
        return Quantity(text=seen, remark=Remark.NO_NUMBER)
    return _stated(seen, one, factor, unit_of, style)


def _ends(low: str, high: str, style: Style | None) -> tuple[float, ...]:
    ends = (figure_of(low, style).value, figure_of(high, style).value)
    return tuple(end for end in ends if end is not None) if None not in ends else ()


def _stated(
    seen: str, found: re.Match[str], factor: float, unit_of: Callable[[str], float], style: Style | None
) -> Quantity:
    words, bracket, _ = found[2].partition("(")
    own = unit_of(words)
    figure = figure_of(found[1].strip(), style)
    if len(figure.readings) > 1:
        return Quantity(text=seen, remark=Remark.AMBIGUOUS, readings=figure.readings)
    if figure.value is None or (words.strip() and not own):
        return Quantity(text=seen, remark=Remark.NO_NUMBER)
    factor = own or factor
    if not factor:
        return Quantity(text=seen, remark=Remark.NO_UNIT)
    is_about = bool(_ABOUT.match(seen))
    return Quantity(
        text=seen,
        # Divided where the unit is smaller: 0.0001 has no exact float, 10,000 has.
        value=figure.value * factor if factor >= 1 else figure.value / round(1 / factor),
        resolution=10.0**-figure.decimals * factor,
        remark=Remark.MORE_WORDS if bracket else Remark.ABOUT if is_about else Remark.NONE,
    )
