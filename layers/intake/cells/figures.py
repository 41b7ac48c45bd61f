"""
Read numbers as people in Vietnam write them: 2.477.623,98 or 2 477 623.98 or 2477623,98.

A comma or a dot before exactly three digits ("547.012") may part thousands or decimals. One
number alone does not tell: its column may (`style_of`); where it does not, a person is asked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = {
    "m": "m", "mét": "m", "met": "m", "km": "km", "ha": "ha", "héc ta": "ha", "hecta": "ha",
    "m2": "m2", "m²": "m2", "mét vuông": "m2", "met vuong": "m2", "km2": "km2", "km²": "km2",
}  # fmt: skip
"""Units that may stand behind a number, and the one sign for each. No other word is left off."""

AREA_M2 = {"m2": 1.0, "ha": 10_000.0, "km2": 1_000_000.0}
LENGTH_M = {"m": 1.0, "km": 1_000.0}

_LONGEST_FIRST = sorted(UNITS, key=len, reverse=True)

BLANKS = "\u0020\u00a0\u2007\u2009\u202f"
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"))
LONGEST = 64
"""Characters; longer text is no number."""

_WRITTEN = re.compile(
    rf"(?P<sign>[-+\u2212]?)(?P<body>[0-9][0-9.,'’{BLANKS}]*)(?P<power>[eE][-+]?[0-9]{{1,3}})?"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,'’ ][0-9]{3})+")


class Style(StrEnum):
    """What parts whole and decimals in a column of numbers."""

    PLAIN = "plain"
    """Nothing tells, and nothing needs to: whole numbers without dots or commas."""
    COMMA = "decimal comma"
    POINT = "decimal point"
    AMBIGUOUS = "ambiguous"
    """Every dot or comma stands before three digits."""
    MIXED = "mixed"
    """Some numbers can only have a decimal comma and others only a decimal point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a cell says as a number, with every reading that it has."""

    text: str
    readings: tuple[float, ...] = ()
    """None: no number. Two: with a decimal point, then with a decimal comma."""
    style: Style = Style.PLAIN
    decimals: int = 0
    """Digits behind the decimal sign: how precisely it is stated. Of the first reading."""
    unit: str = ""
    """As in `UNITS`; the value is in it."""
    is_scientific: bool = False
    """Written with a power of ten: a spreadsheet may have left digits out."""

    @property
    def value(self) -> float | None:
        """The number; None where the text is none or has two readings."""
        return self.readings[0] if len(self.readings) == 1 else None


@lru_cache(maxsize=65_536)
def parse_number(text: str, style: Style | None = None) -> Figure:
    """
    Return what a text says as a number.

    Parameters
    ----------
    text
        With blanks, apostrophes, dots or commas between thousands, a sign, a power of ten, and
        one of `UNITS` behind it. Groups of thousands must be whole, or it is no number.
    style
        COMMA or POINT, where the column is known to have it: a text that can only be read the
        other way is then no number. Any other style leaves the text to itself.

    Examples
    --------
    >>> [parse_number(t).value for t in ("2.477.623,98", "2 477 623.98", "547012,17 m", "1.23.4")]
    [2477623.98, 2477623.98, 547012.17, None]
    >>> parse_number("547.012").readings, parse_number("547.012", Style.COMMA).value
    ((547.012, 547012.0), 547012.0)
    """
    number, unit = _without_unit(text.translate(INVISIBLE).strip())
    found = _WRITTEN.fullmatch(number) if len(number) <= LONGEST else None
    if not found:
        return Figure(text=text)
    body = found["body"]
    for blank in BLANKS:
        body = body.replace(blank, " ")
    candidates = {Style.POINT: _plain(body, "."), Style.COMMA: _plain(body, ",")}
    if style in candidates:
        candidates = {style: candidates[style]}
    tail, sign = found["power"] or "", "-" if found["sign"] in {"-", "\u2212"} else ""
    read = {kind: sign + digits + tail for kind, digits in candidates.items() if digits}
    finite = {kind: digits for kind, digits in read.items() if math.isfinite(float(digits))}
    if not finite:
        return Figure(text=text)
    values = dict.fromkeys(float(digits) for digits in finite.values())
    first = next(iter(finite.values()))
    return Figure(
        text=text,
        readings=tuple(values),
        style=_style(body, finite, len(values)),
        decimals=len(first.removesuffix(tail).partition(".")[2]),
        unit=unit,
        is_scientific=bool(tail),
    )


def style_of(texts: Iterable[str]) -> Style:
    """
    Return the style that all numbers of a column share.

    Texts that are no numbers do not count.

    Examples
    --------
    >>> [str(style_of(column)) for column in (["547.012", "547.012,5"], ["1.234", "2.5"], ["1.234"], ["7"])]
    ['decimal comma', 'decimal point', 'ambiguous', 'plain']
    """
    return joint_style(parse_number(text).style for text in texts)


def joint_style(styles: Iterable[Style]) -> Style:
    """
    Return the style of several numbers or columns that were written by one hand.

    Examples
    --------
    >>> str(joint_style([Style.PLAIN, Style.AMBIGUOUS, Style.COMMA])), str(joint_style([]))
    ('decimal comma', 'plain')
    """
    found = set(styles)
    if Style.MIXED in found or {Style.COMMA, Style.POINT} <= found:
        return Style.MIXED
    for style in (Style.COMMA, Style.POINT, Style.AMBIGUOUS):
        if style in found:
            return style
    return Style.PLAIN


def _without_unit(text: str) -> tuple[str, str]:
    lower = text.lower()
    if lower[-1:].isdecimal() and not lower[-2:-1].isalpha():
        return text, ""
    for word in _LONGEST_FIRST:
        if lower.endswith(word) and lower.removesuffix(word).rstrip()[-1:].isdigit():
            return text[: -len(word)].rstrip(), UNITS[word]
    return text, ""


def _plain(body: str, decimal: str) -> str:
    """Return digits with a point, as float() takes them; "" where `decimal` cannot be the sign."""
    whole, sign, fraction = body.partition(decimal)
    if sign and not fraction.isdigit():
        return ""
    if not whole.isdigit():
        if not _GROUPED.fullmatch(whole) or len(set(re.sub(r"[0-9]", "", whole))) > 1:
            return ""
        whole = re.sub(r"[^0-9]", "", whole)
    return f"{whole}.{fraction}" if sign else whole


def _style(body: str, finite: dict[Style, str], readings: int) -> Style:
    if readings > 1:
        return Style.AMBIGUOUS
    if "." not in body and "," not in body:
        return Style.PLAIN
    return next(iter(finite)) if len(finite) == 1 else Style.AMBIGUOUS
