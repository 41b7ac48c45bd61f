"""Text of a DXF drawing: UTF-8 since release 2007, before it bytes of a font, with escapes for Unicode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from layers.intake.formats.ogr_columns import as_utf8

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.intake.formats.dxf_drawing import DxfScan
    from layers.intake.formats.findings import Findings

ESCAPE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
HALVES = range(0xD800, 0xE000)
LATIN_LAST = 0xFF


def unescaped(text: str) -> str:
    r"""
    Return text with AutoCAD's escapes for Unicode resolved.

    Examples
    --------
    >>> unescaped(r"\U+0110\U+1EA5t")
    'Đất'
    """
    return ESCAPE.sub(lambda m: m[0] if int(m[1], 16) in HALVES else chr(int(m[1], 16)), text)


def words_of(column: pa.ChunkedArray, name: str, scan: DxfScan, findings: Findings) -> pa.ChunkedArray:
    """
    Return a column as text where the drawing is surely Unicode or plain ASCII, else as bytes.

    In bytes an escape for Unicode stays an escape.
    """
    raw = column.cast(pa.binary())
    if scan.utf8 and name != "block":
        text = as_utf8(raw)
        if text is None:
            findings.tell(
                "encoding contradicted",
                f"The drawing says UTF-8, but {name} has bytes that are not: it must be recognised.",
                f"Bản vẽ ghi UTF-8 nhưng {name} có byte không đúng mã này: cần nhận dạng lại.",
                column=name,
            )
            return raw
        return _mapped(text, unescaped, pa.string())
    if scan.ascii:
        return _mapped(column, unescaped, pa.string())
    return _mapped(raw, _own_bytes, pa.binary())


def _own_bytes(value: bytes) -> bytes:
    """
    Return the bytes that stand in the drawing, from what GDAL makes of them as ISO-8859-1.

    What GDAL has resolved becomes an escape again; patterns of hatches it passes on as they are.
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return value
    return "".join(c if ord(c) <= LATIN_LAST else f"\\U+{ord(c):04X}" for c in text).encode("latin-1")


def _mapped(
    column: pa.ChunkedArray, change: Callable[..., str | bytes], kind: pa.DataType
) -> pa.ChunkedArray:
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    known = pa.array([change(word) for word in coded.dictionary.to_pylist()], kind)
    return pa.chunked_array([known.take(coded.indices)])
