"""A table in which text from files stays text: headings, rows, which columns are numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | Markup
_TAGS = {"th": Markup('<th scope="col"{}>{}</th>'), "td": Markup("<td{}>{}</td>")}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table, ready to be shown; the first `words` columns are words, all others numbers."""

    headings: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    words: int
    loud: frozenset[int] = field(default_factory=frozenset)
    """Numbers of the rows that are marked: what is not known, or stands in the way."""
    sums: frozenset[int] = field(default_factory=frozenset)
    """Numbers of the rows that are sums or headings."""


def empty_html(words: str) -> Markup:
    """Return what stands in the place of something that is not there."""
    return Markup('<p class="ranh-empty">{}</p>').format(words)


def small_html(words: str) -> Markup:
    """Return what explains something, in small print that can still be read: a caption is too pale."""
    return Markup('<p class="ranh-basis">{}</p>').format(words)


def table_html(table: Rows, caption: str) -> Markup:
    """
    Return the table.

    Examples
    --------
    >>> html = table_html(Rows(headings=["A", "ha"], rows=[["<b>", "1"]], words=1), "B")
    >>> print(html[html.index("<tbody>") : html.index("</table>")])
    <tbody><tr><td>&lt;b&gt;</td><td class="number">1</td></tr></tbody>
    """
    head = Markup().join(_cell("th", cell, place, table.words) for place, cell in enumerate(table.headings))
    body = Markup().join(_row(row, number, table) for number, row in enumerate(table.rows))
    return Markup(
        '<div class="ranh-rows" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(caption, head, body)


def _row(row: Sequence[Cell], number: int, table: Rows) -> Markup:
    marks = [name for name, rows in (("loud", table.loud), ("sum", table.sums)) if number in rows]
    mark = Markup(' class="{}"').format(" ".join(marks)) if marks else Markup()
    cells = Markup().join(_cell("td", cell, place, table.words) for place, cell in enumerate(row))
    return Markup("<tr{}>{}</tr>").format(mark, cells)


def _cell(tag: str, cell: Cell, place: int, words: int) -> Markup:
    mark = Markup(' class="number"') if place >= words else Markup()
    return _TAGS[tag].format(mark, cell)
