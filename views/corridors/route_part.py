"""Lines from A to B: points, weights, the search beside the page, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import RanhError
from layers.routing.model import Asked
from views.card import warning_html
from views.corridors import chosen, searching
from views.corridors.found_lines import lines_address, show_found, title_html, unasked_html
from views.corridors.ground import show_ground
from views.corridors.html_table import empty_html, table_html
from views.corridors.lines_table import BRIEF, lines_table
from views.corridors.picking import note_pick
from views.corridors.place_choice import SIGNS, ask_place, asked_place, places_here, spot_of
from views.corridors.weights_choice import choose_weights
from views.person import current_session
from views.search_coordinates import degrees_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

    from layers.routing.model import Routes
    from layers.routing.weights import Weights
    from office.sessions import Session
    from views.corridors.place_choice import Places, Spot
    from views.corridors.searching import Found
    from views.store import Store
    from views.text import Text

CHOICES_SHARE, MAP_SHARE = 40, 60
LINES, BAND = "corridor-lines", "corridor-band"
LOOK_EVERY_S = 1.0


def show_route(store: Store, session: Session, as_of: date, text: Text) -> None:
    """Draw the part of the page that finds lines."""
    left, right = st.columns([CHOICES_SHARE, MAP_SHARE], gap="small")
    with left, st.container(key="corridor-side", gap="small"):
        places = places_here(store, as_of, text)
        question = _ask(store, places, as_of, text)
        found = searching.found()
        _say_state(found, question, text)
    answer = found if found is not None and found.question == question else None
    with right, st.container(key="corridor-mapside", gap=None):
        show_ground(
            store, as_of, text, _shown(store, session, _points(store, places, answer), found, text), note_pick
        )
    if found is not None:
        show_found(store, session, found, text)


def _ask(store: Store, places: Places, as_of: date, text: Text) -> Hashable:
    """Draw the choices; return the question that they make, nothing where the weights cannot be used."""
    said = {name: ask_place(name, places, store, text) for name in (chosen.START, chosen.GOAL, chosen.VIA)}
    lines, band = st.columns(2, gap="small")
    with lines:
        count = st.selectbox(
            text("corridor.lines_wanted"), [1, 2, 3, 4, 5], index=2, key=LINES, persist_state="session"
        )
    with band:
        share = st.selectbox(
            text("corridor.band_share"),
            [0.01, 0.02, 0.05, 0.1],
            index=1,
            format_func=lambda one: f"{one:.0%}".replace("%", " %"),
            help=text("corridor.band_share_help"),
            key=BAND,
            persist_state="session",
        )
    weights = _weights(store, text)
    if searching.running() is not None:
        _watch(text)
    if weights is None:
        return None
    more = (as_of, int(count), float(share))
    if searching.running() is not None:
        return _question(said, weights, more)
    ready = bool(said[chosen.START] and said[chosen.GOAL])
    if st.button(text("corridor.search"), type="primary", disabled=not ready, key="corridor-search"):
        _start(store, places, said, weights, more)
        st.rerun()
    return _question(said, weights, more)


def _weights(store: Store, text: Text) -> Weights | None:
    """Draw the choice of weights; say why where they cannot be used."""
    try:
        return choose_weights(store, text)
    except RanhError as error:
        st.html(warning_html(text.error(error)))
        return None


def _start(
    store: Store, places: Places, said: dict[str, str], weights: Weights, more: tuple[date, int, float]
) -> None:
    """Begin a search; a point that is none is said at once."""
    as_of, count, share = more
    question = _question(said, weights, more)
    try:
        start, goal = (asked_place(said[name], places, store) for name in (chosen.START, chosen.GOAL))
        via = (asked_place(said[chosen.VIA], places, store),) if said[chosen.VIA] else ()
    except RanhError as error:
        searching.refuse(store, error, question)
        return
    asked = Asked(start=start, goal=goal, via=via, as_of=as_of, lines=count, band_share=share)
    searching.begin(store, asked, weights, question)


def _question(said: dict[str, str], weights: Weights, more: tuple[date, int, float]) -> Hashable:
    return (tuple(said.values()), *more, weights.model_dump_json())


@st.fragment(run_every=LOOK_EVERY_S)
def _watch(text: Text) -> None:
    """Show how far the search is; when it is done the whole page is drawn again."""
    current_session()
    search = searching.running()
    if search is None or search.is_done:
        st.rerun()
    waiting = search.job.is_waiting
    st.progress(search.job.share, text("corridor.waiting") if waiting else text("corridor.searching"))
    if st.button(text("corridor.cancel"), icon=":material/close:", key="corridor-cancel"):
        searching.stop()
        st.rerun()


def _say_state(found: Found | None, question: Hashable, text: Text) -> None:
    fault = searching.fault_of(question)
    if fault is not None:
        st.html(warning_html(text.error(fault)))
    elif found is None and searching.running() is None:
        st.html(empty_html(text("corridor.nothing_asked")))
    if found is not None:
        if question not in {None, found.question}:
            st.html(warning_html(text("corridor.earlier_question")))
        st.html(title_html(found.routes, text))
        st.html(table_html(lines_table(found.routes, text, BRIEF), text("corridor.lines")))
        st.html(unasked_html(found.routes, text))


def _shown(
    store: Store, session: Session, points: Sequence[Any], found: Found | None, text: Text
) -> dict[str, Any]:
    names = {"start": chosen.START, "goal": chosen.GOAL, "via": chosen.VIA}
    shown: dict[str, Any] = {
        "pick": [{"name": name, "words": text("corridor.pick_" + name)} for name in names],
        "points": points,
    }
    if found is not None:
        shown["lines"] = lines_address(store, session, found, text)
    return shown


def _points(store: Store, places: Places, answer: Found | None) -> list[dict[str, Any]]:
    """Return where A, B and C are: where the lines end that were found, before that as they were chosen."""
    spots = _chosen_spots(store, places) | ({} if answer is None else _ends(answer.routes))
    return [
        {"at": [round(degrees, 6) for degrees in degrees_of(spot, store.province)], "sign": SIGNS[name]}
        for name, spot in spots.items()
    ]


def _ends(routes: Routes) -> dict[str, Spot]:
    """Return where the best line begins and ends; in a commune it chose the place itself."""
    first, *_, last = routes.routes[0].line.coords
    return {chosen.START: first[:2], chosen.GOAL: last[:2]}


def _chosen_spots(store: Store, places: Places) -> dict[str, Spot]:
    """Return the points that have coordinates; in a commune the line chooses its place."""
    spots: dict[str, Spot] = {}
    for name in SIGNS:
        said = chosen.get(name)
        try:
            spot = spot_of(said, places, store) if said else None
        except RanhError:
            continue
        if spot is not None:
            spots[name] = spot
    return spots
