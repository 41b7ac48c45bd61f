"""What is in force on the day of the page: versions, decisions, units; what ended and is still used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from layers.money.plan import read_plan
from layers.superseded import superseded
from layers.targets.units import Level
from views import numbers
from views.card import warning_html
from views.corridors.html_table import Cell, Rows, table_html
from views.plan.drawn import (
    CALM,
    LOUD,
    UNKNOWN,
    Figure,
    day_or,
    decision_html,
    empty,
    heading,
    note,
    show_figures,
)
from views.plan.files import show_files
from views.plan.made import loaded_of
from views.plan.periods_tables import (
    Force,
    decisions_frame,
    level_on,
    superseded_frame,
    units_frame,
    versions_frame,
)

if TYPE_CHECKING:
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from layers.targets.units import Units
    from office.sessions import Session
    from views.store import Store
    from views.text import Text


def show_periods(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """Draw the part of the page that says what is in force."""
    loaded = loaded_of(store)
    layers, plan = store.province.layers, read_plan(store.province)
    tables = {
        "superseded": superseded_frame(superseded(store.result(as_of), store.province, exact=store.is_exact)),
        "decisions": decisions_frame(layers, loaded.figures.targets, plan, as_of),
        "versions": versions_frame(layers, as_of),
        "districts": _districts(loaded.units, as_of),
        "units": units_frame(loaded.units, as_of),
    }
    show_figures(_figures(tables, loaded.units, as_of, text))
    _superseded(tables["superseded"], text)
    words = {
        "decisions": lambda table: _decisions(table, text),
        "versions": lambda table: _versions(table, text),
        "units": lambda table: _units(table, loaded.units, as_of, text),
    }
    titles = [f"{text('plan.tab_' + name)} ({len(tables[name])})" for name in words]
    for tab, title, (name, rows) in zip(st.tabs(titles), titles, words.items(), strict=True):
        with tab:
            table = rows(tables[name])
            if table.rows:
                st.html(table_html(table, title))
            else:
                empty(text("plan.none_" + name))
    with tools:
        stem = f"ranh-thoi-ky-{store.province.id}-{as_of.isoformat()}"
        show_files(store, session, tables, stem, text)


def _districts(units: Units, as_of: date) -> pd.DataFrame:
    """Return the districts of a day: there are none any more since the communes changed."""
    is_before = level_on(units, as_of) is Level.FORMER_COMMUNE
    rows = [(key.code, units.places[key].name) for key in units.at(Level.DISTRICT)] if is_before else []
    return pd.DataFrame(rows, columns=["code", "name"])


def _figures(tables: dict[str, pd.DataFrame], units: Units, as_of: date, text: Text) -> list[Figure]:
    versions = tables["versions"]
    now = versions[versions["force"] == Force.NOW]
    bare = int((now["decision_number"] == "").sum())
    undated = int(((now["decision_number"] != "") & now["decision_date"].isna()).sum())
    ended = len(tables["superseded"])
    level = level_on(units, as_of)
    count, districts = len(tables["units"]), len(tables["districts"])
    decisions = tables["decisions"]
    return [
        Figure(text("plan.versions_now"), str(len(now)), text("plan.of_all", count=len(versions))),
        Figure(
            text("plan.decisions_now"),
            str(int((decisions["force"] == Force.NOW).sum())),
            text("plan.number_and_date"),
        ),
        Figure(
            text("plan.without_decision"),
            str(bare + undated),
            text("plan.undated", count=undated) if undated else "",
            UNKNOWN if bare + undated else CALM,
        ),
        Figure(
            text("plan.ended_used"),
            str(ended),
            text("plan.to_review") if ended else "",
            LOUD if ended else CALM,
        ),
        Figure(
            text("plan.units_then"),
            text("plan.units_" + level, count=count, districts=districts),
            text("plan.since", day=numbers.day(units.changed_on, text.language))
            if units.changed_on and level is Level.COMMUNE
            else "",
        ),
    ]


def _superseded(table: pd.DataFrame, text: Text) -> None:
    if table.empty:
        note(text("plan.none_superseded"))
        return
    heading(text("plan.superseded"))
    st.html(warning_html(text("plan.superseded_help")))
    rows = [
        [
            text("plan.used_" + str(row["kind"])),
            f"{row['id']}" if text.of(row, "name") == row["id"] else f"{row['id']} {text.of(row, 'name')}",
            decision_html(row["decision_number"], _day(row["decision_date"], text), text),
            day_or(row["ended_on"], text("plan.no_last_day"), text),
            row[text.language],
        ]
        for row in _records(table)
    ]
    headings = [text("plan.col_" + name) for name in ("used", "what", "decision", "until", "why")]
    st.html(table_html(Rows(headings=headings, rows=rows, words=5), text("plan.superseded")))


def _decisions(table: pd.DataFrame, text: Text) -> Rows:
    records = _records(table)
    rows: list[list[Cell]] = [
        [
            row["decision_number"],
            Markup("{}").format(_day(row["decision_date"], text) or _unstated(text)),
            text("plan.force_" + row["force"]),
            text.of(row, "what"),
        ]
        for row in records
    ]
    headings = [text("plan.col_" + name) for name in ("number", "dated", "force", "rests")]
    loud = frozenset(at for at, row in enumerate(records) if row["decision_date"] is None)
    return Rows(headings=headings, rows=rows, words=4, loud=loud)


def _versions(table: pd.DataFrame, text: Text) -> Rows:
    records = _records(table)
    rows: list[list[Cell]] = [
        [
            text.of(row, "name"),
            row["version"],
            text("plan.force_" + row["force"]),
            day_or(row["effective_from"], text("plan.no_first_day"), text),
            day_or(row["effective_to"], text("plan.no_last_day"), text),
            decision_html(row["decision_number"], _day(row["decision_date"], text), text),
        ]
        for row in records
    ]
    headings = [
        text("plan.col_" + name) for name in ("layer", "version", "force", "from", "until", "decision")
    ]
    return Rows(headings=headings, rows=rows, words=6)


def _units(table: pd.DataFrame, units: Units, as_of: date, text: Text) -> Rows:
    is_former = level_on(units, as_of) is Level.FORMER_COMMUNE
    columns = ("code", "name", "district", "commune_now" if is_former else "made_of")
    rows = [[str(row[name] or numbers.NOTHING) for name in columns] for row in _records(table)]
    headings = [text("plan.unit_" + name) for name in columns]
    return Rows(headings=headings, rows=rows, words=4)


def _unstated(text: Text) -> Markup:
    return Markup('<span class="ranh-unstated">{}</span>').format(text("plan.no_date"))


def _day(value: date | None, text: Text) -> str:
    return "" if value is None else numbers.day(value, text.language)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.to_dict("records")  # type: ignore[return-value]
