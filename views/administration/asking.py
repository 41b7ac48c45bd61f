"""Ask about projects: one answer for a dossier, its file for the cleared machine, and earlier questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.rights import Act
from office.sealed.answers import AnswerKind, Question, ask_about
from office.sealed.dossier import pack_dossier
from office.sealed.listing import list_dossiers
from views import handing, state
from views.administration.drawn import clock, heading, note, table_html
from views.card import warning_html

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.sealed.answers import Answer
    from office.sessions import Session
    from views.faces import Store
    from views.text import Text

SHOWN = 20


def show_asking(desk: Desk, session: Session, store: Store, text: Text) -> None:
    """Draw the form for a question, its answer with the file, and the earlier questions."""
    heading(text("sealed.ask"))
    note(text("sealed.ask_note"))
    sites = store.result(state.today()).sites
    sites = sites[sites.geometry.notna()]  # nothing can be said of a project without an outline
    names = dict(zip(sites["site_id"], sites["name"], strict=True))
    with st.form("ask"):
        number = st.text_input(text("sealed.number"))
        chosen = st.multiselect(
            text("sealed.projects"),
            list(names),
            format_func=lambda key: f"{key} · {names[key]}",
            placeholder=text("sealed.choose_projects"),
        )
        words = st.text_area(text("sealed.question"), height=70)
        packs = st.checkbox(text("sealed.pack"), value=True)
        sent = st.form_submit_button(text("sealed.send"), type="primary")
    if sent:
        question = Question(number=number.strip(), site_ids=tuple(chosen))
        _ask(desk, session, store, question, words if packs else None)
    _show_earlier(desk, session, text)


def _ask(desk: Desk, session: Session, store: Store, question: Question, words: str | None) -> None:
    """Show the answer; with words, offer the file for the cleared machine too."""
    text = state.text()
    try:
        answer = ask_about(desk, session.person, question, store.province)
        st.html(answer_html(answer, text))
        if words is None:
            return
        body = pack_dossier(desk, session.person, answer, store.province, words)
        name = f"{answer.number}.dossier"
        communes = session.person.communes or None
        kind = "application/octet-stream"
        url = handing.offer(session, body, name, kind, act=Act.PACK_DOSSIER, communes=communes)
    except RanhError as error:
        st.html(warning_html(text.error(error)))
        return
    handing.download_link(text("sealed.take_file"), url, name)


def answer_html(answer: Answer, text: Text) -> Markup:
    """Return the one sentence, and whom to ask where it is needed."""
    consultee = text.of(answer, "consultee")
    whom = text("sealed.whom", who=consultee) if consultee else ""
    return Markup('<p class="ranh-answer {}" role="status"><b>{}</b>: {} {}</p>').format(
        answer.kind, answer.number, text.of(answer, "sentence"), whom
    )


def _show_earlier(desk: Desk, session: Session, text: Text) -> None:
    rows = list_dossiers(desk, session.person)[:SHOWN]
    if not rows:
        return
    heading(text("sealed.asked"))
    heads = [text("sealed.number"), text("admin.trail_at"), text("sealed.projects"), text("sealed.answer")]
    cells = [
        (row.number, clock(row.at), ", ".join(row.site_ids), text("sealed.is_" + AnswerKind(row.answer)))
        for row in rows
    ]
    st.html(table_html(heads, cells))
