"""
Take what the child hands over, believing nothing of it: a file may have taken the child over.

Every record is checked against a schema, every buffer against the file's length, and every
array by Arrow itself: lengths, offsets, UTF-8. What geometry the cells hold is judged later.
"""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING, Annotated, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from layers.intake.fenced.handover import TYPES
from layers.intake.model import GEOMETRY, ROW, Note, SourceLayer

if TYPE_CHECKING:
    from typing import BinaryIO

LONGEST_TEXT, LONGEST_NAME, LONGEST_CRS, MOST_ROWS = 2_000, 10_000, 100_000, 2**31 - 1
ANSWER_BYTES = 64 << 20
"""Of everything but cells; 200,000 notes are about 60 MB."""

Rows = Annotated[int, Field(ge=0, le=MOST_ROWS)]
Offset = Annotated[int, Field(ge=0, le=2**62)]
Sentence = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Name = Annotated[str, Field(max_length=LONGEST_NAME)]


class Record(BaseModel):
    """No key that is not known, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChunkRecord(Record):
    """Rows and the buffers (begin, length) of an Arrow array; the first says which rows are null."""

    rows: Rows
    buffers: list[tuple[Offset, Offset] | None] = Field(min_length=2, max_length=3)


class ColumnRecord(Record):
    """One column."""

    name: Name
    type: Literal["int64", "float64", "bool", "string", "binary"]
    chunks: list[ChunkRecord]


class NoteRecord(Record):
    """A `Note`."""

    kind: Annotated[str, Field(max_length=100)]
    en: Sentence
    vi: Sentence
    row: Rows
    column: Name
    refused: bool


class LayerRecord(Record):
    """A `SourceLayer` whose cells lie in the file."""

    name: Name
    declared_rows: Rows | None
    crs_wkt: Annotated[str, Field(max_length=LONGEST_CRS)]
    crs_name: Name
    encoding: Name
    layer_field: Name
    notes: list[NoteRecord]
    columns: list[ColumnRecord] = Field(min_length=2)


class RefusalRecord(Record):
    """The parts of an `IntakeError`."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    en: Sentence
    vi: Sentence


class Answer(Record):
    """What the child says at the end: the layers, or why there are none."""

    layers: list[LayerRecord] = []
    refusal: RefusalRecord | None = None
    out_of_memory: bool = False


class Opening(Record):
    """What the child says before it touches the file, so that no file can change it."""

    fences: dict[str, str]
    foreign_drivers: list[str]
    versions: dict[str, str]


def taken_cells(file: BinaryIO) -> pa.Buffer:
    """
    Return the bytes that the child wrote into a file of ours.

    The file is open since before the child began: what the child may have put under its name, a
    pipe or a link, is not looked at. The child must have ended. The bytes stay when the file is
    removed; on Windows a mapped file cannot be, so there they are copied.
    """
    if os.name == "posix" and os.fstat(file.fileno()).st_size:
        return pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return pa.py_buffer(file.read())


def accept_layers(
    records: list[LayerRecord], cells: pa.Buffer, *, most_columns: int
) -> tuple[SourceLayer, ...]:
    """
    Return the layers of an answer; their cells are not copied.

    Raises
    ------
    ValueError
        If there is none, if the same bytes are to serve twice, or as `accept_layer` says.
    """
    if not records:
        raise ValueError("an answer without a layer")
    places = [
        place
        for layer in records
        for column in layer.columns
        for chunk in column.chunks
        for place in chunk.buffers
    ]
    if sum(place[1] for place in places if place) > cells.size:
        raise ValueError("more cells than bytes")
    return tuple(accept_layer(record, cells, most_columns=most_columns) for record in records)


def accept_layer(record: LayerRecord, cells: pa.Buffer, *, most_columns: int) -> SourceLayer:
    """
    Return a layer made of its record and the bytes of its cells, which are not copied.

    Raises
    ------
    ValueError
        If the record contradicts itself, the bytes, or what a `SourceLayer` must be.
    """
    names = [column.name for column in record.columns]
    if len(set(names)) != len(names) or len(names) > most_columns + 2:
        raise ValueError("columns are named twice, or too many")
    if record.layer_field and record.layer_field not in names:
        raise ValueError("the field of the drawing's layers is no column")
    table = pa.table([_column(column, cells) for column in record.columns], names=names)
    if names[:2] != [ROW, GEOMETRY] or table.schema.types[:2] != [pa.int64(), pa.binary()]:
        raise ValueError("row numbers and geometry are not where they must be")
    if table[ROW].null_count:
        raise ValueError("a row has no number")
    return SourceLayer(
        name=record.name,
        table=table,
        declared_rows=record.declared_rows,
        crs_wkt=record.crs_wkt,
        crs_name=record.crs_name,
        encoding=record.encoding,
        notes=tuple(Note(**note.model_dump()) for note in record.notes),
        layer_field=record.layer_field,
    )


def _column(record: ColumnRecord, cells: pa.Buffer) -> pa.ChunkedArray:
    kind = TYPES[record.type]
    chunks = [_chunk(chunk, kind, cells) for chunk in record.chunks]
    return pa.chunked_array(chunks, kind)


def _chunk(record: ChunkRecord, kind: pa.DataType, cells: pa.Buffer) -> pa.Array:
    array = pa.Array.from_buffers(kind, record.rows, [_buffer(place, cells) for place in record.buffers])
    array.validate(full=True)
    return array


def _buffer(place: tuple[int, int] | None, cells: pa.Buffer) -> pa.Buffer | None:
    if place is None:
        return None
    begin, length = place
    if begin % 8 or begin + length > cells.size:
        raise ValueError("cells lie beyond the file")
    return cells.slice(begin, length)
