"""The table of cases: a cell to look at a case, ticks to give several to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from views import state
from views.cases.said import due_words, is_overdue, moment_words, offices_words, rule_words, state_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.cases.model import Case
    from views.text import Text

ROW_HEIGHT_PX, TALL_PX = 30, 452
LATE = "⚠ "
"""Before a day that is past. No colour: pandas takes longer to style the table than all else takes."""
CHOSEN = "case-chosen"
WIDTHS_PX = {
    "case.number": 106,
    "case.project": 276,
    "case.rule": 152,
    "case.severity": 88,
    "case.state": 160,
    "case.assigned": 126,
    "case.waits": 150,
    "case.due": 146,
    "case.changed": 122,
}


def chosen_number() -> str:
    """Return the number of the case whose summary is shown, or ""."""
    return str(state.value(CHOSEN) or "")


def show_table(cases: Sequence[Case], today: date, text: Text, *, several: bool, turn: int) -> list[Case]:
    """
    Draw the cases; return those that are ticked.

    The key changes with the rows: Streamlit keeps a chosen row by its number, which would be
    another case after the list was narrowed.

    Parameters
    ----------
    several
        Whether rows can be ticked.
    turn
        Another one draws the table without ticks.
    """
    key = f"case-table-{text.language}-{turn}-{hash(tuple(case.id for case in cases))}"
    shown = st.dataframe(
        rows_of(cases, today, text),
        hide_index=True,
        height=min(TALL_PX, ROW_HEIGHT_PX * (len(cases) + 1) + 2),
        row_height=ROW_HEIGHT_PX,
        on_select=lambda: _choose(cases, key),
        selection_mode=["multi-row", "single-cell"] if several else "single-cell",
        column_config={text(name): st.column_config.Column(width=width) for name, width in WIDTHS_PX.items()},
        placeholder="",
        key=key,
    )
    return [cases[row] for row in shown["selection"]["rows"] if row < len(cases)]


def _choose(cases: Sequence[Case], key: str) -> None:
    row = state.selected_row(key)
    if row is not None and row < len(cases):
        state.put(CHOSEN, cases[row].number)


def rows_of(cases: Sequence[Case], today: date, text: Text) -> pd.DataFrame:
    """Return one row for each case, in their order."""
    columns = {
        "case.number": [case.number for case in cases],
        "case.project": [case.site_name for case in cases],
        "case.rule": [rule_words(case, text) for case in cases],
        "case.severity": [text.known("severity", case.severity) for case in cases],
        "case.state": [state_words(case, text) for case in cases],
        "case.assigned": [case.assigned_name for case in cases],
        "case.waits": [offices_words(case.waits_for, text) for case in cases],
        "case.due": [_due(case, today, text) for case in cases],
        "case.changed": [moment_words(case.changed_at) for case in cases],
    }
    return pd.DataFrame({text(key): values for key, values in columns.items()})


def _due(case: Case, today: date, text: Text) -> str:
    words = due_words(case.due_on, today, text)
    return LATE + words if is_overdue(case, today) else words
