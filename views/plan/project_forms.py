"""What may be written of a project: an event, a corrected fact, a withdrawal; nothing typed is lost."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.errors import StaleError
from office.projects.model import Asked
from office.projects.said import who_wrote
from office.projects.writing import write
from views import state
from views.card import warning_html
from views.person import current_desk
from views.plan.project_draft import draft_of, drop_draft
from views.plan.project_fields import (
    EVENT,
    FACT,
    WITHDRAW,
    Writing,
    ask_event,
    ask_fact,
    ask_withdrawal,
)

if TYPE_CHECKING:
    from office.projects.model import Change

DONE, FAULT = "plan-project-done", "plan-project-fault"
ACT = "plan-project-act"


def show_forms(writing: Writing) -> None:
    """Draw the form that is chosen, and write what is sent."""
    text = writing.text
    for kind in KINDS:
        draft_of(writing.file.site_id, kind).take()
    words = {one: text(f"project.act_{one}") for one in KINDS}
    key = f"{ACT}-{text.language}"
    if state.value(key) is None:
        state.put(key, state.value(ACT) or EVENT)
    chosen = str(
        st.segmented_control(
            text("project.act"), list(words), format_func=words.__getitem__, required=True, key=key
        )
    )
    state.put(ACT, chosen)
    if done := state.value(DONE):
        st.html(Markup('<p class="ranh-done" role="status">{}</p>').format(done))
        state.put(DONE, "")
    is_newer = _say_newer(writing)
    _say_fault(writing, chosen, is_newer=is_newer)
    writing = replace(writing, kind=chosen)
    change = KINDS[chosen](writing)
    if change is not None:
        _send(writing, change)


KINDS = {EVENT: ask_event, FACT: ask_fact, WITHDRAW: ask_withdrawal}
"""Form -> what draws it."""


def _say_newer(writing: Writing) -> bool:
    """Say what somebody else wrote since the form was opened; the person takes note, then sends."""
    text, seen = writing.text, writing.seen
    newer = [one for one in writing.file.entries if one.version > seen]
    if not newer:
        return False
    en, vi = who_wrote(newer)
    st.html(warning_html(text("project.newer", who=vi if text.language == "vi" else en)))
    if st.button(text("project.newer_seen"), key="plan-project-newer"):
        writing.see(writing.file.version)
        state.put(FAULT, None)
        st.rerun()
    return True


def _say_fault(writing: Writing, chosen: str, *, is_newer: bool) -> None:
    """Say why what was sent last was refused; that somebody was quicker is said above, with what to do."""
    fault = state.value(FAULT)
    if not isinstance(fault, tuple) or fault[:2] != (writing.file.site_id, chosen):
        return
    if not (is_newer and isinstance(fault[2], StaleError)):
        st.html(warning_html(writing.text.error(fault[2])))


def _send(writing: Writing, change: Change) -> None:
    """Write what was sent; what is refused stays in the form with the reason above it."""
    site_id, kind = writing.file.site_id, writing.kind
    digest = hashlib.sha256(repr(change).encode()).hexdigest()[:40]
    asked = Asked(
        site_id=site_id, change=change, key=f"{writing.draft.opening}-{digest}", version_seen=writing.seen
    )
    state.put(FAULT, None)
    try:
        made = write(current_desk(), writing.session.person, writing.listing, [asked])
    except RanhError as error:
        state.put(FAULT, (site_id, kind, error))
    else:
        state.put(DONE, _done(kind, writing) if made else writing.text("project.done_before"))
        # What is typed in the other forms rests on what this person wrote as well.
        writing.see(max([writing.seen, *(one.version for one in made)]))
        drop_draft(site_id, kind)
    st.rerun()


def _done(kind: str, writing: Writing) -> str:
    text, project = writing.text, writing.file.site_id
    return {
        EVENT: text("project.done_event", project=project),
        FACT: text("project.done_fact", project=project),
        WITHDRAW: text("project.done_withdraw", project=project),
    }[kind]
