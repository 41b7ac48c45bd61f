"""
Read a shapefile: every row of it, or the number of each that is missing.

Text stays bytes unless the .cpg says UTF-8 and each byte of the column agrees: a .cpg lies often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.errors import IntakeError
from layers.intake.formats import dbf as dbf_file
from layers.intake.formats.columns import column
from layers.intake.formats.findings import Findings
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.ogr import Reader, kept, tell_remarks
from layers.intake.formats.ogr_columns import as_utf8, latin_bytes, told_apart
from layers.intake.formats.ogr_shapes import Shapes, table_of
from layers.intake.formats.rows import Rows
from layers.intake.formats.shapefile_faults import counts_differ, shape_fault, text_nul
from layers.intake.formats.shp_records import MULTIPATCH, NULL, read_records
from layers.intake.model import SourceLayer

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import IntArray
    from layers.intake.formats.dbf import Dbf, DbfField
    from layers.intake.formats.ogr import Drawn
    from layers.intake.formats.shp_records import ShpRecords

UTF8 = frozenset({"utf-8", "utf8", "65001", "cp65001"})
PRJ_BYTES, CPG_BYTES = 1 << 16, 64
LATIN = "ISO-8859-1"


def read_shapefile(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the one layer of a shapefile; .shx and .dbf stand beside it under the same stem.

    Rows marked as deleted in the .dbf are left out and counted; rows that are cut or contradict the
    index are refused one by one; rows without a shape stay, with a note.

    Raises
    ------
    IntakeError
        "shapefile-shx-missing", "shapefile-cut", "shapefile-counts" (with the three numbers),
        "dbf-broken", "unreadable", "too-many-faults".
    """
    name = path.name
    if not path.with_suffix(".shx").is_file():
        raise IntakeError(
            "shapefile-shx-missing",
            f"{name}: its .shx is missing, without which no row can be told from the next; give it too.",
            f"{name}: thiếu tệp .shx nên không tách được từng đối tượng; hãy nộp kèm tệp này.",
        )
    findings = Findings()
    records = read_records(path, name)
    table = _dbf(path, records, findings)
    drawn = Reader(path, name=name, ENCODING=LATIN).read(findings, records.count)
    tell_remarks(drawn, findings)
    deleted = table.deleted() if table else np.zeros(records.count, dtype=bool)
    encoding = _text_beside(path, ".cpg", CPG_BYTES).strip()
    rows = Rows(ColumnNames(told_apart(_names(drawn))))
    rows.findings = findings
    drawn = _without_faults(drawn, records, table, deleted, findings)
    fids = drawn.fids.to_numpy().astype(np.int64)
    shapes = Shapes(fids + 1, drawn.geometry.to_pylist(), findings)
    columns = _columns(drawn, table, fids, encoding, findings)
    layer_table = table_of(shapes, fids + 1, columns, rows)
    return (
        SourceLayer(
            name=path.stem,
            table=layer_table,
            declared_rows=records.count - int(deleted.sum()),
            crs_wkt=_text_beside(path, ".prj", PRJ_BYTES),
            encoding=encoding,
            notes=rows.notes,
        ),
    )


def _dbf(path: Path, records: ShpRecords, findings: Findings) -> Dbf | None:
    """Return the .dbf, None where there is none; its rows must be as many as the shapes."""
    if not path.with_suffix(".dbf").is_file():
        findings.tell(
            "no attributes",
            f"{path.name}: its .dbf is missing, so no row has a name or a land code.",
            f"{path.name}: thiếu tệp .dbf nên không dòng nào có tên hay mã loại đất.",
        )
        if records.found > records.count:
            raise counts_differ(path.name, records, None)
        return None
    table = dbf_file.read_dbf(path.with_suffix(".dbf"), path.name)
    if table.rows != records.count or records.found > records.count:
        raise counts_differ(path.name, records, table)
    return table


