"""The fields of what may be written of a project: an event, a fact, a withdrawal."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from layers.money.edits import Fact
from layers.money.history import parse_when
from layers.money.plan import Stage
from office.projects.model import EntryKind, NewEvent, NewFact, Withdrawal
from views import state
from views.plan.drawn import empty
from views.plan.project_tables import when_words, words_of

if TYPE_CHECKING:
    from office.projects.model import Change, Entry, Listing, ProjectFile
    from office.sessions import Session
    from views.text import Text

SEEN, FORM = "plan-project-seen", "plan-project-form"
STAGES = (Stage.PENDING, Stage.DECIDED, Stage.DONE, Stage.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Who writes of which project, and in which language."""

    session: Session
    listing: Listing
    file: ProjectFile
    text: Text

    def key(self, name: str) -> str:
        """Return the key of a field: another project, or a form that was sent, has fields of its own."""
        return f"plan-project-{name}-{self.file.site_id}-{self.turn}-{self.text.language}"

    @property
    def turn(self) -> str:
        """Name of the form as it was opened; a form that was sent is followed by another."""
        opened = state.value(FORM)
        if not isinstance(opened, str) or not opened:
            opened = uuid.uuid4().hex[:16]
            state.put(FORM, opened)
        return opened

    @property
    def seen(self) -> int:
        """Version of the file as the person saw it when the form was opened."""
        kept = state.value(SEEN)
        if not isinstance(kept, tuple) or kept[:2] != (self.file.site_id, self.turn):
            kept = (self.file.site_id, self.turn, self.file.version)
            state.put(SEEN, kept)
        return int(kept[2])


def ask_event(writing: Writing) -> Change | None:
    """Draw the form of an event; return what was sent, None where nothing was."""
    text = writing.text
    with st.form(writing.key("event")):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            stage = st.selectbox(
                text("project.stage"), STAGES, key=writing.key("stage"), width=180,
                format_func=lambda one: text.known("money.stage", str(one)),
            )  # fmt: skip
            on = st.text_input(
                text("project.on"), key=writing.key("on"), help=text("project.on_help"), width=150
            )
            due = st.text_input(
                text("project.due"), key=writing.key("due"), help=text("project.on_help"), width=170
            )
            number, dated = _decision(writing, "event")
        evidence = st.text_area(text("project.evidence"), key=writing.key("evidence"), height=68)
        noted = st.text_input(text("project.note"), key=writing.key("note"))
        if not st.form_submit_button(text("project.send_event"), type="primary"):
            return None
    return NewEvent(
        stage=stage, on=on, due=due, evidence=evidence, note=noted, decision_number=number,
        decision_date=dated,
    )  # fmt: skip


def ask_fact(writing: Writing) -> Change | None:
    """Draw the form of a fact; return what was sent, None where nothing was."""
    text = writing.text
    fact = st.selectbox(
        text("project.fact"), list(Fact), key=writing.key("fact"), width=260,
        format_func=lambda one: text(f"project.fact.{one}"),
    )  # fmt: skip
    words = words_of(fact, writing.listing, text)
    with st.form(writing.key("fact-form")):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            label, key = text("project.value"), writing.key(f"value-{fact}")
            if words:
                value = st.selectbox(
                    label, list(words), index=None, format_func=words.__getitem__, key=key, width=300,
                    placeholder=text("project.pick"),
                )  # fmt: skip
            else:
                value = st.text_input(label, key=key, width=300)
            number, dated = _decision(writing, "fact")
        noted = st.text_input(text("project.note"), key=writing.key("fact-note"))
        if not st.form_submit_button(text("project.send_fact"), type="primary"):
            return None
    return NewFact(fact=fact, value=value or "", decision_number=number, decision_date=dated, note=noted)


def _decision(writing: Writing, of: str) -> tuple[str, date | None]:
    text = writing.text
    number = st.text_input(text("project.number"), key=writing.key(f"{of}-number"), width=190)
    dated = st.date_input(
        text("project.dated"), value=None, format="DD/MM/YYYY", key=writing.key(f"{of}-dated"), width=150
    )
    return number, dated if isinstance(dated, date) else None


def ask_withdrawal(writing: Writing) -> Change | None:
    """Draw the form of a withdrawal; return what was sent, None where nothing was."""
    text, file = writing.text, writing.file
    holding = {
        one.id: one
        for one in reversed(file.entries)
        if one.kind is not EntryKind.WITHDRAWAL and one.id not in file.withdrawn
    }
    if not holding:
        empty(text("project.nothing_to_withdraw"))
        return None
    with st.form(writing.key("withdraw")):
        entry = st.selectbox(
            text("project.which"), list(holding), index=None, key=writing.key("entry"),
            placeholder=text("project.pick"),
            format_func=lambda one: _entry_words(holding[one], writing),
        )  # fmt: skip
        reason = st.text_area(text("project.reason"), key=writing.key("reason"), height=68)
        if not st.form_submit_button(text("project.send_withdraw"), type="primary"):
            return None
    return Withdrawal(entry_id=entry or 0, reason=reason)


def _entry_words(entry: Entry, writing: Writing) -> str:
    text = writing.text
    if entry.kind is EntryKind.FACT:
        fact = Fact(entry.body["fact"])
        value = str(entry.body["value"])
        name = text(f"project.fact.{fact}")
        said = f"{name}: {words_of(fact, writing.listing, text).get(value, value)}"
    else:
        when = when_words(parse_when(entry.body["on"]), text)
        said = f"{when} {text.known('money.stage', entry.body['stage'])}: {entry.text}"
    number = text("project.entry", entry=entry.id)
    return f"{number}, {said}"
