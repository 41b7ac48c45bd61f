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
from views.administration.wizard import show_first_run
from views.person import current_desk

if TYPE_CHECKING:
    from office.sessions import Session

TITLE, PATH = "page.administration", "quan-tri"
ACTS = (Act.MANAGE_ACCOUNTS, Act.SEE_AUDIT, Act.SEE_HEALTH)
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
    text, person = state.text(), session.person
    allowed = [part for part, (act, _) in PARTS.items() if may(person, act)]
    if not allowed:
        require(person, Act.SEE_HEALTH)
    show_style()
    with st.container(key="administration", gap="small"):
        part = st.segmented_control(
            text("page.administration"),
            allowed,
            format_func=lambda part: text("admin.part_" + part),
            default=allowed[0],
            required=True,
            key="administration-part",
            label_visibility="collapsed",
        )
        show_said()
        PARTS[part][1](current_desk(), person, text)
