"""One table of the list: coloured verdicts, numbers in the reader's language, a row to choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from layers.model import Verdict
from views import looks, numbers, state
from views.verdicts import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas.io.formats.style import Styler

    from views.text import Text

ROW_HEIGHT_PX = 30
CHOSEN_COLOUR = "#B2EBF2"
LOW_PX, TALL_PX = 242, 482
"""Low when a card stands below."""

WIDTHS_PX = {
    "list.rule": 90,
    "list.certainty": 80,
    "list.severity": 96,
    "list.area": 66,
    "list.share": 52,
    "list.distance": 70,
}
VERDICT_AND_PROJECT_PX = 298
"""
The verdict takes what its words need, the name of the project the rest.

On a screen of 1366 pixels these, the rule, how certain it is and its hectares stand side by side.
"""

CELL_PX, LETTER_PX = 20, 6
"""What a cell of bold words needs around them, and for each letter."""

COUNT_WIDTH_PX = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of findings or projects, ready to be shown."""

    rows: pd.DataFrame
    """The first column is the verdict."""

    verdicts: tuple[str, ...]
    finding_ids: tuple[str, ...]
    """What choosing each row opens."""

    formats: dict[str, Callable[[float], str]]


def show_table(table: Table, text: Text, *, name: str) -> None:
    """
    Draw a table; choosing a row opens its finding's card.

    The key changes with the rows: Streamlit keeps a chosen row by its number, which would
    be another finding after the list was narrowed.
    """
    key = f"{name}-{text.language}-{hash(table.finding_ids)}-{state.clicks()}"
    chosen = state.chosen()
    st.dataframe(
        _styled(table, chosen),
        hide_index=True,
        height=min(LOW_PX if chosen else TALL_PX, ROW_HEIGHT_PX * (len(table.rows) + 1) + 2),
        row_height=ROW_HEIGHT_PX,
        on_select=lambda: _open_row(table, key),
        selection_mode="single-cell",
        column_config=_widths(table, text),
        placeholder=numbers.NOTHING,
        key=key,
    )


def _open_row(table: Table, key: str) -> None:
    row = state.selected_row(key)
    if row is not None:
        state.choose(table.finding_ids[row])


def _styled(table: Table, chosen: str) -> Styler:
    """Colour the verdicts, and mark the row whose card is open."""
    colours = [looks.VERDICT_COLOURS[Verdict(verdict)] for verdict in table.verdicts]
    styled = table.rows.style.format(table.formats, na_rep=numbers.NOTHING)
    styled = styled.apply(
        lambda _: [f"color: {colour}; font-weight: 600" for colour in colours], subset=[table.rows.columns[0]]
    )
    if chosen in table.finding_ids:
        row = table.finding_ids.index(chosen)
        styled = styled.set_properties(subset=pd.IndexSlice[[row], :], **{"background-color": CHOSEN_COLOUR})
    return styled


def widths_px(table: Table, text: Text) -> dict[str, int]:
    """Return how wide the columns with a fixed width are, by their headings."""
    verdict = CELL_PX + LETTER_PX * max(map(len, table.rows.iloc[:, 0]), default=0)
    shared = {"list.verdict": verdict, "list.project": VERDICT_AND_PROJECT_PX - verdict}
    return {text(key): width for key, width in (shared | WIDTHS_PX).items()}


def _widths(table: Table, text: Text) -> dict[str, object]:
    widths = {name: st.column_config.Column(width=width) for name, width in widths_px(table, text).items()}
    counts = {
        mark: st.column_config.NumberColumn(width=COUNT_WIDTH_PX, help=text("verdict." + verdict))
        for verdict, mark in MARKS.items()
    }
    return widths | counts
