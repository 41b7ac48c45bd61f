"""The list of cases: tabs, filters, table, and a summary of the case that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.cases.listing import Wanted, list_cases
from office.rights import Act, may, reach
from views import numbers, state
from views.cases import tools
from views.cases.address import keep_order
from views.cases.assigning import rounds, show_assign, show_given
from views.cases.narrow import Reader, Tab, in_tab, narrow
from views.cases.summary import show_summary
from views.cases.syncing import show_synced
from views.cases.table import chosen_number, show_table
from views.person import current_session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text


def show_list(desk: Desk, person: Person, communes: Mapping[str, str], text: Text) -> None:
    """
    Draw the list of the cases that a person may see.

    Parameters
    ----------
    communes
        Code -> name.
    """
    today = state.today()
    cases = list_cases(desk, person, Wanted(per_page=0)).cases
    waiting = list_cases(desk, person, Wanted(waiting_for_me=True, per_page=0)).cases
    reader = Reader(person_id=person.id, waiting=frozenset(case.id for case in waiting), today=today)
    with st.container(key="case-list", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key="case-tools", gap="small"):
            tab = tools.show_tabs(cases, reader, text)
            tools.show_search(text)
            tools.show_filters(cases, communes, text)
        show_synced(text)
        show_given(text)
        listed = narrow([case for case in cases if in_tab(case, tab, reader)], tools.chosen())
        keep_order(tuple(case.number for case in listed))
        if not listed:
            _show_empty(cases, tab, text, works=may(person, Act.WORK))
            return
        st.caption(text("case.listed", count=numbers.number(len(listed), text.language, 0)))
        _show_rows(desk, person, listed, text)


@st.fragment
def _show_rows(desk: Desk, person: Person, listed: Sequence[Case], text: Text) -> None:
    """
    Draw the table and what belongs to its chosen or ticked rows.

    A row that is chosen runs this alone: neither the cases are read again nor the counts made anew.
    """
    if current_session().person != person:
        st.rerun()
    today = state.today()
    ticked = show_table(listed, today, text, several=reach(person, Act.ASSIGN) is not None, turn=rounds())
    if ticked:
        show_assign(desk, person, ticked, text)
    else:
        chosen = next((case for case in listed if case.number == chosen_number()), None)
        show_summary(chosen, today, text)


def _show_empty(cases: Sequence[Case], tab: Tab, text: Text, *, works: bool) -> None:
    """Say in one sentence why nothing is listed, and what to do."""
    if not cases:
        words = text("case.none_yet" if works else "case.none_to_see")
    elif tools.chosen().conditions or tools.chosen().search:
        words = text("case.none_found")
    else:
        words = text("case.none_" + tab)
    st.html(Markup('<p class="ranh-empty">{}</p>').format(words))
    if cases and (tools.chosen().conditions or tools.chosen().search):
        st.button(text("filter.clear"), key="case-clear-all", on_click=tools.clear_all)
