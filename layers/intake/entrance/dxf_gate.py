"""
Count what the blocks of a DXF drawing become before anything expands them.

A block may hold inserts of other blocks, each of them in rows and columns: 25 KB of text expand to
more shapes than any machine holds.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.dxf_pairs import SENTINEL, number_of, pairs

if TYPE_CHECKING:
    from pathlib import Path

MOST_SHAPES = 2_000_000
"""After all inserts are expanded; a province's land-use map has some 200,000."""
MOST_DEPTH = 32
INSERTS = frozenset({b"INSERT", b"DIMENSION", b"ACAD_TABLE"})
STRUCTURE = frozenset({b"", b"SECTION", b"ENDSEC", b"BLOCK", b"ENDBLK", b"EOF", b"SEQEND", b"VERTEX"})
NAME, COLUMNS, ROWS = 2, 70, 71
DRAWING = b""
"""Stands for the drawing itself among the names of blocks."""


def require_modest(path: Path, name: str) -> int:
    """
    Return how many entities the drawing has when all inserts are expanded.

    Raises
    ------
    IntakeError
        "dxf-broken" (with line or byte), "dxf-cut" (no EOF), "dxf-recursive", "dxf-depth" and
        "dxf-bomb" (with the block).
    """
    with path.open("rb") as file:
        drawing = _Drawing(binary=file.read(len(SENTINEL)) == SENTINEL)
    for _, code, value in pairs(path, name):
        drawing.take(code, value)
    if drawing.kind != b"EOF":
        raise IntakeError(
            "dxf-cut",
            f"{name} is cut off: it has no EOF at its end; save it again.",
            f"{name} bị cắt cụt: không có EOF ở cuối; hãy lưu lại.",
        )
    return drawing.expanded(name)


class _Drawing:
    """Entities of each block, and which others it inserts how often, gathered pair by pair."""

    def __init__(self, *, binary: bool) -> None:
        self.kind = b""
        self._binary = binary
        self._block, self._section = DRAWING, b""
        self._own: Counter[bytes] = Counter()
        self._inserts: dict[bytes, Counter[bytes]] = {}
        self._name, self._columns, self._rows = b"", 1, 1

    def take(self, code: int, value: bytes) -> None:
        """Take one pair of group code and value."""
        if code == 0:
            self._close()
            self.kind = value.upper()
            if self.kind in {b"BLOCK", b"ENDBLK", b"SECTION"}:
                self._block = DRAWING
        elif code == NAME:
            self._name = value.upper()
            if self.kind == b"SECTION":
                self._section = self._name
            elif self.kind == b"BLOCK":
                self._block = self._name
        elif code == COLUMNS:
            self._columns = max(1, abs(number_of(value, binary=self._binary)))
        elif code == ROWS:
            self._rows = max(1, abs(number_of(value, binary=self._binary)))

    def expanded(self, name: str) -> int:
        """Return the number of entities of the drawing with all inserts expanded."""
        return self._size(DRAWING, {}, (), name)

    def _close(self) -> None:
        """Count the entity that ends where the next begins."""
        if self._section in {b"BLOCKS", b"ENTITIES"} and self.kind not in STRUCTURE:
            self._own[self._block] += 1
            if self.kind in INSERTS:
                times = self._columns * self._rows if self.kind == b"INSERT" else 1
                self._inserts.setdefault(self._block, Counter())[self._name] += times
        self._name, self._columns, self._rows = b"", 1, 1

    def _size(self, block: bytes, known: dict[bytes, int], above: tuple[bytes, ...], name: str) -> int:
        if block in known:
            return known[block]
        if block in above:
            raise _refusal("dxf-recursive", name, block, "inserts itself", "tự chèn chính nó")
        if len(above) > MOST_DEPTH:
            raise _refusal(
                "dxf-depth",
                name,
                block,
                f"lies deeper than {MOST_DEPTH} inserts",
                f"lồng sâu hơn {MOST_DEPTH} cấp",
            )
        size = self._own[block]
        for inserted, times in self._inserts.get(block, {}).items():
            size += times * self._size(inserted, known, (*above, block), name)
            if size > MOST_SHAPES:
                raise _refusal(
                    "dxf-bomb",
                    name,
                    inserted,
                    f"makes more than {MOST_SHAPES} shapes",
                    f"tạo ra hơn {MOST_SHAPES} hình",
                )
        known[block] = size
        return size


def _refusal(code: str, name: str, block: bytes, en: str, vi: str) -> IntakeError:
    shown = block.decode("ascii", "replace")[:60]
    return IntakeError(
        code,
        f"{name}: the block {shown!r} {en}; explode the blocks or leave it out.",
        f"{name}: khối {shown!r} {vi}; hãy phá khối (explode) hoặc bỏ khối này.",
    )
