"""Money and progress: capital by sector, period and commune against the plan's frame; late and blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from views import numbers
from views.card import warning_html
from views.corridors.html_table import table_html
from views.plan.drawn import CALM, LOUD, UNKNOWN, Figure, decision_html, empty, heading, note, show_figures
from views.plan.files import show_files
from views.plan.made import money_of
from views.plan.money_chart import frame_html, sums_html
from views.plan.money_tables import blocked_rows, frame_rows, late_rows, project_rows, sum_rows
from views.plan.project_part import show_project

if TYPE_CHECKING:
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from office.sessions import Session
    from views.corridors.html_table import Rows
    from views.plan.made import Money
    from views.store import Store
    from views.text import Text

BY, OF = "plan-money-by", "plan-money-of"
GROUPS = ("sectors", "periods", "units")
AMOUNTS = ("capital", "stages")


def show_money(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """
    Draw the part of the page that tells money and progress.

    Raises
    ------
    RanhError
        If a table of the province cannot be read.
    """
    made = money_of(store, session.person, as_of)
    tables = made.tables
    show_figures(_figures(made, text))
    links = _links(store, as_of)
    titles = {
        "sums": text("plan.tab_sums_money"),
        "frame": text("plan.tab_frame"),
        "late": f"{text('plan.tab_late')} ({len(tables['late'])})",
        "blocked": f"{text('plan.tab_blocked')} ({len(tables['blocked'])})",
        "projects": f"{text('plan.tab_projects')} ({len(tables['projects'])})",
        "register": text("plan.tab_register"),
    }
    sums, frame, late, blocked, projects, register = st.tabs(list(titles.values()))
    with sums:
        _sums(tables, text)
    with frame:
        _frame(made, text)
    with late:
        _table(late_rows(tables["late"], links, text), titles["late"], text)
    with blocked:
        note(text("plan.blocked_help"))
        _table(blocked_rows(tables["blocked"], links, text), titles["blocked"], text)
    with projects:
        _table(project_rows(tables["projects"], links, text), titles["projects"], text)
    with register:
        show_project(store, session, as_of, text)
    with tools:
        show_files(store, session, tables, f"ranh-von-{store.province.id}-{as_of.isoformat()}", text)


def _links(store: Store, as_of: date) -> dict[str, str]:
    """Return project -> the finding whose card shows it on the map: its first, the gravest."""
    found = store.result(as_of).findings.drop_duplicates("site_id")
    return dict(zip(found["site_id"], found["finding_id"], strict=True))


def _figures(made: Money, text: Text) -> list[Figure]:
    tables, unasked = made.tables, made.unasked
    projects = tables["projects"]
    capital = pd.to_numeric(tables["sectors"]["capital_bn_vnd"], errors="coerce")
    known = int(projects["capital_bn_vnd"].notna().sum())
    late, blocked = len(tables["late"]), len(tables["blocked"])
    unclear = int((projects["stage"] == "unknown").sum())
    return [
        Figure(text("plan.projects"), str(len(projects))),
        Figure(
            text("plan.capital"),
            f"≥ {numbers.number(float(capital.sum()), text.language, 0)}" if known else "?",
            text("plan.capital_of", known=known, count=len(projects)),
            CALM if known == len(projects) else UNKNOWN,
        ),
        Figure(text("plan.late"), str(late), "", LOUD if late else CALM),
        Figure(
            text("plan.blocked"), f"≥ {blocked}" if unasked else str(blocked),
            text("plan.blocked_unknown", count=unasked) if unasked else "",
            LOUD if blocked else UNKNOWN if unasked else CALM,
        ),
        Figure(
            text("plan.stage_unknown"), str(unclear), text("plan.no_status") if unclear else "",
            UNKNOWN if unclear else CALM,
        ),
    ]  # fmt: skip


def _sums(tables: dict[str, pd.DataFrame], text: Text) -> None:
    with st.container(horizontal=True, gap="small"):
        group = _choice(BY, {one: text("plan.by_" + one) for one in GROUPS}, text)
        amount = _choice(OF, {one: text("plan.of_" + one) for one in AMOUNTS}, text)
    table = tables[group]
    if int(table["projects"].sum()) == 0:
        empty(text("plan.no_projects"))
        return
    if group == "units":
        table = table[table["projects"] > 0]
    st.html(sums_html(table, amount, text("plan.by_" + group).lower(), text))
    heading(text("plan.by_" + group))
    st.html(table_html(sum_rows(table, text), text("plan.by_" + group)))


def _choice(key: str, words: dict[str, str], text: Text) -> str:
    return str(
        st.segmented_control(
            text("plan.show"),
            list(words),
            default=next(iter(words)),
            required=True,
            format_func=words.__getitem__,
            key=f"{key}-{text.language}",
            persist_state="session",
            label_visibility="collapsed",
        )
    )


def _frame(made: Money, text: Text) -> None:
    if made.is_own:
        empty(text("plan.own_no_frame"))
        return
    table = made.tables["frame"]
    if not made.plan.frame:
        st.html(warning_html(text("plan.no_frame")))
    if table.empty:
        empty(text("plan.no_projects"))
        return
    if made.plan.decision is not None:
        one = made.plan.decision
        said = decision_html(one.number, numbers.day(one.date, text.language), text)
        st.html(
            Markup('<p class="ranh-explained">{} {} {}</p>').format(text("plan.frame_of"), said, one.part)
        )
    st.html(frame_html(table, text))
    st.html(table_html(frame_rows(table, text), text("plan.tab_frame")))
    note(text("plan.frame_help"))


def _table(rows: Rows, title: str, text: Text) -> None:
    if rows.rows:
        st.html(table_html(rows, title))
    else:
        empty(text("plan.none_rows"))
