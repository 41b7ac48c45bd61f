"""The register of projects on the page: one project with its facts and history, and what may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from office.projects.listing import listing_for
from office.projects.reading import read_file
from office.projects.told import facts_of, history_of, other_facts
from office.rights import Act, may
from views.corridors.html_table import table_html
from views.person import current_desk
from views.plan.drawn import empty, heading, note
from views.plan.project_fields import Writing
from views.plan.project_forms import show_forms
from views.plan.project_tables import event_rows, fact_rows, other_rows

if TYPE_CHECKING:
    from datetime import date

    from office.projects.model import Listing
    from office.sessions import Session
    from views.store import Store
    from views.text import Text


def show_project(store: Store, session: Session, as_of: date, text: Text) -> None:
    """
    Draw the register: choose a project, see it, write of it.

    Raises
    ------
    RanhError
        If a table of the province or the desk cannot be read.
    """
    listing = listing_for(store, session.person, as_of)
    site_id = _choose(listing, text)
    if site_id is None:
        note(text("project.none_chosen"))
        return
    file = read_file(current_desk(), session.person, listing, site_id)
    heading(text("project.facts"))
    st.html(table_html(fact_rows(facts_of(listing, file, as_of), listing, text), text("project.facts")))
    note(text("project.used"))
    heading(text("project.history"))
    if events := history_of(store.province, file):
        st.html(table_html(event_rows(events, text), text("project.history")))
    else:
        empty(text("project.no_history"))
    if others := other_facts(file, as_of):
        heading(text("project.other_facts"))
        st.html(table_html(other_rows(others, listing, text), text("project.other_facts")))
    if may(session.person, Act.EDIT_PROJECTS):
        show_forms(Writing(session=session, listing=listing, file=file, text=text))


def _choose(listing: Listing, text: Text) -> str | None:
    names = {site_id: f"{site_id} {row.get('name') or ''}" for site_id, row in listing.rows.items()}
    return st.selectbox(
        text("project.choose"), list(names), index=None, format_func=names.__getitem__,
        key=f"plan-project-{text.language}", help=text("project.choose_help"), persist_state="session",
        placeholder=text("project.choose_help"), width=700,
    )  # fmt: skip
