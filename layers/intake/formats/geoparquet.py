"""
Read GeoParquet with pyarrow alone; what it says of itself is checked before a row is read.

Only the `geo` metadata is looked at. What pandas or Python may have left beside it (pickled
types, index descriptions) is never opened.

Source: geoparquet.org, releases 1.0.0 and 1.1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet, types

from layers.intake.formats.crs_wkt import wkt_of
from layers.intake.formats.geojson_crs import degrees_fault
from layers.intake.formats.geoparquet_metadata import GeoColumn, fault, geo_column
from layers.intake.formats.rows import Rows
from layers.intake.formats.table import require_few_cells
from layers.intake.formats.wkb import read_shapes
from layers.intake.limits import LIMITS
from layers.intake.model import Note, SourceLayer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BATCH_ROWS = 20_000
THRIFT_BYTES = 64 << 20
"""Of one text in the footer."""
DEFAULT_CRS = "OGC:CRS84"


def read_geoparquet(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the one layer of a GeoParquet file.

    Parameters
    ----------
    path
        GeoParquet with WKB, of any version that names a primary column.

    Returns
    -------
    layers
        One layer; `declared_rows` is the footer's count, which the row groups must add up to.
        `crs_wkt` is OGC:CRS84 where the file names no system and all coordinates can be degrees,
        "" where it says that the system is unknown. Other geometry columns and binary cells are
        left out with a note.

    Raises
    ------
    IntakeError
        "geoparquet-broken", "geoparquet-metadata", "geoparquet-encoding", "geoparquet-columns",
        "too-large", "crs-unknown", "too-many-cells", "too-many-columns", "too-many-faults".
    """
    try:
        with parquet.ParquetFile(path, thrift_string_size_limit=THRIFT_BYTES) as file:
            return (_Reader(path, file).layer(),)
    except (pa.ArrowException, OSError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0][:120].rstrip(".")
        raise fault(path.name, "geoparquet-broken", f"is damaged ({first})", f"bị hỏng ({first})") from error


class _Reader:
    """One open file."""

    def __init__(self, path: Path, file: parquet.ParquetFile) -> None:
        self.path, self.file = path, file
        self.rows = Rows()
        names = list(file.schema_arrow.names)
        self._require_modest(names)
        self.geo: GeoColumn = geo_column(file.schema_arrow, path.name)
        self.columns = [name for name in names if name not in self.geo.left_out and name != self.geo.name]

    def layer(self) -> SourceLayer:
        """Return the layer."""
        first = 1
        for part in self._batches():
            rows = range(first, first + part.num_rows)
            first += part.num_rows
            wkb = part.column(self.geo.name).to_pylist()
            shapes = read_shapes(wkb, rows, self._place_of, self.rows.findings)
            columns = {name: self._values(part, name, rows) for name in self.columns}
            self.rows.add_columns(rows, shapes, columns)
        if (found := first - 1) != (told := self.file.metadata.num_rows):
            en, vi = (
                f"says {told:,} rows but gives {found:,}",
                f"ghi {told:,} dòng nhưng chỉ có {found:,}",
            )
            raise fault(self.path.name, "geoparquet-broken", en, vi)
        table = self.rows.table()
        wkt, notes = self._place(table)
        return SourceLayer(
            name=self.path.stem,
            table=table,
            declared_rows=self.file.metadata.num_rows,
            crs_wkt=wkt,
            crs_name=self.geo.crs_name,
            encoding="UTF-8",
            notes=(*self.rows.notes, *self.geo.notes, *notes),
        )

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows; an empty file yields one batch without any, for its columns."""
        wanted = [*self.columns, self.geo.name]
        if not self.file.metadata.num_rows:
            fields = [self.file.schema_arrow.field(name) for name in wanted]
            yield pa.RecordBatch.from_pylist([], schema=pa.schema(fields))
        yield from self.file.iter_batches(batch_size=BATCH_ROWS, columns=wanted, use_threads=False)

    def _place_of(self, row: int) -> str:
        return f"{self.path.stem} #{row}"

    def _values(self, part: pa.RecordBatch, name: str, rows: range) -> pa.Array:
        values = part.column(name)
        if isinstance(values, pa.ExtensionArray):
            values = values.storage
        kind = values.type
        if types.is_string(kind) or types.is_large_string(kind):
            return _checked_text(values)
        if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
            if given := len(values) - values.null_count:
                first = rows[int(values.is_valid().index(True).as_py())]
                self.rows.findings.tally("blob dropped", first, column=name, count=given)
            return pa.nulls(len(values))
        return values

    def _place(self, table: pa.Table) -> tuple[str, tuple[Note, ...]]:
        if self.geo.crs is not None:
            return (wkt_of(self.geo.crs, what=self.path.name) if self.geo.crs else ""), ()
        beyond = degrees_fault(table)
        if beyond is None:
            return wkt_of(DEFAULT_CRS, what=self.path.name), ()
        x, y = beyond
        told = Note(
            kind="not degrees",
            en=f"The file names no system, so it has longitude and latitude, but ({x:g}, {y:g}) is none.",
            vi=f"Tệp không ghi hệ toạ độ, tức là kinh độ, vĩ độ, nhưng ({x:g}, {y:g}) không phải.",
        )
        return "", (told,)

    def _require_modest(self, names: list[str]) -> None:
        meta, name = self.file.metadata, self.path.name
        groups = [meta.row_group(n) for n in range(meta.num_row_groups)]
        counted = sum(group.num_rows for group in groups)
        if counted != meta.num_rows:
            raise fault(
                name,
                "geoparquet-broken",
                f"says {meta.num_rows:,} rows but its row groups hold {counted:,}",
                f"ghi {meta.num_rows:,} dòng nhưng các nhóm dòng có {counted:,}",
            )
        if twice := sorted({one for one in names if names.count(one) > 1}):
            raise fault(
                name, "geoparquet-columns", f"has the column {twice[0]!r} twice", f"có hai cột {twice[0]!r}"
            )
        require_few_cells(meta.num_rows, len(names))
        if sum(group.total_byte_size for group in groups) > LIMITS.output_bytes:
            raise fault(name, "too-large", "unpacks to more than 1 GiB", "giải nén ra hơn 1 GiB")


def _checked_text(values: pa.Array) -> pa.Array:
    """Text that is no UTF-8 becomes bytes for the step that tells encodings; Parquet does not check."""
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return values.cast(pa.binary())
    return values
