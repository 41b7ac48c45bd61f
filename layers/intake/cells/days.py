"""
Read dates as people in Vietnam write them: day before month, or ISO.

A date that cannot be is refused, never moved: 31/02/2025, a month of 13, the years 1899 and
1900 that a spreadsheet makes of an empty cell, a year of two digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR = 1901, 2200

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(\+07:?00)?)?", re.ASCII
)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_WORDS = re.compile(
    r"(?:ngày|ngay)\s+(\d{1,2})\s+(?:tháng|thang)\s+(\d{1,2})\s+(?:năm|nam)\s+(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a cell says as a date."""

    text: str
    value: date | None = None
    """None where it is no date, or one that cannot be, or one of two."""
    month_first: date | None = None
    """The other reading, where a day of at most 12 may be the month."""
    en: str = ""
    """Why there is no value; "" where there is one or where the cell is empty."""
    vi: str = ""


def parse_date(text: str) -> Day:
    """
    Return what one text says as a date, the day before the month.

    Examples
    --------
    >>> [str(parse_date(t).value) for t in ("05/03/2025", "ngày 5 tháng 3 năm 2025", "31/02/2025")]
    ['2025-03-05', '2025-03-05', 'None']
    """
    bare = text.strip()
    if not bare:
        return Day(text=text)
    if found := _ISO.fullmatch(bare):
        return _day(text, found[1], found[2], found[3])
    if found := _WORDS.fullmatch(bare):
        return _day(text, found[3], found[2], found[1])
    if found := _DAY_FIRST.fullmatch(bare):
        day = _day(text, found[4], found[3], found[1])
        other = _day(text, found[4], found[1], found[3]).value if found[1] != found[3] else None
        return Day(text=text, value=day.value, month_first=other, en=day.en, vi=day.vi)
    if _SHORT_YEAR.fullmatch(bare):
        return Day(
            text=text,
            en=f'"{bare}" has a year of two digits: write four.',
            vi=f'"{bare}" chỉ có hai chữ số năm: hãy ghi đủ bốn chữ số.',
        )
    return Day(
        text=text,
        en=f'"{bare}" is no date: write day/month/year, or year-month-day.',
        vi=f'"{bare}" không phải ngày: hãy ghi ngày/tháng/năm hoặc năm-tháng-ngày.',
    )


def read_dates(texts: Sequence[str]) -> tuple[Day, ...]:
    """
    Return the dates of a column, in its order.

    Where one of them can only be month/day/year, all that have two readings are refused: the
    hand that wrote the column may have meant either.

    Examples
    --------
    >>> [str(day.value) for day in read_dates(["05/03/2025", "12/31/2024", "31/12/2024"])]
    ['None', 'None', '2024-12-31']
    """
    days = tuple(map(parse_date, texts))
    if not any(day.value is None and day.month_first for day in days):
        return days
    return tuple(_two_readings(day) if day.value and day.month_first else day for day in days)


def _two_readings(day: Day) -> Day:
    bare = day.text.strip()
    return Day(
        text=day.text,
        month_first=day.month_first,
        en=f'"{bare}" may be {day.value} or {day.month_first}, for another cell has the month first:'
        " write year-month-day.",
        vi=f'"{bare}" có thể là {day.value} hoặc {day.month_first}, vì ô khác ghi tháng trước ngày:'
        " hãy ghi năm-tháng-ngày.",
    )


def _day(text: str, year: str, month: str, day: str) -> Day:
    bare = text.strip()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return Day(
            text=text,
            en=f'"{bare}" is not in the years {FIRST_YEAR} to {LAST_YEAR}: correct it or empty the cell.',
            vi=f'"{bare}" nằm ngoài các năm {FIRST_YEAR} đến {LAST_YEAR}: hãy sửa lại hoặc để trống ô.',
        )
    try:
        return Day(text=text, value=date(int(year), int(month), int(day)))
    except ValueError:
        return Day(
            text=text,
            en=f'"{bare}" is a day that does not exist, with the day before the month: correct it.',
            vi=f'"{bare}" là ngày không có thật (ngày ghi trước tháng): hãy sửa lại.',
        )
