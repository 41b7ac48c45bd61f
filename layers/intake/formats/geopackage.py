"""
Read the tables of a GeoPackage with Python's own SQLite and GEOS; no GDAL, no SpatiaLite.

GDAL takes the number of rows from the file's own metadata, returns None for a shape that is cut
off, and reads the first table only. Here rows are counted, and each shape that cannot be read is
named with its rowid.

Source: OGC 12-128r18 (GeoPackage 1.3), section 2.1.3 on the header of a geometry.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.intake.entrance.database import is_write_ahead, open_plain, quoted, refusing
from layers.intake.entrance.geopackage_gate import require_plain
from layers.intake.formats.geopackage_srs import declared_srs
from layers.intake.formats.rows import Rows
from layers.intake.formats.wkb import read_shapes
from layers.intake.model import Note, SourceLayer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from geo.types import GeometryArray
    from layers.intake.entrance.geopackage_gate import TableInfo

FETCHED_ROWS = 20_000
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
HEADER_BYTES, MAGIC = 8, b"GP\0"
"""Magic and version."""
EXTENDED = 0x20
ANY_SRS = frozenset({0, -1})
"""Undefined geographic, undefined Cartesian."""
BOOLEANS: dict[object, object] = {0: False, 1: True}
ATTRIBUTES_ONLY = Note(
    kind="attributes only",
    en="A table of attributes without any geometry.",
    vi="Bảng thuộc tính, không có hình.",
)
WRITE_AHEAD = Note(
    kind="write-ahead",
    en="The file was last written through a -wal file, not with it: the newest changes may be missing.",
    vi="Lần ghi cuối của tệp dùng tệp -wal không kèm theo: có thể thiếu những thay đổi mới nhất.",
)


def read_geopackage(path: Path, only: str = "", *, with_key: bool = True) -> tuple[SourceLayer, ...]:
    """
    Return every table of a GeoPackage as a layer, in the order of its contents.

    Parameters
    ----------
    path
        A file that nobody writes. It is opened as immutable after `require_plain` has found it to
        hold nothing but rows.
    only
        Name of the one table to read; "" reads all.
    with_key
        Whether the number by which the file keeps its rows (often `fid`) is a column.

    Returns
    -------
    layers
        Rows in the order of their rowid, numbered from 1; `declared_rows` is `count(*)`. A table
        without geometry is a layer whose geometry is null. Text that is no UTF-8 stays bytes;
        binary cells are left out with a note.

    Raises
    ------
    IntakeError
        As `require_plain`; "gpkg-broken", "too-many-faults", "too-many-cells".
    """
    tables = require_plain(path)
    with refusing(path.name), closing(open_plain(path)) as connection:
        connection.text_factory = _text
        wanted = [info for info in tables if only in {"", info.name}]
        layers = [_Table(connection, info, with_key=with_key).read() for info in wanted]
    if is_write_ahead(path):
        layers = [replace(layer, notes=(*layer.notes, WRITE_AHEAD)) for layer in layers]
    return tuple(layers)


class _Table:
    """One table of an open GeoPackage, of which the gate has found that it holds nothing but rows."""

    def __init__(self, connection: sqlite3.Connection, info: TableInfo, *, with_key: bool) -> None:
        self.connection, self.info, self.with_key = connection, info, with_key
        self.rows, self.read_count = Rows(), 0
        self.wkt, self.srs_name = "", ""

    def read(self) -> SourceLayer:
        """Return the table as a layer."""
        info = self.info
        if info.geometry_column:
            self.wkt, self.srs_name, notes = declared_srs(self.connection, info.srs_id)
        else:
            notes = (ATTRIBUTES_ONLY,)
        declared = self.connection.execute(f"PRAGMA table_xinfo({quoted(info.name)})").fetchall()
        booleans = frozenset(str(row[1]) for row in declared if str(row[2]).upper() == "BOOLEAN")
        keys = frozenset[str]() if self.with_key else frozenset(str(row[1]) for row in declared if row[5])
        cursor = self.connection.execute(
            f"SELECT _rowid_, * FROM {quoted(info.name)} NOT INDEXED ORDER BY _rowid_"  # noqa: S608 - quoted
        )
        names = [str(column[0]) for column in cursor.description][1:]
        while fetched := cursor.fetchmany(FETCHED_ROWS):
            rowids, *columns = zip(*fetched, strict=True)
            cells: dict[str, Sequence[object]] = {
                name: column for name, column in zip(names, columns, strict=True) if name not in keys
            }
            self._add(rowids, cells, booleans)
        return SourceLayer(
            name=info.name,
            table=self._table([name for name in names if name not in keys]),
            declared_rows=info.row_count,
            crs_wkt=self.wkt,
            crs_name=self.srs_name,
            encoding="UTF-8",
            notes=(*self.rows.notes, *notes, *_miscounted(info)),
        )

    def _table(self, names: list[str]) -> pa.Table:
        if not self.read_count:
            own = self.info.geometry_column.lower()
            self.rows.add_columns([], [], {name: () for name in names if name.lower() != own})
        return self.rows.table()

    def _add(
        self, rowids: Sequence[int], columns: dict[str, Sequence[object]], booleans: frozenset[str]
    ) -> None:
        first = self.read_count + 1
        self.read_count += len(rowids)
        rows = range(first, first + len(rowids))
        geometry: GeometryArray | list[None] = [None] * len(rowids)
        for name in list(columns):
            if name.lower() == self.info.geometry_column.lower():
                geometry = self._shapes(columns.pop(name), rows, rowids)
            elif bytes in set(map(type, columns[name])):
                columns[name] = self._without_blobs(columns[name], rows, name)
            elif name in booleans:
                columns[name] = [BOOLEANS.get(value, value) for value in columns[name]]
        self.rows.add_columns(rows, geometry, columns)

    def _shapes(self, blobs: Sequence[object], rows: range, rowids: Sequence[int]) -> GeometryArray:
        def place(row: int) -> str:
            return f"{self.info.name}, rowid {rowids[row - rows[0]]}"

        heads = [blob[:HEADER_BYTES] if type(blob) is bytes else b"" for blob in blobs]
        others = {head for head in set(heads) if head and self._is_of_other_srs(head)}
        if others:
            which = [row for head, row in zip(heads, rows, strict=True) if head in others]
            self.rows.findings.tally("other srs", which[0], count=len(which))
        return read_shapes([_wkb(blob) for blob in blobs], rows, place, self.rows.findings)

    def _is_of_other_srs(self, head: bytes) -> bool:
        little = len(head) == HEADER_BYTES and bool(head[3] & 1)
        told = int.from_bytes(head[4:], "little" if little else "big", signed=True)
        return told not in {self.info.srs_id, *ANY_SRS}

    def _without_blobs(self, values: Sequence[object], rows: range, name: str) -> list[object]:
        blobs = [row for row, value in zip(rows, values, strict=True) if type(value) is bytes]
        self.rows.findings.tally("blob dropped", blobs[0], column=name, count=len(blobs))
        return [None if type(value) is bytes else value for value in values]


def _wkb(blob: object) -> bytes | None:
    """Return the WKB behind the header of a GeoPackage geometry, b"" where the header is none."""
    if blob is None:
        return None
    if type(blob) is not bytes or blob[:3] != MAGIC or len(blob) < HEADER_BYTES or blob[3] & EXTENDED:
        return b""
    envelope = ENVELOPE_BYTES.get(blob[3] >> 1 & 7)
    return b"" if envelope is None else blob[HEADER_BYTES + envelope :]


def _text(raw: bytes) -> str | bytearray:
    """Text that is no UTF-8 stays bytes for the step that tells encodings; `bytes` are binary cells."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return bytearray(raw)


def _miscounted(info: TableInfo) -> tuple[Note, ...]:
    if info.told_count is None or info.told_count == info.row_count:
        return ()
    return (
        Note(
            kind="count differs",
            en=f"{info.name}: the file's own metadata says {info.told_count:,} rows, counted are"
            f" {info.row_count:,}; all were read.",
            vi=f"{info.name}: thông tin trong tệp ghi {info.told_count:,} dòng, đếm được"
            f" {info.row_count:,} dòng; đã đọc tất cả.",
        ),
    )
