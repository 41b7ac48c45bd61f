"""The different values of a text column, and which of them hold what: looked up in Arrow's own buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from layers.intake.model import GEOMETRY

if TYPE_CHECKING:
    from geo.types import BoolArray

BLANK, FIRST_BEYOND, DELETE = 0x20, 0x80, 0x7F
SHORT = len("<null>")
"""Texts up to this length may be a word for a missing value."""


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column of this Arrow type holds text or its bytes."""
    inner = kind.value_type if types.is_dictionary(kind) else kind
    tests = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    return any(test(inner) for test in tests)


def text_columns(table: pa.Table) -> list[str]:
    """Return the names of the columns that hold text or its bytes; the geometry is none."""
    return [column.name for column in table.schema if column.name != GEOMETRY and is_text(column.type)]


def coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a text column as its different values and, for each row, the number of its value."""
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    whole = column.dictionary_encode().unify_dictionaries().combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def beyond_ascii(column: pa.ChunkedArray) -> tuple[pa.Array, int]:
    """Return the different values with a letter beyond ASCII, and the number of rows that have one."""
    values = coded(column)
    has, _ = byte_masks(values.dictionary)
    rows = values.indices.drop_null().to_numpy(zero_copy_only=False)
    return values.dictionary.filter(pa.array(has)), int(has[rows].sum())


def byte_masks(values: pa.Array) -> tuple[BoolArray, BoolArray]:
    r"""
    Tell of each text without nulls whether it has a byte beyond ASCII, and whether it may need cleaning.

    Examples
    --------
    >>> byte_masks(pa.array(["LUK 2 (old)", "NULL", "a long text ", "two\nlines here", "Đất quốc phòng"]))
    (array([False, False, False, False,  True]), array([False,  True,  True,  True,  True]))
    """
    wide = values.cast(pa.large_string() if types.is_string(values.type) else pa.large_binary())
    if types.is_large_string(wide.type):
        wide = wide.cast(pa.large_binary())
    if len(wide) == 0:
        return np.zeros(0, bool), np.zeros(0, bool)
    _, offsets_buffer, data_buffer = wide.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[wide.offset : wide.offset + len(wide) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.zeros(0, np.uint8)
    lengths = np.diff(offsets)
    beyond = _any(data >= FIRST_BEYOND, offsets)
    control = _any((data < BLANK) | (data == DELETE), offsets)
    padded = np.zeros(len(wide), bool)
    some = lengths > 0
    padded[some] = (data[offsets[:-1][some]] == BLANK) | (data[offsets[1:][some] - 1] == BLANK)
    return beyond, beyond | control | padded | (lengths <= SHORT)


def _any(hit: BoolArray, offsets: np.ndarray[tuple[int], np.dtype[np.int64]]) -> BoolArray:
    before = np.concatenate(([0], np.cumsum(hit, dtype=np.int64)))
    found: BoolArray = before[offsets[1:]] > before[offsets[:-1]]
    return found


def replaced(values: pa.Array, mask: BoolArray, texts: list[str | None]) -> pa.Array:
    """Return values as strings, those of the mask as `texts`; the others have to be UTF-8."""
    kind = (
        pa.large_string()
        if types.is_large_string(values.type) or types.is_large_binary(values.type)
        else pa.string()
    )
    raw = values.cast(pa.large_binary() if kind == pa.large_string() else pa.binary())
    put = pa.array(texts, kind).cast(raw.type)
    return pc.replace_with_mask(raw, pa.array(mask), put).cast(kind)
