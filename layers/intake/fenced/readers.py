"""Which function reads which kind of file. Only the fenced child calls one; nothing is imported before."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from layers.intake.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.intake.model import SourceLayer

    Reader = Callable[[Path], tuple[SourceLayer, ...]]

READERS = {
    Kind.GEOJSON: ("formats.features", "read_features"),
    Kind.GEOPACKAGE: ("formats.geopackage", "read_geopackage"),
    Kind.SHAPEFILE: ("formats.shapefile", "read_shapefile"),
    Kind.FLATGEOBUF: ("formats.flatgeobuf", "read_flatgeobuf"),
    Kind.GEOPARQUET: ("formats.geoparquet", "read_geoparquet"),
    Kind.KML: ("formats.kml", "read_kml"),
    Kind.TAB: ("formats.mapinfo", "read_tab"),
    Kind.MIF: ("formats.mapinfo", "read_mif"),
    Kind.DXF: ("formats.cad", "read_dxf"),
    Kind.DGN: ("formats.cad", "read_dgn"),
    Kind.CSV: ("cells.sheets", "read_csv"),
    Kind.XLSX: ("cells.sheets", "read_xlsx"),
    Kind.TEXT: ("cells.sheets", "read_text"),
}
"""Module beside this one, and function."""


def reader_of(kind: Kind) -> Reader:
    """Return the function that reads a kind of file; its module and libraries are imported now."""
    module, function = READERS[kind]
    found: Reader = getattr(import_module(f"layers.intake.{module}"), function)
    return found


def read_layers(kind: Kind, path: Path) -> tuple[SourceLayer, ...]:
    """
    Return every layer of a staged file.

    Raises
    ------
    IntakeError
        As the reader of that kind says.
    """
    return reader_of(kind)(path)
