"""
Read degrees in the ways in which they are written: 105°30'15.2", 105 30 15.2, 105.5042.

105.3015 may be decimal degrees or 105°30'15" packed behind a point, as calculators of
surveyors keep it; the two lie up to 26 km apart. Which it is, only the whole column can
tell (`angle_form`), and often not even that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.cells.figures import INVISIBLE, Style, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterable

SIXTY = 60
PACKED_DIGITS = 4
"""Minutes and seconds: fewer decimals than these are decimal degrees."""

_SPLIT = re.compile(
    r"(?P<d>[0-9]{1,3})(?:\s*[°ºd˚]\s*|\s*[:-]\s*|\s+)(?P<m>[0-9]{1,2})"
    r"(?:(?:\s*['′’m]\s*|\s*[:-]\s*|\s+)(?:(?P<s>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:\"|″|”|''|′′|’’|s)?)?)?"
)
_WORD = r"(?i:bắc|đông|nam|tây)|[NESWBĐ]"
_SIDE = re.compile(rf"^(?:{_WORD})\.?|(?:{_WORD})\.?$")
"""Single letters only as capitals: a small s behind a number is seconds."""
_NEGATIVE = {"s", "w", "nam", "tây"}


class Form(StrEnum):
    """How degrees are written."""

    NONE = "none"
    PARTS = "degrees, minutes, seconds"
    DECIMAL = "decimal degrees"
    PACKED = "packed degrees"
    """Minutes and seconds as four digits behind the point."""
    AMBIGUOUS = "decimal or packed degrees"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """What a cell says in degrees."""

    degrees: float
    form: Form
    packed_degrees: float | None = None
    """The other reading of a decimal number; None where it cannot be minutes and seconds."""

    def read_as(self, form: Form) -> float | None:
        """Return the degrees, with a decimal number read as `form` says."""
        return self.packed_degrees if form is Form.PACKED else self.degrees


def parse_angle(text: str) -> Angle | None:
    r"""
    Return the degrees that a text says, or None where it says none.

    Minutes and seconds must be below 60. South and west are negative.

    Examples
    --------
    >>> [round(parse_angle(t).degrees, 5) for t in ('105°30\'15.2"', "105 30 15,2", "105,50422 Đ")]
    [105.50422, 105.50422, 105.50422]
    >>> angle = parse_angle("105.3015")
    >>> angle.degrees, round(angle.packed_degrees, 5)
    (105.3015, 105.50417)
    """
    bare = text.translate(INVISIBLE).strip()
    sides = {found.group().lower().rstrip(".") for found in _SIDE.finditer(bare)}
    if len(sides) > 1:
        return None
    number = _SIDE.sub("", bare).strip()
    sign = -1.0 if sides & _NEGATIVE else 1.0
    if found := _SPLIT.fullmatch(number):
        degrees = _joined(found["d"], found["m"], (found["s"] or "0").replace(",", "."))
        return None if degrees is None else Angle(degrees=sign * degrees, form=Form.PARTS)
    figure = parse_number(re.sub(r"\s*[°º˚]$", "", number))
    if not figure.readings or figure.unit:
        return None
    value = min(figure.readings)
    packed = _packed(value, number) if figure.style is not Style.PLAIN and "°" not in number else None
    return Angle(
        degrees=sign * value, form=Form.DECIMAL, packed_degrees=None if packed is None else sign * packed
    )


def angle_form(texts: Iterable[str]) -> Form:
    """
    Return how the degrees of a column are written.

    DECIMAL is sure as soon as one number cannot be minutes and seconds; that all of many can be
    by chance is unlikely, so AMBIGUOUS is most often packed.

    Examples
    --------
    >>> str(angle_form(["105.3015", "105.3172"])), str(angle_form(["105.3015"])), str(angle_form(["x"]))
    ('decimal degrees', 'decimal or packed degrees', 'none')
    """
    angles = [angle for angle in map(parse_angle, texts) if angle]
    forms = {angle.form for angle in angles}
    if len(forms) > 1:
        return Form.MIXED
    if forms != {Form.DECIMAL}:
        return forms.pop() if forms else Form.NONE
    return Form.AMBIGUOUS if all(angle.packed_degrees is not None for angle in angles) else Form.DECIMAL


def _joined(degrees: str, minutes: str, seconds: str) -> float | None:
    if int(minutes) >= SIXTY or float(seconds) >= SIXTY:
        return None
    return int(degrees) + int(minutes) / SIXTY + float(seconds) / (SIXTY * SIXTY)


def _packed(value: float, text: str) -> float | None:
    """Return the degrees of a number whose decimals are mmss and then parts of a second."""
    decimals = re.split(r"[.,]", text)[-1]
    if len(decimals) < PACKED_DIGITS or not decimals.isdigit():
        return None
    seconds = f"{decimals[2:4]}.{decimals[4:] or '0'}"
    return _joined(str(int(value)), decimals[:2], seconds)
