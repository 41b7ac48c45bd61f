"""The report of a case: made when it is asked for, handed out to this session alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.reports.make import case_report
from office.reports.model import Format
from office.rights import Act, may
from views import state
from views.card import warning_html
from views.handing import download_link, offer
from views.store import current_store

if TYPE_CHECKING:
    from office.cases.model import Case
    from office.database.desk import Desk
    from office.sessions import Session
    from views.text import Text

MADE = "case-report-made"


def show_report(desk: Desk, session: Session, case: Case, text: Text) -> None:
    """Draw a button for each kind of file, and the link to what was made last of this case."""
    if not may(session.person, Act.REPORT, case.communes):
        return
    with st.container(key="case-report", gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            for form in Format:
                words = text("case.report_make", format=form.upper())
                if st.button(words, icon=":material/description:", key=f"case-report-{form}"):
                    with st.spinner(text("case.report_making")):
                        state.put(MADE, (case.number, _make(desk, session, case, form, text)))
        number, made = state.value(MADE) or ("", None)
        if number != case.number:
            return
        if isinstance(made, RanhError):
            st.html(warning_html(text.error(made)))
            return
        report, url, file_name = made
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="case-report-made"):
            words = text("case.report_ready", number=report)
            st.html(Markup('<p class="ranh-noted" role="status">✔ {}</p>').format(words))
            download_link(text("case.report_take", name=file_name), url, file_name)


def _make(
    desk: Desk, session: Session, case: Case, form: Format, text: Text
) -> tuple[str, str, str] | RanhError:
    """Return number, address and name of a new report, or why there is none."""
    # Of what may be told, whatever this session may see exactly.
    store = current_store().told
    try:
        result = store.result(state.today())
        made = case_report(desk, session.person, case.id, result, store.province, form, text.language)
        url = offer(
            session, made.body, made.file_name, made.media_type, act=Act.REPORT, communes=case.communes
        )
    except RanhError as problem:
        return problem
    return made.number, url, made.file_name
