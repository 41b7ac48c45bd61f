"""
What a check keeps for the next one: the rows of every cell, under what they depend on.

A *cell* is what one rule says of one site. Nothing here is looked up by name or date: a cell
is found again only by the fingerprint of everything that its rows were computed from, so
it does not matter which earlier check it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.schema import CELL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.reader import LayerData

Cell = dict[str, tuple[tuple[Any, ...], ...]]
"""The rows of one cell in each frame of `schema.CELL_COLUMNS`, values in the order of its columns."""

Reason = tuple[str, str] | None
"""A sentence in English and Vietnamese, or nothing to say."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What an earlier check found, under the fingerprints of what it found it from."""

    near_keys: dict[bytes, bytes] = field(default_factory=dict)
    """The key of a cell by the whole layer -> its key by what lies near the site."""
    cells: dict[bytes, Cell] = field(default_factory=dict)
    """The cells by their key by what lies near the site."""
    blocked: dict[bytes, Reason] = field(default_factory=dict)
    """Why nothing can be called clear at a place; by footprint, bounds and extent."""
    communes: dict[bytes, str] = field(default_factory=dict)
    """Code of the commune that a footprint lies in; by footprint and layer of communes."""
    layers: tuple[LayerData, ...] = ()
    """The layers as they were read."""
    reading: bytes = b""
    """Fingerprint of what the province says of reading a layer."""


@dataclass(frozen=True, kw_only=True)
class Rechecked:
    """How much of a check was computed, and how much was kept from an earlier one."""

    findings: frozenset[str]
    """Ids of the cells that were evaluated, site/rule; also of rules that do not apply to the site."""
    cells: int
    """Sites times rules in force."""
    sites: int
    """Sites with a cell that was evaluated."""
    families: tuple[str, ...]
    """Families against which a site was measured."""


def as_cell(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Cell:
    """Return the rows of one cell without their column names; a column that is missing raises KeyError."""
    return {
        name: tuple(tuple(row[column] for column in columns) for row in rows[name])
        for name, columns in CELL_COLUMNS.items()
    }


def rows_of(cell: Cell, name: str, layer_id: str) -> list[dict[str, Any]]:
    """
    Return the rows of a cell for one frame.

    Parameters
    ----------
    layer_id
        The layers as they are called now: a new version may leave a cell as it was.
    """
    columns = CELL_COLUMNS[name]
    rows = [dict(zip(columns, row, strict=True)) for row in cell[name]]
    return [row | {"layer_id": layer_id} for row in rows] if "layer_id" in columns else rows
