"""Sheets of a profile or a comparison, safe for a spreadsheet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from layers.corridor.said import notes_of, said_of, versions_of
from layers.rfc7946 import plain_value
from layers.writer import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

    from layers.corridor.model import Profile

TITLES = {
    "about": ("Thông tin", "About"),
    "intervals": ("Các đoạn", "Intervals"),
    "land": ("Loại đất", "Land"),
    "units": ("Đơn vị hành chính", "Communes"),
    "projects": ("Dự án", "Projects"),
    "zones": ("Khu vực", "Zones"),
    "consult": ("Xin ý kiến", "Consult"),
    "compared": ("So sánh", "Compared"),
    "differences": ("Chênh lệch", "Differences"),
    "notes": ("Ghi chú", "Notes"),
    "versions": ("Phiên bản dữ liệu", "Data versions"),
}


def workbook_bytes(profiles: Sequence[Profile], tables: Mapping[str, pd.DataFrame], language: str) -> bytes:
    """Return an XLSX file; no cell of it is run as a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = _title("about", language)
    told = [said_of(profile) for profile in profiles]
    names = dict.fromkeys(name for one in told for name in one)
    _fill(sheet, [["", *(str(number + 1) for number in range(len(told)))]])
    _fill(sheet, ([name, *(one.get(name, "") for one in told)] for name in names))
    for name, table in tables.items():
        rows = ([plain_value(value) for value in row] for row in table.itertuples(index=False))
        _sheet(book, _title(name, language), list(table.columns), rows)
    notes = [(number + 1, *note.values()) for number, p in enumerate(profiles) for note in notes_of(p)]
    _sheet(book, _title("notes", language), ["profile", "kind", "vi", "en"], notes)
    versions = [tuple(row.values()) for row in versions_of(profiles[0])]
    headings = list(versions_of(profiles[0])[0]) if versions else []
    _sheet(book, _title("versions", language), headings, versions)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _title(name: str, language: str) -> str:
    vi, en = TITLES[name]
    return vi if language == "vi" else en


def _sheet(book: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    _fill(sheet, [headings])
    _fill(sheet, rows)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        sheet.append([_cell(value) for value in row])


def _cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    safe = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", safe) if isinstance(safe, str) else safe
