"""Answers that an alarm holds, for a second person to let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.sealed.answers import release
from office.sealed.listing import list_dossiers
from views.administration.drawn import clock, do, heading, note

if TYPE_CHECKING:
    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.listing import DossierRow
    from views.text import Text


def show_held(desk: Desk, person: Person, province: Province, text: Text) -> None:
    """Draw each held answer with what holds it."""
    heading(text("sealed.held"))
    rows = list_dossiers(desk, person, held=True)
    if not rows:
        note(text("sealed.none_held"))
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"held-{row.id}"):
            st.html(held_html(row, text))
            if st.button(text("sealed.release"), key=f"release-{row.id}-{row.version}"):
                _release(desk, person, row, province, text)


def _release(desk: Desk, person: Person, row: DossierRow, province: Province, text: Text) -> None:
    do(
        lambda: release(desk, person, row.id, row.version, province),
        text("sealed.released", number=row.number),
        text,
    )


def held_html(row: DossierRow, text: Text) -> Markup:
    """Return who asked what, and why the answer waits."""
    alarms = "; ".join(text("sealed.alarm_" + alarm) for alarm in row.alarms)
    who = " · ".join(part for part in (row.asked_by, row.unit, clock(row.at)) if part)
    return Markup("<b>{}</b> {}<br><small>{}<br>{}</small>").format(
        row.number, ", ".join(row.site_ids), who, alarms
    )
