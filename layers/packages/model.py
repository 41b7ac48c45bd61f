"""What a package holds before it is written in any format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.packages.names import plain_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import GeometryArray
    from layers.codes import LandCode
    from layers.province import Province
    from layers.units import Unit

Cell = str | int | float | bool | None
"""What every format can hold of a cell, each in its way."""

MANIFEST, README = "manifest.json", "DOC-TRUOC.txt"
PACKAGE_KEY = "ranh_package"
"""Key by which a manifest is known as ours; its value is the number of the layout."""
LAYOUT = 2
EXACT_MARK = "-MAT"
"""Ends the name of what holds defence or security land: never taken for the open package."""


class Shape(StrEnum):
    """What the rows of a table are drawn as."""

    POLYGON = "polygon"
    LINE = "line"
    POINT = "point"


class CellKind(StrEnum):
    """What all cells of a column are."""

    TRUTH = "truth"
    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column with its cells, one for each row."""

    name: str
    kind: CellKind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a table is drawn."""

    colour: str
    """#RRGGBB, for rows without a class."""
    classes: Mapping[str, LandCode] = field(default_factory=dict)
    """Land codes that occur in the column `code`, where the table is of land use."""
    hatched: bool = False
    """Whether areas are hatched: what is not known is not drawn as land."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One layer of a package: rows with their shapes in the province's CRS."""

    id: str
    """Name of its files and tables: ASCII, told apart without regard to capitals."""
    title_vi: str
    title_en: str
    shape: Shape
    shapes: GeometryArray
    """Valid, flat; None where a row has none."""
    columns: tuple[Column, ...]
    style: Style
    facts: Mapping[str, Cell] = field(default_factory=dict)
    """Source, decision and dates, as the manifest tells them."""
    slivers: int = 0
    """Remnants left out where the unit's boundary cut a row."""
    slivers_m2: float = 0.0

    @property
    def count(self) -> int:
        """Rows."""
        return len(self.shapes)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A layer in force that is not in the package, and why."""

    layer_id: str
    title_vi: str
    vi: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that goes into one package."""

    province: Province
    unit: Unit
    as_of: date
    exact: bool
    """Whether restricted land is in it."""
    tables: tuple[Table, ...]
    empty: tuple[Table, ...]
    """Layers in force that have nothing in the unit: said, not written."""
    problems: tuple[Problem, ...]
    squares: int
    """Squares of the cover that reach into the unit, and are blank in the other layers."""
    relatives: Mapping[str, tuple[str, ...]]
    """Units before or after 1 July 2025 that it was made of or went into, as code and name."""

    @property
    def stem(self) -> str:
        """Name of the package's own files."""
        return (
            f"{plain_ascii(self.unit.code, '-')}-{self.as_of.isoformat()}{EXACT_MARK if self.exact else ''}"
        )

    @property
    def stamp(self) -> date:
        """Day of every file, so that equal content is equal bytes; a zip knows none before 1980."""
        return min(max(self.as_of, date(1980, 1, 1)), date(2107, 12, 31))
