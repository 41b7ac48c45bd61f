"""Cells of a frame as every format can hold them, and what kind a whole column is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.packages.model import Cell, CellKind, Column
from layers.packages.names import told_apart
from layers.rfc7946 import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

LARGEST = 2**53
"""Whole numbers beyond this are text: a spreadsheet and JSON would round them."""
LONGEST_NAME = 63
RESERVED = ("fid", "geom", "geometry", "folder")
"""Names that formats keep for themselves."""


def columns_of(frame: gpd.GeoDataFrame) -> tuple[Column, ...]:
    """Return the columns of a frame but its geometry; a name that is there twice is numbered."""
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    given = told_apart([name or "cot" for name in names], LONGEST_NAME, RESERVED)
    return tuple(
        _column(name, [plain_value(value) for value in frame[own].tolist()])
        for name, own in zip(given, names, strict=True)
    )


def _column(name: str, values: Sequence[Cell]) -> Column:
    kind = kind_of(values)
    return Column(name=name, kind=kind, cells=tuple(_as(kind, value) for value in values))


def kind_of(values: Iterable[Cell]) -> CellKind:
    """
    Return what all cells of a column are; mixed ones are text.

    Examples
    --------
    >>> [str(kind_of(cells)) for cells in ([True, None], [1, 2], [1, 2.5], [1, "a"], [None], [2**60])]
    ['truth', 'whole', 'number', 'text', 'text', 'text']
    """
    found = {type(value) for value in values if value is not None}
    if found == {bool}:
        return CellKind.TRUTH
    if found == {int}:
        large = any(isinstance(value, int) and abs(value) > LARGEST for value in values)
        return CellKind.TEXT if large else CellKind.WHOLE
    return CellKind.NUMBER if found and found <= {int, float} else CellKind.TEXT


def _as(kind: CellKind, value: Cell) -> Cell:
    if value is None:
        return None
    if kind is CellKind.NUMBER:
        return float(value)
    return _clean(str(value)) if kind is CellKind.TEXT else value


def _clean(text: str) -> str:
    r"""
    Return text with one kind of line end and without what no XML or workbook can hold.

    Examples
    --------
    >>> _clean("a\r\nb\x00\ud800")
    'a\nb?'
    """
    sound = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return "".join(
        letter for letter in sound if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff")
    )
