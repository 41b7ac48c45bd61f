"""The form of one step: opened, typed in, sent once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.accounts import list_accounts
from office.cases.model import StepKind
from office.cases.moves import MOVES
from office.cases.needs import needs_of
from office.cases.steps import take_step
from office.errors import StaleError
from office.rights import Act, may
from views import state
from views.card import warning_html
from views.cases.address import close_form, open_form
from views.cases.announced import take_announced
from views.cases.choosing import WITHOUT_FILES, ask_files, require_all
from views.cases.draft import DRAFTS, Draft, Place
from views.cases.fields import Form, show_fields, step_of
from views.cases.said import step_words
from views.cases.stale import newer_events, show_newer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from office.cases.model import CaseFile, NewFile
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

DONE, PROBLEM = "case-done", "case-problem"


@dataclass(frozen=True, kw_only=True)
class Work:
    """Who looks at which case, and in which language."""

    desk: Desk
    person: Person
    file: CaseFile
    text: Text

    def place(self, kind: StepKind) -> Place:
        """Return where the draft of a step is kept."""
        return (str(self.desk.url), self.person.id, self.file.case.id, kind)


def show_form(work: Work, kind: StepKind) -> None:
    """Draw the form of a step that is possible, and take the step when it is sent."""
    case, text, draft = work.file.case, work.text, draft_of(work, kind)
    form = Form(
        case=case,
        kind=kind,
        draft=draft,
        needs=needs_of(case, kind),
        officers=officers_of(work.desk, case.communes) if kind is StepKind.ASSIGN else {},
        text=text,
    )
    with st.container(border=True, key="case-form", gap="small"):
        st.html(Markup('<h4 class="ranh-h4">{}</h4>').format(step_words(case, kind, text)))
        if form.needs.second:
            st.html(Markup('<p class="ranh-second">{}</p>').format(text("case.second_needed")))
        if draft.restored:
            st.html(Markup('<p class="ranh-kept restored">{}</p>').format(text("case.restored")))
        show_fields(form)
        DRAFTS.keep(work.place(kind), draft)
        show_problem(text)
        newer = newer_events(work.file, work.person, draft) if MOVES[kind].heeds_version else ()
        if newer:
            show_newer(newer, work.file, draft, text)
        _show_sending(work, form, blocked=bool(newer))
        st.html(Markup('<p class="ranh-kept">{}</p>').format(text("case.kept")))


def take_at_once(work: Work, kind: StepKind) -> None:
    """Take a step that asks for nothing, at the press of its button."""
    draft = draft_of(work, kind)
    form = Form(
        case=work.file.case,
        kind=kind,
        draft=draft,
        needs=needs_of(work.file.case, kind),
        officers={},
        text=work.text,
    )
    _send(work, form, None)


def draft_of(work: Work, kind: StepKind) -> Draft:
    """Return the draft of this tab, else what the server kept of this person, else a new one."""
    key = _draft_key(work, kind)
    draft = state.value(key)
    if not isinstance(draft, Draft):
        draft = DRAFTS.find(work.place(kind)) or Draft(version=work.file.case.version)
        state.put(key, draft)
    return draft


def drop_draft(work: Work, kind: StepKind) -> None:
    """Forget what was typed: it was sent, or given up."""
    state.put(_draft_key(work, kind), None)
    DRAFTS.drop(work.place(kind))


def officers_of(desk: Desk, communes: Iterable[str]) -> dict[int, str]:
    """Return the active accounts that may work on a case there: account -> name with its unit."""
    people = [account.person for account in list_accounts(desk) if account.active]
    return {
        person.id: f"{person.full_name or person.name}" + (f" · {person.unit}" if person.unit else "")
        for person in people
        if may(person, Act.WORK, tuple(communes))
    }


def _draft_key(work: Work, kind: StepKind) -> str:
    return f"case-draft-{work.file.case.id}-{kind}"


def show_problem(text: Text) -> None:
    """Show, once, why the last step was not taken."""
    problem = state.value(PROBLEM)
    if isinstance(problem, RanhError):
        st.html(warning_html(text.error(problem)))
        state.put(PROBLEM, None)


def _show_sending(work: Work, form: Form, *, blocked: bool) -> None:
    """Draw the files and the buttons, as one form of the browser: see `ask_files`."""
    text, files = form.text, None
    with st.form(f"case-sending-{form.draft.opening}", border=False, enter_to_submit=False):
        if form.kind not in WITHOUT_FILES:
            files = ask_files(form)
        with st.container(horizontal=True, gap="small"):
            sent = st.form_submit_button(
                text("case.send_" + form.kind) if form.kind in SEND_WORDS else text("case.save"),
                type="primary",
                key="case-send",
                disabled=blocked,
            )
            later = st.form_submit_button(text("case.later"), key="case-later")
            st.form_submit_button(
                text("case.discard"),
                key="case-discard",
                type="tertiary",
                on_click=give_up,
                args=(work, form.kind),
            )
    if later:
        # The files are not kept; their names are, to ask for them again.
        form.draft.files = (*(file.name for file in files or ()), *take_announced())
        DRAFTS.keep(work.place(form.kind), form.draft)
        close_form()
        st.rerun()
    if sent and not blocked:
        _send(work, form, files)
        st.rerun()


SEND_WORDS = frozenset({StepKind.SIGN, StepKind.REFUSE, StepKind.SEND})
"""Steps whose button says more than that something is written down."""


def give_up(work: Work, kind: StepKind) -> None:
    """Forget what was typed, and close its form."""
    drop_draft(work, kind)
    close_form()


def _send(work: Work, form: Form, files: Sequence[NewFile] | None) -> None:
    """Take the step; what goes wrong is said in the form, which keeps everything."""
    try:
        if files is not None:
            require_all(form.draft, files)
        take_step(work.desk, work.person, step_of(form, files or ()))
    except StaleError:
        # The case is read again: the form then shows what happened, and asks.
        open_form(form.kind)
    except RanhError as problem:
        state.put(PROBLEM, problem)
    else:
        drop_draft(work, form.kind)
        close_form()
        state.put(DONE, (work.file.case.number, done_words(form, files)))


def done_words(form: Form, files: Sequence[NewFile] | None) -> str:
    """Return what was written down; where there can be files, with how many."""
    step = step_words(form.case, form.kind, form.text)
    if files is None:
        return step
    return (
        form.text("case.noted_files", step=step, count=len(files))
        if files
        else form.text("case.noted_no_file", step=step)
    )
