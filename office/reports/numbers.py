"""Numbers and days as they are written in a report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from office.cases.said import HERE

if TYPE_CHECKING:
    from datetime import date, datetime

SWAP = str.maketrans(",.", ".,")


def number(value: Any, language: str, digits: int = 2) -> str:  # noqa: ANN401 - any cell of a frame
    """
    Return a number with the marks of the language, "" where there is none.

    Examples
    --------
    >>> number(11437.711, "vi"), number(11437.711, "en"), number(float("nan"), "vi")
    ('11.437,71', '11,437.71', '')
    """
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return ""
    text = f"{value:,.{digits}f}"
    return text.translate(SWAP) if language == "vi" else text


def quantity(value: Any, unit: str, language: str, digits: int = 2) -> str:  # noqa: ANN401 - as above
    """Return a number with its unit, "" where there is none."""
    told = number(value, language, digits)
    return f"{told}\N{NO-BREAK SPACE}{unit}" if told else ""


def percent(share: Any, language: str) -> str:  # noqa: ANN401 - as above
    """
    Return a share of the site; one that is not nothing never reads as 0.

    Examples
    --------
    >>> percent(0.428, "vi"), percent(0.00001, "en"), percent(1.0, "vi")
    ('42,80%', '< 0.01%', '100,00%')
    """
    told = number(None if share is None else share * 100, language)
    if told and share > 0 and not float(f"{share * 100:.2f}"):
        return f"< {number(0.01, language)}%"
    return f"{told}%" if told else ""


def day_words(day: date | None) -> str:
    """Return a day as it is read: 26/11/2026."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def moment_words(moment: datetime) -> str:
    """Return a moment in the time of Vietnam."""
    return f"{moment.astimezone(HERE):%d/%m/%Y %H:%M}"


def long_day(day: date, language: str) -> str:
    """
    Return a day as documents spell it out.

    Examples
    --------
    >>> from datetime import date
    >>> long_day(date(2026, 2, 5), "vi"), long_day(date(2026, 2, 5), "en")
    ('ngày 05 tháng 02 năm 2026', '5 February 2026')
    """
    if language == "vi":
        return f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
    return f"{day.day} {(*months, 'October', 'November', 'December')[day.month - 1]} {day:%Y}"
