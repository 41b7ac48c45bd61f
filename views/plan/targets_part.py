"""Targets balanced: what breaks one on top, then the balance by unit and land type, as chart and table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.targets.breaches import breaches_of
from layers.targets.row import State
from layers.targets.sums import check_sums
from layers.targets.tables import balance_frame, breach_frame, sum_frame, target_frame
from office.rights import Act, may
from views import numbers
from views.card import warning_html
from views.corridors.html_table import table_html
from views.once import Once
from views.plan.drawn import CALM, LOUD, UNKNOWN, Figure, empty, heading, note, show_figures
from views.plan.files import show_files
from views.plan.made import balancing_of, own_communes
from views.plan.targets_asked import ask
from views.plan.targets_chart import chart_html
from views.plan.targets_import import show_import
from views.plan.targets_tables import balance_rows, breach_rows, sum_rows, target_rows
from views.tables_state import tables_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from layers.targets.balance import Balancing
    from layers.targets.row import Row
    from office.people import Person
    from office.sessions import Session
    from views.corridors.html_table import Rows
    from views.plan.targets_asked import Asked
    from views.store import Store
    from views.text import Text

MOST_ROWS = 400
"""Of a table on the page; the file has all."""

_rows: Once[list[Row]] = Once(24)


def show_targets(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """
    Draw the part of the page that balances targets.

    Raises
    ------
    RanhError
        If a table or the layer of projects cannot be read.
    """
    with st.spinner(text("plan.balancing")):
        balancing = balancing_of(store, as_of)
    asked = ask(balancing, store.province, session.person, text)
    key = (store.state, tables_state(store), as_of, asked.units, asked.codes, asked.year)
    with st.spinner(text("plan.balancing")):
        rows = store.keep(_rows).get(key, lambda: balancing.rows(asked.units, asked.codes, asked.year))
    shown = rows if asked.is_chosen else [row for row in rows if row.is_worth]
    tables = _tables(balancing, shown, session.person)
    last = _show(balancing, shown, tables, asked, session.person, text)
    if last is not None:
        with last:
            show_import(store, session, text)
    with tools:
        stem = f"ranh-chi-tieu-{store.province.id}-{asked.year}-{as_of.isoformat()}"
        show_files(store, session, tables, stem, text)


def _tables(balancing: Balancing, shown: Sequence[Row], person: Person) -> dict[str, pd.DataFrame]:
    """Return the tables of `ranh targets balance`, then those of `ranh targets show`, within the right."""
    figures, units = balancing.figures, balancing.units
    own, asked = own_communes(person), {row.unit for row in shown}
    targets = [one for one in figures.targets if own is None or one.unit in asked]
    told = {one.unit for one in targets}
    # What holds restricted land is not compared where that is not told: the rest would be it.
    sums = [
        one for one in check_sums(figures) if one.unit in told and one.code not in balancing.withheld_below
    ]
    return {
        "balance": balance_frame(shown, units, figures.book),
        "breaches": breach_frame(breaches_of(shown), units, figures.book),
        "targets": target_frame(targets, units, figures.book),
        "sums": sum_frame(sums, units),
    }


def _show(
    balancing: Balancing,
    shown: Sequence[Row],
    tables: dict[str, pd.DataFrame],
    asked: Asked,
    person: Person,
    text: Text,
) -> DeltaGenerator | None:
    """Draw what was found; return the tab to import in, None for who has no right to."""
    with st.container(gap="small"):  # one element, however much is said: else the open tab is another one
        _warn(balancing, shown, tables["breaches"], asked, text)
    sums = tables["sums"]
    wrong = sums[sums["adds"].isin(["differs", "exceeds"])]
    titles = {
        "chart": text("plan.tab_chart"),
        "balance": f"{text('plan.tab_balance')} ({len(shown)})",
        "targets": f"{text('plan.tab_targets')} ({len(tables['targets'])})",
        "sums": f"{text('plan.tab_sums')} ({len(wrong)}/{len(sums)})",
    }
    if may(person, Act.IMPORT):
        titles["import"] = text("plan.import")
    chart, balance, targets, adds, *rest = st.tabs(list(titles.values()), key="plan-target-tabs")
    with chart:
        st.html(chart_html(tables["balance"], text) or _nothing(text))
    with balance:
        _table(balance_rows(tables["balance"].head(MOST_ROWS), text), len(shown), titles["balance"], text)
        note(text("plan.balance_marks"))
    with targets:
        _table(
            target_rows(tables["targets"].head(MOST_ROWS), text),
            len(tables["targets"]), titles["targets"], text,
        )  # fmt: skip
    with adds:
        note(text("plan.sums_compared", count=len(sums), wrong=len(wrong)))
        _table(sum_rows(wrong.head(MOST_ROWS), text), len(wrong), titles["sums"], text)
    return rest[0] if rest else None


def _warn(
    balancing: Balancing, shown: Sequence[Row], breaches: pd.DataFrame, asked: Asked, text: Text
) -> None:
    show_figures(_figures(shown, len(breaches), asked, text))
    if balancing.ground.land is None:
        problem = balancing.ground.problem_vi if text.language == "vi" else balancing.ground.problem_en
        st.html(warning_html(problem))
    if all(row.target.area_ha is None for row in shown):
        st.html(warning_html(text("plan.no_targets", year=asked.year)))
    if len(breaches):
        heading(text("plan.breaches"))
        st.html(table_html(breach_rows(breaches, text), text("plan.breaches")))


def _nothing(text: Text) -> str:
    return warning_html(text("plan.none_chart"))


def _table(rows: Rows, count: int, title: str, text: Text) -> None:
    if not rows.rows:
        empty(text("plan.none_rows"))
        return
    st.html(table_html(rows, title))
    if count > len(rows.rows):
        note(text("plan.more_rows", shown=len(rows.rows), count=count))


def _figures(shown: Sequence[Row], breaches: int, asked: Asked, text: Text) -> list[Figure]:
    states = [row.state for row in shown]
    targets = sum(row.target.area_ha is not None for row in shown)
    broken, asked_for = states.count(State.BROKEN), states.count(State.BROKEN_IF_GRANTED)
    open_rows = sum(row.is_most or row.state in {State.NO_PRESENT, State.NOT_SURE} for row in shown)
    withheld = states.count(State.WITHHELD)
    return [
        Figure(
            text("plan.with_target"), f"{targets}/{len(shown)}", text("plan.in_year", year=asked.year),
            CALM if targets else UNKNOWN,
        ),
        Figure(
            text("plan.broken"), str(broken) if targets else "?",
            text("plan.broken_by", count=breaches) if breaches else "" if targets else text("plan.no_answer"),
            LOUD if broken else CALM if targets else UNKNOWN,
        ),
        Figure(
            text("plan.broken_if_granted"), str(asked_for) if targets else "?",
            "" if targets else text("plan.no_answer"),
            LOUD if asked_for else CALM if targets else UNKNOWN,
        ),
        Figure(
            text("plan.not_sure"), str(open_rows), text("plan.not_sure_help") if open_rows else "",
            UNKNOWN if open_rows else CALM,
        ),
        Figure(
            text("plan.withheld"), str(withheld) if withheld else numbers.NOTHING,
            text("plan.withheld_help") if withheld else "", UNKNOWN if withheld else CALM,
        ),
    ]  # fmt: skip
