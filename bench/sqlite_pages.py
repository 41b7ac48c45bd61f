"""
Where in a SQLite file the bytes of a row lie: for changing one of them behind the database's back.

After https://www.sqlite.org/fileformat2.html, as far as an ordinary file without reserved bytes needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAF, INTERIOR = 13, 5
WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value whose serial type is below 10."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One row: places in the file."""

    key: list[int]
    """Of the row's number."""
    kinds: list[list[int]]
    """Column by column: of what says its type and length."""
    values: list[list[int]]
    """Column by column: of its content."""


class Pages:
    """
    A SQLite file as pages.

    Parameters
    ----------
    content
        All bytes of a file that is not being written.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        size = int.from_bytes(content[16:18], "big")
        self.size = 65536 if size == 1 else size

    def cells(self, root: int) -> Iterator[Cell]:
        """Yield the rows of the table whose root page is `root`."""
        page = (root - 1) * self.size
        head = page + (100 if root == 1 else 0)
        kind, count = self.content[head], self._number(head + 3, 2)
        first = head + (12 if kind == INTERIOR else 8)
        for index in range(count):
            cell = page + self._number(first + 2 * index, 2)
            if kind == INTERIOR:
                yield from self.cells(self._number(cell, 4))
            else:
                yield self._cell(cell)
        if kind == INTERIOR:
            yield from self.cells(self._number(head + 8, 4))

    def _cell(self, at: int) -> Cell:
        length, at = self._varint([*range(at, at + 9)], 0)[0], at + self._width(at)
        key = [*range(at, at + self._width(at))]
        payload = self._payload(at + len(key), length)
        end, place = self._varint(payload, 0)
        kinds, widths = [], []
        while place < end:
            kind, after = self._varint(payload, place)
            kinds.append(payload[place:after])
            widths.append(WIDTHS[kind] if kind < len(WIDTHS) else (kind - 12) // 2)
            place = after
        values = []
        for width in widths:
            values.append(payload[place : place + width])
            place += width
        return Cell(key=key, kinds=kinds, values=values)

    def _payload(self, at: int, length: int) -> list[int]:
        most = self.size - 35
        if length <= most:
            return [*range(at, at + length)]
        least = (self.size - 12) * 32 // 255 - 23
        local = least + (length - least) % (self.size - 4)
        local = local if local <= most else least
        places, page = [*range(at, at + local)], self._number(at + local, 4)
        while page:
            start = (page - 1) * self.size
            places += range(start + 4, start + 4 + min(self.size - 4, length - len(places)))
            page = self._number(start, 4)
        return places

    def _number(self, at: int, width: int) -> int:
        return int.from_bytes(self.content[at : at + width], "big")

    def _width(self, at: int) -> int:
        return next((width for width in range(1, 9) if self.content[at + width - 1] < 128), 9)

    def _varint(self, places: list[int], index: int) -> tuple[int, int]:
        """Return the number at `places[index]` and the index after it; the nine-byte form is not needed."""
        value = 0
        while True:
            byte = self.content[places[index]]
            value, index = value << 7 | byte & 127, index + 1
            if byte < 128:
                return value, index
