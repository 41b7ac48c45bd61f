"""
Count the objects of a .mif and the lines of its .mid before GDAL reads them.

GDAL takes the shorter of the two for the whole.

Source: MapInfo Interchange File format (MIF/MID).
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.formats.mapinfo_layout import Definition, read_definition

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 1 << 20
DATA = re.compile(rb"^[ \t]*data[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
COLUMNS = re.compile(rb"^[ \t]*columns[ \t]+(\d+)[^\r\n]*\r?\n", re.IGNORECASE | re.MULTILINE)
COORDSYS = re.compile(rb"^[ \t]*(coordsys\b[^\r\n]*)", re.IGNORECASE | re.MULTILINE)
OBJECT = re.compile(
    rb"^[ \t]*(point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint|collection|none)\b"
    rb"[ \t]*(\d+)?",
    re.IGNORECASE | re.MULTILINE,
)
ROUNDED = frozenset({b"arc", b"roundrect", b"ellipse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MifScan:
    """What a .mif says of itself, and its objects counted."""

    definition: Definition
    head_bytes: int
    """Up to the line Data, whose text `definition` holds."""
    coordsys: str
    """The line, "" where there is none."""
    objects: int
    rounded: tuple[int, ...]
    """Rows (from 0) that are arcs, ellipses or have round corners."""


def scan_mif(path: Path, name: str) -> MifScan:
    """
    Return head and objects of a .mif.

    Raises
    ------
    IntakeError
        "mif-broken" if it has no line Data.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        data = DATA.search(head)
        if data is None:
            raise IntakeError(
                "mif-broken",
                f"{name} is no sound MIF: it has no line Data; export it again.",
                f"{name} không phải MIF hợp lệ: không có dòng Data; hãy xuất lại.",
            )
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            objects, rounded = _objects(whole, data.end())
    coordsys = COORDSYS.search(head, 0, data.start())
    return MifScan(
        definition=read_definition(head[: data.end()], COLUMNS),
        head_bytes=data.end(),
        coordsys=coordsys[1].decode("latin-1").strip() if coordsys else "",
        objects=objects,
        rounded=rounded,
    )


def scan_mid(path: Path) -> tuple[int, list[int]]:
    """Return the records of a .mid, and those with a NUL; a line end inside quotation marks ends none."""
    records, quoted, cut = 1, False, []
    with path.open("rb") as file:
        for line in file:
            if b"\0" in line:
                cut.append(records)
            quoted ^= line.count(b'"') % 2 == 1
            records += not quoted
    return records - (not quoted), cut


def _objects(data: mmap.mmap, start: int) -> tuple[int, tuple[int, ...]]:
    """Count what stands for a row: the parts of a collection belong to it."""
    count = inside = 0
    rounded = []
    for found in OBJECT.finditer(data, start):
        kind = found[1].lower()
        if inside:
            inside -= 1
            continue
        if kind == b"collection":
            inside = int(found[2] or 0)
        elif kind in ROUNDED:
            rounded.append(count)
        count += 1
    return count, tuple(rounded)
