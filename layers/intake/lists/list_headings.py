"""Find the heading of a list of projects, in one line or several, and what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.lists.land_codes import normalise
from layers.intake.lists.list_columns import PART_OF_TOTAL, Column, make_column, without_repeats
from layers.intake.lists.list_fields import Field, field_of
from layers.intake.lists.measures import area_unit, capital_unit
from layers.intake.text.letters import key, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.lists.code_book import CodeBook

    Cells = Sequence[str | None]

SEARCHED_ROWS = 60
"""A heading stands among the first rows."""
MOST_LINES = 4
LEAST_FIELDS = 2

STATED_UNIT = re.compile(r"(?:đơn vị(?: tính)?|đvt|don vi(?: tinh)?|unit)[^;]*", re.IGNORECASE)
_COUNTED = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*\)?(?:\s*[=+].*)?")


@dataclass(frozen=True, kw_only=True)
class Headings:
    """The heading of a list."""

    first: int
    """Place of its first line among the rows, from 0."""
    last: int
    columns: tuple[Column, ...]
    area_unit: str
    """Words that name the unit of areas, "" where none do."""
    capital_unit: str

    def column(self, field: Field) -> Column | None:
        """Return the column that holds a field, None where none does."""
        return next((column for column in self.columns if column.field is field), None)

    @property
    def unused(self) -> tuple[Column, ...]:
        """Columns with a heading that says nothing known."""
        return tuple(column for column in self.columns if column.field is None and column.heading)


def find_headings(rows: Sequence[Cells], names: Sequence[str], book: CodeBook) -> Headings:
    """
    Return the heading of a list of projects.

    Parameters
    ----------
    rows
        Cells of each row of the sheet.
    names
        Name of each column in the layer.
    book
        Land codes: a column may be headed by one.

    Raises
    ------
    IntakeError
        "projects-no-heading" if no row names projects and at least one thing about them.
    """
    first = _first_line(rows)
    last = first
    while last + 1 < min(len(rows), first + MOST_LINES) and _continues(rows[first], rows[last + 1], book):
        last += 1
    lines = [row for row in rows[first : last + 1] if not _is_counting(row)]
    columns = without_repeats([make_column(place, name, lines, book) for place, name in enumerate(names)])
    above = " ; ".join(visible(cell) for row in rows[:first] for cell in row if cell)
    stated = " ".join(
        re.findall(r"(?:đơn vị(?: tính)?|đvt|don vi(?: tinh)?|unit)[^;]*", above, re.IGNORECASE)
    )
    return Headings(
        first=first,
        last=last,
        columns=tuple(columns),
        area_unit=_words_of_unit(columns, Field.AREA, stated),
        capital_unit=_words_of_unit(columns, Field.CAPITAL, stated),
    )


def _first_line(rows: Sequence[Cells]) -> int:
    best, most = -1, LEAST_FIELDS - 1
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        fields = {field_of(visible(cell)) for cell in row if cell} - {None}
        if Field.NAME in fields and len(fields) > most:
            best, most = place, len(fields)
    if best < 0:
        raise IntakeError(
            "projects-no-heading",
            "No row of the sheet is the heading of a list of projects: it needs the name of the project"
            " and at least one of place, area or capital in its first rows.",
            "Không tìm thấy dòng tiêu đề của danh mục dự án: trong những dòng đầu cần có tên công trình,"
            " dự án và ít nhất một trong các cột địa điểm, diện tích, vốn.",
        )
    return best


def _continues(first: Cells, row: Cells, book: CodeBook) -> bool:
    """Return whether a row is one more line of the heading: counted columns, or words below merged cells."""
    if _is_counting(row):
        return True
    filled = {place: visible(cell) for place, cell in enumerate(row) if visible(cell)}
    main = {Field.NAME, Field.NUMBER}
    named = {place for place, cell in enumerate(first) if cell and field_of(visible(cell)) in main}
    if not filled or named & filled.keys() or any(re.search(r"\d", text) for text in filled.values()):
        return False
    return any(
        field_of(text) or PART_OF_TOTAL.fullmatch(key(text)) or normalise(text, book).code
        for text in filled.values()
    )


def _is_counting(row: Cells) -> bool:
    """Return whether a row only counts the columns: (1) (2) (3)=(4)+(5)."""
    filled = [visible(cell) for cell in row if visible(cell)]
    counted = [_COUNTED.fullmatch(text) for text in filled]
    numbers = [int(found[1]) for found in counted if found and found[1].isdigit()]
    is_rising = all(a < b for a, b in pairwise(numbers))
    return len(filled) > LEAST_FIELDS and all(counted) and len(numbers) > 1 and is_rising


def _words_of_unit(columns: Sequence[Column], field: Field, stated: str) -> str:
    unit_of = area_unit if field is Field.AREA else capital_unit
    more = (Field.BREAKDOWN, Field.LAND) if field is Field.AREA else ()
    headings = [column.heading for of in (field, *more) for column in columns if column.field is of]
    return next((text for text in (*headings, stated) if unit_of(text)), "")
