"""Read a FlatGeobuf: one layer, Unicode text, curves as chords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import wkt_of
from layers.intake.formats.fgb_layout import read_layout
from layers.intake.formats.findings import Findings
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.ogr import Reader, tell_remarks
from layers.intake.formats.ogr_columns import as_utf8, told_apart
from layers.intake.formats.ogr_shapes import Shapes, table_of
from layers.intake.formats.rows import Rows
from layers.intake.model import SourceLayer

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.formats.ogr import Drawn


def read_flatgeobuf(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the layer of a FlatGeobuf.

    Raises
    ------
    IntakeError
        "flatgeobuf-broken", "flatgeobuf-cut", "flatgeobuf-counts", "flatgeobuf-row" (with its
        number), "crs-unknown".
    """
    layout = read_layout(path, path.name)
    findings = Findings()
    drawn = _read(path, layout.rows, findings)
    tell_remarks(drawn, findings)
    names = told_apart(drawn.names)
    rows = Rows(ColumnNames(names))
    rows.findings = findings
    number = drawn.fids.to_numpy().astype(np.int64) + 1
    shapes = Shapes(number, drawn.geometry.to_pylist(), findings)
    table = table_of(shapes, number, _columns(drawn, names, findings), rows)
    return (
        SourceLayer(
            name=layout.name or path.stem,
            table=table,
            declared_rows=layout.rows,
            crs_wkt=wkt_of(drawn.crs_wkt, what=path.name) if drawn.crs_wkt else "",
            notes=rows.notes,
        ),
    )


def _read(path: Path, rows: int, findings: Findings) -> Drawn:
    """Return all rows or refuse the file: behind a damaged row GDAL counts the others anew."""
    # Without the check of every offset and size GDAL follows those of a hostile file anywhere.
    reader = Reader(path, name=path.name, VERIFY_BUFFERS="YES")
    try:
        drawn = reader.read(findings)
        fault = 0 if drawn.fids.to_pylist() == list(range(rows)) else len(drawn.fids) + 1
    except IntakeError:
        fault = reader.first_fault(rows)
    if fault:
        raise IntakeError(
            "flatgeobuf-row",
            f"{path.name}: row {fault} is damaged; export the file again.",
            f"{path.name}: dòng {fault} bị hỏng; hãy xuất lại tệp.",
        )
    return drawn


def _columns(drawn: Drawn, names: tuple[str, ...], findings: Findings) -> dict[str, pa.ChunkedArray]:
    found = {}
    for name, column in zip(names, drawn.columns, strict=True):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            findings.tally("blob dropped", 1, column=name, count=len(column) - column.null_count)
            continue
        found[name] = _text(column, name, findings) if pa.types.is_string(column.type) else column
    return found


def _text(column: pa.ChunkedArray, name: str, findings: Findings) -> pa.ChunkedArray:
    """Return text as text; GDAL passes bytes on that are no UTF-8."""
    raw = column.cast(pa.binary())
    text = as_utf8(raw)
    if text is not None:
        return text
    findings.tell(
        "encoding contradicted",
        f"FlatGeobuf holds UTF-8, but the column {name} has bytes that are not: it must be recognised.",
        f"FlatGeobuf dùng UTF-8 nhưng cột {name} có byte không đúng mã này: cần nhận dạng lại.",
        column=name,
    )
    return raw
