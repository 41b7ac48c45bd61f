"""What the XML of a sheet says beside the values of its cells: hidden, merged, computed, out of order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from layers.errors import IntakeError
from layers.intake.model import Note

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LAST_ROW = 1_048_576
MOST_CELLS = 1_000_000
"""Of a workbook: about 40 seconds of reading."""

SHOWN = 10
SAID = {
    "hidden_rows": ("hidden rows", "rows are hidden and read all the same", "dòng bị ẩn, vẫn được đọc"),
    "hidden_columns": (
        "hidden columns",
        "columns are hidden and read all the same",
        "cột bị ẩn, vẫn được đọc",
    ),
    "merged": (
        "merged cells",
        "ranges of cells are merged; the value stands in the first cell",
        "vùng ô bị gộp; giá trị nằm ở ô đầu",
    ),
    "formulas": (
        "formula",
        "cells are formulas; the result stored in the workbook is taken",
        "ô là công thức; lấy kết quả đã lưu trong bảng tính",
    ),
}
"""Kind of the note and its words by field of `SheetMarks`."""

ROW, CELL, FORMULA, VALUE = f"{SPACE}row", f"{SPACE}c", f"{SPACE}f", f"{SPACE}v"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMarks:
    """What a sheet says beside values."""

    cells: int
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[str, ...]
    merged: tuple[str, ...]
    formulas: tuple[str, ...]
    """Cells whose value was computed by the program that saved the workbook."""

    @property
    def notes(self) -> list[Note]:
        """One note for each kind of mark that there is."""
        return [
            Note(
                kind=kind,
                en=f"{len(found)} {en} ({_listed(found)}).",
                vi=f"{len(found)} {vi} ({_listed(found)}).",
            )
            for field, (kind, en, vi) in SAID.items()
            if (found := getattr(self, field))
        ]


class _Marks:
    """Gathers the marks of a sheet while its XML goes by."""

    def __init__(self, name: str, cells: int) -> None:
        self.name = name
        self.before = self.cells = cells
        self.row = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[str] = []
        self.merged: list[str] = []
        self.formulas: list[str] = []

    def add(self, element: Element) -> None:
        if element.tag == ROW:
            self._add_row(element)
        elif element.tag == f"{SPACE}col" and element.get("hidden") in {"1", "true"}:
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            self.hidden_columns.append(f"{get_column_letter(first)}:{get_column_letter(last)}")
        elif element.tag == f"{SPACE}mergeCell":
            self.merged.append(element.get("ref", ""))

    def _add_row(self, element: Element) -> None:
        row = int(element.get("r", self.row + 1))
        if not self.row < row <= LAST_ROW:
            raise self._out_of_order(f"{row}")
        self.row = row
        if element.get("hidden") in {"1", "true"}:
            self.hidden_rows.append(row)
        column = 0
        for cell in element.iterfind(CELL):
            self.cells += 1
            place = coordinate_to_tuple(cell.get("r", f"{get_column_letter(column + 1)}{row}"))
            if place[0] != row or place[1] <= column:
                raise self._out_of_order(cell.get("r", ""))
            column = place[1]
            if cell.find(FORMULA) is not None:
                self._add_formula(cell, f"{get_column_letter(column)}{row}")
        if self.cells > MOST_CELLS:
            raise IntakeError(
                "xlsx-too-many-cells",
                f"The workbook has more than {MOST_CELLS:,} cells: save the sheet that is needed as CSV.",
                f"Bảng tính có hơn {MOST_CELLS:,} ô: hãy lưu riêng trang cần dùng dạng CSV.",
            )

    def _add_formula(self, cell: Element, reference: str) -> None:
        # an empty result is text ("str"); without any result no type is written
        if not cell.findtext(VALUE) and cell.get("t") != "str":
            raise IntakeError(
                "xlsx-formula",
                f"Sheet {self.name}, cell {reference}: the result of the formula was never stored:"
                " open the workbook in Excel and save it.",
                f"Trang {self.name}, ô {reference}: công thức chưa có kết quả được lưu:"
                " hãy mở bảng tính bằng Excel rồi lưu lại.",
            )
        self.formulas.append(reference)

    def _out_of_order(self, where: str) -> IntakeError:
        return IntakeError(
            "xlsx-rows",
            f"Sheet {self.name}: row or cell {where} is out of order in the file, so that readers drop it:"
            " open the workbook in Excel and save it.",
            f"Trang {self.name}: dòng hoặc ô {where} sai thứ tự trong tệp nên có thể bị bỏ sót:"
            " hãy mở bảng tính bằng Excel rồi lưu lại.",
        )


def read_marks(source: IO[bytes], name: str, cells_before: int = 0) -> SheetMarks:
    """
    Return the marks of one sheet.

    Parameters
    ----------
    source
        XML of the sheet.
    name
        Of the sheet, for refusals.
    cells_before
        Cells of the sheets before it: the limit is one for the workbook.

    Raises
    ------
    IntakeError
        "xlsx-formula", "xlsx-rows", "xlsx-too-many-cells".
    """
    marks = _Marks(name, cells_before)
    for _, element in iterparse(source, forbid_dtd=True):
        marks.add(element)
        if element.tag == ROW:
            element.clear()
    return SheetMarks(
        cells=marks.cells - marks.before,
        hidden_rows=tuple(marks.hidden_rows),
        hidden_columns=tuple(marks.hidden_columns),
        merged=tuple(marks.merged),
        formulas=tuple(marks.formulas),
    )


def _listed(found: tuple[object, ...]) -> str:
    return ", ".join(map(str, found[:SHOWN])) + (", ..." if len(found) > SHOWN else "")
