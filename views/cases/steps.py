"""What can be done to a case, as buttons: each opens its form, or does at once what asks for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.cases.model import StepKind
from office.rights import Act, may
from views.cases import address
from views.cases.fields import TEXT
from views.cases.form import Work, draft_of, give_up, show_problem, take_at_once
from views.cases.said import step_words

if TYPE_CHECKING:
    from collections.abc import Sequence

AT_ONCE = frozenset({StepKind.TAKE, StepKind.REVIEW})
"""Steps that ask for nothing."""
BESIDE = frozenset({StepKind.NOTE, StepKind.ATTACH, StepKind.ASSIGN, StepKind.SET_DUE})
"""Steps that do not carry the case forward."""
OF_PROPOSAL = frozenset({StepKind.SIGN, StepKind.REFUSE, StepKind.WITHDRAW})
"""Steps whose buttons stand in the box of the proposal."""
ICONS = {
    StepKind.NOTE: ":material/edit_note:",
    StepKind.ATTACH: ":material/attach_file:",
    StepKind.ASSIGN: ":material/person_add:",
    StepKind.SET_DUE: ":material/event:",
}


def show_steps(work: Work, steps: Sequence[StepKind]) -> None:
    """Draw the buttons: first what carries the case forward, then what goes beside it."""
    offered = [kind for kind in steps if kind not in OF_PROPOSAL and not _is_idle(work, kind, steps)]
    with st.container(key="case-steps", gap="small"):
        for of_row in (False, True):
            kinds = [kind for kind in offered if (kind in BESIDE) == of_row]
            if kinds:
                with st.container(horizontal=True, gap="small"):
                    for kind in kinds:
                        step_button(work, kind)
        if not address.open_step():
            show_problem(work.text)


def step_button(work: Work, kind: StepKind) -> None:
    """Draw the button of a step; the one whose form is open stands out."""
    pressed = st.button(
        step_words(work.file.case, kind, work.text),
        icon=ICONS.get(kind),
        type="primary" if kind == address.open_step() or kind is StepKind.TAKE else "secondary",
        key=f"case-step-{kind}",
        on_click=None if kind in AT_ONCE else address.open_form,
        args=(kind,),
    )
    # Not in a callback: it would run for whoever was signed in when the page was drawn.
    if pressed and kind in AT_ONCE:
        take_at_once(work, kind)
        st.rerun()


def _is_idle(work: Work, kind: StepKind, steps: Sequence[StepKind]) -> bool:
    """Tell whether a step would do what another one does too, or be refused."""
    case, person = work.file.case, work.person
    others = case.assigned_to not in {None, person.id} and not may(person, Act.ASSIGN, case.communes)
    if kind is StepKind.TAKE:
        return others
    return kind is StepKind.REVIEW and StepKind.TAKE in steps and not others


def show_left_over(work: Work, kind: StepKind) -> None:
    """Show what was typed for a step that is not possible any more, with a way not to lose it."""
    draft, text = draft_of(work, kind), work.text
    typed = str(draft.values.get(TEXT) or "")
    if not typed:
        give_up(work, kind)
        return
    st.html(
        Markup('<div class="ranh-stale" role="alert"><b>{}</b><p class="text">{}</p></div>').format(
            text("case.left_over", step=step_words(work.file.case, kind, text)), typed
        )
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            text("case.as_note"), type="primary", key="case-as-note", on_click=_as_note, args=(work, kind)
        )
        st.button(text("case.discard"), key="case-discard", on_click=give_up, args=(work, kind))


def _as_note(work: Work, kind: StepKind) -> None:
    typed = draft_of(work, kind).values.get(TEXT)
    give_up(work, kind)
    note = draft_of(work, StepKind.NOTE)
    before = str(note.values.get(TEXT) or "")
    note.values[TEXT] = f"{before}\n\n{typed}".strip()
    note.placed.discard(TEXT)
    address.open_form(StepKind.NOTE)
