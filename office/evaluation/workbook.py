"""An evaluation report as a workbook: a sheet for each table, figures as figures, gaps in words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from layers.writer import safe_cell
from office.evaluation.model import Grid
from office.evaluation.packing import undated
from office.evaluation.paper import numbered
from office.evaluation.sheet_charts import write_charts
from office.reports.blocks import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl.worksheet.worksheet import Worksheet

    from office.evaluation.model import Part, Say, Value
    from office.evaluation.words import PlanWords
    from office.reports.blocks import Document

LOUD = VERDICT_COLOURS[Verdict.NOT_CHECKED].removeprefix("#")
RED = "B3261E"
PALE = PatternFill("solid", start_color="F3E9F7")
"""Behind a cell without a figure."""
HEAD = PatternFill("solid", start_color="E8EAED")
THIN = Side(style="thin", color="999999")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(wrap_text=True, vertical="top")
MAIN_WIDTH = 120
DECIMALS = 4
"""Of a figure: a square metre of a hectare. What lies beyond is rounding."""
LETTERS_PER_WIDTH = 1.1
LEAST_LETTERS, NOTES_LETTERS = 10, 50
LONGEST_HEADER = 200
"""Letters of a header: the format allows 255 with what stands around them."""


def xlsx_of_plan(
    document: Document, opening: Sequence[Say], parts: Sequence[Part], day: date, words: PlanWords
) -> bytes:
    """Return a report as XLSX: the same report gives the same bytes; no cell of it is run as a formula."""
    book = Workbook()
    about = book.properties
    about.title, about.creator = document.title, ""
    main = book.active
    main.title = words("plan.sheet_main")
    _begin(main, document)
    main.column_dimensions["A"].width = MAIN_WIDTH
    for say in opening:
        _write(main, say.text)
    count = 0
    for name, part in numbered(parts):
        _write(main, f"{name}. {part.heading}", bold=True, size=12)
        for item in part.items:
            if not isinstance(item, Grid):
                _write(main, item.text, bold=item.kind in {"strong", "warning"}, colour=_colour(item.kind))
                continue
            count += 1 if item.title else 0
            sheet = book.create_sheet(_title(book, item.name, words))
            _begin(sheet, document)
            title = words("plan.table", number=count, title=item.title) if item.title else part.heading
            _fill(sheet, item, title, words)
            _write(main, words("plan.at_sheet", title=title, sheet=sheet.title))
    charts = [item.chart for part in parts for item in part.items if isinstance(item, Grid) and item.chart]
    if charts:
        sheet = book.create_sheet(words("tab.charts"))
        _begin(sheet, document)
        write_charts(sheet, charts, words("chart.what"), _safe)
    body = io.BytesIO()
    book.save(body)
    return undated(body.getvalue(), day.isoformat())


def _title(book: Workbook, name: str, words: PlanWords) -> str:
    title = words(f"tab.{name}")
    same = sum(one == title or one.startswith(f"{title} (") for one in book.sheetnames)
    return f"{title} ({same + 1})" if same else title


def _begin(sheet: Worksheet, document: Document) -> None:
    """Put on a sheet what it is of, and on every printed page that its data are a demonstration."""
    _write(sheet, document.title, bold=True, size=14)
    for told in document.subtitle.split("\n"):
        _write(sheet, told, bold=True)
    _write(sheet, f"{document.place}. {document.number_words}. {document.dated}")
    _write(sheet, document.working)
    if document.notice:
        _write(sheet, f"{document.mark}. {document.notice}", bold=True, colour=RED)
        told = f"{document.mark}. {document.notice}"[:LONGEST_HEADER]
        sheet.oddHeader.center.text = told.replace("&", "&&")
    sheet.oddFooter.left.text = document.number.replace("&", "&&")
    sheet.oddFooter.right.text = "&P/&N"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _fill(sheet: Worksheet, grid: Grid, title: str, words: PlanWords) -> None:
    sheet.append([])
    _write(sheet, title, bold=True, size=12)
    for say in grid.before:
        _write(sheet, say.text, bold=say.kind == "warning", colour=_colour(say.kind))
    if grid.lack:
        _write(sheet, words(f"lack.{grid.lack}"), bold=True, colour=LOUD)
        _write(sheet, words(f"fill.{grid.lack}"))
    elif grid.rows:
        _table(sheet, grid, words)
    elif grid.empty:
        _write(sheet, grid.empty)
    for say in grid.after if not grid.lack else ():
        _write(sheet, say.text)


def _table(sheet: Worksheet, grid: Grid, words: PlanWords) -> None:
    has_notes = any(value.notes for row in grid.rows for value in row)
    headings = [column.heading for column in grid.columns]
    sheet.append([*map(_safe, headings), *([words("plan.notes")] if has_notes else [])])
    top = sheet.max_row
    for box in sheet[top]:
        box.font, box.fill, box.border, box.alignment = Font(bold=True), HEAD, BOX, WRAPPED
    sheet.print_title_rows = f"{top}:{top}"
    sheet.freeze_panes = f"A{top + 1}"
    for row in grid.rows:
        notes = [
            f"{head}: {'; '.join(one.notes)}" for head, one in zip(headings, row, strict=True) if one.notes
        ]
        told = [_told(value, words) for value in row]
        sheet.append([*told, *([_safe(" | ".join(notes))] if has_notes else [])])
        for box in sheet[sheet.max_row]:
            box.border, box.alignment = BOX, WRAPPED
        for box, value in zip(sheet[sheet.max_row], row, strict=False):
            _look(box, value)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    for place, column in enumerate(grid.columns, 1):
        width = max(LEAST_LETTERS, column.width * LETTERS_PER_WIDTH)
        sheet.column_dimensions[get_column_letter(place)].width = width
    if has_notes:
        sheet.column_dimensions[get_column_letter(len(headings) + 1)].width = NOTES_LETTERS


def _told(value: Value, words: PlanWords) -> Any:  # noqa: ANN401 - a cell
    if value.lack:
        return words(f"lack.{value.lack}")
    return round(value.number, DECIMALS) if value.number is not None else _safe(value.text)


def _look(box: Any, value: Value) -> None:  # noqa: ANN401 - a cell of openpyxl
    if value.lack:
        box.font, box.fill = Font(italic=True, color=LOUD), PALE
    elif value.number is not None:
        places = f"#,##0{'.' if value.digits else ''}{'0' * value.digits}"
        box.number_format = (
            "0.00%" if value.is_share else f"+{places};-{places};0" if value.signed else places
        )
        box.font = Font(bold=value.strong)
    else:
        colour = value.colour.removeprefix("#")
        box.font = Font(bold=value.strong, color=colour) if colour else Font(bold=value.strong)


def _write(sheet: Worksheet, text: str, *, bold: bool = False, size: float = 11, colour: str = "") -> None:
    sheet.append([_safe(text)])
    box = sheet.cell(sheet.max_row, 1)
    box.font = Font(bold=bold, size=size, color=colour) if colour else Font(bold=bold, size=size)


def _colour(kind: str) -> str:
    return LOUD if kind == "warning" else ""


def _safe(text: str) -> str:
    safe: str = ILLEGAL_CHARACTERS_RE.sub("", str(safe_cell(plain(text))))
    return safe
