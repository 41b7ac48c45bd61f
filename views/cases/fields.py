"""The fields of each form: what a step asks for, kept in its draft as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from office.cases.model import Step, StepKind
from office.cases.needs import NUMBER_LENGTH, TEXT_LENGTH
from views import state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from office.cases.model import Case, Consultee, NewFile
    from office.cases.needs import Needs
    from views.cases.draft import Draft
    from views.text import Text

TEXT, OFFICER, DUE = "text", "assign_to", "due_on"
ASKED, ANSWERED = "asked", "answered"
NUMBER, DATE = "document_number", "document_date"

FIELDS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.ASSIGN: (OFFICER, DUE, TEXT),
    StepKind.SEND: (ASKED, NUMBER, DATE, DUE, TEXT),
    StepKind.RECORD_ANSWER: (ANSWERED, NUMBER, DATE, TEXT),
    StepKind.CONTEST: (TEXT, NUMBER),
    StepKind.RESOLVE: (TEXT, NUMBER),
    StepKind.ACCEPT: (TEXT, NUMBER),
    StepKind.SET_DUE: (DUE, TEXT),
}
"""Kind of step -> its fields, in order; all others ask for a text alone."""

TITLES: Mapping[StepKind, str] = {
    StepKind.NOTE: "case.text_note",
    StepKind.RECORD_ANSWER: "case.text_answer",
    StepKind.SEND: "case.text_question",
}
"""Kind of step -> what its text is; of all others it is the reason."""

TEXT_HEIGHT_PX, NARROW_PX, WIDE_PX = 92, 150, 240
ANSWER_DAYS = 15
"""Days that an office is given at first; the officer sets the day that holds."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a form is drawn from."""

    case: Case
    kind: StepKind
    draft: Draft
    needs: Needs
    officers: Mapping[int, str]
    """Account -> name: to whom the case can be given."""
    text: Text

    def key(self, name: str, first: Any = None) -> str:  # noqa: ANN401 - as the widget has it
        """Return the key of a field's widget, set to what the draft has of it, else to `first`."""
        key = f"case-{self.draft.opening}-{name}"
        if name not in self.draft.placed:
            self.draft.placed.add(name)
            state.put(key, self.draft.values.get(name, first))
        return key


def show_fields(form: Form) -> None:
    """Draw the fields of a step, keep in the draft what they are set to."""
    fields = FIELDS.get(form.kind, (TEXT,))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="case-fields"):
        for name in fields:
            if name != TEXT:
                form.draft.values[name] = _DRAWN[name](form)
    form.draft.values[TEXT] = _ask_text(form)


def step_of(form: Form, files: Sequence[NewFile]) -> Step:
    """Return the step that a form stands for."""
    told = form.draft.values
    answered = [told[ANSWERED]] if told.get(ANSWERED) else []
    return Step(
        case_id=form.case.id,
        version_seen=form.draft.version,
        kind=form.kind,
        key=form.draft.key(files),
        text=told.get(TEXT) or "",
        assign_to=told.get(OFFICER),
        due_on=told.get(DUE),
        consultees=tuple(told.get(ASKED) or answered),
        document_number=told.get(NUMBER) or "",
        document_date=told.get(DATE),
        files=tuple(files),
    )


def _ask_text(form: Form) -> str:
    text, needs = form.text, form.needs
    title = text(TITLES.get(form.kind, "case.reason"))
    needed = needs.reason or form.kind is StepKind.NOTE
    return st.text_area(
        title if needed else f"{title} ({text('case.optional')})",
        height=TEXT_HEIGHT_PX,
        max_chars=TEXT_LENGTH,
        placeholder=text("case.text_hint") if needs.reason else None,
        key=form.key(TEXT, ""),
        persist_state="session",
    )


def _ask_officer(form: Form) -> int | None:
    return st.selectbox(
        form.text("case.officer"),
        list(form.officers),
        index=None,
        format_func=lambda account: form.officers.get(account, str(account)),
        placeholder=form.text("case.choose_officer"),
        key=form.key(OFFICER),
        persist_state="session",
        width=WIDE_PX,
    )


def _ask_due(form: Form) -> Any:  # noqa: ANN401 - a day or nothing
    days = ANSWER_DAYS if form.kind is StepKind.SEND else None
    first = form.case.due_on if days is None else state.today() + timedelta(days=days)
    title = form.text("case.answer_by" if form.kind is StepKind.SEND else "case.due")
    return _day(form, DUE, title, first)


def _ask_date(form: Form) -> Any:  # noqa: ANN401 - a day or nothing
    return _day(form, DATE, form.text("case.document_date"), state.today())


def _day(form: Form, name: str, title: str, first: Any) -> Any:  # noqa: ANN401 - a day or nothing
    return st.date_input(
        title,
        value=None,
        format="DD/MM/YYYY",
        key=form.key(name, first),
        persist_state="session",
        width=NARROW_PX,
    )


def _ask_number(form: Form) -> str:
    title = form.text("case.document_number")
    if not (form.needs.document or form.needs.evidence):
        title = f"{title} ({form.text('case.optional')})"
    return st.text_input(
        title,
        max_chars=NUMBER_LENGTH,
        placeholder=form.text("case.document_hint"),
        key=form.key(NUMBER, ""),
        persist_state="session",
        width=WIDE_PX,
    )


def _ask_asked(form: Form) -> list[str]:
    offices = _names(form.case.consultees, form)
    return st.multiselect(
        form.text("case.consultee"),
        list(offices),
        format_func=lambda name: offices.get(name, name),
        placeholder=form.text("case.choose_consultee"),
        key=form.key(ASKED, list(offices)),
        persist_state="session",
    )


def _ask_answered(form: Form) -> str | None:
    offices = _names(form.case.waits_for, form)
    return st.selectbox(
        form.text("case.answered_by"),
        list(offices),
        index=None,
        format_func=lambda name: offices.get(name, name),
        placeholder=form.text("case.choose_consultee"),
        key=form.key(ANSWERED, next(iter(offices)) if len(offices) == 1 else None),
        persist_state="session",
    )


def _names(offices: Sequence[Consultee], form: Form) -> dict[str, str]:
    return {office.vi: office.name(form.text.language) for office in offices}


_DRAWN: Mapping[str, Callable[[Form], Any]] = {
    OFFICER: _ask_officer,
    DUE: _ask_due,
    DATE: _ask_date,
    NUMBER: _ask_number,
    ASKED: _ask_asked,
    ANSWERED: _ask_answered,
}
