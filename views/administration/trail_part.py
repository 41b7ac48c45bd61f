"""The audit trail: filtered, page by page; and whether it is whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.audit_read import WantedEntries, read_trail
from office.audit_verify import verify
from views import state
from views.administration.drawn import clock, table_html
from views.card import warning_html

if TYPE_CHECKING:
    from office.audit_read import Entry
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

BEFORE, ROWS = "trail-before", 50


def show_trail(desk: Desk, person: Person, text: Text) -> None:
    """Draw the last rows that are wanted, the newest first, and the button that compares the trail."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = {name: _filter(name, text) for name in ("person_name", "act", "object_kind", "object_id")}
        compared = st.button(text("admin.verify"), key="trail-verify")
    if compared:
        _show_verified(desk, text)
    before = state.value(BEFORE) if state.value("trail-wanted") == wanted else None
    state.put("trail-wanted", wanted)
    state.put(BEFORE, before)
    entries = read_trail(desk, person, WantedEntries(last=ROWS, before=before, **wanted))[::-1]
    heads = [text("admin.trail_" + name) for name in ("number", "at", "person", "act", "object", "facts")]
    if entries:
        st.html(table_html(heads, [_row(entry) for entry in entries]))
    else:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("admin.trail_empty")))
    with st.container(horizontal=True, gap="small"):
        if before is not None and st.button(text("admin.newest"), key="trail-newest"):
            state.put(BEFORE, None)
            st.rerun()
        if len(entries) == ROWS and st.button(text("admin.older"), key="trail-older"):
            state.put(BEFORE, entries[-1].sequence)
            st.rerun()


def _filter(name: str, text: Text) -> str:
    return st.text_input(text("admin.filter_" + name), key=f"trail-{name}").strip()


def _row(entry: Entry) -> tuple[object, ...]:
    facts = json.dumps(entry.facts, ensure_ascii=False) if entry.facts else ""
    thing = f"{entry.object_kind} {entry.object_id}".strip()
    return entry.sequence, clock(entry.at), entry.person_name or "–", entry.act, thing, facts


def _show_verified(desk: Desk, text: Text) -> None:
    with st.spinner(text("admin.verifying")):
        found = verify(desk)
    if found.ok:
        words = text("admin.verified", rows=found.rows, objects=found.objects)
        st.html(Markup('<p class="ranh-done" role="status">{}</p>').format(words))
    else:
        first = found.problems[0].sentence(text.language)
        st.html(warning_html(text("admin.problems", count=found.problem_count, first=first)))
    for told in found.notes:
        st.html(Markup('<p class="ranh-explained">{}</p>').format(told.sentence(text.language)))
