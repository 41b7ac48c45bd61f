"""Search bytes of any kind for what may not be in them: words, places and areas of the defence land."""

from __future__ import annotations

import gzip
import io
import math
import re
import struct
import zipfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from bench.secret_land import MARKS, secret_areas_m2, secret_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEAR_M = 50.0
M2_PER_HA, DEGREE_M = 10_000.0, 111_000.0
NUMBER = re.compile(rb"(?<![\d.])\d{2,8}(?:\.\d{1,17})?(?![\d])")
DEPTH = 4


def leaks_in(content: bytes, which: str) -> set[str]:
    """
    Return what of the defence land is in some bytes: "mark", "place", "area".

    Packed content is unpacked first: gzip, zip (xlsx, docx), parquet, the streams of a PDF.
    Numbers are looked for as text and as the eight bytes of a double.
    """
    metres, degrees = secret_points(which)
    found = set()
    for piece in unpacked(content):
        if any(form in piece for mark in MARKS for form in _forms(mark)):
            found.add("mark")
        if _has_doubles(piece, metres, degrees) or _has_place(piece, metres, degrees):
            found.add("place")
        if _has_area(piece, which):
            found.add("area")
    return found


def unpacked(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """Yield the bytes as they are, and everything that is packed in them."""
    yield content
    if depth == 0:
        return
    for inner in _inner(content):
        yield from unpacked(inner, depth - 1)


def _inner(content: bytes) -> Iterator[bytes]:
    for start, inner in PACKINGS.items():
        if content.startswith(start):
            yield from inner(content)


def _of_zip(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name)


def _of_parquet(content: bytes) -> Iterator[bytes]:
    table = pq.read_table(io.BytesIO(content))
    yield repr(table.schema.metadata).encode()
    for column in table.columns:
        for value in column.to_pylist():
            yield value if isinstance(value, bytes) else str(value).encode()


def _of_pdf(content: bytes) -> Iterator[bytes]:
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(stream)


PACKINGS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"\x1f\x8b": lambda content: iter([gzip.decompress(content)]),
    b"PK\x03\x04": _of_zip,
    b"PAR1": _of_parquet,
    b"%PDF": _of_pdf,
}
"""First bytes -> what gives the contents."""


def _forms(mark: str) -> tuple[bytes, ...]:
    return mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be")


def _has_doubles(piece: bytes, *points: np.ndarray) -> bool:
    """Tell whether a coordinate stands in the bytes as a double; what is rounded is no exact place."""
    values = [value for some in points for value in some.ravel().tolist()]
    return any(struct.pack(order, value) in piece for value in values for order in ("<d", ">d"))


def _has_place(piece: bytes, metres: np.ndarray, degrees: np.ndarray) -> bool:
    """Tell whether two numbers of the text that follow each other are a place close to a corner."""
    numbers = np.array([float(text) for text in NUMBER.findall(piece)])
    if len(numbers) < 2:
        return False
    pairs = np.column_stack([numbers[:-1], numbers[1:]])
    pairs = np.vstack([pairs, pairs[:, ::-1]])
    scale = np.array([DEGREE_M * math.cos(math.radians(degrees[0, 1])), DEGREE_M])
    return any(
        bool((np.hypot(*((pairs - corner) * by).T) < NEAR_M).any())
        for corners, by in ((metres, np.ones(2)), (degrees, scale))
        for corner in corners
    )


def _has_area(piece: bytes, which: str) -> bool:
    numbers = np.array([float(text) for text in NUMBER.findall(piece)])
    for area_m2 in secret_areas_m2(which):
        near_m2, near_ha = abs(numbers - area_m2), abs(numbers - area_m2 / M2_PER_HA)
        if bool((near_m2 < 1.0).any()) or bool((near_ha < 1.0 / M2_PER_HA).any()):
            return True
        if any(struct.pack("<d", value) in piece for value in (area_m2, area_m2 / M2_PER_HA)):
            return True
    return False
