"""What the pages of administration draw alike: a table, a time, and what became of the last act."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from views import state
from views.card import warning_html
from views.offline import BROWSER_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from views.text import Text

SAID, PROBLEM, TURN = "administration-said", "administration-problem", "administration-turn"


def show_style() -> None:
    """Put the style sheet of these pages in place."""
    st.html(_style())


@lru_cache(maxsize=1)
def _style() -> Markup:
    style = (BROWSER_FILES / "administration.css").read_text(encoding="utf-8")
    return Markup(f"<style>{style}</style>")  # noqa: S704 - a file of the program


def table_html(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    """
    Return a table; what stands in the cells stays text.

    Examples
    --------
    >>> print(table_html(["A"], [["<b>"]]))
    <div class="ranh-rows"><table><tr><th>A</th></tr><tr><td>&lt;b&gt;</td></tr></table></div>
    """
    head = Markup().join(Markup("<th>{}</th>").format(name) for name in heads)
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup('<div class="ranh-rows"><table><tr>{}</tr>{}</table></div>').format(head, body)


def clock(moment: datetime) -> str:
    """
    Return a moment as clocks in Vietnam show it.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> clock(datetime(2026, 11, 25, 18, 5, tzinfo=UTC))
    '26/11/2026 01:05'
    """
    return f"{moment.astimezone(state.VIETNAM_TIME):%d/%m/%Y %H:%M}"


def heading(words: str) -> None:
    """Draw the heading of a part."""
    st.html(Markup('<h4 class="ranh-h4">{}</h4>').format(words))


def note(words: str) -> None:
    """Draw a sentence that explains."""
    st.html(Markup('<p class="ranh-explained">{}</p>').format(words))


def do(act: Callable[[], object], done: str, text: Text) -> None:
    """
    Do what was asked for and draw the page anew, with `done` or with what went wrong.

    Either way every secret that was typed gets a field of another name, and Streamlit forgets
    the value of the old one: clearing a form empties only the browser's side.
    """
    try:
        act()
    except RanhError as error:
        state.put(PROBLEM, text.error(error))
    else:
        state.put(SAID, done)
    state.put(TURN, turn() + 1)
    st.rerun()


def turn() -> int:
    """Return a number that differs after each act, for the keys of fields that hold secrets."""
    return int(state.value(TURN) or 0)


def show_said() -> None:
    """Say once what was done, or why it was not."""
    if said := state.value(SAID):
        st.html(Markup('<p class="ranh-done" role="status">{}</p>').format(said))
        state.put(SAID, "")
    if problem := state.value(PROBLEM):
        st.html(warning_html(problem))
        state.put(PROBLEM, "")
