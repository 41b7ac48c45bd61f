"""The page of administration: accounts, audit trail, health, backup, first run, each for who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from office.rights import Act, may, require
from views import state
from views.administration.accounts_part import show_accounts
from views.administration.backup_part import show_backup
from views.administration.drawn import show_said, show_style
from views.administration.health_part import show_health
from views.administration.trail_part import show_trail
from views.administration.wizard import is_to_be_seen_to, show_first_run
from views.person import current_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.database.desk import Desk
    from office.people import Person
    from office.sessions import Session

PART = "administration-part"
PARTS = {
    "first_run": (Act.SET_UP, show_first_run),
    "accounts": (Act.MANAGE_ACCOUNTS, show_accounts),
    "trail": (Act.SEE_AUDIT, show_trail),
    "health": (Act.SEE_HEALTH, show_health),
    "backup": (Act.BACK_UP, show_backup),
}
"""Part -> the right that it needs, and what draws it."""


def show_administration(session: Session) -> None:
    """
    Draw the page for one browser tab.

    Raises
    ------
    RightError
        If the person may see no part of it; `app.py` says so on the page.
    """
    text, desk, person = state.text(), current_desk(), session.person
    allowed = [part for part, (act, _) in PARTS.items() if may(person, act)]
    if not allowed:
        require(person, Act.SEE_HEALTH)
    show_style()
    if state.value(PART) is None:
        state.put(PART, _first(desk, person, allowed))
    with st.container(key="administration", gap="small"):
        part = st.segmented_control(
            text("page.administration"),
            allowed,
            format_func=lambda part: text("admin.part_" + part),
            required=True,
            key=PART,
            label_visibility="collapsed",
        )
        drawn = PARTS[part or allowed[0]][1]
        show_said()
        drawn(desk, person, text)


def _first(desk: Desk, person: Person, allowed: Sequence[str]) -> str:
    """Return the part that is open at first: the first run only while there is something to see to."""
    if allowed[0] == "first_run" and not is_to_be_seen_to(desk, person):
        return allowed[1]
    return allowed[0]
