"""
Read every written file of a package back and compare it with what should be in it.

The readers are those of the import, GDAL among them: other code than what wrote. Nothing is given
its name before every file is found to be right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import IntakeError, WriteError
from layers.packages.dbf_file import fields_of
from layers.packages.display import taken_back
from layers.packages.dxf_file import drawn_of
from layers.packages.found import cells_of, require_crs, shapes_of
from layers.packages.kml_file import kml_names
from layers.packages.likeness import Unlike, require_like_cells, require_like_shapes
from layers.packages.model import CellKind, Column
from layers.packages.reading import read_files
from layers.packages.rings import as_multi
from layers.packages.workbook_file import sheet_names
from layers.writer import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from layers.intake.model import SourceLayer
    from layers.packages.model import Content, Table
    from layers.packages.placing import Places
    from layers.packages.reading import Layers


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A file that was read back."""

    file: str
    rows: int
    vertices: int
    off_m: float
    """How far the vertex that is farthest off is off."""


def require_same(content: Content, places: Places, folder: Path) -> tuple[Proved, ...]:
    """
    Return what was found of each file, all of them right.

    Parameters
    ----------
    places
        Where which table was written, relative to `folder`.

    Raises
    ------
    WriteError
        At the first file that cannot be read or differs: one sentence, with its name.
    """
    try:
        found = read_files(folder, places.read)
    except IntakeError as error:
        raise WriteError(error.en, error.vi) from error
    proved: list[Proved] = []
    for name in places.read:
        try:
            proved.append(_proved(name, content, places, found))
        except Unlike as unlike:
            raise WriteError(
                f"The package was not made: {name}, read back, {unlike.en}; make it again or report this.",
                f"Chưa lập được gói: tệp {name} đọc lại {unlike.vi}; hãy lập lại hoặc báo lỗi này.",
            ) from unlike
    return tuple(proved)


def _proved(name: str, content: Content, places: Places, found: Mapping[str, Layers]) -> Proved:
    layers = found[name]
    if isinstance(layers, IntakeError):
        raise Unlike(
            f"không mở được ({layers.vi.rstrip('.')})", f"cannot be opened ({layers.en.rstrip('.')})"
        )
    by_name = {layer.name: layer for layer in layers}
    if name in places.one:
        of_one = _geojson if name.endswith(".geojson") else _shapefile
        off_m = of_one(places.one[name], layers[0], content)
        tables: Iterable[Table] = (places.one[name],)
    else:
        tables = content.tables
        off_m = {
            places.geopackage: _geopackage,
            places.kml: _kml,
            places.drawing: _drawing,
            places.workbook: _workbook,
        }[name](content, layers, by_name)
    vertices = sum(int(shapely.get_num_coordinates(table.shapes).sum()) for table in tables)
    return Proved(file=name, rows=sum(layer.rows_read for layer in layers), vertices=vertices, off_m=off_m)


def _geojson(table: Table, layer: SourceLayer, content: Content) -> float:
    for column in table.columns:
        require_like_cells(column, cells_of(layer, column.name))
    return require_like_shapes(table.shapes, taken_back(shapes_of(layer), content.province))


def _shapefile(table: Table, layer: SourceLayer, content: Content) -> float:
    """Compare a shapefile, whose texts are cut at 254 bytes and whose numbers have so many decimals."""
    require_crs(layer, table, content)
    for field in fields_of(table):
        column, least = field.column, 0.0
        if column.kind is CellKind.TEXT:
            cells = tuple(field.text(cell).decode() for cell in column.cells)
            column = Column(name=column.name, kind=CellKind.TEXT, cells=cells)
        elif column.kind is CellKind.NUMBER:
            least = 0.5 * 10.0**-field.decimals
        require_like_cells(column, cells_of(layer, field.name), least)
    return require_like_shapes(as_multi(table.shapes, table.shape), as_multi(shapes_of(layer), table.shape))


def _geopackage(content: Content, _: Sequence[SourceLayer], by_name: Mapping[str, SourceLayer]) -> float:
    off_m = 0.0
    for table in content.tables:
        layer = by_name.get(table.id)
        if layer is None:
            raise Unlike(f"thiếu lớp {table.id}", f"lacks the layer {table.id}")
        require_crs(layer, table, content)
        for column in table.columns:
            require_like_cells(column, cells_of(layer, column.name))
        wanted = as_multi(table.shapes, table.shape)
        off_m = max(off_m, require_like_shapes(wanted, shapes_of(layer)))
    return off_m


def _kml(content: Content, layers: Sequence[SourceLayer], _: Mapping[str, SourceLayer]) -> float:
    """Compare the folders of the document, whose rows follow each other as they were written."""
    (layer,) = layers
    shapes = taken_back(shapes_of(layer), content.province)
    if len(shapes) != sum(table.count for table in content.tables):
        raise Unlike("thiếu hoặc thừa đối tượng", "has rows too few or too many")
    off_m, start = 0.0, 0
    for table in content.tables:
        rows = slice(start, start + table.count)
        for name, column in zip(kml_names(table), table.columns, strict=True):
            if any(cell is not None for cell in column.cells):
                require_like_cells(column, cells_of(layer, name)[rows])
        off_m = max(off_m, require_like_shapes(table.shapes, shapes[rows]))
        start += table.count
    return off_m


def _drawing(content: Content, layers: Sequence[SourceLayer], _: Mapping[str, SourceLayer]) -> float:
    """Compare the lines of the drawing and the layers on which they lie."""
    (layer,) = layers
    drawn = list(drawn_of(content))
    wanted = np.full(len(drawn), None, dtype=object)
    wanted[:] = [shapely.Point(one.xy[0]) if one.is_point else shapely.LineString(one.xy) for one in drawn]
    names = Column(name="layer", kind=CellKind.TEXT, cells=tuple(one.layer for one in drawn))
    require_like_cells(names, cells_of(layer, "layer"))
    return require_like_shapes(wanted, shapes_of(layer))


def _workbook(content: Content, _: Sequence[SourceLayer], by_name: Mapping[str, SourceLayer]) -> float:
    """Compare the cells of every sheet, below its headings."""
    for name, table in zip(sheet_names(content), content.tables, strict=True):
        layer = by_name.get(name)
        if layer is None:
            raise Unlike(f"thiếu trang {name}", f"lacks the sheet {name}")
        for place, column in enumerate(table.columns, 1):
            safe = tuple(safe_cell(cell) for cell in column.cells)
            shown = (
                cells_of(layer, str(place))
                if str(place) in layer.table.column_names
                else [None] * layer.rows_read
            )
            require_like_cells(Column(name=column.name, kind=column.kind, cells=safe), shown[1:])
    return 0.0
