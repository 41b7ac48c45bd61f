"""
Make one Arrow column of the types that a `SourceLayer` may have, from whatever a file holds in it.

Nothing is lost on the way: a column that mixes numbers and text becomes text, a number that
float64 or int64 cannot hold stays as its digits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from pyarrow import types

from layers.errors import IntakeError

Column: TypeAlias = Sequence[object] | pa.Array | pa.ChunkedArray

EXACT_INT = 2**53
"""Up to here every whole number is a float64 too."""

BYTES = {bytes, bytearray, memoryview}

PLAIN = (
    ((types.is_integer,), pa.int64()),
    ((types.is_floating, types.is_decimal), pa.float64()),
    ((types.is_string, types.is_large_string, types.is_string_view), pa.string()),
    ((types.is_binary, types.is_large_binary, types.is_fixed_size_binary), pa.binary()),
    ((types.is_boolean,), pa.bool_()),
    ((types.is_null,), pa.null()),
)
"""Arrow's types and the one that stands for each; all others go through Python."""


def column(values: Column) -> pa.Array | pa.ChunkedArray:
    """
    Return the Arrow column of some values: int64, float64, bool, string, binary, or null where none is given.

    Raises
    ------
    IntakeError
        If a text holds half a character (a lone surrogate).

    Examples
    --------
    >>> [str(column(v).type) for v in ([1, None], [1, 2.5], [2**63], [1, "a"], ["a", b"a"], [None])]
    ['int64', 'double', 'string', 'string', 'binary', 'null']
    """
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return _plain(values)
    kinds = set(map(type, values)) - {type(None)}
    if any(issubclass(kind, np.generic) for kind in kinds):
        return column([v.item() if isinstance(v, np.generic) else v for v in values])
    if not kinds or kinds == {bool}:
        return pa.array(values, pa.bool_() if kinds else pa.null())
    if kinds <= {int, float}:
        return _numbers(values, kinds)
    if kinds & BYTES:
        return pa.array([_as_bytes(v) for v in values], pa.binary())
    return _text(values if kinds == {str} else [as_text(v) for v in values])


def as_text(value: object) -> str | None:
    """
    Return a value as the text that stands for it in a column of mixed types; None stays None.

    Examples
    --------
    >>> as_text(True), as_text({"ấp": [1, None]}), as_text(date(2026, 2, 1))
    ('true', '{"ấp": [1, null]}', '2026-02-01')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _numbers(values: Sequence[object], kinds: set[type]) -> pa.Array:
    if kinds == {float}:
        return pa.array(values, pa.float64())
    try:
        if kinds == {int}:
            return pa.array(values, pa.int64())
        if all(not isinstance(v, int) or abs(v) <= EXACT_INT for v in values):
            return pa.array([None if v is None else float(v) for v in values], pa.float64())  # type: ignore[arg-type]
    except OverflowError:
        pass
    return pa.array([as_text(v) for v in values], pa.string())


def _text(values: Sequence[object]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise IntakeError(
            "text-surrogate",
            f"A text holds half a character ({half}): save the file as UTF-8 again.",
            f"Có văn bản chứa nửa ký tự ({half}): hãy lưu lại tệp dạng UTF-8.",
        ) from error


def _as_bytes(value: object) -> bytes | None:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    text = as_text(value)
    return None if text is None else text.encode()


def _plain(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return an Arrow column in one of the types that a `SourceLayer` may have."""
    if types.is_dictionary(values.type):
        return _plain(values.cast(values.type.value_type))
    for tests, kind in PLAIN:
        if any(test(values.type) for test in tests) and not types.is_uint64(values.type):
            return values.cast(kind)
    return column(values.to_pylist())
