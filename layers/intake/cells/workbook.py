"""
Read the cells of an XLSX workbook as text that loses nothing. Formulas are never computed.

openpyxl believes what a sheet says of its own size and drops rows out of order, both without
a word; a pass of our own over the XML finds these, and what openpyxl leaves out in its
reading mode: hidden rows, merged cells, formulas without a stored result.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from layers.errors import IntakeError
from layers.intake.cells.sheet_marks import SheetMarks, read_marks
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

DAMAGED = (
    AttributeError, IndexError, KeyError, TypeError, ValueError, OSError, EOFError, NotImplementedError,
    zipfile.BadZipFile, ParseError, InvalidFileException,
)  # fmt: skip
"""What openpyxl raises of files that are not as they should be; it has no error of its own for it."""

_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_THREE_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one sheet."""

    name: str
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]
    """Number of each row in the sheet and its cells, without empty ones at its end."""
    notes: tuple[Note, ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """
    Return every sheet with cells in the order of the workbook, hidden ones too.

    Dates are ISO text, truth values TRUE and FALSE; of a formula the result is taken that the
    workbook stores.

    Raises
    ------
    IntakeError
        "xlsx-damaged", "xlsx-formula" (no result is stored), "xlsx-rows" (out of order), and
        "xlsx-too-many-cells".
    """
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that are not read: rules of validation, styles
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            with reader.archive:
                reader.read()
                return _sheets(reader)
    except IntakeError:
        raise
    except DAMAGED as error:
        raise IntakeError(
            "xlsx-damaged",
            f"The workbook cannot be read ({type(error).__name__}): open it in Excel and save it again.",
            f"Không đọc được bảng tính ({type(error).__name__}): hãy mở bằng Excel rồi lưu lại.",
        ) from error


def number_text(value: float) -> str:
    """
    Return a number with every digit, so that it can be read in one way only.

    With three decimals it gets a fourth: 12.345 might else be twelve thousand.

    Examples
    --------
    >>> number_text(547012.17), number_text(12.345), number_text(7)
    ('547012.17', '12.3450', '7')
    """
    text = repr(value)
    return text + "0" if _THREE_DECIMALS.fullmatch(text) else text


def _sheets(reader: ExcelReader) -> tuple[Sheet, ...]:
    targets = [
        (sheet.state, rel.target)
        for sheet, rel in reader.parser.find_sheets()
        if rel.target in reader.valid_files and "chartsheet" not in rel.Type
    ]
    if not targets:
        raise IntakeError(
            "xlsx-no-sheet",
            "The workbook has no sheet that can be read: save it as Excel Workbook (.xlsx), not as Strict.",
            "Bảng tính không có trang nào đọc được: hãy lưu dạng Excel Workbook (.xlsx), không phải Strict.",
        )
    marks: list[SheetMarks] = []
    for (_, target), worksheet in zip(targets, reader.wb.worksheets, strict=True):
        with reader.archive.open(target) as source:
            marks.append(read_marks(source, worksheet.title, sum(m.cells for m in marks)))
    return tuple(
        _sheet(worksheet, mark, state)
        for worksheet, mark, (state, _) in zip(reader.wb.worksheets, marks, targets, strict=True)
    )


def _sheet(worksheet: ReadOnlyWorksheet, marks: SheetMarks, state: str) -> Sheet:
    worksheet.reset_dimensions()
    tally = _Tally()
    rows = tuple(_rows(worksheet, tally))
    notes = [*marks.notes, *tally.notes]
    if state != "visible":
        notes.insert(
            0,
            Note(
                kind="hidden sheet",
                en=f"The sheet {worksheet.title} is hidden in the workbook.",
                vi=f"Trang {worksheet.title} bị ẩn trong bảng tính.",
            ),
        )
    return Sheet(name=worksheet.title, rows=rows, notes=tuple(notes))


class _Tally:
    """What happened to cells, counted."""

    def __init__(self) -> None:
        self.controls = 0
        self.errors: list[str] = []

    @property
    def notes(self) -> list[Note]:
        notes = []
        if self.controls:
            notes.append(
                Note(
                    kind="control characters dropped",
                    en=f"{self.controls} control characters were left out of the text.",
                    vi=f"Đã bỏ {self.controls} ký tự điều khiển trong văn bản.",
                )
            )
        if self.errors:
            listed = ", ".join(self.errors[:10])
            notes.append(
                Note(
                    kind="error in cell",
                    en=f"{len(self.errors)} cells hold an error instead of a value ({listed}).",
                    vi=f"{len(self.errors)} ô chứa lỗi thay cho giá trị ({listed}).",
                )
            )
        return notes


def _rows(worksheet: ReadOnlyWorksheet, tally: _Tally) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    for number, row in enumerate(worksheet.iter_rows(), 1):
        cells = []
        for cell in row:
            if cell.value is not None and cell.data_type == "e":
                tally.errors.append(f"{cell.coordinate} {cell.value}")
            cells.append(_text(cell.value, tally))
        while cells and cells[-1] is None:
            cells.pop()
        yield number, tuple(cells)


def _text(value: object, tally: _Tally) -> str | None:
    if isinstance(value, str):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        tally.controls += len(_CONTROL.findall(text))
        return _CONTROL.sub("", text) or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | time):
        return value.isoformat()
    return None if value is None else str(value)
