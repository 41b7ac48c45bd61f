"""Several cases given to one officer: each by itself, so that one that changed stops no other."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.cases.model import Step, StepKind
from office.cases.steps import take_step
from views import state
from views.card import warning_html
from views.cases.form import officers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

OFFICER, DUE, GIVEN, ROUND = "case-give-to", "case-give-due", "case-given", "case-round"


def show_assign(desk: Desk, person: Person, cases: Sequence[Case], text: Text) -> None:
    """Ask to whom the ticked cases are given, and by when; give them."""
    communes = {code for case in cases for code in case.communes}
    officers = officers_of(desk, communes)
    with st.container(key="case-assign", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.html(Markup('<p class="ranh-ticked">{}</p>').format(text("case.ticked", count=len(cases))))
        officer = st.selectbox(
            text("case.officer"),
            list(officers),
            index=None,
            format_func=lambda account: officers.get(account, ""),
            placeholder=text("case.choose_officer"),
            key=OFFICER,
            width=280,
        )
        due_on = st.date_input(text("case.due"), value=None, format="DD/MM/YYYY", key=DUE, width=150)
        if st.button(text("case.give"), type="primary", key="case-give", disabled=officer is None):
            _give(desk, person, cases, officer, due_on)
            st.rerun()


def _give(
    desk: Desk, person: Person, cases: Sequence[Case], officer: int | None, due_on: date | None
) -> None:
    problems: list[RanhError] = []
    for case in cases:
        step = Step(
            case_id=case.id,
            version_seen=case.version,
            kind=StepKind.ASSIGN,
            key=uuid.uuid4().hex,
            assign_to=officer,
            due_on=due_on,
        )
        try:
            take_step(desk, person, step)
        except RanhError as problem:
            problems.append(problem)
    state.put(GIVEN, (len(cases) - len(problems), tuple(problems)))
    # A new table without ticks: a second click finds nothing to give.
    state.put(ROUND, rounds() + 1)


def rounds() -> int:
    """Return how often cases were given: the table is then drawn anew."""
    return int(state.value(ROUND) or 0)


def show_given(text: Text) -> None:
    """Show, once, how many cases were given, and which were not and why."""
    given = state.value(GIVEN)
    if not given:
        return
    state.put(GIVEN, None)
    count, problems = given
    st.html(Markup('<p class="ranh-noted" role="status">✔ {}</p>').format(text("case.given", count=count)))
    for problem in problems:
        st.html(warning_html(text.error(problem)))
