"""A case opened by hand, for a finding that has none."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import RanhError
from office.cases.needs import TEXT_LENGTH
from office.cases.opening import open_case
from office.rights import Act, reach
from views import state
from views.card import warning_html
from views.cases.syncing import told_today
from views.store import current_store

if TYPE_CHECKING:
    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text


def show_opening(desk: Desk, person: Person, finding_id: str, text: Text) -> Case | None:
    """Draw the way to open a case for a finding, for who may; return the case once it is opened."""
    if reach(person, Act.WORK) is None:
        return None
    with st.popover(text("case.open_by_hand"), icon=":material/create_new_folder:", key="case-by-hand"):
        reason = st.text_area(
            text("case.by_hand_reason"),
            max_chars=TEXT_LENGTH,
            placeholder=text("case.text_hint"),
            key=f"case-by-hand-{finding_id}",
        )
        if not st.button(text("case.open_by_hand_send"), type="primary", key="case-by-hand-send"):
            return None
        try:
            # As a case it is of what may be told, whatever this session sees exactly.
            told = told_today(current_store())
            opened = open_case(desk, person, told, finding_id, reason, _form_key(finding_id))
        except RanhError as problem:
            st.html(warning_html(text.error(problem)))
            return None
    return opened


def _form_key(finding_id: str) -> str:
    """Return what makes a second press open nothing again: one for each finding and tab."""
    name = f"case-by-hand-key-{finding_id}"
    if not state.value(name):
        state.put(name, uuid.uuid4().hex)
    return str(state.value(name))
