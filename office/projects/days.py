"""When something happened, as officials write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.intake.cells.days import parse_date
from layers.money.history import When, parse_when
from office.errors import ProjectError

if TYPE_CHECKING:
    from datetime import date

_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")


def read_when(text: str) -> When:
    """
    Return a day, month, quarter or year.

    Examples
    --------
    >>> [read_when(said).text for said in ("9/3/2026", "03/2026", "2025-Q4", "2025")]
    ['2026-03-09', '2026-03', '2025-Q4', '2025']

    Raises
    ------
    ProjectError
        If it is none.
    """
    said = text.strip()
    if day := parse_date(said).value:
        said = day.isoformat()
    elif month := _MONTH.fullmatch(said):
        said = f"{month[2]}-{int(month[1]):02}"
    when = parse_when(said)
    if when is None:
        raise ProjectError(
            f"{text!r} is no day, month, quarter or year: write 09/03/2026, 03/2026, 2026-Q1 or 2026.",
            f'"{text}" không phải ngày, tháng, quý hay năm: hãy ghi 09/03/2026, 03/2026, 2026-Q1 hoặc 2026.',
        )
    return when


def require_past(when: When, today: date) -> None:
    """
    Refuse what has not begun yet: an event happened; what is promised is its `due`.

    Raises
    ------
    ProjectError
        If it begins after today.
    """
    if when.first > today:
        raise ProjectError(
            f"{when.text} has not come: an event has happened; write what is promised as the day of the end.",
            f"{when.text} chưa đến: chỉ ghi việc đã xảy ra; việc dự kiến thì ghi ở ô dự kiến hoàn thành.",
        )
