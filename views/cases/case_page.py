"""One case: what was found on the left; where it stands, what can be done and what was done on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.cases.model import StepKind
from office.cases.needs import possible_steps
from office.cases.reading import read_case
from office.errors import RightError
from views import state
from views.card import warning_html
from views.cases import address
from views.cases.finding import finding_html
from views.cases.form import DONE, Work, show_form
from views.cases.history import history_html
from views.cases.line import show_map_way
from views.cases.progress import changed_html, progress_html, standing_html
from views.cases.proposal import show_proposal
from views.cases.report import show_report
from views.cases.steps import show_left_over, show_steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from office.database.desk import Desk
    from office.sessions import Session
    from views.text import Text

FINDING_SHARE, WORK_SHARE = 42, 58


def show_case(desk: Desk, session: Session, number: str, communes: Mapping[str, str], text: Text) -> None:
    """
    Draw the page of one case.

    Parameters
    ----------
    communes
        Code -> name.
    """
    try:
        file = read_case(desk, session.person, number)
    except RightError as error:
        _show_way(number, text)
        st.html(warning_html(text.error(error)))
        return
    work = Work(desk=desk, person=session.person, file=file, text=text)
    _show_way(number, text)
    left, right = st.columns([FINDING_SHARE, WORK_SHARE], gap="small")
    with left, st.container(key="case-finding", gap="small"):
        st.html(finding_html(file.case, communes, text))
        show_map_way(file.case, text)
        show_report(desk, session, file.case, text)
    with right, st.container(key="case-work", gap="small"):
        _show_work(work)


def _show_work(work: Work) -> None:
    file, text = work.file, work.text
    done = state.value(DONE)
    if done and done[0] == file.case.number:
        st.html(
            Markup('<p class="ranh-noted" role="status">✔ {}</p>').format(text("case.noted", step=done[1]))
        )
        state.put(DONE, None)
    st.html(progress_html(file, text))
    st.html(standing_html(file.case, state.today(), text))
    if changed := changed_html(file, text):
        st.html(changed)

    steps = possible_steps(work.person, file.case)
    show_proposal(work, steps)
    show_steps(work, steps)
    kind = address.open_step()
    if kind in steps:
        show_form(work, StepKind(kind))
    elif kind:
        show_left_over(work, StepKind(kind))
    st.html(Markup('<h4 class="ranh-h4">{}</h4>').format(text("case.history", count=len(file.events))))
    st.html(history_html(file, text))


def _show_way(number: str, text: Text) -> None:
    """Show the way back to the list, and to the cases beside this one in it."""
    before, after = address.beside(number)
    with st.container(key="case-way", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            text("case.to_list"), icon=":material/arrow_back:", key="case-back", on_click=address.close_case
        )
        st.html(Markup('<h2 class="ranh-case">{}</h2>').format(text("case.title", number=number)))
        for key, title, other in (("before", "case.before", before), ("after", "case.after", after)):
            st.button(
                text(title), key=f"case-{key}", disabled=not other, on_click=address.open_case, args=(other,)
            )
