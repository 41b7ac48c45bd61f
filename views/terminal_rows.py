"""Rows of a table of results in a terminal, and what their cells hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from layers.rfc7946 import plain_value
from views.numbers import day
from views.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.console import Console


def records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """Return rows with plain values; what is not known is None."""
    return [{str(k): plain_value(v) for k, v in row.items()} for row in frame.to_dict("records")]


def told_day(text: str, language: str) -> str:
    """Return an ISO day as it is written in a language, "" where there is none."""
    return day(date.fromisoformat(text), language) if text else ""


def show_rows(out: Console, headings: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows under headings that stand between bars."""
    table = Table(*headings.split("|"), box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row))
    out.print(table)
