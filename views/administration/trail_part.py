"""The audit trail: filtered, page by page; and whether it is whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.audit_read import WantedEntries, read_trail
from office.audit_verify import verify
from office.cases.said import DONE
from views import state
from views.administration.drawn import clock, table_html
from views.card import warning_html

if TYPE_CHECKING:
    from office.audit_read import Entry
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

BEFORE, ROWS = "trail-before", 50
LANGUAGE_OF_DONE = {"en": 0, "vi": 1}
"""Place of each language in `DONE`."""


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
    asked = wanted | {"act": act_meant(wanted["act"], text)}
    entries = read_trail(desk, person, WantedEntries(last=ROWS, before=before, **asked))[::-1]
    heads = [text("admin.trail_" + name) for name in ("number", "at", "person", "act", "object", "facts")]
    if entries:
        st.html(table_html(heads, [_row(entry, text) for entry in entries]))
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


def _row(entry: Entry, text: Text) -> tuple[object, ...]:
    facts = json.dumps(entry.facts, ensure_ascii=False) if entry.facts else ""
    thing = f"{entry.object_kind} {entry.object_id}".strip()
    return entry.sequence, clock(entry.at), entry.person_name or "–", act_html(entry.act, text), thing, facts


def act_html(act: str, text: Text) -> Markup:
    """
    Return what was done in words, with its name in the trail beside.

    Examples
    --------
    >>> from views.text import Text
    >>> print(act_html("login", Text("vi")), act_html("case_sign", Text("en")))
    Đăng nhập <small>login</small> Case: signed the decision <small>case_sign</small>
    """
    return Markup("{} <small>{}</small>").format(_word(act, text), act)


def _word(act: str, text: Text) -> str:
    done = DONE.get(act.removeprefix("case_")) if act.startswith("case_") else None
    if done is None:
        return text("act." + act) if act in text.vocabulary("act") else act
    return text("act.case", done=done[LANGUAGE_OF_DONE[text.language]])


def act_meant(typed: str, text: Text) -> str:
    """
    Return the name in the trail of an act that was typed as the page shows it, or by its name.

    Examples
    --------
    >>> from views.text import Text
    >>> act_meant("đăng nhập", Text("vi")), act_meant("login", Text("vi"))
    ('login', 'login')
    """
    names = [*text.vocabulary("act"), *(f"case_{kind}" for kind in DONE)]
    return next((name for name in names if _word(name, text).casefold() == typed.casefold()), typed)


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
