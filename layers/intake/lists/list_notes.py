"""The sentences about rows of a list that are no projects, and about columns that were not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.list_outline import describe
from layers.intake.lists.list_rows import RowKind
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.list_headings import Headings
    from layers.intake.lists.list_outline import Section
    from layers.intake.lists.list_rows import ListRow


def row_notes(rows: Sequence[ListRow], book: CodeBook) -> list[Note]:
    """Return a note for every row that is no project, but for blank ones."""
    said = {
        RowKind.SECTION: ("section", "is the heading of a section", "là tiêu đề nhóm"),
        RowKind.TOTAL: ("total", "is a sum", "là dòng tổng"),
        RowKind.TEXT: ("text", "is text below the list", "là phần chữ dưới danh mục"),
        RowKind.REFUSED: (
            "no name",
            "has values and no name of a project",
            "có số liệu nhưng không có tên dự án",
        ),
    }
    notes = []
    for place, row in enumerate(rows):
        if row.kind in said:
            kind, en, vi = said[row.kind]
            told_en, told_vi = (
                _told(describe([place], rows, book)) if row.kind is RowKind.SECTION else ("", "")
            )
            shown = row.text[:60]
            notes.append(
                Note(
                    kind=f"row is {kind}" if row.kind is not RowKind.REFUSED else "row without name",
                    en=f'Row {row.number} ("{shown}") {en}{told_en}.',
                    vi=f'Dòng {row.number} ("{shown}") {vi}{told_vi}.',
                    row=row.number,
                    refused=row.kind is RowKind.REFUSED,
                )
            )
    return notes


def _told(section: Section) -> tuple[str, str]:
    """Return what the projects of a section take from its heading where they say nothing themselves."""
    told = (
        ("planned land", "loại đất dự kiến", section.planned_code),
        ("place", "địa bàn", section.commune or section.district),
        ("sector", "lĩnh vực", section.sector),
    )
    en = ", ".join(f"{word} {value}" for word, _, value in told if value)
    vi = ", ".join(f"{word} {value}" for _, word, value in told if value)
    return (f"; its projects take from it: {en}", f"; các dự án bên dưới lấy theo: {vi}") if en else ("", "")


def unused_columns(headings: Headings, rows: Sequence[ListRow]) -> list[Note]:
    """Return a note for every column with values that was not used."""
    notes = []
    for column in headings.unused:
        filled = sum(column.name in row.others for row in rows)
        if filled:
            notes.append(
                Note(
                    kind="column not used",
                    en=f'Column {column.name} ("{column.heading[:60]}", {filled} cells) was not used.',
                    vi=f'Cột {column.name} ("{column.heading[:60]}", {filled} ô) không được sử dụng.',
                    column=column.name,
                )
            )
    return notes
