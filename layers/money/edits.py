"""
What an office wrote of projects itself: events of their histories, and facts decided since the list.

They lie over the province's list and its table of histories, and change neither. Where they are kept
is the office's; whoever tells of progress is given them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from layers.money.history import read_history
from layers.money.plan import read_plan
from layers.money.progress import PLAN_SECTOR, progress_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from layers.money.history import Event
    from layers.money.progress import Progress
    from layers.province import Province


class Fact(StrEnum):
    """What may be decided of a project beside its list."""

    SECTOR = "sector"
    """Id of the plan's sector."""
    FUNDING = "funding"
    """Kind of funding, which says whose capital it is."""
    PHASE = "phase"
    CAPITAL = "capital_bn_vnd"
    COMMUNE = "commune_code"
    INVESTOR = "investor"
    """Who builds it; nothing is computed of it."""


COLUMNS = {Fact.SECTOR: PLAN_SECTOR}
"""Facts that stand in another column than their name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One fact as it was decided."""

    site_id: str
    fact: Fact
    value: str | float
    decision_number: str
    since: date
    """Day of the decision: before it, what the list says holds."""
    row: int
    """Number of its entry: later ones of one day come after earlier ones."""


DAYS = ("effective_from", "effective_to")
"""Columns of the list with the days of a project."""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """Everything that was written and not withdrawn."""

    events: tuple[Event, ...] = ()
    decided: tuple[Decided, ...] = ()
    key: str = ""
    """Differs wherever any of it differs: part of the key of whatever is made of it."""

    @cached_property
    def _by_site(self) -> dict[str, list[Decided]]:
        found: dict[str, list[Decided]] = {}
        for one in sorted(self.decided, key=lambda one: (one.since, one.row)):
            found.setdefault(one.site_id, []).append(one)
        return found

    def in_force(self, site_id: str, as_of: date) -> dict[Fact, Decided]:
        """Return what is decided of a project on a day: the latest decision on each fact."""
        return {one.fact: one for one in self._by_site.get(site_id, ()) if one.since <= as_of}

    def until(self, as_of: date) -> Edits:
        """Return what had happened and was decided by a day."""
        return Edits(
            events=tuple(one for one in self.events if one.on is None or one.on.first <= as_of),
            decided=tuple(one for one in self.decided if one.since <= as_of),
            key=self.key,
        )

    def over(self, rows: Iterable[Mapping[str, Any]], as_of: date) -> list[dict[str, Any]]:
        """Return rows of projects with what is decided of them in place of what the list says."""
        return [self._over(row, as_of) for row in rows]

    def _over(self, row: Mapping[str, Any], as_of: date) -> dict[str, Any]:
        decided = self.in_force(str(row.get("site_id", "")), as_of)
        told = dict(row) | {COLUMNS.get(fact, str(fact)): one.value for fact, one in decided.items()}
        # Days of the list are of the years that it gave: another phase was decided since.
        return told | dict.fromkeys(DAYS) if Fact.PHASE in decided else told


NO_EDITS = Edits()


def known_events(province: Province, edits: Edits) -> tuple[Event, ...]:
    """
    Return the events of the province's table, then those that the office wrote.

    Raises
    ------
    MoneyError
        If the table cannot be used.
    """
    return (*read_history(province), *edits.events)


def known_progress(
    rows: Iterable[Mapping[str, Any]], province: Province, edits: Edits, as_of: date
) -> tuple[Progress, ...]:
    """
    Return the progress of projects by the list, the histories and what the office wrote: the one place.

    Raises
    ------
    MoneyError
        If a table of the province cannot be used.
    """
    events = known_events(province, edits)
    return progress_of(edits.over(rows, as_of), read_plan(province), events, as_of)
