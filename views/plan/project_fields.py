"""
The fields of what may be written of a project: an event, a fact, a withdrawal.

They are no form of the browser: what is typed in one would be lost as soon as another is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from layers.money.edits import Fact
from layers.money.history import parse_when
from layers.money.plan import Stage
from office.projects.model import EntryKind, NewEvent, NewFact, Withdrawal
from views import state
from views.plan.drawn import empty
from views.plan.project_draft import draft_of
from views.plan.project_tables import when_words, words_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from office.projects.model import Change, Entry, Listing, ProjectFile
    from office.sessions import Session
    from views.plan.project_draft import Draft
    from views.text import Text

SEEN = "plan-project-seen"
EVENT, FACT, WITHDRAW = "event", "fact", "withdraw"
STAGES = (Stage.PENDING, Stage.DECIDED, Stage.DONE, Stage.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Who writes of which project, in which form and in which language."""

    session: Session
    listing: Listing
    file: ProjectFile
    text: Text
    kind: str = EVENT

    def key(self, name: str, options: Collection[Any] | None = None) -> str:
        """
        Return the key of a field, which is set to what was typed in it before.

        Another project, or a form that was sent, has fields of its own.

        Parameters
        ----------
        options
            What can be chosen: what is there no more is not kept.
        """
        key = f"plan-project-{name}-{self.file.site_id}-{self.draft.opening}-{self.text.language}"
        return self.draft.give(name, key, options)

    @property
    def draft(self) -> Draft:
        """What is typed in this form."""
        return draft_of(self.file.site_id, self.kind)

    @property
    def seen(self) -> int:
        """Version of the file as the person saw it before typing anything."""
        drafts = [draft_of(self.file.site_id, kind) for kind in (EVENT, FACT, WITHDRAW)]
        kept = state.value(f"{SEEN}-{self.file.site_id}")
        if not isinstance(kept, int) or not any(one.is_typed for one in drafts):
            kept = self.file.version
            self.see(kept)
        return kept

    def see(self, version: int) -> None:
        """Note which version the person has seen."""
        state.put(f"{SEEN}-{self.file.site_id}", version)


def ask_event(writing: Writing) -> Change | None:
    """Draw the form of an event; return what was sent, None where nothing was."""
    text = writing.text
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            stage = st.selectbox(
                text("project.stage"), STAGES, key=writing.key("stage", STAGES), width=180,
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
        if not st.button(
            text("project.send_event"), type="primary", key=f"plan-project-send-{writing.draft.opening}"
        ):
            return None
    return NewEvent(
        stage=stage, on=on, due=due, evidence=evidence, note=noted, decision_number=number,
        decision_date=dated,
    )  # fmt: skip


def ask_fact(writing: Writing) -> Change | None:
    """Draw the form of a fact; return what was sent, None where nothing was."""
    text = writing.text
    fact = st.selectbox(
        text("project.fact"), list(Fact), key=writing.key("fact", list(Fact)), width=260,
        format_func=lambda one: text(f"project.fact.{one}"),
    )  # fmt: skip
    words = words_of(fact, writing.listing, text)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            label, key = text("project.value"), writing.key(f"value-{fact}", words or None)
            if words:
                value = st.selectbox(
                    label, list(words), index=None, format_func=words.__getitem__, key=key, width=300,
                    placeholder=text("project.pick"),
                )  # fmt: skip
            else:
                value = st.text_input(label, key=key, width=300)
            number, dated = _decision(writing, "fact")
        noted = st.text_input(text("project.note"), key=writing.key("fact-note"))
        if not st.button(
            text("project.send_fact"), type="primary", key=f"plan-project-send-{writing.draft.opening}"
        ):
            return None
    return NewFact(fact=fact, value=value or "", decision_number=number, decision_date=dated, note=noted)


def _is_sent(writing: Writing) -> bool:
    words = writing.text(f"project.send_{writing.kind}")
    return st.button(words, type="primary", key=f"plan-project-send-{writing.draft.opening}")


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
    with st.container(border=True):
        entry = st.selectbox(
            text("project.which"), list(holding), index=None, key=writing.key("entry", holding),
            placeholder=text("project.pick"),
            format_func=lambda one: _entry_words(holding[one], writing),
        )  # fmt: skip
        reason = st.text_area(text("project.reason"), key=writing.key("reason"), height=68)
        if not st.button(
            text("project.send_withdraw"), type="primary", key=f"plan-project-send-{writing.draft.opening}"
        ):
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
