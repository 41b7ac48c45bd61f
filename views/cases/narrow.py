"""Choose which cases are listed. Works on records alone, so that it can be tested without a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.units import plain
from office.cases.model import State
from views.cases.said import is_overdue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.cases.model import Case


class Tab(StrEnum):
    """Whose move it is: what an officer looks for first in the morning."""

    WAITING = "waiting"
    """For me."""
    MINE = "mine"
    FREE = "free"
    """Given to nobody."""
    ASKED = "asked"
    """A consultee has not answered yet."""
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom, and on which day, a list is made."""

    person_id: int
    waiting: frozenset[int]
    """Ids of the cases in which this person is to move."""
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the person wants to see; an empty tuple means all."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    """Codes."""
    consultees: tuple[str, ...] = ()
    """Vietnamese names: who has to be asked, whether or not it was."""
    search: str = ""

    @property
    def conditions(self) -> int:
        """How many filters are set, beside the search."""
        fields = (self.states, self.severities, self.themes, self.communes, self.consultees)
        return sum(bool(field) for field in fields)


def in_tab(case: Case, tab: Tab, reader: Reader) -> bool:
    """Tell whether a case stands under a tab."""
    match tab:
        case Tab.WAITING:
            return case.id in reader.waiting
        case Tab.MINE:
            return case.assigned_to == reader.person_id
        case Tab.FREE:
            return case.assigned_to is None and not case.state.is_decided
        case Tab.ASKED:
            return case.state is State.SENT_TO_CONSULTEE
        case Tab.OVERDUE:
            return is_overdue(case, reader.today)
        case Tab.ALL:
            return True


def narrow(cases: Sequence[Case], chosen: Chosen) -> tuple[Case, ...]:
    """
    Return the cases that are wanted, in their order.

    The search knows no accents: "thuy dien" finds "Thuỷ điện".
    """
    sought = plain(chosen.search)
    return tuple(case for case in cases if _fits(case, chosen) and (not sought or sought in _plain(case)))


def _fits(case: Case, chosen: Chosen) -> bool:
    asked = {office.vi for office in case.consultees}
    pairs = (
        (chosen.states, {case.state.value}),
        (chosen.severities, {case.severity}),
        (chosen.themes, {case.theme}),
        (chosen.communes, set(case.communes)),
        (chosen.consultees, asked),
    )
    return all(not wanted or not values.isdisjoint(wanted) for wanted, values in pairs)


def _plain(case: Case) -> str:
    return plain(f"{case.number} {case.site_name} {case.site_id} {case.rule_id}")
