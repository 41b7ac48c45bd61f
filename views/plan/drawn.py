"""What the parts of the page are drawn with: headline numbers, headings, days, decisions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st
from markupsafe import Markup

from layers.rfc7946 import plain_value
from views import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from views.text import Text

CALM, LOUD, UNKNOWN = "", "loud", "unknown"
TWO_LINES = Markup("{}<br><small>{}</small>")
"""A cell with something smaller below."""


class Figure(NamedTuple):
    """A headline number."""

    word: str
    value: str
    more: str = ""
    mark: str = CALM


def show_figures(figures: Iterable[Figure]) -> None:
    """Draw headline numbers in one line."""
    cells = Markup().join(
        Markup('<div class="{}"><span>{}</span><b>{}</b><small>{}</small></div>').format(
            one.mark, one.word, one.value, one.more
        )
        for one in figures
    )
    st.html(Markup('<div class="ranh-figures ranh-plan-figures">{}</div>').format(cells))


def heading(words: str) -> None:
    """Draw the heading of a table or chart."""
    st.html(Markup('<h4 class="ranh-h4">{}</h4>').format(words))


def note(words: str) -> None:
    """Draw a sentence that explains."""
    st.html(Markup('<p class="ranh-explained">{}</p>').format(words))


def empty(words: str) -> None:
    """Draw why there is nothing to show."""
    st.html(Markup('<p class="ranh-empty">{}</p>').format(words))


def decision_html(number: str, dated: object, text: Text) -> Markup:
    """Return a decision by number and date; what is not stated is said."""
    if not number:
        return Markup('<span class="ranh-unstated">{}</span>').format(text("plan.no_decision"))
    if not dated:
        return Markup('{}, <span class="ranh-unstated">{}</span>').format(number, text("plan.no_date"))
    return Markup("{}, {}").format(number, dated)


def told_day(value: str, text: Text) -> str:
    """
    Return a day of a table as the reader writes it; a month, quarter or year as it stands.

    Examples
    --------
    >>> from views.text import Text
    >>> [told_day(said, Text("vi")) for said in ("2025-06-19", "2025-Q4", "")]
    ['19/06/2025', '2025-Q4', '']
    """
    try:
        return numbers.day(date.fromisoformat(value), text.language)
    except ValueError:
        return value


def day_or(value: date | None, otherwise: str, text: Text) -> str:
    """Return a day in the reader's language, or what stands for none."""
    return otherwise if value is None else numbers.day(value, text.language)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values, None where there is none."""
    return [{str(k): plain_value(v) for k, v in row.items()} for row in table.to_dict("records")]
