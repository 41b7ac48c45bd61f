"""
The way to restricted land as it is, for who may see it: a reason first; then a banner and a watermark.

Whoever prints or photographs an exact page takes along who looked at it, and when.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.database.types import now
from office.rights import Act, may
from office.sessions import SHORTEST_REASON, close_exact, open_exact
from views import exact, state
from views.card import warning_html
from views.person import current_desk, current_session

if TYPE_CHECKING:
    from office.sessions import Session
    from views.text import Text

REASON = "exact-reason"
MARKS = 40
"""Times that the watermark is repeated: more than a page of print holds."""


def show_exact_way(session: Session) -> None:
    """Draw the panel that asks for the reason, for who may open restricted land and has not yet."""
    if session.is_exact or not may(session.person, Act.SEE_EXACT):
        return
    text = state.text()
    with st.popover(text("exact.open"), icon=":material/lock_open:", key="exact-way"):
        st.caption(text("exact.explained"))
        st.text_input(text("exact.reason", count=SHORTEST_REASON), key=REASON)
        if st.button(text("exact.confirm"), type="primary", key="exact-open"):
            _open(text)


def _open(text: Text) -> None:
    session = current_session()
    try:
        open_exact(current_desk(), session, str(state.value(REASON) or ""))
    except RanhError as error:
        st.html(warning_html(text.error(error)))
        return
    st.rerun()


def show_exact_banner(session: Session) -> None:
    """Draw who looks at restricted land, since when and until when, across the page; and the way out."""
    if not session.is_exact or session.exact_until is None:
        return
    text = state.text()
    mark = _mark(session)
    with st.container(key="exact", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            Markup('<div class="ranh-exact" role="note"><b>{}</b> {}<br><small>{}</small></div>').format(
                text("exact.title"),
                mark,
                text("exact.until", time=_clock(session.exact_until), reason=session.exact_reason),
            )
        )
        st.button(text("exact.close"), key="exact-close", on_click=_close)
    marks = Markup().join(Markup("<span>{}</span>").format(mark) for _ in range(MARKS))
    st.html(Markup('<div class="ranh-watermark" aria-hidden="true">{}</div>').format(marks))
    _leave_when_over(session.exact_until)


def _close() -> None:
    session = current_session()
    close_exact(current_desk(), session)
    exact.forget(session.id)


def _leave_when_over(until: datetime) -> None:
    """Draw the page anew when the time is over: what stands on the screen would stay there else."""

    @st.fragment(run_every=max(1.0, (until - now()).total_seconds() + 1.0))
    def look() -> None:
        if now() >= until:
            st.rerun()

    look()


def _mark(session: Session) -> str:
    person = session.person
    name = f"{person.full_name} ({person.name})" if person.full_name else person.name
    return f"{name} · {datetime.now(tz=state.VIETNAM_TIME):%d/%m/%Y %H:%M}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(state.VIETNAM_TIME):%H:%M}"
