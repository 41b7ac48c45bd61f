"""Set an evaluation report on paper: PDF by a template of its own, DOCX by the maker of all reports."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from office.evaluation.drawing import picture_of
from office.evaluation.model import Grid
from office.evaluation.packing import undated
from office.reports.blocks import Heading, Paragraph, Picture, Table, cell, line
from office.reports.numbers import number, percent
from office.reports.typeset import data_of, sheet_of
from office.reports.wordfile import docx_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from docx.table import Table as WordTable

    from office.evaluation.model import Part, Say, Value
    from office.evaluation.words import PlanWords
    from office.reports.blocks import Block, Cell, Document, Style

TEMPLATE = Path(__file__).with_name("evaluation.typ")
LOUD = VERDICT_COLOURS[Verdict.NOT_CHECKED]
MOST_ROWS = 60
"""Rows of a table on paper; the workbook has all of them."""
DOTS = "…" * 34
"""A line to write on."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
GREY = "#555555"
"""Of notes below a figure."""
CELL_PT = 9.5
"""Letters in the tables of a DOCX."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable(Table):
    """A table some columns of which stand at the right: figures."""

    right: tuple[int, ...] = ()


def pdf_of_plan(document: Document) -> bytes:
    """
    Return a report as PDF: the same document gives the same bytes.

    Raises
    ------
    ReportError
        If it cannot be set.
    """
    return sheet_of(TEMPLATE.read_text(encoding="utf-8"), {"report.json": data_of(document)}, "pdf")


def docx_of_plan(document: Document, day: date) -> bytes:
    """Return a report as DOCX, its figures at the right: the same document gives the same bytes."""
    word = docx.Document(io.BytesIO(docx_of(document, day)))
    # Behind the table of the head stands one for each block that is set as a table, in their order.
    tables = iter(word.tables[1:])
    for block in document.blocks:
        if isinstance(block, FigureTable):
            _align(next(tables), block.right)
        elif isinstance(block, Table | Picture) or (isinstance(block, Paragraph) and block.boxed):
            next(tables)
    body = io.BytesIO()
    word.save(body)
    return undated(body.getvalue())


def _align(table: WordTable, right: Sequence[int]) -> None:
    """Put figures at the right, and let no cell have larger letters than the table has."""
    for row in table.rows:
        for place, box in enumerate(row.cells):
            for paragraph in box.paragraphs:
                if place in right:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                for run in paragraph.runs:
                    run.font.size = min(Pt(CELL_PT), run.font.size or Pt(CELL_PT))


def blocks_of(parts: Sequence[Part], words: PlanWords) -> tuple[Block, ...]:
    """Return the parts as blocks: numbered as documents of authorities are, every table with its number."""
    return tuple(_blocks(parts, words))


def numbered(parts: Sequence[Part]) -> Iterator[tuple[str, Part]]:
    """
    Yield the parts with their numbers.

    Examples
    --------
    >>> from office.evaluation.model import Part
    >>> [number for number, _ in numbered([Part(heading="a", items=())] * 4)]
    ['I', 'II', 'III', 'IV']
    """
    yield from zip(ROMAN, parts, strict=False)


def _blocks(parts: Sequence[Part], words: PlanWords) -> Iterator[Block]:
    count = 0
    for name, part in numbered(parts):
        yield Heading(text=f"{name}. {part.heading}")
        for item in part.items:
            if isinstance(item, Grid):
                if item.title:
                    count += 1
                    yield Heading(text=words("plan.table", number=count, title=item.title), level=2)
                yield from _grid(item, words)
            else:
                yield _say(item)


def _grid(grid: Grid, words: PlanWords) -> Iterator[Block]:
    yield from (_say(say) for say in grid.before)
    if grid.lack:
        yield Paragraph(
            lines=cell(line(words(f"lack.{grid.lack}"), "strong", LOUD), words(f"fill.{grid.lack}"))
        )
        return
    if grid.chart is not None:
        yield picture_of(grid.chart)
    if grid.rows:
        yield FigureTable(
            headings=tuple(column.heading for column in grid.columns),
            widths=tuple(column.width for column in grid.columns),
            rows=tuple(tuple(_cell(value, words) for value in row) for row in grid.rows[:MOST_ROWS]),
            right=tuple(place for place, column in enumerate(grid.columns) if column.is_number),
        )
    elif grid.empty:
        yield Paragraph(lines=cell(grid.empty))
    if len(grid.rows) > MOST_ROWS:
        yield Paragraph(lines=cell(line(words("plan.more", count=len(grid.rows) - MOST_ROWS), "strong")))
    yield from (_say(say) for say in grid.after)


def _say(say: Say) -> Paragraph:
    if say.kind == "warning":
        return Paragraph(lines=cell(line(say.text, "strong", LOUD)), boxed=True)
    if say.kind == "write":
        return Paragraph(lines=cell(line(say.text, "small"), line(DOTS)))
    if say.kind == "strong":
        return Paragraph(lines=cell(line(say.text, "strong")))
    return Paragraph(lines=cell(line(say.text, "small" if say.kind == "small" else "plain")))


def _cell(value: Value, words: PlanWords) -> Cell:
    if value.lack:
        told = "–" if value.brief else words(f"lack.{value.lack}")
        first = line(told, "small", LOUD)
    elif value.number is not None:
        first = line(told_number(value, words.language), "strong" if value.strong else "small", value.colour)
    else:
        style: Style = "code" if value.is_code else "strong" if value.strong else "small"
        first = line(value.text, style, value.colour)
    return cell(first, *(line(note, "small", GREY) for note in value.notes))


def told_number(value: Value, language: str) -> str:
    """
    Return a figure as it is written.

    Examples
    --------
    >>> from office.evaluation.model import Value
    >>> told_number(Value(number=228.66, digits=2, signed=True), "vi"), told_number(Value(number=-1.0), "en")
    ('+228,66', '-1')
    """
    if value.is_share:
        return percent(value.number, language)
    told = number(value.number, language, value.digits)
    return f"+{told}" if value.signed and value.number and value.number > 0 else told
