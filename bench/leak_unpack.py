"""Unpack bytes of any kind, so that what is in them can be read: archives, databases, pages, pictures."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import shapely
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEPTH = 5
PNG = b"\x89PNG\r\n\x1a\n"
SQLITE = b"SQLite format 3\0"
WRITTEN_AHEAD = slice(18, 20)
"""Two bytes of a database that say whether changes stand in a file beside it."""
TAG = re.compile(rb"<[^<>]{0,2000}>")
DATA = re.compile(rb"base64,([A-Za-z0-9+/]{16,}={0,2})")
SHAPE = re.compile(rb"0(?<![0-9A-Fa-f]0)[01](?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Fa-f])")
STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(rb"BT(.*?)ET", re.DOTALL)
STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
LETTER = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
CODE = 2
"""Bytes of a character in a text of a PDF."""


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
            return
    for text in DATA.findall(content):
        with suppress(binascii.Error):
            yield base64.b64decode(text + b"=" * (-len(text) % 4))
    for text in SHAPE.findall(content):
        with suppress(shapely.errors.GEOSException):
            yield shapely.to_wkt(shapely.from_wkb(text.decode()), rounding_precision=7).encode()


def _of_zip(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name.encode()
            yield archive.read(name)


def _of_xml(content: bytes) -> Iterator[bytes]:
    """Yield the words alone: a word processor splits them over several elements."""
    yield TAG.sub(b"", content)


def _of_drawing(content: bytes) -> Iterator[bytes]:
    """Yield the values without the numbers of their groups, so that X and Y stand beside each other."""
    yield b"\n".join(content.split(b"\n")[1::2])


def _of_parquet(content: bytes) -> Iterator[bytes]:
    table = pq.read_table(io.BytesIO(content))
    yield repr(table.schema.metadata).encode()
    for column in table.columns:
        for value in column.to_pylist():
            yield value if isinstance(value, bytes) else str(value).encode()


def _of_sqlite(content: bytes) -> Iterator[bytes]:
    """Yield every cell: a long one is spread over pages of the file."""
    alone = bytearray(content)
    alone[WRITTEN_AHEAD] = b"\1\1"
    with closing(sqlite3.connect(":memory:")) as database, suppress(sqlite3.DatabaseError):
        database.deserialize(bytes(alone))
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            # Tables of an index's own module cannot be read without it; their bytes were searched.
            with suppress(sqlite3.DatabaseError):
                for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names of this file
                    yield from (cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


def _of_pdf(content: bytes) -> Iterator[bytes]:
    """Yield the streams, and the text that the fonts' own tables of characters make of them."""
    streams = [_inflated(stream) for stream in STREAM.findall(content)]
    yield from streams
    shown = [b"".join(map(_literal, STRING.findall(text))) for one in streams for text in SHOWN.findall(one)]
    for stream in streams:
        if b"beginbfchar" in stream or b"beginbfrange" in stream:
            letters = {bytes.fromhex(code.decode()): _letter(to) for code, to in LETTER.findall(stream)}
            # A text says which font it is in by a name that is looked up elsewhere: each font is tried.
            yield "\n".join(_said(text, letters) for text in shown).encode()


def _inflated(stream: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(stream)
    return stream


def _literal(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8) & 0xFF]) if code[:1].isdigit() else ESCAPED.get(code, code)

    return ESCAPE.sub(plain, text)


def _letter(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")


def _said(text: bytes, letters: dict[bytes, str]) -> str:
    return "".join(letters.get(text[at : at + CODE], "") for at in range(0, len(text), CODE))


def _of_png(content: bytes) -> Iterator[bytes]:
    """Yield the texts that a picture carries; its pixels are looked at apart."""
    with Image.open(io.BytesIO(content)) as image:
        yield from (f"{name}={value}".encode() for name, value in image.info.items())


PACKINGS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"\x1f\x8b": lambda content: iter([gzip.decompress(content)]),
    b"PK\x03\x04": _of_zip,
    b"PAR1": _of_parquet,
    b"%PDF": _of_pdf,
    b"0\nSECTION": _of_drawing,
    SQLITE: _of_sqlite,
    PNG: _of_png,
    b"<?xml": _of_xml,
}
"""First bytes -> what gives the contents."""
