"""The profile of one axis: choices and headline numbers beside the map with its chart, tables below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.corridor.lacking import knows_rules, lacking
from layers.corridor.said import NO_DECISION_EN, NO_DECISION_VI
from views.card import warning_html
from views.corridors import chosen, tables
from views.corridors.axis_choice import choose_axis
from views.corridors.band_choice import choose_band, choose_period
from views.corridors.bringing import show_bringing
from views.corridors.figures import figures_html
from views.corridors.files import profile_files
from views.corridors.ground import show_ground
from views.corridors.html_table import empty_html, table_html
from views.corridors.made import Wanted, axes_of, fingerprint, profile_for
from views.corridors.notes import notes_html
from views.corridors.picking import note_pick
from views.corridors.picture import picture_of
from views.corridors.serving import offer_body

if TYPE_CHECKING:
    from datetime import date

    from layers.corridor.model import Axis, Profile
    from office.sessions import Session
    from views.corridors.html_table import Rows
    from views.store import Store
    from views.text import Text

CHOICES_SHARE, MAP_SHARE = 34, 66
KEYS = {"zones": ["layer_id", "zone_id"], "projects": ["site_id"], "units": ["layer_id", "unit_id"]}
"""Table -> columns that tell one thing from another."""

GROUPS = {
    "land": ("landuse",),
    "zones": ("restricted", "protected", "infrastructure", "water"),
    "projects": ("project",),
    "units": ("boundary",),
}
"""Table -> groups of layers whose lack makes an empty one no answer."""


def show_profile(store: Store, session: Session, as_of: date, text: Text) -> None:
    """Draw the part of the page that profiles an axis."""
    left, right = st.columns([CHOICES_SHARE, MAP_SHARE], gap="small")
    with left, st.container(key="corridor-side", gap="small"):
        axis = choose_axis(store, session, as_of, text)
        show_bringing(store, as_of, text)
        made, period = _made(store, session, axis, as_of, text)
    with right, st.container(key="corridor-mapside", gap=None):
        show_ground(store, as_of, text, _shown(store, session, made, period, text), note_pick)
    if made is not None:
        _tables(store, made, text)


def _made(
    store: Store, session: Session, axis: Axis | RanhError | None, as_of: date, text: Text
) -> tuple[Profile | None, str]:
    """Draw what belongs to the choices; return the profile and the layer of land that is shown."""
    if isinstance(axis, RanhError):
        st.html(warning_html(text.error(axis)))
        return None, ""
    if axis is None:
        st.html(empty_html(text("corridor.nothing_chosen")))
        notes_html(axes_of(store, as_of).notes, text)
        return None, ""
    choose_band(axis.line.length_m, text)
    wanted = Wanted(axis=axis, width_m=chosen.width_m(), as_of=as_of)
    try:
        with st.spinner(text("corridor.making")):
            made = profile_for(store, wanted, session.person)
    except RanhError as error:
        st.html(warning_html(text.error(error)))
        return None, ""
    period = choose_period(made, as_of, text)
    st.html(figures_html(made, period, text))
    notes_html(made.notes, text)
    profile_files(store, session, made, text)
    return made, period


def _shown(store: Store, session: Session, made: Profile | None, period: str, text: Text) -> dict[str, Any]:
    shown: dict[str, Any] = {"pick": [{"name": "line", "words": text("corridor.draw")}]}
    if made is None:
        return shown
    what = (
        "chart", fingerprint(made.axis), made.width_m, made.step_m, made.as_of, text.language,
    )  # fmt: skip
    url = offer_body(session, store, what, lambda: picture_of(made, store, text))
    return shown | {"chart": url, "layer": period}


def _tables(store: Store, made: Profile, text: Text) -> None:
    told = {
        "consult": tables.consult_table(made, text),
        "land": tables.land_table(made, store.codes, text),
        "zones": tables.zones_table(made, text),
        "projects": tables.projects_table(made, text),
        "units": tables.units_table(made, text),
    }
    titles = [f"{text('corridor.tab_' + name)} ({_count(name, told[name], made)})" for name in told]
    with st.container(key="corridor-tables"):
        for tab, title, (name, table) in zip(st.tabs(titles), titles, told.items(), strict=True):
            with tab:
                st.html(_table(name, title, table, made, text))
        _basis(made, text)


def _count(name: str, table: Rows, made: Profile) -> str:
    """Return how many things a table is about, one that the band meets twice once; "?" is not known."""
    if name == "consult":
        return str(len(table.rows)) if knows_rules(made) else "?"
    count = len(table.rows) - len(table.sums)
    if name in KEYS:
        count = len(getattr(made, name).drop_duplicates(KEYS[name]))
    if not lacking(made, GROUPS[name]):
        return str(count)
    return f"≥ {count}" if count else "?"


def _table(name: str, title: str, table: Rows, made: Profile, text: Text) -> Markup:
    """Return a table, or why it has no rows."""
    if len(table.rows) > len(table.sums):
        return table_html(table, title)
    if name == "consult" and not made.rules_told:
        words = text("corridor.not_told")
    elif name == "consult" and made.consult.empty:
        words = text("corridor.no_rules")
    else:
        words = text("corridor.none_" + name)
    missing = [text.of(layer, "name") for layer in lacking(made, GROUPS.get(name, ()))]
    if missing:
        words = text("corridor.none_but_missing", layers=", ".join(missing))
    return empty_html(words)


def _basis(made: Profile, text: Text) -> None:
    said = NO_DECISION_VI if text.language == "vi" else NO_DECISION_EN
    basis = "; ".join(
        text.of(one.layer, "name") + (f" ({one.layer.version})" if one.layer.version else "")
        for one in made.basis
    )
    st.html(
        Markup('<p class="ranh-basis">{} {}; {}.<br>{}: {}</p>').format(
            said, made.crs, made.operation, text("corridor.basis"), basis
        )
    )
