"""The periods of the plan and which version of a plan says what is planned on which of their days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from layers.plans.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.layer import Layer

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Some days in a row, both ends included."""

    first: date
    last: date

    def nearest(self, day: date) -> date:
        """Return the day of these that is nearest to another one."""
        return min(max(day, self.first), self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of the plan."""

    name: str
    days: Days


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days of a period on which the same versions are in force; none where no version is."""

    period: Period
    days: Days
    layers: tuple[Layer, ...]


def period_of(name: str) -> Period:
    """
    Return a period of whole years.

    Raises
    ------
    PlanError
        If it is not written as two years.

    Examples
    --------
    >>> str(period_of("2021-2025").days.last)
    '2025-12-31'
    """
    found = re.fullmatch(r"(\d{4})-(\d{4})", name.strip())
    if found is None or not 0 < int(found[1]) <= int(found[2]):
        raise PlanError(
            f"{name!r} is no period of years: write it like 2026-2030.",
            f"{name!r} không phải giai đoạn: hãy ghi như 2026-2030.",
        )
    return Period(name=name, days=Days(first=date(int(found[1]), 1, 1), last=date(int(found[2]), 12, 31)))


def own_periods(layers: Iterable[Layer], as_of: date) -> tuple[Period, ...]:
    """Return a period for each version, for a province that has declared none."""
    made = []
    for layer in layers:
        first, last = layer.effective_from or date(as_of.year, 1, 1), layer.effective_to
        days = Days(first=first, last=last or max(first, date(as_of.year, 12, 31)))
        made.append(Period(name=layer.version or layer.id, days=days))
    return tuple(made)


def stretches(period: Period, layers: Sequence[Layer]) -> tuple[Stretch, ...]:
    """
    Return for all days of a period which versions are in force, in order; no day is left out.

    Examples
    --------
    >>> from layers.layer import Layer
    >>> plan = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg")
    >>> plan = plan.model_copy(update={"effective_to": date(2023, 6, 30)})
    >>> [(str(s.days.first), len(s.layers)) for s in stretches(period_of("2021-2025"), [plan])]
    [('2021-01-01', 1), ('2023-07-01', 0)]
    """
    starts = {period.days.first}
    starts |= {layer.effective_from for layer in layers if layer.effective_from is not None}
    starts |= {layer.effective_to + DAY for layer in layers if layer.effective_to not in {None, date.max}}
    firsts = sorted(day for day in starts if period.days.first <= day <= period.days.last)
    lasts = [*(day - DAY for day in firsts[1:]), period.days.last]
    made: list[Stretch] = []
    for first, last in zip(firsts, lasts, strict=True):
        current = tuple(layer for layer in layers if layer.in_force(first))
        is_same = bool(made) and made[-1].layers == current
        since = made.pop().days.first if is_same else first
        made.append(Stretch(period=period, days=Days(first=since, last=last), layers=current))
    return tuple(made)
