"""Write numbers and dates the way the reader's language does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

VIETNAMESE = str.maketrans({",": ".", ".": ","})
NOTHING = "–"


def number(value: float | None, language: str, digits: int = 2) -> str:
    """
    Return a number with separators; a dash for what is not a number.

    Examples
    --------
    >>> number(1234.56, "vi"), number(1234.56, "en"), number(float("nan"), "vi")
    ('1.234,56', '1,234.56', '–')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:,.{digits}f}"
    return text.translate(VIETNAMESE) if language == "vi" else text


def area_ha(value: float | None, language: str) -> str:
    """
    Return hectares; an area too small for two decimals keeps four, and never reads as zero.

    Examples
    --------
    >>> area_ha(3.456, "vi"), area_ha(0.0012, "vi"), area_ha(0.00001, "vi"), area_ha(0.0, "vi")
    ('3,46', '0,0012', '< 0,0001', '0,00')
    """
    if value is None or not math.isfinite(value) or value == 0 or abs(value) >= 0.01:  # noqa: PLR2004
        return number(value, language)
    if abs(value) < 0.0001:  # noqa: PLR2004
        return "< " + number(0.0001, language, 4)
    return number(value, language, 4)


def percent(share: float | None, language: str) -> str:
    """
    Return a share from 0 to 1 in percent.

    Examples
    --------
    >>> percent(0.1234, "vi"), percent(0.00001, "en"), percent(None, "vi")
    ('12,3 %', '< 0.1 %', '–')
    """
    if share is None or not math.isfinite(share):
        return NOTHING
    if 0 < share < 0.001:  # noqa: PLR2004
        return f"< {number(0.1, language, 1)} %"
    return f"{number(100 * share, language, 1)} %"


def day(value: date, language: str) -> str:
    """
    Return a date as it is written in the language.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2026, 11, 5), "vi"), day(date(2026, 11, 5), "en")
    ('05/11/2026', '5 November 2026')
    """
    return value.strftime("%d/%m/%Y") if language == "vi" else f"{value.day} {value:%B %Y}"
