"""Gather the rows of one layer into Arrow, batch by batch, so that memory stays near the file's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from layers.errors import IntakeError
from layers.intake.formats.findings import Findings
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.shapes import Encoder
from layers.intake.formats.table import batch, join_batches
from layers.intake.limits import LIMITS
from layers.intake.model import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.types import GeometryArray
    from layers.intake.formats.columns import Column
    from layers.intake.model import Note

BATCH_ROWS, BATCH_BYTES = 20_000, 16 << 20


class Rows:
    """
    The rows of a layer on their way into a table; text that no layer may hold is found here.

    A row whose text holds NUL is refused (other programs cut it there); text over
    `LIMITS.cell_bytes` is cut. Both are told.

    Examples
    --------
    >>> rows = Rows()
    >>> rows.add(1, None, {"a": 1})
    >>> rows.add(2, None, {"b": "x"})
    >>> rows.table().select(["row_number", "a", "b"]).to_pylist()
    [{'row_number': 1, 'a': 1, 'b': None}, {'row_number': 2, 'a': None, 'b': 'x'}]
    """

    def __init__(self, names: ColumnNames | None = None) -> None:
        self.findings = Findings()
        self._names = names or ColumnNames()
        self._encoder = Encoder()
        self._batches: list[pa.Table] = []
        self._clear()

    def _clear(self) -> None:
        self._rows: list[int] = []
        self._geometry: list[bytes | None] = []
        self._columns: dict[str, list[object]] = {}
        self._bytes = 0

    def add(self, row: int, geometry: bytes | None, values: Mapping[str, object]) -> None:
        """Add one row: WKB or None, and its values by the file's own column names."""
        done = len(self._rows)
        for name, value in values.items():
            column = self._columns.setdefault(name, [])
            column.extend([None] * (done - len(column)))
            column.append(value)
            if type(value) is str:
                self._bytes += len(value)
        self._rows.append(row)
        self._geometry.append(geometry)
        self._bytes += len(geometry or b"")
        if done + 1 == BATCH_ROWS or self._bytes > BATCH_BYTES:
            self._flush()

    def shape(self, row: int, member: object, path: str) -> bytes | None:
        """
        Return the WKB of a GeoJSON geometry (None where it is null) and tally what was done to it.

        Raises
        ------
        IntakeError
            As `Encoder.encode`.
        """
        if member is None:
            self.findings.tally("no geometry", row)
            return None
        wkb = self._encoder.encode(member, path)
        done = {
            "empty geometry": self._encoder.empty,
            "height dropped": self._encoder.heights,
            "ring closed": self._encoder.closed,
        }
        for kind in filter(done.get, done):
            self.findings.tally(kind, row)
        return wkb

    def add_columns(
        self,
        rows: Sequence[int],
        geometry: GeometryArray | Sequence[bytes | None],
        columns: Mapping[str, Column],
    ) -> None:
        """Add many rows at once, column by column; those already refused are left out."""
        named = {self._names.of(name): values for name, values in columns.items()}
        made = _require_text(batch(rows, geometry, named), self.findings)
        if refused := self.findings.refused_rows.intersection(rows):
            made = made.filter(pc.invert(pc.is_in(made[ROW], pa.array(refused, pa.int64()))))
        self._batches.append(made)

    def table(self) -> pa.Table:
        """Return all rows that were added, less those refused."""
        self._flush()
        return join_batches(self._batches)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What happened to rows, and the columns that were renamed."""
        return (*self.findings.notes, *self._names.notes)

    def _flush(self) -> None:
        if self._rows:
            for column in self._columns.values():
                column.extend([None] * (len(self._rows) - len(column)))
            self.add_columns(self._rows, self._geometry, self._columns)
        self._clear()


def _require_text(table: pa.Table, findings: Findings) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.type == pa.string():
            column = table[field.name]
            if (pc.max(pc.binary_length(column)).as_py() or 0) > LIMITS.cell_bytes:
                table = table.set_column(place, field.name, _cut(column, table[ROW], field.name, findings))
    for field in table.schema:
        if field.type == pa.string():
            with_nul = pc.fill_null(pc.match_substring(table[field.name], "\0"), fill_value=False)
            for row in table[ROW].filter(with_nul).to_pylist():
                findings.refuse(row, _nul(row, field.name), field.name)
    return table


def _cut(column: pa.ChunkedArray, rows: pa.ChunkedArray, name: str, findings: Findings) -> pa.Array:
    values = column.to_pylist()
    for place, value in enumerate(values):
        raw = b"" if value is None else value.encode()
        if len(raw) > LIMITS.cell_bytes:
            values[place] = raw[: LIMITS.cell_bytes].decode(errors="ignore")
            findings.tally("text cut", rows[place].as_py(), column=name)
    return pa.array(values, pa.string())


def _nul(row: int, column: str) -> IntakeError:
    return IntakeError(
        "text-nul",
        f"Row {row}: the text in column {column} holds a NUL character, where other programs cut it.",
        f"Dòng {row}: văn bản ở cột {column} chứa ký tự NUL, các chương trình khác sẽ cắt tại đó.",
    )
