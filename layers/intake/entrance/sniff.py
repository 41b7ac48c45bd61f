"""Tell what a file is by its bytes. The name that it came with plays no part here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.entrance import compound
from layers.intake.entrance.database import MAGIC
from layers.intake.entrance.foreign import (
    EMPTY,
    FIRST_BYTES,
    PART,
    PICKLE,
    TWO_LETTERS,
    UNKNOWN,
    Foreign,
)
from layers.intake.entrance.markup import decoded, text_kind
from layers.intake.model import Kind

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 1 << 18
SHAPE_HEADER_BYTES, SHX_FIRST_OFFSET = 100, 50
DBF_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x83\x8b\x8c\xf5\xfb")
DBF_FIELD_BYTES, DBF_END = 32, 0x0D
PICKLE_PROTOCOLS = frozenset(b"\x02\x03\x04\x05")


class Container(StrEnum):
    """Archives that are opened, and then seen to be one of several things."""

    ZIP = "zip"
    KMZ = "kmz"


BINARY: tuple[tuple[bytes, Kind | Container], ...] = (
    (MAGIC, Kind.GEOPACKAGE),
    (b"PAR1", Kind.GEOPARQUET),
    (b"AutoCAD Binary DXF\r\n\x1a\x00", Kind.DXF),
    (b"PK\x03\x04", Container.ZIP),
    (b"PK\x05\x06", Container.ZIP),
    (b"\x08\x09\xfe\x02", Kind.DGN),
    (b"\xc8\x09\xfe\x02", Kind.DGN),
    (b"\x08\x05\x17\x00", Kind.DGN),
)
"""DGN v7: a 2-D or 3-D design file, a cell library."""


def sniff(path: Path) -> Kind | Container | Foreign:
    """
    Return what a file is by its content.

    `Kind.CSV` stands for any text without a mark of its own: only the ending can tell a table from
    a list of coordinates.

    Examples
    --------
    >>> from pathlib import Path
    >>> sniff(Path(__file__)).code
    'program'
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        whole = not file.read(1)
    if not head:
        return EMPTY
    if head.startswith(compound.MAGIC):
        return compound.compound_kind(path)
    found = _binary(head, path.stat().st_size)
    if found is not None:
        return found
    text = decoded(head)
    return UNKNOWN if text is None else text_kind(text, whole=whole)


def _binary(head: bytes, size: int) -> Kind | Container | Foreign | None:
    known = next((kind for mark, kind in BINARY if head.startswith(mark)), None)
    if head[:3] == head[4:7] == b"fgb":
        known = Kind.FLATGEOBUF
    elif head[:4] == b"\x00\x00\x27\x0a":
        is_index = int.from_bytes(head[SHAPE_HEADER_BYTES:][:4], "big") == SHX_FIRST_OFFSET
        return PART if is_index else Kind.SHAPEFILE
    return known or _foreign(head, size)


def _foreign(head: bytes, size: int) -> Foreign | None:
    if head[:1] == b"\x80" and head[1:2] and head[1] in PICKLE_PROTOCOLS:
        return PICKLE
    if _is_dbf(head, size):
        return PART
    for at, mark, foreign in FIRST_BYTES:
        if head[at : at + len(mark)] == mark:
            return foreign
    return TWO_LETTERS.get(head[:2]) if b"\0" in head else None


def _is_dbf(head: bytes, size: int) -> bool:
    """Return whether it is a dBASE table: date, lengths and the end of its header agree."""
    if len(head) < DBF_FIELD_BYTES + 1 or head[0] not in DBF_VERSIONS:
        return False
    month, day = head[2], head[3]
    header_bytes = int.from_bytes(head[8:10], "little")
    ends = head[header_bytes - 1 : header_bytes] == bytes([DBF_END])
    return month <= 12 and day <= 31 and DBF_FIELD_BYTES < header_bytes <= size and ends  # noqa: PLR2004 - a date
