"""Tell the rows of a list apart: projects, headings of sections, totals, lines of text, and what is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.lists.list_fields import DETAILS, Field
from layers.intake.text.letters import is_empty, key, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.lists.land_codes import CodeMatch
    from layers.intake.lists.list_headings import Headings

    Cells = Sequence[str | None]


class RowKind(StrEnum):
    """What a row of a list is."""

    BLANK = "blank"
    PROJECT = "project"
    SECTION = "section"
    """Heading of the projects below it, perhaps with their sums."""
    TOTAL = "total"
    TEXT = "text"
    """A remark or a signature below the list."""
    REFUSED = "refused"
    """It has values and no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row with its cells by what they hold."""

    number: int
    """As the layer numbers it."""
    kind: RowKind
    cells: Mapping[Field, str]
    """Without blanks and words for nothing."""
    land: tuple[tuple[str, CodeMatch, str], ...] = ()
    """Name of the column, type of land and cell of each column with the area of one type."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Cells of columns that are not used, by the column's name."""
    level: str = ""
    """Of a section: "letter", "roman", "1", "2", ... by the depth of its number, "" without one."""

    def get(self, of: Field) -> str:
        """Return a cell, "" where it is empty."""
        return self.cells.get(of, "")

    @property
    def text(self) -> str:
        """The first cell with a value: the name, or words of a merged row."""
        return (
            self.get(Field.NAME)
            or self.get(Field.NUMBER)
            or next(iter([*self.cells.values(), *self.others.values()]), "")
        )


_ROMAN = re.compile(r"[IVX]{1,5}")
_LETTER = re.compile(r"[A-ZĐ]")
_DEPTH = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_PREFIX = re.compile(r"((?:[IVX]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*))\s*[.)/:-]\s*(\S.*)")
_PART = re.compile(r"(?:phần|mục|nhóm|phan|muc|nhom|part|section)\s+\S+.*", re.IGNORECASE)
_TOTAL = re.compile(
    r"(tong|cong)|(tong cong|tong so|total|grand total|sum)( .*)?|"
    r"cong (muc|nhom|phan|huyen|thanh pho|toan|[ivx]+|[a-e])\b.*"
)


def read_rows(rows: Sequence[Cells], numbers: Sequence[int], headings: Headings) -> tuple[ListRow, ...]:
    """
    Return every row of a list below its heading, with what it is.

    Parameters
    ----------
    rows
        Cells of all rows of the sheet, those above the list too.
    numbers
        Number of each row.
    """
    below = range(headings.last + 1, len(rows))
    raw = [_cells(rows[place], numbers[place], headings) for place in below]
    read: list[ListRow] = []
    for place, row in enumerate(raw):
        following = next((later for later in raw[place + 1 :] if later.kind is not RowKind.BLANK), None)
        read.append(_with_kind(row, following, headings))
    return tuple(_with_text_at_end(read))


def _cells(row: Cells, number: int, headings: Headings) -> ListRow:
    cells: dict[Field, str] = {}
    land: list[tuple[str, CodeMatch, str]] = []
    others: dict[str, str] = {}
    for column in headings.columns:
        raw = row[column.place] if column.place < len(row) else None
        text = visible(raw)
        if is_empty(text):
            continue
        if column.land is not None:
            land.append((column.name, column.land, text))
        elif column.field is None:
            others[column.name] = text
        else:
            # Line breaks part communes and types of land.
            cells[column.field] = (
                (raw or "").strip() if column.field in {Field.LOCATION, Field.BREAKDOWN} else text
            )
    kind = RowKind.REFUSED if cells or land or others else RowKind.BLANK
    return ListRow(number=number, kind=kind, cells=cells, land=tuple(land), others=others)


def _with_kind(row: ListRow, following: ListRow | None, headings: Headings) -> ListRow:
    if row.kind is RowKind.BLANK:
        return row
    has_details = bool(row.cells.keys() & DETAILS)
    if _TOTAL.fullmatch(key(row.text)) and not has_details:
        return _as(row, RowKind.TOTAL)
    if (merged := _merged(row)) is not None:
        return merged
    if not row.get(Field.NAME):
        return row
    is_project = has_details or not _is_section(row, following, headings)
    if is_project:
        return _as(row, RowKind.PROJECT)
    return _as(row, RowKind.SECTION, _level(row.get(Field.NUMBER).strip(" .)")))


def _is_section(row: ListRow, following: ListRow | None, headings: Headings) -> bool:
    """Return whether a row that says nothing of a project but perhaps sums is the heading of others."""
    number = row.get(Field.NUMBER).strip(" .)")
    is_numbered = headings.column(Field.NUMBER) is not None
    if not is_numbered and (row.get(Field.AREA) or row.land):
        return False
    is_above = following is not None and following.get(Field.NUMBER).strip(" .)").startswith(f"{number}.")
    return _level(number) in {"letter", "roman", ""} or (bool(number) and is_above)


def _merged(row: ListRow) -> ListRow | None:
    """Return a row whose heading stands in one merged cell, as a section; None if it is none."""
    texts = [*row.cells.items()]
    if row.land or row.others or len(texts) != 1:
        return None
    of, text = texts[0]
    prefixed = _PREFIX.fullmatch(text)
    if of is Field.NAME and not prefixed:
        return None
    if of in {Field.NAME, Field.NUMBER} and (prefixed or _PART.fullmatch(text)):
        number, name = (prefixed[1], prefixed[2]) if prefixed else ("", text)
        cells = {Field.NUMBER: number, Field.NAME: name}
        level = _level(number)
        if level in {"letter", "roman", ""} or of is Field.NUMBER:
            return ListRow(number=row.number, kind=RowKind.SECTION, cells=cells, level=level)
    if of is Field.NUMBER and re.search(r"[^\W\d_]{2,}\s+\S", text):
        return ListRow(number=row.number, kind=RowKind.SECTION, cells={Field.NAME: text})
    return None


def _level(number: str) -> str:
    if _ROMAN.fullmatch(number):
        return "roman"
    if _LETTER.fullmatch(number):
        return "letter"
    return str(number.count(".") + 1) if _DEPTH.fullmatch(number) else "" if not number else "other"


def _as(row: ListRow, kind: RowKind, level: str = "") -> ListRow:
    return ListRow(
        number=row.number, kind=kind, cells=row.cells, land=row.land, others=row.others, level=level
    )


def _with_text_at_end(rows: Sequence[ListRow]) -> list[ListRow]:
    """Take what looks like sections below the last project for text: remarks, signatures."""
    last = max((place for place, row in enumerate(rows) if row.kind is RowKind.PROJECT), default=-1)
    result = []
    for place, row in enumerate(rows):
        is_words = row.kind in {RowKind.SECTION, RowKind.REFUSED} and not row.land
        has_values = row.cells.keys() - {Field.NAME, Field.NUMBER}
        is_alone = len(row.cells) + len(row.others) == 1
        if place > last and is_words and (is_alone or (row.kind is RowKind.SECTION and not has_values)):
            result.append(_as(row, RowKind.TEXT))
        else:
            result.append(row)
    return result