def _without_faults(
    drawn: Drawn, records: ShpRecords, table: Dbf | None, deleted: np.ndarray, findings: Findings
) -> Drawn:
    """Refuse the rows that are not what the file promises, and return the others."""
    fids = drawn.fids.to_numpy()
    here = np.zeros(records.count, dtype=bool)
    here[fids] = True
    empty = np.zeros(records.count, dtype=bool)
    empty[fids] = drawn.geometry.is_null().to_numpy()
    lost = ~deleted & records.whole & (~here | (empty & (records.kind != NULL)))
    surfaces = ~deleted & (records.kind == MULTIPATCH)
    bad = lost | surfaces | (~deleted & ~records.whole)
    for place in np.flatnonzero(bad).tolist():
        fault = shape_fault(place + 1, cut=not records.whole[place], surface=surfaces[place])
        findings.refuse(place + 1, fault)
    for row, cut in _cut_texts(table):
        if not deleted[row]:
            findings.refuse(row + 1, text_nul(row + 1, cut), cut)
            bad[row] = True
    if deleted.any():
        first = int(np.flatnonzero(deleted)[0]) + 1
        findings.tell(
            "deleted rows",
            f"{deleted.sum():,} rows are marked as deleted and were left out (first: row {first}).",
            f"{deleted.sum():,} dòng đã được đánh dấu xoá nên không đọc (đầu tiên: dòng {first}).",
        )
    return kept(drawn, ~(bad | deleted)[fids])


def _cut_texts(table: Dbf | None) -> list[tuple[int, str]]:
    fields = table.fields if table else ()
    return [
        (row, field.name.decode("latin-1"))
        for field in fields
        if table and field.kind == "C"
        for row in table.rows_with_nul(field)
    ]


def _columns(
    drawn: Drawn, table: Dbf | None, fids: IntArray, encoding: str, findings: Findings
) -> dict[str, pa.ChunkedArray]:
    fields = table.fields if table and len(table.fields) == len(drawn.names) else (None,) * len(drawn.names)
    names = told_apart(_names(drawn))
    found = {}
    for name, values, field in zip(names, drawn.columns, fields, strict=True):
        exact = _exact(table, field, fids, name, findings) if table and field else None
        found[name] = values if exact is None else exact
        if found[name].type == pa.string():
            found[name] = _text(found[name], encoding, name, findings)
    return found if table else {}


def _exact(
    table: Dbf, field: DbfField, fids: IntArray, name: str, findings: Findings
) -> pa.ChunkedArray | None:
    """Return a column as the file has it where GDAL would change its values."""
    if dbf_file.is_odd(table, field):
        findings.tell(
            "number or day not understood",
            f"The column {name} holds values that are no number or day: it was kept as text.",
            f"Cột {name} có giá trị không phải số hoặc ngày: được giữ nguyên dạng văn bản.",
            column=name,
        )
        return dbf_file.taken(table.cells(field), fids)
    if dbf_file.is_long(field):
        numbers = column(dbf_file.whole_numbers(table, field))
        return pa.chunked_array([dbf_file.taken(numbers, fids)])
    return None


def _text(values: pa.ChunkedArray, encoding: str, name: str, findings: Findings) -> pa.ChunkedArray:
    raw = latin_bytes(values)
    if encoding.lower() not in UTF8:
        return raw
    text = as_utf8(raw)
    if text is not None:
        return text
    findings.tell(
        "encoding contradicted",
        f"The .cpg says {encoding}, but the column {name} holds bytes that are not: it must be recognised.",
        f"Tệp .cpg ghi {encoding} nhưng cột {name} có byte không đúng mã này: cần nhận dạng lại.",
        column=name,
    )
    return raw


def _names(drawn: Drawn) -> tuple[str, ...]:
    """Return the names of the columns; each byte is one character unless all are UTF-8."""
    try:
        return tuple(name.encode("latin-1").decode("utf-8") for name in drawn.names)
    except UnicodeDecodeError:
        return drawn.names


def _text_beside(path: Path, ending: str, most: int) -> str:
    part = path.with_suffix(ending)
    if not part.is_file():
        return ""
    with part.open("rb") as file:
        return file.read(most).decode("utf-8-sig", "replace").strip("\0\r\n ")
