"""How far a case has come: a line of stages, who has it, what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from office.cases.model import DECIDED, State, StepKind
from views.cases.said import due_words, is_overdue, offices_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.cases.model import Case, CaseEvent, CaseFile
    from views.text import Text

STAGES = (State.NEW, State.UNDER_REVIEW, State.SENT_TO_CONSULTEE, State.ANSWERED)
"""Before the decision; a case need not go through all of them."""

STANDS_AT = {State.ASSIGNED: State.NEW, State.REOPENED: State.NEW}
"""States that are no stage of their own."""


def progress_html(file: CaseFile, text: Text) -> Markup:
    """Return the stages of a case: passed, left out, here, to come."""
    case = file.case
    here = STANDS_AT.get(case.state, case.state)
    passed = _passed(file.events)
    decided = case.state.is_decided
    place = len(STAGES) if decided else STAGES.index(here)
    items = []
    for number, stage in enumerate(STAGES):
        kind = "here" if number == place else "to-come" if number > place else "done"
        if kind == "done" and stage not in passed and stage is not State.NEW:
            kind = "left-out"
        words = text("case.state_" + (case.state if kind == "here" else stage))
        items.append(_item(kind, words))
    end = text("case.state_" + case.state) if decided else text("case.decision")
    if case.proposal is not None:
        items.append(_item("waits", text("case.to_sign")))
    items.append(_item("decided" if decided else "to-come", end))
    return Markup('<ol class="ranh-progress">{}</ol>').format(Markup().join(items))


def _item(kind: str, words: str) -> Markup:
    here = Markup(' aria-current="step"') if kind in {"here", "decided", "waits"} else Markup()
    return Markup('<li class="{}"{}>{}</li>').format(kind, here, words)


def _passed(events: Sequence[CaseEvent]) -> frozenset[State]:
    """Return the states that a case went through since it was opened, or opened again."""
    passed: set[State] = set()
    for event in events:
        if _opens_again(event):
            passed.clear()
        passed.add(State(event.to_state))
    return frozenset(passed)


def _opens_again(event: CaseEvent) -> bool:
    return event.to_state == State.REOPENED != event.from_state


def standing_html(case: Case, today: date, text: Text) -> Markup:
    """Return who has the case, by when, and whose answer is outstanding."""
    due = due_words(case.due_on, today, text)
    late = "late" if is_overdue(case, today) else ""
    rows = [
        ("", text("case.assigned"), case.assigned_name or text("case.nobody")),
        ("", text("case.waits"), offices_words(case.waits_for, text)),
        (late, text("case.due"), due),
    ]
    told = (Markup('<span class="{}">{}: <b>{}</b></span>').format(*row) for row in rows if row[2])
    return Markup('<p class="ranh-standing">{}</p>').format(Markup().join(told))


def changed_html(file: CaseFile, text: Text) -> Markup:
    """Return what is different now from what was decided on, if a check opened the case again."""
    if file.case.state is not State.REOPENED:
        return Markup()
    opened = next((event for event in reversed(file.events) if _opens_again(event)), None)
    if opened is None or opened.kind == StepKind.REOPEN:
        return Markup()
    decided = next((event for event in reversed(file.events) if event.to_state in DECIDED), None)
    was = text("case.state_" + decided.to_state) if decided is not None else ""
    items = Markup().join(Markup("<li>{}</li>").format(said) for said in opened.sentences(text.language))
    return Markup('<div class="ranh-changed" role="alert"><b>{}</b> {}<ul>{}</ul></div>').format(
        text("case.changed_since"), text("case.was_decided", state=was) if was else "", items
    )
