"""
What happened to projects, when, by which decision and on what evidence.

The histories are a table of the province. What an office enters itself follows it (`layers.money.edits`).
"""

from __future__ import annotations

import calendar
import csv
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from layers.money.errors import MoneyError
from layers.money.plan import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.province import Province

COLUMNS = (
    "site_id", "stage", "on", "due", "decision_number", "decision_date", "evidence", "source", "confidence",
)  # fmt: skip
_WHEN = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day, month, quarter or year, as exactly as the source states it."""

    text: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a project, or was promised of it."""

    site_id: str
    stage: Stage
    on: When | None
    """None: it happened, and nobody states when."""
    due: When | None
    """When it is to be finished, as stated then."""
    decision_number: str
    decision_date: date | None
    evidence: str
    source: str
    confidence: str
    row: int


def parse_when(text: str) -> When | None:
    """
    Return a day, month, quarter or year, None where the text is none.

    Examples
    --------
    >>> when = parse_when("2025-Q4")
    >>> str(when.first), str(when.last), parse_when("soon")
    ('2025-10-01', '2025-12-31', None)
    """
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    first_month = quarter * 3 - 2 if quarter else month or 1
    last_month = quarter * 3 if quarter else month or 12
    try:
        first = date(year, first_month, day or 1)
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return When(text=text.strip(), first=first, last=last)


def read_history(province: Province) -> tuple[Event, ...]:
    """
    Return the events of a province's table, in its order; none where it has no table.

    Raises
    ------
    MoneyError
        If it cannot be read, misses a column, or a row has a stage or a time that is none.
    """
    if not province.history:
        return ()
    path = province.path(province.history)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{name: (row[name] or "").strip() for name in COLUMNS} for row in csv.DictReader(file)]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise MoneyError(
            f"The table of histories {path.name} cannot be read: it needs the columns {', '.join(COLUMNS)}.",
            f"Không đọc được bảng tiến độ {path.name}: cần có các cột {', '.join(COLUMNS)}.",
        ) from error
    return tuple(_event(row, number) for number, row in enumerate(rows, 2))


def _event(row: Mapping[str, str], number: int) -> Event:
    day = _when(row, "decision_date", number)
    return Event(
        site_id=row["site_id"],
        stage=_stage(row["stage"], number),
        on=_when(row, "on", number),
        due=_when(row, "due", number),
        decision_number=row["decision_number"],
        decision_date=day.first if day and day.first == day.last else None,
        evidence=row["evidence"],
        source=row["source"],
        confidence=row["confidence"],
        row=number,
    )


def _stage(text: str, number: int) -> Stage:
    try:
        return Stage(text)
    except ValueError as error:
        known = ", ".join(Stage)
        raise MoneyError(
            f"Row {number} of the histories: {text!r} is no stage; one of {known}.",
            f'Bảng tiến độ dòng {number}: "{text}" không phải giai đoạn; dùng một trong {known}.',
        ) from error


def _when(row: Mapping[str, str], column: str, number: int) -> When | None:
    text = row[column]
    if not text:
        return None
    when = parse_when(text)
    if when is None:
        raise MoneyError(
            f"Row {number} of the histories: {column} {text!r} is no year, quarter, month or day"
            " (2025, 2025-Q4, 2025-12, 2025-12-31).",
            f'Bảng tiến độ dòng {number}: {column} "{text}" không phải năm, quý, tháng hay ngày'
            " (2025, 2025-Q4, 2025-12, 2025-12-31).",
        )
    return when


def events_until(events: Iterable[Event], as_of: date) -> dict[str, list[Event]]:
    """Return the events of each project that had begun by a day, the latest last; undated ones first."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.on is None or event.on.first <= as_of:
            found.setdefault(event.site_id, []).append(event)
    for of_site in found.values():
        of_site.sort(key=_order)
    return found


def _order(event: Event) -> tuple[date, date, int]:
    if event.on is None:
        return date.min, date.min, event.row
    return event.on.first, event.on.last, event.row


def last_due(events: Sequence[Event]) -> Event | None:
    """Return the event that states the latest promise of an end."""
    return next((event for event in reversed(events) if event.due is not None), None)
