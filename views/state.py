"""What one browser tab has chosen. The only module that touches `st.session_state`."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable

Desk = TypeVar("Desk")

VIETNAM_TIME = timezone(timedelta(hours=7))
"""Without daylight saving; needs no table of time zones, which Windows lacks."""

LANGUAGE, FINDING, TURN, MAP, CLICKS = "language", "finding", "turn", "map", "clicks"
COMMUNES, RULES, SEVERITIES = "communes", "rules", "severities"
SECTORS, PHASES, SEARCH, GROUPED = "sectors", "phases", "search", "grouped"
AS_OF, VERDICTS, VIEW = "as_of", "verdicts", "view"
DESK, IMPORT_MAP = "import-desk", "import-map"
OPENED = "opened"
"""What the address said when the tab was opened."""

FORM = "form-"
"""Start of the keys of what is declared of an import."""


def text() -> Text:
    """Return the words in the language of this tab; Vietnamese until it is switched."""
    said = st.session_state.get(LANGUAGE) or st.session_state.get(OPENED, {}).get(LANGUAGE)
    return Text(said if said in LANGUAGES else next(iter(LANGUAGES)))


def today() -> date:
    """Return today's date in Vietnam, wherever the server's clock stands."""
    return datetime.now(tz=VIETNAM_TIME).date()


def chosen() -> str:
    """Return the id of the finding whose card is open, or ""."""
    return str(st.session_state.get(FINDING, ""))


def setback_key() -> str:
    """Return the key of the box that asks for the open card's setback: every card starts without."""
    return f"setback-{chosen()}"


def setback_wanted() -> bool:
    """Tell whether that box is ticked."""
    return bool(st.session_state.get(setback_key()))


def turn() -> int:
    """Return a number that differs for each choice, also after the page was loaded again."""
    return int(st.session_state.get(TURN, 0))


def choose(finding_id: str) -> bool:
    """Open a finding's card and let the map go there; tell whether that is a change."""
    changed = finding_id != chosen()
    st.session_state[FINDING] = finding_id
    if changed:
        st.session_state[TURN] = time.time_ns() // 1_000_000
    return changed


def filters() -> dict[str, Any]:
    """Return what the filters are set to, as keyword arguments of `Wanted`."""
    several = {
        key: tuple(st.session_state.get(key) or ()) for key in (COMMUNES, RULES, SEVERITIES, SECTORS, PHASES)
    }
    return several | {
        SEARCH: st.session_state.get(SEARCH) or "",
        GROUPED: bool(st.session_state.get(GROUPED)),
    }


def clear_filters() -> None:
    """Set the filters back; to be called before they are drawn."""
    for key in (COMMUNES, RULES, SEVERITIES, SECTORS, PHASES):
        st.session_state[key] = []
    st.session_state[SEARCH] = ""
    st.session_state[GROUPED] = False


def selected_row(key: str) -> int | None:
    """Return the row of the cell that is selected in a table, counted from 0, or nothing."""
    cells = st.session_state[key]["selection"]["cells"] if key in st.session_state else []
    return int(cells[0][0]) if cells else None


def clicked_on_map() -> dict[str, Any]:
    """Return what was clicked on the map: `kind` (site or finding) and `id`; empty if nothing."""
    answer = st.session_state.get(MAP) or {}
    return dict(answer.get("picked") or {})


def count_click() -> None:
    """Note a click on the map: lists are then drawn anew, with the row that was clicked."""
    st.session_state[CLICKS] = clicks() + 1


def clicks() -> int:
    """Return how often something was clicked on the map."""
    return int(st.session_state.get(CLICKS, 0))


def desk(make: Callable[[], Desk]) -> Desk:
    """Return what this tab is importing; it lives on the server as long as the tab does."""
    if DESK not in st.session_state:
        st.session_state[DESK] = make()
    return st.session_state[DESK]  # type: ignore[no-any-return]


def value(key: str) -> Any:  # noqa: ANN401 - as the widget has it
    """Return what the widget of that key is set to, or nothing."""
    return st.session_state.get(key)


def has(key: str) -> bool:
    """Tell whether a widget of that key is there: it may be set to nothing."""
    return key in st.session_state


def put(key: str, given: object) -> None:
    """Set a widget; to be called before it is drawn."""
    st.session_state[key] = given
