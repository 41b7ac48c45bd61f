"""
The attributes of a shapefile: a .dbf in UTF-8, with what did not fit said.

A cell holds 254 bytes and a field's name 10; nothing else of the table is lost.
Source: dBASE III+ file structure; the .cpg beside it names the encoding.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from layers.errors import WriteError
from layers.packages.model import CellKind
from layers.packages.names import field_names

if TYPE_CHECKING:
    from datetime import date

    from layers.packages.model import Cell, Column, Table

TEXT_BYTES = 254
NUMBER_WIDTH, MOST_DECIMALS = 24, 15
WHOLE_WIDTH = 18
"""Wider whole numbers are read as floating ones."""
FIRST_YEAR = 1900
MOST_FIELDS, LONGEST_ROW = 255, 65_535


class Field(NamedTuple):
    """A field of a .dbf and its column."""

    name: str
    column: Column
    kind: str
    width: int
    decimals: int

    def cell(self, row: int) -> bytes:
        """Return a cell as it is written."""
        text = self.text(self.column.cells[row])
        return text.ljust(self.width) if self.kind == "C" else text.rjust(self.width)

    def text(self, value: Cell) -> bytes:
        """Return a value without its blanks; text is cut between letters."""
        if value is None:
            return b""
        if self.kind == "C":
            return cut(str(value), self.width)
        return f"{float(value):.{self.decimals}f}".encode() if self.decimals else str(int(value)).encode()


def cut(text: str, most: int) -> bytes:
    """
    Return at most so many bytes of UTF-8, whole letters alone.

    Examples
    --------
    >>> cut("đất", 4).decode()
    'đ'
    """
    return text.encode()[:most].decode("utf-8", "ignore").encode()


def fields_of(table: Table) -> tuple[Field, ...]:
    """Return the fields of a table, in the order of its columns."""
    names = field_names(column.name for column in table.columns)
    return tuple(_field(names[column.name], column) for column in table.columns)


def cut_columns(table: Table) -> tuple[str, ...]:
    """Return the columns with a text that a cell cannot hold."""
    return tuple(
        column.name
        for column in table.columns
        if column.kind is CellKind.TEXT
        and any(len(str(cell).encode()) > TEXT_BYTES for cell in column.cells if cell is not None)
    )


def _field(name: str, column: Column) -> Field:
    known = [cell for cell in column.cells if cell is not None]
    if column.kind is CellKind.TRUTH:
        return Field(name, column, "N", 1, 0)
    if column.kind is CellKind.WHOLE:
        return Field(name, column, "N", max((len(str(cell)) for cell in known), default=1), 0)
    if column.kind is CellKind.NUMBER:
        digits = max((len(str(int(abs(float(cell))))) for cell in known), default=1)
        return Field(name, column, "N", NUMBER_WIDTH, max(1, min(MOST_DECIMALS, NUMBER_WIDTH - 2 - digits)))
    width = max((len(cut(str(cell), TEXT_BYTES)) for cell in known), default=1)
    return Field(name, column, "C", max(width, 1), 0)


def dbf_bytes(table: Table, day: date) -> bytes:
    """
    Return the whole file.

    Raises
    ------
    WriteError
        If the table has more columns than the format holds.
    """
    fields = fields_of(table)
    length = 1 + sum(field.width for field in fields)
    if len(fields) > MOST_FIELDS or length > LONGEST_ROW:
        raise WriteError(
            f"Layer {table.title_en} has too many columns for a shapefile ({len(fields)}): take some away.",
            f"Lớp {table.title_vi} có quá nhiều cột cho shapefile ({len(fields)}): hãy bỏ bớt cột.",
        )
    head = 32 + 32 * len(fields) + 1
    pieces = [
        struct.pack("<4BIHH20x", 3, day.year - FIRST_YEAR, day.month, day.day, table.count, head, length)
    ]
    for field in fields:
        name = field.name.encode("ascii")
        pieces.append(struct.pack("<11sc4xBB14x", name, field.kind.encode(), field.width, field.decimals))
    pieces.append(b"\r")
    pieces += [b" " + b"".join(field.cell(row) for field in fields) for row in range(table.count)]
    return b"".join([*pieces, b"\x1a"])
