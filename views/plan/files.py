"""Tables of the page to take away: a workbook of all, and each as CSV; also what a chart is drawn of."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from layers.corridor.said import RESTRICTED
from layers.plans.writer import text_bytes
from layers.tables import csv_bytes, xlsx_bytes
from office.rights import Act, reach
from views.handing import download_link, offer
from views.once import Once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from layers.plans.writer import Report
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NOTICE = "notice"

_books: Once[bytes] = Once(12)


def show_files(
    store: Store, session: Session, tables: Mapping[str, pd.DataFrame], stem: str, text: Text
) -> None:
    """
    Draw the panel with the files of some tables; nothing without the right.

    They are made when the panel is opened, of what is shown then. At an exact view there is the workbook
    alone: it says on its first sheet that it must not be passed on.

    Parameters
    ----------
    tables
        By name, as the command of the same content writes them.
    stem
        Name of the files, without ending.
    """
    if panel := _panel(session, stem, text):
        bodies = {name: csv_bytes(table) for name, table in tables.items()}
        with panel:
            _offer(store, session, tables, bodies, stem, text)


def show_report(store: Store, session: Session, report: Report, stem: str, text: Text) -> None:
    """
    Draw the panel with the files of a comparison, as its command writes them; nothing without the right.

    The first table as CSV has a row for each thing that was not compared: alone it would read as all.
    """
    if panel := _panel(session, stem, text):
        about = pd.DataFrame(list(report.about.items()), columns=["key", "value"])
        bodies = {name: csv_bytes(table) for name, table in report.tables.items()}
        bodies[report.name] = text_bytes(report)
        with panel:
            _offer(store, session, {**report.tables, "about": about}, bodies, stem, text)


def _panel(session: Session, stem: str, text: Text) -> DeltaGenerator | None:
    """Draw the panel; return it while it is open, and nothing for who may take no file away."""
    if reach(session.person, Act.DOWNLOAD) is None:
        return None
    key = f"plan-files-{stem}-{text.language}"
    panel = st.popover(text("plan.files"), icon=":material/download:", key=key, on_change="rerun")
    return panel if panel.open else None


def _offer(
    store: Store,
    session: Session,
    tables: Mapping[str, pd.DataFrame],
    bodies: Mapping[str, bytes],
    stem: str,
    text: Text,
) -> None:
    if store.is_exact:
        st.warning(text("download.warning"))
    head = {NOTICE: pd.DataFrame([RESTRICTED], columns=["en", "vi"])} if store.is_exact else {}
    what = hashlib.sha256(repr((stem, session.id, bodies)).encode()).hexdigest()
    # A workbook says when it was made: made anew with each run, it would be another file each time.
    book = store.keep(_books).get((store.state, what), lambda: xlsx_bytes({**head, **tables}))
    _link(store, session, book, f"{stem}.xlsx", text("plan.file_all"))
    if store.is_exact:
        return
    for name, body in bodies.items():
        words = text("plan.file_one", table=text.known("plan.table", name))
        _link(store, session, body, f"{stem}-{name}.csv", words)


def _link(store: Store, session: Session, body: bytes, name: str, words: str) -> None:
    act = Act.SEE_EXACT if store.is_exact else Act.DOWNLOAD
    kind = CSV if name.endswith(".csv") else XLSX
    url = offer(session, body, name, kind, act=act, communes=session.person.communes or None)
    download_link(words, url, name)
