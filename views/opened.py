"""
What the address of a tab says when it is opened: day, language, and the finding whose card is open.

Read once for each tab: afterwards the page leads and the address follows, kept in step by the
browser. Where the map is, the browser alone reads.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from views import state
from views.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from views.text import Text

LANGUAGE, DAY, FINDING, PLACE = "lang", "day", "finding", "at"
LONGEST_ID = 200
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""Wide enough for every plan: a day outside would leave the page on the day before."""


def read_address() -> None:
    """
    Take over what the address says, once for each tab.

    A finding that this person may not see opens no card; the page says the same as for one that
    is no more.
    """
    if state.value(state.OPENED) is not None:
        return
    query = st.query_params
    wanted = {state.LANGUAGE: query.get(LANGUAGE, ""), state.AS_OF: query.get(DAY, "")}
    state.put(state.OPENED, wanted)
    finding = query.get(FINDING, "")[:LONGEST_ID]
    if finding and PLACE in query:
        state.put(state.FINDING, finding)  # without a turn: the map stays where the address says
    elif finding:
        state.choose(finding)


def language() -> str:
    """Return the language that the tab was opened with."""
    return language_of({LANGUAGE: (state.value(state.OPENED) or {}).get(state.LANGUAGE, "")})


def language_of(query: Mapping[str, str]) -> str:
    """Return the language that an address names, else the first."""
    said = query.get(LANGUAGE, "")
    return said if said in LANGUAGES else next(iter(LANGUAGES))


def day() -> date | None:
    """Return the day that the tab was opened with, if its address named one."""
    return day_of({DAY: (state.value(state.OPENED) or {}).get(state.AS_OF, "")})


def day_of(query: Mapping[str, str]) -> date | None:
    """Return the day that an address names, if it is one."""
    try:
        said = date.fromisoformat(query.get(DAY, ""))
    except ValueError:
        return None
    return said if FIRST_DAY <= said <= LAST_DAY else None


def address_of(as_of: date, text: Text) -> dict[str, str]:
    """
    Return what the address of this tab has to say of the page.

    Today is not named: a tab that is loaded again tomorrow must not show yesterday's check.
    """
    told = {FINDING: state.chosen(), DAY: "" if as_of == state.today() else as_of.isoformat()}
    told[LANGUAGE] = "" if text.language == next(iter(LANGUAGES)) else text.language
    return told
