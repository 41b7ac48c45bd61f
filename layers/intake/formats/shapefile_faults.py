"""The sentences of a shapefile whose rows or parts are damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError

if TYPE_CHECKING:
    from layers.intake.formats.dbf import Dbf
    from layers.intake.formats.shp_records import ShpRecords


def shape_fault(row: int, *, cut: bool, surface: bool) -> IntakeError:
    """Return why a row has no shape that can be read."""
    if surface:
        en, vi = "the shape is a surface in space (multipatch)", "hình là mặt trong không gian (multipatch)"
        code = "surface"
    elif cut:
        en, vi = "the shape is cut off or is not where the .shx says", "hình bị cắt cụt hoặc sai chỉ mục .shx"
        code = "shape-cut"
    else:
        en, vi, code = "the shape is damaged", "hình bị hỏng", "shape-damaged"
    return IntakeError(code, f"Row {row}: {en}.", f"Dòng {row}: {vi}.")


def text_nul(row: int, column: str) -> IntakeError:
    """Return the refusal of a row whose text goes on after a NUL."""
    return IntakeError(
        "text-nul",
        f"Row {row}: the text in column {column} holds a NUL character, where other programs cut it.",
        f"Dòng {row}: văn bản ở cột {column} chứa ký tự NUL, các chương trình khác sẽ cắt tại đó.",
    )


def counts_differ(name: str, records: ShpRecords, table: Dbf | None) -> IntakeError:
    """Return the refusal of parts that do not have the same number of rows."""
    rows = "no" if table is None else str(table.rows)
    return IntakeError(
        "shapefile-counts",
        f"{name} is damaged: {records.found} shapes in the .shp, {records.count} in the .shx,"
        f" {rows} rows in the .dbf; export it again.",
        f"{name} bị hỏng: {records.found} hình trong .shp, {records.count} trong .shx,"
        f" {'không có' if table is None else rows} dòng trong .dbf; hãy xuất lại.",
    )
