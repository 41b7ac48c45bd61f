"""What stands above the list of cases: whose move it is, the search, the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.model import Severity
from office.cases.model import State
from views import numbers, state
from views.cases.narrow import Chosen, Tab, in_tab
from views.cases.said import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from office.cases.model import Case
    from views.cases.narrow import Reader
    from views.text import Text

TAB, SEARCH = "case-tab", "case-search"
STATES, SEVERITIES, THEMES = "case-states", "case-severities", "case-themes"
COMMUNES, CONSULTEES = "case-communes", "case-consultees"


def show_tabs(cases: Sequence[Case], reader: Reader, text: Text) -> Tab:
    """Show how many cases stand under each tab, as buttons; return the one that is open."""
    counts = {tab: sum(in_tab(case, tab, reader) for case in cases) for tab in Tab}
    if state.value(TAB) is None:
        state.put(TAB, Tab.WAITING if counts[Tab.WAITING] else Tab.ALL)
    chosen = st.segmented_control(
        text("case.tabs"),
        list(Tab),
        format_func=lambda tab: (
            f"{text('case.tab_' + tab)} **{numbers.number(counts[tab], text.language, 0)}**"
        ),
        required=True,
        key=TAB,
        persist_state="session",
        label_visibility="collapsed",
    )
    return Tab(chosen or Tab.ALL)


def show_search(text: Text) -> None:
    """Show the search; `chosen` tells what was typed."""
    st.text_input(
        text("case.search"),
        placeholder=text("case.search_hint"),
        key=SEARCH,
        persist_state="session",
        label_visibility="collapsed",
        width=300,
    )


def show_filters(cases: Sequence[Case], communes: Mapping[str, str], text: Text) -> None:
    """Show the other filters in a fold-out panel; `chosen` tells what they are set to."""
    count = chosen().conditions
    title = text("filter.open") + (f" ({count})" if count else "")
    offices = {office.vi: office.name(text.language) for case in cases for office in case.consultees}
    codes = sorted(
        {code for case in cases for code in case.communes}, key=lambda code: communes.get(code, code)
    )
    with st.popover(title, icon=":material/filter_alt:", key="case-filters"):
        left, right = st.columns(2)
        with left:
            _choice(
                text("case.state"),
                [one.value for one in State],
                lambda one: f"{MARKS[State(one)]} {text('case.state_' + one)}",
                STATES,
                text,
            )
            _choice(
                text("filter.severity"),
                [one.value for one in Severity],
                lambda one: text.known("severity", one),
                SEVERITIES,
                text,
            )
        with right:
            _choice(
                text("case.theme"),
                sorted({case.theme for case in cases}, key=lambda one: text.known("theme", one)),
                lambda one: text.known("theme", one),
                THEMES,
                text,
            )
            _choice(text("filter.commune"), codes, lambda code: communes.get(code, code), COMMUNES, text)
        _choice(text("case.consultee"), sorted(offices), lambda vi: offices.get(vi, vi), CONSULTEES, text)
        st.button(text("filter.clear"), key="case-clear", on_click=_clear, disabled=not count)


def chosen() -> Chosen:
    """Return what search and filters are set to."""
    several = {
        "states": STATES,
        "severities": SEVERITIES,
        "themes": THEMES,
        "communes": COMMUNES,
        "consultees": CONSULTEES,
    }
    return Chosen(
        **{field: tuple(state.value(key) or ()) for field, key in several.items()},
        search=str(state.value(SEARCH) or ""),
    )


def clear_all() -> None:
    """Set search and filters back; to be called before they are drawn."""
    state.put(SEARCH, "")
    _clear()


def _clear() -> None:
    for key in (STATES, SEVERITIES, THEMES, COMMUNES, CONSULTEES):
        state.put(key, [])


def _choice(title: str, values: list[str], words: Callable[[str], str], key: str, text: Text) -> None:
    st.multiselect(
        title, values, format_func=words, key=key, placeholder=text("filter.all"), persist_state="session"
    )


def _count(count: int, text: Text) -> str:
    return numbers.number(count, text.language, 0)
