"""A table of targets brought in on the page: read, told row by row, then kept, each once and in the trail."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.intake.cells.figures import Style
from layers.intake.entrance.handed import Handed, lay_down
from layers.intake.importing import WORK_FOLDER
from layers.intake.limits import LIMITS, MIB
from layers.intake.lists.code_book import read_code_book
from layers.intake.private import private_folder
from layers.targets.importing import Brought, bring, keep
from layers.targets.model import Kind
from layers.targets.reading import Reference
from layers.targets.units import read_target_units
from office import audit
from office.people import OWNER
from office.rights import Act, may, require
from views import state
from views.card import warning_html
from views.corridors.html_table import Rows, table_html
from views.person import current_desk
from views.plan.drawn import heading, note
from views.plan.files import show_files
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from office.sessions import Session
    from views.store import Store
    from views.text import Text

UPLOADS = "targets-"
BROUGHT, FAULT, KEPT, TURN = "plan-brought", "plan-fault", "plan-kept", "plan-turn"
MOST_REFUSED = 200
CONFIRMED = "confirmed"


def show_import(store: Store, session: Session, text: Text) -> None:
    """
    Draw the way to bring in a table of targets.

    Raises
    ------
    RightError
        If the person may not.
    """
    require(session.person, Act.IMPORT)
    if kept := state.value(KEPT):
        st.html(Markup('<p class="ranh-done" role="status">{}</p>').format(kept))
    asked = files, reference = _ask(text)
    if st.button(text("plan.import_read"), key="plan-import-read", type="primary", disabled=not files):
        state.put(KEPT, "")
        _try(lambda: state.put(BROUGHT, (*asked, _brought(session, *asked))), asked, text)
    held = state.value(BROUGHT)
    if held and held[:2] != asked:
        note(text("plan.import_changed"))
    elif held:
        _account(store, session, held[2], text)
        words = text("plan.import_keep", count=len(held[2].new))
        if held[2].new and st.button(words, key="plan-import-keep", type="primary"):
            _try(lambda: _keep(session, files, reference, text), asked, text)
    of, fault = state.value(FAULT) or (None, None)
    if of == asked:
        st.html(warning_html(text.error(fault)))


def _try(act: Callable[[], object], asked: tuple[tuple[Handed, ...], Reference], text: Text) -> None:
    """Do what takes some seconds, and remember why it failed: of this file and what is said of it."""
    state.put(FAULT, None)
    try:
        with st.spinner(text("import.reading")):
            act()
    except RanhError as error:
        state.put(FAULT, (asked, error))
        state.put(BROUGHT, None)
    st.rerun()


def _ask(text: Text) -> tuple[tuple[Handed, ...], Reference]:
    """Draw what is asked of a table; return the file and what is said of all its rows."""
    key = f"{text.language}-{state.value(TURN) or 0}"
    with st.container(key=f"uploader-{text.language}"):
        file = st.file_uploader(
            text("plan.import_file"), type=["csv", "xlsx"], max_upload_size=LIMITS.file_bytes // MIB,
            help=text("plan.import_help"), key=f"plan-import-file-{key}",
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number = st.text_input(text("plan.import_decision"), key="plan-import-decision", width=190)
        dated = _day("plan.import_dated", "plan-import-dated", text)
        units_on = _day("plan.import_units_on", "plan-import-units-on", text)
        kinds = ["", *Kind]
        kind = st.selectbox(
            text("plan.import_kind"), kinds, key=f"plan-import-kind-{text.language}", width=180,
            format_func=lambda one: text.known("target.kind", one) if one else text("plan.import_as_rows"),
        )  # fmt: skip
        styles = {
            "": text("plan.decimal_any"),  # None would read as a choice that can be cleared
            Style.COMMA: text("plan.decimal_comma"),
            Style.POINT: text("plan.decimal_point"),
        }
        style = st.selectbox(
            text("plan.import_decimal"), list(styles), key=f"plan-import-decimal-{text.language}", width=150,
            format_func=styles.__getitem__,
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        source = st.text_input(text("plan.import_source"), key="plan-import-source", width=420)
        sure = st.checkbox(text("plan.import_confirmed"), key="plan-import-confirmed")
    province = current_store().province
    reference = Reference(
        book=read_code_book(province.path(province.codes)),
        units=read_target_units(province),
        units_on=units_on,
        decision_number=number.strip(),
        decision_date=dated,
        kind=Kind(kind) if kind else None,
        source=source.strip(),
        confidence=CONFIRMED if sure else "",
        style=Style(style) if style else None,
    )
    return (Handed(name=file.name, data=file.getvalue()),) if file else (), reference


def _day(word: str, key: str, text: Text) -> date | None:
    found = st.date_input(text(word), value=None, format="DD/MM/YYYY", key=key, width=140)
    return found if isinstance(found, date) else None


def _brought(session: Session, files: tuple[Handed, ...], reference: Reference) -> Brought:
    """
    Return what the file gives; nothing is kept yet.

    Raises
    ------
    RanhError
        If it cannot be read, contradicts what is loaded, or tells of restricted land in a commune to
        who may not import it.
    """
    knows = may(session.person, Act.IMPORT_RESTRICTED)
    if not knows:
        require(session.person, Act.IMPORT)
    province = current_store().province
    with private_folder(province.folder / WORK_FOLDER, UPLOADS) as folder:
        path, name = lay_down(files, folder)
        return bring(path, province, reference, name=name, knows_restricted=knows)


def _keep(session: Session, files: tuple[Handed, ...], reference: Reference, text: Text) -> None:
    """Read the file once more and keep what is new of it; the trail is written first."""
    brought = _brought(session, files, reference)
    facts = {
        "source_sha256": brought.sha256, "decision": reference.decision_number, "figures": len(brought.new),
    }  # fmt: skip
    person = session.person
    if person != OWNER:
        with current_desk().writing() as connection:
            audit.append(connection, person, "import", kind="targets", key=brought.key, facts=facts)
    keep(brought, current_store().province, by=person.full_name or person.name)
    state.put(KEPT, text("plan.import_kept", count=len(brought.new), file=brought.table.file))
    state.put(BROUGHT, None)
    state.put(TURN, int(state.value(TURN) or 0) + 1)


def _account(store: Store, session: Session, brought: Brought, text: Text) -> None:
    table = brought.table
    said = text(
        "plan.import_account", file=table.file, rows=table.rows, figures=len(table.targets),
        new=len(brought.new), without=table.without_figure, refused=len(table.refused),
    )  # fmt: skip
    heading(said)
    if not table.refused:
        return
    rows = [[str(one.row), one.sentence(text.language)] for one in table.refused[:MOST_REFUSED]]
    headings = [text("plan.col_row"), text("plan.col_refused")]
    loud = frozenset(range(len(rows)))
    st.html(table_html(Rows(headings=headings, rows=rows, words=2, loud=loud), said))
    if len(table.refused) > MOST_REFUSED:
        note(text("plan.more_rows", shown=MOST_REFUSED, count=len(table.refused)))
    refused = pd.DataFrame([(one.row, one.en, one.vi) for one in table.refused], columns=["row", "en", "vi"])
    show_files(store, session, {"refused": refused}, f"ranh-tu-choi-{store.province.id}", text)
