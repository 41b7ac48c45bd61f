"""The page of the plan in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import RanhError
from office.rights import Act, require
from views import state
from views.card import warning_html
from views.day_choice import choose_day
from views.plan import chosen
from views.plan.money_part import show_money
from views.plan.packages_part import show_packages
from views.plan.periods_part import show_periods
from views.plan.plans_part import show_plans
from views.plan.replay_part import show_replay
from views.plan.targets_part import show_targets

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from office.sessions import Session
    from views.store import Store
    from views.text import Text

SHOW = {
    chosen.PERIODS: show_periods,
    chosen.PLANS: show_plans,
    chosen.TARGETS: show_targets,
    chosen.MONEY: show_money,
    chosen.REPLAY: show_replay,
    chosen.PACKAGES: show_packages,
}


def show_plan(store: Store, session: Session, slot: DeltaGenerator) -> None:
    """
    Draw the page for one browser tab.

    Parameters
    ----------
    slot
        Place in the header for the day.

    Raises
    ------
    RanhError
        If the province cannot be read at all, or the person may see no findings; `app.py` says so on
        the page.
    """
    text = state.text()
    require(session.person, Act.SEE_FINDINGS, session.person.communes or None)
    chosen.read_address()
    with slot:
        as_of = choose_day(text, text("plan.day_help"))
    with st.spinner(text("page.checking")):
        store.result(as_of)
    with st.container(key="plan", gap="small"):
        with st.container(key="plan-tools", horizontal=True, vertical_alignment="center", gap="small"):
            _parts(text)
            tools = st.container(horizontal=True, vertical_alignment="center", gap="small", width="content")
        try:
            SHOW[chosen.part()](store, session, as_of, text, tools)
        except RanhError as error:
            st.html(warning_html(text.error(error)))
    chosen.write_address(as_of, text)


def _parts(text: Text) -> None:
    key = f"plan-part-{text.language}-{chosen.part()}"
    st.segmented_control(
        text("plan.part"),
        list(chosen.PARTS),
        format_func=lambda part: text("plan.part_" + part.replace("-", "_")),
        default=chosen.part(),
        required=True,
        key=key,
        on_change=lambda: chosen.open_part(str(state.value(key) or "")),
        label_visibility="collapsed",
    )
