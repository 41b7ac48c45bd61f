"""What is compared: plans, projects, or projects on the planned land; where, and in which period."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import streamlit as st

from layers.money.plan import read_plan
from layers.packages.units import units_of
from layers.plans import meet, pair, use
from layers.plans.periods import Days, period_of
from views import numbers
from views.plain import plain
from views.plan.made import own_communes

if TYPE_CHECKING:
    from datetime import date

    from office.people import Person
    from views.store import Store
    from views.text import Text

WHICH, PERIOD, PLACES, KINDS = (
    "plan-plans-which",
    "plan-plans-period",
    "plan-plans-places",
    "plan-plans-kinds",
)


class Which(StrEnum):
    """The three comparisons, as the commands of `ranh plans` make them."""

    PLANS = "compare"
    PROJECTS = "projects"
    USES = "uses"


STATES: dict[Which, tuple[str, type[StrEnum]]] = {
    Which.PLANS: ("plans.state", meet.State),
    Which.PROJECTS: ("plans.pair", pair.State),
    Which.USES: ("plans.use", use.State),
}
"""Words of what is said, and the values in the order of a table."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be shown."""

    which: Which
    day: date
    """Plans are compared as they are in force then."""
    communes: frozenset[str] | None
    """Nothing is told of what lies elsewhere; None: the whole province."""
    period: str
    """Rows of this period alone; "": all of them."""
    kinds: tuple[str, ...]
    """Rows of which this is said; none: all."""

    @property
    def days(self) -> Days | None:
        """The days of the period."""
        return period_of(self.period).days if self.period else None


def ask(store: Store, person: Person, as_of: date, text: Text) -> Asked:
    """
    Draw the choices; return what is chosen.

    Raises
    ------
    RanhError
        If the communes or the periods of the plan cannot be read.
    """
    with st.container(key="plan-plans-asked", horizontal=True, vertical_alignment="bottom", gap="small"):
        which = st.segmented_control(
            text("plan.plans_which"), list(Which), format_func=lambda one: text("plan.plans_" + one),
            default=Which.PLANS, required=True, key=f"{WHICH}-{text.language}", label_visibility="collapsed",
        )  # fmt: skip
        which = Which(which or Which.PLANS)
        period = _period(store, which, as_of, text)
        day = period_of(period).days.nearest(as_of) if period and which is Which.PLANS else as_of
        communes = _communes(store, person, day, text)
        words, states = STATES[which]
        kinds = st.multiselect(
            text("plan.plans_kinds"), [str(one) for one in states],
            format_func=lambda one: text.known(words, one), placeholder=text("plan.plans_all_kinds"),
            key=f"{KINDS}-{which}-{text.language}", width=230,
        )  # fmt: skip
    return Asked(which=which, day=day, communes=communes, period=period, kinds=tuple(kinds))


def _period(store: Store, which: Which, as_of: date, text: Text) -> str:
    """Return the period; of plans it says on which day they are compared."""
    none = numbers.day(as_of, text.language) if which is Which.PLANS else text("plan.plans_all_periods")
    label = text("plan.plans_on") if which is Which.PLANS else text("plan.plans_period")
    options = ["", *read_plan(store.province).periods]
    key = f"{PERIOD}-{which}-{text.language}"
    return str(st.selectbox(label, options, format_func=lambda one: one or none, key=key, width=150))


def _communes(store: Store, person: Person, day: date, text: Text) -> frozenset[str] | None:
    """Return the communes that are chosen, else those that the person's right ends at."""
    own = own_communes(person)
    units = {one.code: one.name for one in units_of(store, "commune", day) if own is None or one.code in own}
    chosen = st.multiselect(
        text("plan.plans_places"), list(units), format_func=lambda code: f"{plain(units[code])} ({code})",
        placeholder=text("plan.all_units", count=len(units)), key=f"{PLACES}-{day}", width=250,
    )  # fmt: skip
    return frozenset(chosen) or own
