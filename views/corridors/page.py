"""The page of corridors: profile, comparison, lines from A to B."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import state
from views.corridors import chosen, exact_choices, searching
from views.corridors.compare_part import show_compare
from views.corridors.profile_part import show_profile
from views.corridors.route_part import show_route
from views.day_choice import choose_day

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from office.sessions import Session
    from views.store import Store
    from views.text import Text


def show_corridors(store: Store, session: Session, slot: DeltaGenerator) -> None:
    """
    Draw the page for one browser tab.

    Parameters
    ----------
    slot
        Place in the header for the day.

    Raises
    ------
    RanhError
        If the province cannot be read at all; `app.py` says so on the page.
    """
    text = state.text()
    chosen.read_address()
    exact_choices.settle(store)
    searching.settle(store)
    with slot:
        as_of = choose_day(text, text("corridor.day_help"))
    with st.spinner(text("page.checking")):
        store.result(as_of)
    _parts(text)
    PARTS[chosen.part()](store, session, as_of, text)
    chosen.write_address(as_of, text, is_exact=store.is_exact)


PARTS = {chosen.PROFILE: show_profile, chosen.COMPARE: show_compare, chosen.ROUTE: show_route}


def _parts(text: Text) -> None:
    key = f"corridor-part-{text.language}-{chosen.part()}"
    st.segmented_control(
        text("corridor.part"),
        list(PARTS),
        format_func=lambda part: text("corridor.part_" + part.replace("-", "_")),
        default=chosen.part(),
        required=True,
        key=key,
        on_change=lambda: chosen.put(chosen.PART, str(state.value(key) or "")),
        label_visibility="collapsed",
    )
