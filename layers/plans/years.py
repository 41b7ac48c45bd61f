"""In which years projects are built: for sure, and at most; what nobody states is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from layers.intake.lists.phases import read_phase
from layers.money.plan import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.money.progress import Progress

FIRST, LAST = 1, 9999
"""Stand for "at any time before" and "at any time after"."""


class Years(StrEnum):
    """Whether two projects are built in the same years."""

    SAME = "same"
    UNKNOWN = "unknown"
    APART = "apart"
    """One is built before the other; what was built first still stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The years in which one project is built, both ends included."""

    first: int = FIRST
    """Not before this year."""
    last: int = LAST
    """Not after this year."""
    sure: tuple[int, int] | None = None
    """Certainly in all of these years; None: of no year is that known."""


def span_of(record: Mapping[str, Any], progress: Progress, as_of: date) -> Span:
    """
    Return the years of a project, as they are known on a day.

    Its days `effective_from` and `effective_to` count where it has both, else its phase. A
    project that is decided and unfinished after its years is still being built; of one that is
    only asked for, or of which nobody knows how far it is, the end is not known then.
    """
    start, end = _day(record.get("effective_from")), _day(record.get("effective_to"))
    if start is not None and end is not None:
        return Span(first=start.year, last=end.year, sure=(start.year, end.year))
    phase = read_phase(progress.phase)
    first, last = phase.start_year, phase.end_year
    if progress.stage is Stage.DONE:
        return _done(first, last, progress.done_on, as_of)
    sure = next(((a, b) for a, b in ((first, last), (first, first), (last, last)) if a and b), None)
    if last is not None and last < as_of.year and progress.stage is not Stage.STOPPED:
        if progress.stage is Stage.DECIDED and sure is not None:
            sure = (sure[0], as_of.year)
        last = None
    return Span(first=first or FIRST, last=last or LAST, sure=sure)


def _done(first: int | None, last: int | None, done_on: date | None, as_of: date) -> Span:
    """Return the years of a finished project: none of them after the day on which it was."""
    end = done_on.year if done_on is not None else min(last, as_of.year) if last is not None else None
    if end is None:
        known = (first, first) if first is not None else None
        return Span(first=first or FIRST, last=as_of.year, sure=known)
    start = first if first is not None and first <= end else None
    return Span(first=start or FIRST, last=end, sure=(start or end, end))


def common_years(one: Span, other: Span) -> tuple[Years, tuple[int, int] | None]:
    """
    Tell whether two projects are built in the same years, and in which of them for sure.

    Examples
    --------
    >>> a, b = Span(first=2021, last=2025, sure=(2021, 2025)), Span(first=2025, last=2027, sure=(2025, 2027))
    >>> common_years(a, b)
    (<Years.SAME: 'same'>, (2025, 2025))
    >>> common_years(a, Span(first=2026, last=2030, sure=(2026, 2030)))[0], common_years(a, Span())[0]
    (<Years.APART: 'apart'>, <Years.UNKNOWN: 'unknown'>)
    """
    if one.last < other.first or other.last < one.first:
        return Years.APART, None
    if one.sure is not None and other.sure is not None:
        first, last = max(one.sure[0], other.sure[0]), min(one.sure[1], other.sure[1])
        if first <= last:
            return Years.SAME, (first, last)
    return Years.UNKNOWN, None


def _day(value: object) -> date | None:
    """Return a cell as a day, None where it is none."""
    if isinstance(value, datetime):
        return None if value != value else value.date()  # noqa: PLR0124 - a missing time is not equal to itself
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
