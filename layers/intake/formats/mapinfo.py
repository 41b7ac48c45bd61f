"""
Read MapInfo tables (TAB) and interchange files (MIF).

Their text stays bytes: the charset that they name is that of the machine, not of the letters
(TCVN3 says WindowsLatin1). So GDAL is told that it is Neutral, in a copy in memory.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import wkt_of
from layers.intake.formats.dbf import read_dbf
from layers.intake.formats.findings import Findings
from layers.intake.formats.mapinfo_layout import read_definition, read_map_header, read_offsets, rounded_rows
from layers.intake.formats.mapinfo_rows import (
    tell_step,
    whole,
    with_fine_arcs,
    without_cut_texts,
    without_nul,
)
from layers.intake.formats.mif_scan import scan_mid, scan_mif
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.ogr import Reader, kept, tell_remarks
from layers.intake.formats.ogr_columns import as_utf8, told_apart
from layers.intake.formats.ogr_shapes import Shapes, table_of
from layers.intake.formats.rows import Rows
from layers.intake.model import SourceLayer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.types import IntArray
    from layers.intake.formats.dbf import Dbf
    from layers.intake.formats.mapinfo_layout import Definition
    from layers.intake.formats.ogr import Drawn

UTF8 = frozenset({"utf-8", "utf8"})


def read_tab(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the layer of a native MapInfo table; .dat, .map and .id stand beside it.

    `crs_name` is the CoordSys line that MapInfo would write, for `mapinfo_crs.mapinfo_datum`;
    `crs_wkt` is what GDAL makes of it, with WGS 84 where VN-2000 was written as that.

    Raises
    ------
    IntakeError
        "tab-cut", "tab-counts" (with both numbers), "dbf-broken", "unreadable".
    """
    findings = Findings()
    definition = read_definition(path.read_bytes())
    dat = read_dbf(path.with_suffix(".dat"), path.name)
    header = read_map_header(path.with_suffix(".map"), path.name)
    offsets = read_offsets(path.with_suffix(".id"), dat.rows, path.name)
    deleted = dat.deleted()
    source = _packed(_tab_parts(path, definition.plain, dat, offsets))
    drawn = Reader(source, name=path.name).read(findings, dat.rows)
    drawn = whole(drawn, offsets > 0, deleted, findings)
    drawn = kept(drawn, ~deleted[drawn.fids.to_numpy() - 1])
    drawn = without_cut_texts(drawn, dat, findings)
    tell_step(header.step, findings)
    rounded = rounded_rows(path.with_suffix(".map"), offsets)
    return (
        _layer(
            path, with_fine_arcs(drawn, rounded, findings), definition, findings,
            coordsys=header.coordsys, declared=dat.rows - int(deleted.sum()),
        ),
    )  # fmt: skip


def read_mif(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the layer of a MIF; its .mid stands beside it.

    `crs_name` is the CoordSys line, for `mapinfo_crs.mapinfo_datum`; `crs_wkt` as in `read_tab`.

    Raises
    ------
    IntakeError
        "mif-broken", "mif-counts" (with both numbers), "unreadable".
    """
    findings = Findings()
    scan = scan_mif(path, path.name)
    table = path.with_suffix(".mid")
    lines, cut = scan_mid(table) if table.is_file() else (0, [])
    if lines != scan.objects:
        raise IntakeError(
            "mif-counts",
            f"{path.name} is damaged: {scan.objects} objects in the .mif but {lines} lines in the .mid;"
            " export it again.",
            f"{path.name} bị hỏng: {scan.objects} đối tượng trong .mif nhưng {lines} dòng trong .mid;"
            " hãy xuất lại.",
        )
    if not lines:
        return (_layer(path, None, scan.definition, findings, coordsys=scan.coordsys, declared=0),)
    source = _packed(_mif_parts(path, scan.definition.plain, scan.head_bytes))
    drawn = Reader(source, name=path.name).read(findings, scan.objects)
    drawn = without_nul(drawn, cut, findings)
    drawn = whole(drawn, None, np.zeros(scan.objects, dtype=bool), findings)
    drawn = with_fine_arcs(drawn, np.array(scan.rounded, dtype=np.int64), findings)
    return (_layer(path, drawn, scan.definition, findings, coordsys=scan.coordsys, declared=scan.objects),)


def _tab_parts(path: Path, head: bytes, dat: Dbf, offsets: IntArray) -> Iterable[tuple[str, bytes]]:
    """
    Yield the parts of a table without what GDAL stops at, as if the table ended there.

    That are marks of deletion and pointers beyond the .map; both kinds of rows are told apart here.
    """
    content = path.with_suffix(".map").read_bytes()
    reached = np.where(offsets < len(content), offsets, 0)
    rows = bytearray(path.with_suffix(".dat").read_bytes())
    end = dat.header_bytes + dat.rows * dat.record_bytes
    rows[dat.header_bytes : end : dat.record_bytes] = b" " * dat.rows
    yield "a.tab", head
    yield "a.dat", bytes(rows)
    yield "a.map", content
    yield "a.id", reached.astype("<u4").tobytes()


def _mif_parts(path: Path, head: bytes, head_bytes: int) -> Iterable[tuple[str, bytes]]:
    yield "a.mif", head + path.read_bytes()[head_bytes:]
    yield "a.mid", path.with_suffix(".mid").read_bytes()


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as an archive without compression, which GDAL reads from memory: nothing is written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _layer(
    path: Path,
    drawn: Drawn | None,
    definition: Definition,
    findings: Findings,
    *,
    coordsys: str,
    declared: int,
) -> SourceLayer:
    given = tuple(name.decode("latin-1") for name in definition.names)
    names = told_apart(given)
    rows = Rows(ColumnNames(names))
    rows.findings = findings
    if drawn is None:
        table = rows.table()
    else:
        tell_remarks(drawn, findings)
        number = drawn.fids.to_numpy().astype(np.int64)
        shapes = Shapes(number, drawn.geometry.to_pylist(), findings)
        columns = _columns(drawn, names, definition.charset, findings)
        table = table_of(shapes, number, columns, rows)
    return SourceLayer(
        name=path.stem,
        table=table,
        declared_rows=declared,
        crs_wkt=_wkt(drawn, path.name),
        crs_name=coordsys,
        encoding="" if definition.charset.lower() == "neutral" else definition.charset,
        notes=rows.notes,
    )


def _wkt(drawn: Drawn | None, name: str) -> str:
    given = drawn.crs_wkt if drawn else ""
    if not given or given.startswith(("LOCAL_CS", "ENGCRS")):
        return ""
    return given if "[" in given else wkt_of(given, what=name)


def _columns(
    drawn: Drawn, names: tuple[str, ...], charset: str, findings: Findings
) -> dict[str, pa.ChunkedArray]:
    found = {}
    for name, column in zip(names, drawn.columns, strict=True):
        if not pa.types.is_string(column.type):
            found[name] = column
            continue
        raw = column.cast(pa.binary())
        text = as_utf8(raw) if charset.lower() in UTF8 else None
        found[name] = raw if text is None else text
        if text is None and charset.lower() in UTF8:
            findings.tell(
                "encoding contradicted",
                f"The file says {charset}, but the column {name} has bytes that are not:"
                " it must be recognised.",
                f"Tệp ghi {charset} nhưng cột {name} có byte không đúng mã này: cần nhận dạng lại.",
                column=name,
            )
    return found
