"""Up to five corridors or widths side by side: choices and map, then the same measures in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.crs import to_display
from geo.errors import RanhError
from layers.corridor.compare import LEAST, compare
from layers.corridor.lacking import knows_rules
from views import numbers
from views.card import warning_html
from views.corridors.axis_choice import axis_of, lines_of
from views.corridors.band_choice import choose_period
from views.corridors.compare_table import comparison_table, measured_of
from views.corridors.files import comparison_files
from views.corridors.ground import show_ground
from views.corridors.html_table import empty_html, small_html, table_html
from views.corridors.made import Wanted, fingerprint, profile_for
from views.corridors.notes import notes_html
from views.corridors.picking import note_side
from views.corridors.picture import axis_places, shape_json
from views.corridors.serving import offer_body
from views.corridors.sides import choose_sides
from views.themes import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.corridor.compare import Comparison
    from layers.corridor.model import Profile
    from office.sessions import Session
    from views.corridors.sides import Side
    from views.store import Store
    from views.text import Text

CHOICES_SHARE, MAP_SHARE = 46, 54
EVERYTHING = "corridor-everything"


def show_compare(store: Store, session: Session, as_of: date, text: Text) -> None:
    """Draw the part of the page that compares."""
    left, right = st.columns([CHOICES_SHARE, MAP_SHARE], gap="small")
    with left, st.container(key="corridor-side", gap="small"):
        found = choose_sides(lines_of(store, session, as_of, text), text)
        made = _profiles(store, session, found, as_of, text)
        compared = _compared(made, text)
    with right, st.container(key="corridor-mapside-low", gap=None):
        shown: dict[str, Any] = {"pick": [{"name": "line", "words": text("corridor.draw")}]}
        if made:
            shown["lines"] = _lines(store, session, made, text)
        show_ground(store, as_of, text, shown, note_side)
    if compared is not None:
        _table(store, session, compared, as_of, text)


def _profiles(
    store: Store, session: Session, found: Sequence[Side], as_of: date, text: Text
) -> list[Profile]:
    """Return the profiles that there are; say of each other one why there is none."""
    wanted = [side for side in found if side.axis]
    made: list[Profile] = []
    progress = st.empty()
    for number, side in enumerate(wanted):
        progress.progress(
            number / len(wanted), text("corridor.making_side", number=number + 1, count=len(wanted))
        )
        try:
            axis = axis_of(store, session, side.axis, as_of, text)
            made.append(
                profile_for(store, Wanted(axis=axis, width_m=side.width_m, as_of=as_of), session.person)
            )
        except RanhError as error:
            st.html(warning_html(text.error(error)))
    progress.empty()
    return made


def _compared(made: Sequence[Profile], text: Text) -> Comparison | None:
    if len(made) < LEAST:
        st.html(empty_html(text("corridor.nothing_compared")))
        return None
    try:
        return compare(made)
    except RanhError as error:
        st.html(warning_html(text.error(error)))
        return None


def _table(store: Store, session: Session, made: Comparison, as_of: date, text: Text) -> None:
    period, everything, files = st.columns([40, 30, 30], gap="small", vertical_alignment="bottom")
    with period:
        shown = choose_period(made.profiles[0], as_of, text)
    with everything:
        whole = st.checkbox(text("corridor.everything"), key=EVERYTHING, persist_state="session")
    with files:
        comparison_files(store, session, made, text)
    sections = measured_of(made, shown, everything=whole)
    with st.container(key="corridor-compared"):
        st.html(
            table_html(comparison_table(made, sections, store.codes, text), text("corridor.part_so_sanh"))
        )
    st.html(small_html(text("corridor.marks")))
    if any(one.rules_told and not knows_rules(one) for one in made.profiles):
        st.html(warning_html(text("corridor.no_rules")))
    notes_html(dict.fromkeys(note for one in made.profiles for note in one.notes), text)


def _lines(store: Store, session: Session, made: Sequence[Profile], text: Text) -> str:
    """Return the address of what the map draws: each axis with its band and number."""
    what = (
        "compared", text.language, *((fingerprint(one.axis), one.width_m) for one in made),
    )  # fmt: skip
    return offer_body(
        session, store, what, lambda: {"routes": [_line(store, n, one, text) for n, one in enumerate(made)]}
    )


def _line(store: Store, number: int, made: Profile, text: Text) -> dict[str, Any]:
    band = to_display(made.intervals, store.province.datum_operation).geometry.union_all()
    length = f"{numbers.number(made.length_km, text.language, 1)} km"
    return {
        "number": number + 1,
        "title": made.axis.name(text.language),
        "facts": [[text("corridor.length"), length]],
        "colour": COLOURS[number],
        "dash": None,
        "runs": [[place[:2] for place in run] for run in axis_places(made.axis.line, store)],
        "band": shape_json(band) if made.width_m else None,
    }
