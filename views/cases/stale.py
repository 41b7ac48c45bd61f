"""Somebody else was quicker: what happened meanwhile, beside what was typed, and a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views.cases.history import event_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.model import CaseEvent, CaseFile
    from office.people import Person
    from views.cases.draft import Draft
    from views.text import Text


def newer_events(file: CaseFile, person: Person, draft: Draft) -> tuple[CaseEvent, ...]:
    """
    Return what others did to a case since the draft was begun.

    What the person did oneself, a note beside the open form, needs no question: the draft then
    goes on from there.
    """
    newer = tuple(event for event in file.events if event.facts.get("version", 0) > draft.version)
    if all(event.person_id == person.id for event in newer):
        draft.version = file.case.version
        return ()
    return newer


def show_newer(newer: Sequence[CaseEvent], file: CaseFile, draft: Draft, text: Text) -> None:
    """Show what happened meanwhile; the step can be sent once the person has seen it."""
    items = Markup().join(event_html(event, file.attachments, text) for event in newer)
    st.html(
        Markup(
            '<div class="ranh-stale" role="alert"><b>{}</b> {}<ol class="ranh-history">{}</ol></div>'
        ).format(text("case.stale", count=len(newer)), text("case.stale_kept"), items)
    )
    st.button(text("case.stale_seen"), key="case-stale-seen", on_click=_seen, args=(draft, file.case.version))


def _seen(draft: Draft, version: int) -> None:
    draft.version = version
