"""
Read vector files that other programs wrote, and that could be somebody else's program.

A GeoPackage is opened by SQLite itself once it is found to hold nothing but rows. A shapefile or
FlatGeobuf is read by GDAL, in the intake's fenced process alone.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
from pyarrow.types import is_binary

from geo.crs import parse_crs
from layers.errors import ReadError
from layers.intake.entrance.gate import admit
from layers.intake.entrance.geopackage_gate import require_plain
from layers.intake.fenced.reading import read_source
from layers.intake.formats.geopackage import read_geopackage
from layers.intake.formats.table import geometry_of
from layers.intake.model import GEOMETRY, ROW
from layers.intake.text.decoding import decode_text
from layers.intake.text.encodings import propose_encodings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from layers.intake.model import SourceLayer


def read_foreign(path: Path, table: str) -> gpd.GeoDataFrame:
    """
    Return all rows of one table of a GeoPackage, shapefile or FlatGeobuf; its CRS may be None.

    Parameters
    ----------
    table
        "" where there is only one.

    Raises
    ------
    ReadError
        If the file is refused, has no such table or several, or a row of it cannot be read.
    """
    if path.suffix.lower() == ".gpkg":
        named = [info.name for info in require_plain(path, name=path.name) if info.geometry_column]
        (layer,) = read_geopackage(path, _chosen(path, table, named), with_key=False)
    else:
        with tempfile.TemporaryDirectory(prefix="ranh-") as staging:
            (dataset, *_) = admit(path, Path(staging)).datasets
            layers = {layer.name: layer for layer in read_source(dataset).layers}
        layer = layers[_chosen(path, table, list(layers))]
    return _frame(layer, path)


def _chosen(path: Path, table: str, tables: Sequence[str]) -> str:
    if not table and len(tables) != 1:
        raise ReadError(
            f"{path.name} holds {len(tables)} tables ({', '.join(tables)}): name the one to read.",
            f"{path.name} có {len(tables)} bảng ({', '.join(tables)}): hãy nêu bảng cần đọc.",
        )
    if table and table not in tables:
        raise ReadError(
            f"{path.name} has no table {table!r}; it holds {', '.join(tables) or 'none'}.",
            f"{path.name} không có bảng {table!r}; các bảng hiện có: {', '.join(tables) or 'không có'}.",
        )
    return table or tables[0]


def _frame(layer: SourceLayer, path: Path) -> gpd.GeoDataFrame:
    """Return the layer whole: where nobody is asked, one row that cannot be read refuses the file."""
    for note in layer.refused:
        raise ReadError(f"{path.name}: row {note.row}: {note.en}", f"{path.name}: dòng {note.row}: {note.vi}")
    if not layer.is_reconciled:
        counts = (layer.declared_rows, layer.rows_read)
        raise ReadError(
            "{} is damaged: it says {} rows, {} can be read.".format(path.name, *counts),
            "{} bị hỏng: tệp ghi có {} dòng, chỉ đọc được {}.".format(path.name, *counts),
        )
    attributes = _decoded(layer, path).drop_columns([ROW, GEOMETRY])
    frame = gpd.GeoDataFrame(attributes.to_pandas(), geometry=geometry_of(layer.table))
    return frame.set_crs(parse_crs(layer.crs_wkt)) if layer.crs_wkt else frame


def _decoded(layer: SourceLayer, path: Path) -> pa.Table:
    """Return the table with text for bytes: a rule compares words, and never finds them in bytes."""
    table = layer.table
    raw = [
        name for name in table.column_names if name != GEOMETRY and is_binary(table.schema.field(name).type)
    ]
    if not raw:
        return table
    texts = table.select(raw)
    proposals = propose_encodings(texts, layer.encoding)
    for proposal in proposals:
        if not proposal.is_sure:
            raise ReadError(
                f"{path.name}: the encoding of column {proposal.column} is not certain: bring the file in"
                " with `ranh import`, which asks for it.",
                f"{path.name}: chưa rõ bảng mã của cột {proposal.column}: hãy nhập tệp bằng lệnh"
                " `ranh import` để chọn bảng mã.",
            )
    decoded, _ = decode_text(texts, {proposal.column: proposal.encoding for proposal in proposals})
    for name in raw:
        table = table.set_column(table.column_names.index(name), name, decoded[name])
    return table
