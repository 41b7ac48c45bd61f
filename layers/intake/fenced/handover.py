"""
Write layers so that a process which does not trust the writer can take them (`acceptance`).

Cells go as the plain buffers of Arrow arrays into one file; where each lies, and everything else, into
a record for JSON. No format with a parser of its own (pickle, Arrow IPC) lies between child
and parent: a compressed IPC buffer alone could fill the parent's memory.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from layers.intake.model import SourceLayer

ALIGNMENT_BYTES = 64
"""Of each buffer in the file, as Arrow likes it."""

TYPES = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "string": pa.string(),
    "binary": pa.binary(),
}
"""The types that a column of a `SourceLayer` may have."""

Record = dict[str, object]


def write_layers(layers: Iterable[SourceLayer], file: BinaryIO) -> list[Record]:
    """
    Write the cells of the layers one after another, and return a record of each layer.

    Parameters
    ----------
    layers
        As a reader returns them.
    file
        Empty, open for writing bytes.

    Raises
    ------
    KeyError
        If a column has a type that no `SourceLayer` may have: a fault of the reader.
    """
    return [
        {
            "name": _sound(layer.name),
            "declared_rows": layer.declared_rows,
            "crs_wkt": _sound(layer.crs_wkt),
            "crs_name": _sound(layer.crs_name),
            "encoding": _sound(layer.encoding),
            "layer_field": _sound(layer.layer_field),
            "notes": [_sound_values(asdict(note)) for note in layer.notes],
            "columns": [
                _write_column(name, column, file)
                for name, column in zip(layer.table.column_names, layer.table.columns, strict=True)
            ],
        }
        for layer in layers
    ]


def _write_column(name: str, column: pa.ChunkedArray, file: BinaryIO) -> Record:
    kind = next((word for word, known in TYPES.items() if known == column.type), None)
    if kind is None:
        raise KeyError(f"{name}: {column.type}")
    return {"name": _sound(name), "type": kind, "chunks": [_write_chunk(c, file) for c in column.chunks]}


def _write_chunk(chunk: pa.Array, file: BinaryIO) -> Record:
    if chunk.offset:
        chunk = pa.concat_arrays([chunk, chunk.slice(0, 0)])  # a slice keeps the buffers of the whole
    nulls, *values = chunk.buffers()
    places = [_write_buffer(pa.py_buffer(b"") if buffer is None else buffer, file) for buffer in values]
    return {
        "rows": len(chunk),
        "buffers": [None if nulls is None else _write_buffer(nulls, file), *places],
    }


def _write_buffer(buffer: pa.Buffer, file: BinaryIO) -> list[int]:
    """Write a buffer and return where it begins and its length in bytes."""
    file.write(bytes(-file.tell() % ALIGNMENT_BYTES))
    begin = file.tell()
    file.write(buffer)
    return [begin, buffer.size]


def _sound(text: str) -> str:
    """Return text in which half a character of a wrong encoding is a question mark: JSON carries no other."""
    return text.encode("utf-8", "replace").decode()


def _sound_values(record: Record) -> Record:
    return {key: _sound(value) if isinstance(value, str) else value for key, value in record.items()}
