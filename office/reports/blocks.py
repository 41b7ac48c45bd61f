"""What a report is made of, before it is set as PDF or DOCX: headings, tables, a picture."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Style = Literal["plain", "strong", "small", "code"]

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
"""Controls, and letters that are not seen or that turn the direction of a line."""


def plain(text: str) -> str:
    r"""
    Return a text of somebody with nothing in it that XML refuses or that hides what is written.

    Examples
    --------
    >>> plain("a\x00b\u202ec") == "a\ufffdb\ufffdc", plain("một\r\nhai")
    (True, 'một\nhai')
    """
    joined = text.replace("\r\n", "\n").replace("\t", " ")
    joined = joined.encode("utf-8", "replace").decode()
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", unicodedata.normalize("NFC", joined))


@dataclass(frozen=True, slots=True)
class Line:
    """Some words in one look; made by `line`, which cleans them."""

    text: str
    style: Style = "plain"
    colour: str = ""
    """`#RRGGBB`, or "" for black."""


Cell = tuple[Line, ...]


def line(text: object, style: Style = "plain", colour: str = "") -> Line:
    """Return a line of clean text."""
    return Line(plain(str(text)), style, colour)


def cell(*lines: Line | str | None) -> Cell:
    """Return a cell; text stands for a plain line, None and empty text for nothing."""
    told = (one if isinstance(one, Line) else line(one) for one in lines if one)
    return tuple(one for one in told if one.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: int = 1
    colour: str = ""
    kind: str = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some lines; in a box where it must not be missed."""

    lines: Cell
    boxed: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; its heading is repeated on every page."""

    headings: tuple[str, ...]
    """Nothing: a table of a name and a value in each row."""
    widths: tuple[int, ...]
    """Relative."""
    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One sign of a legend."""

    words: str
    fill: str = ""
    stroke: str = ""
    is_line: bool = False
    is_dot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with what stands below it."""

    svg: str
    caption: str
    legend: tuple[Key, ...]
    kind: str = "picture"


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    language: str
    title: str
    subtitle: str
    place: str
    """Whose land it is: the province."""
    number: str
    number_words: str
    dated: str
    """Place and day, as documents begin."""
    working: str
    """That this is no document of an authority."""
    notice: str
    """On every page; "" where the data are not a demonstration."""
    mark: str
    """Short text of the notice, in capitals."""
    page_word: str
    blocks: tuple[Block, ...]


def facts(rows: Iterable[tuple[str, Cell | str]]) -> Table:
    """Return a table of names and values, without those that have no value."""
    told = ((name, value if isinstance(value, tuple) else cell(value)) for name, value in rows)
    return Table(
        headings=(),
        widths=(30, 70),
        rows=tuple((cell(line(name, "strong")), value) for name, value in told if value),
    )
