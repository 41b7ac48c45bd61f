"""The page of sealed land: the exact view, the cover, held answers, and asking about projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.database.types import now
from office.rights import Act, may, require
from views import state
from views.administration.asking import show_asking
from views.administration.drawn import clock, heading, note, show_said, show_style
from views.administration.exact_part import show_exact
from views.administration.held import show_held
from views.person import current_desk

if TYPE_CHECKING:
    from office.sessions import Session
    from views.faces import Store
    from views.text import Text

ACTS = (Act.SEE_EXACT, Act.SEAL, Act.RELEASE_ANSWER, Act.PACK_DOSSIER)


def show_sealed(store: Store, session: Session) -> None:
    """
    Draw the page for one browser tab, each part for who has the right to it.

    Raises
    ------
    RightError
        If the person has none of these rights; `app.py` says so on the page.
    """
    text, desk, person = state.text(), current_desk(), session.person
    if not any(may(person, act) for act in ACTS):
        require(person, Act.PACK_DOSSIER)
    show_style()
    with st.container(key="sealed", gap="small"):
        show_said()
        if may(person, Act.SEE_EXACT):
            show_exact(desk, session, text)
        show_cover(store, text)
        if may(person, Act.RELEASE_ANSWER):
            show_held(desk, person, store.province, text)
        if may(person, Act.PACK_DOSSIER):
            show_asking(desk, session, store, text)


def show_cover(store: Store, text: Text) -> None:
    """Draw which cover is in use; how many squares it has is told to nobody."""
    heading(text("sealed.cover"))
    cover = store.province.cover
    if cover is None:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("sealed.no_cover")))
        return
    made = clock(cover.made_at)
    themes = sorted({family.removesuffix("_plan") for family in cover.families})
    families = ", ".join(text.known("theme", theme) for theme in themes) or "–"
    days = (now() - cover.made_at).days
    note(text("sealed.cover_in_use", version=cover.version[:16], made=made, days=days, side=cover.side_m))
    note(text("sealed.cover_families", families=families))
