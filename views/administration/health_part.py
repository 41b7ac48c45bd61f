"""Health: a line for each sign, the worst first, with its word beside its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.province import default_province_folder
from office.health import examine

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person
    from office.signs import Sign
    from views.text import Text


def show_health(desk: Desk, person: Person, text: Text) -> None:
    """Draw all signs; thoroughly only when asked, since that reads everything."""
    thorough = st.button(text("admin.thorough"), key="health-thorough")
    with st.spinner(text("admin.examining")):
        signs = examine(desk, person, default_province_folder(), thorough=thorough)
    st.html(signs_html(signs, text))


def signs_html(signs: tuple[Sign, ...], text: Text) -> Markup:
    """Return the lines; nothing that is unknown looks well."""
    lines = Markup().join(
        Markup('<li class="{}"><b>{}</b><span>{}</span></li>').format(
            sign.state, text("health." + sign.state), sign.sentence(text.language)
        )
        for sign in sorted(signs, key=lambda sign: sign.state.rank)
    )
    return Markup('<ul class="ranh-signs">{}</ul>').format(lines)
