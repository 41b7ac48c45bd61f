"""The page of imports: the steps on the left; the map and what was read on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.rights import Act, may
from views import state
from views.card import warning_html
from views.import_columns import show_columns
from views.import_confirm import show_confirm, show_published, show_versions
from views.import_declared import for_draft, show_declared
from views.import_desk import Desk
from views.import_map import map_legend, show_import_map
from views.import_questions import show_questions
from views.import_result import show_result
from views.import_source import show_source
from views.import_tables import show_edges, show_issues, show_rows
from views.import_target import show_target
from views.store import current_store

if TYPE_CHECKING:
    from layers.intake.draft import Draft
    from layers.province import Province
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

STEPS_SHARE, PREVIEW_SHARE = 42, 58


def show_import(store: Store, session: Session, warnings: st.Page) -> None:
    """
    Draw the page for one browser tab.

    The map and the lists show what the person may see. An import is worked out on the whole
    province, since an id that is taken is taken also where it is not shown; the draft of who may
    not know of restricted projects leaves them as they are and tells nothing of them.

    Parameters
    ----------
    warnings
        The page of warnings, for the way back.

    Raises
    ------
    RanhError
        If the communes or the versions of the province cannot be read.
    """
    text, desk = state.text(), state.desk(Desk)
    desk.person, desk.session_id = session.person, session.id
    left, right = st.columns([STEPS_SHARE, PREVIEW_SHARE], gap="small")
    with left, st.container(key="steps", gap="small"):
        _steps(desk, store, session, warnings, text)
    with right, st.container(key="preview", gap="small"):
        _preview(desk, store, text)


def _steps(desk: Desk, store: Store, session: Session, warnings: st.Page, text: Text) -> None:
    if desk.published is not None:
        show_published(desk, desk.published, warnings, text)
        return
    whole = current_store()
    _head(1, text("import.step_file"))
    show_source(desk, store.province, text)
    _head(2, text("import.step_target"))
    target = show_target(desk, _known(whole.province, store.province, session), text)
    today = state.today()
    with st.spinner(text("import.working")):
        desk.work_out(for_draft(target), whole, today)
    if desk.opened is not None or desk.asked:
        _head(3, text("import.step_questions"))
        if desk.draft_problem is not None:
            st.html(warning_html(text.error(desk.draft_problem)))
        show_questions(desk, text)
        if desk.draft is not None and desk.draft.account is not None:
            show_columns(desk, desk.draft, text)
    _head(4 if desk.opened is not None or desk.asked else 3, text("import.step_confirm"))
    aim = show_declared(target, text)
    show_confirm(desk, aim, whole, today, text)


def _known(whole: Province, shown: Province, session: Session) -> Province:
    """Return the province with the layers that may be named: a steward replaces sealed ones unseen."""
    return whole if may(session.person, Act.IMPORT_RESTRICTED) else shown


def _head(number: int, words: str) -> None:
    st.html(Markup('<h2 class="ranh-step"><i>{}</i>{}</h2>').format(number, words))


def _preview(desk: Desk, store: Store, text: Text) -> None:
    draft = desk.draft
    if draft is not None and draft.given.target.layer.restricted:
        st.html(Markup('<p class="ranh-secret">{}</p>').format(text("card.restricted")))
    with st.container(key="importmap"):
        show_import_map(desk, store, text)
    st.html(map_legend(desk, text))
    if draft is None or draft.layer is None:
        st.html(Markup('<h3 class="ranh-h4">{}</h3>').format(text("import.tab_versions")))
        show_versions(store.province, text)
    else:
        _tabs(draft, store, text)


def _tabs(draft: Draft, store: Store, text: Text) -> None:
    """
    Show what was read.

    The tabs are the same before and after the questions are answered: a browser finds the open one
    by its words.
    """
    account = draft.account
    issues = text("import.tab_issues") + (f" ({len(account.issues)})" if account is not None else "")
    names = [text("import.tab_result"), issues, text("import.tab_rows"), text("import.tab_versions")]
    if draft.points is not None:
        names.insert(2, text("import.tab_edges"))
    result, issues_tab, *edges, rows, versions = st.tabs(names)
    with result:
        show_result(draft, text)
    with issues_tab:
        show_issues(account.issues if account is not None else None, text)
    for tab in edges:
        with tab:
            show_edges(draft, text)
    with rows:
        show_rows(draft, text)
    with versions:
        show_versions(store.province, text)
