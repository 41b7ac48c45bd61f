"""Turn the rows of a file into zones or sites that may be measured, and list every fault on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import ReadError
from layers.files import read_file, read_hashed
from layers.fingerprint import columns_of, digest, row_digests
from layers.model import Issue
from layers.row_names import require_column, texts_of, with_ids
from layers.stored_index import index_of
from layers.usable import usable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.index import ZoneIndex
    from layers.layer import Layer
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class LayerData:
    """One version of a layer, read: its zones, those it could not use, and what was found."""

    layer: Layer
    zones: gpd.GeoDataFrame
    """zone_id, name, code, every column of the file, geometry (valid, province CRS); RangeIndex."""
    broken: gpd.GeoDataFrame
    """Every column of each unusable zone, and its box (None where not even that is known)."""
    issues: tuple[Issue, ...]
    sha256: str
    file: Path | None = None
    """Where the zones were read from; their index is kept beside it."""
    made_from: str = ""
    """What the zones follow from: the file's hash, the declaration, the CRS."""

    @cached_property
    def index(self) -> ZoneIndex:
        """The index of the zones, built or mapped from disk when first asked for."""
        return index_of(np.asarray(self.zones.geometry.array, dtype=object), self.file, self.made_from)

    @property
    def feature_count(self) -> int:
        """Rows in the file, usable or not."""
        return len(self.zones) + len(self.broken)

    @cached_property
    def zone_digests(self) -> list[bytes]:
        """Fingerprint of each zone. Computed once: what was read is not changed afterwards."""
        return row_digests(self.zones)

    @cached_property
    def broken_digests(self) -> list[bytes]:
        """Fingerprint of each unusable zone."""
        return row_digests(self.broken)

    @cached_property
    def content(self) -> bytes:
        """Fingerprint of all rows in their order."""
        zones, broken = b"".join(self.zone_digests), b"".join(self.broken_digests)
        return digest(columns_of(self.zones), zones, columns_of(self.broken), broken)


def read_layer(layer: Layer, province: Province, *, anywhere: bool = False) -> LayerData:
    """
    Return the zones of a layer in the province's CRS.

    Parameters
    ----------
    anywhere
        Whether the zones may lie outside the province altogether.

    Raises
    ------
    ReadError
        If the file cannot be read, has no row, misses a declared column, repeats a zone id,
        has a coordinate that is not finite, has no row of the declared kind of geometry, or
        lies nowhere in the province.
    CRSError
        If the file declares no CRS and the layer neither, or a datum that is not known.
    """
    path = province.path(layer.file)
    frame, sha256 = read_hashed(path, table=layer.table, crs=layer.crs)
    for field in filter(None, (layer.id_field, layer.name_field, layer.code_field)):
        require_column(frame, field, path)
    frame = with_ids(frame, "zone_id", layer.id_field, path)
    frame["name"] = texts_of(frame, layer.name_field or _own(frame, "name"))
    frame["code"] = texts_of(frame, layer.code_field or _own(frame, "code"))
    zones, broken, issues = usable(frame, layer.geometry, province, path, "zone_id")
    if not anywhere:
        require_in_province((*zones.geometry, *broken.geometry), province, path)
    return LayerData(
        layer=layer,
        zones=zones,
        broken=broken,
        issues=(*issues, *_missing(layer)),
        sha256=sha256,
        file=path,
        made_from=f"{sha256} {layer.model_dump_json()} {province.crs} {province.datum_operation}",
    )


def _missing(layer: Layer) -> list[Issue]:
    """Tell, wherever the layer is used, that rows of its source are not in it."""
    if layer.missing_rows == 0:
        return []
    return [
        Issue(
            file=layer.file,
            row="",
            kind="rows missing",
            en=f"{layer.name_en}: {layer.missing_rows} rows of the source could not be imported; signed for.",
            vi=f"{layer.name_vi}: {layer.missing_rows} dòng của tệp gốc không nhập được, đã có xác nhận.",
            blocks=False,
        )
    ]


def read_sites(
    path: Path, province: Province, *, table: str = "", crs: str = "", id_field: str = ""
) -> tuple[gpd.GeoDataFrame, tuple[Issue, ...]]:
    """
    Return the footprints of projects in the province's CRS, and the faults found.

    A row without geometry stays, with geometry None: it comes out as "not checked".

    Returns
    -------
    sites
        site_id, name, every column of the file, geometry; RangeIndex, order of the file.

    Raises
    ------
    ReadError, CRSError
        As `read_layer`; also if any footprint is not a polygon or cannot be repaired.
    """
    frame = read_file(path, table=table, crs=crs)
    id_field = id_field or next((c for c in ("site_id", "project_id", "id") if c in frame), "")
    if id_field:
        require_column(frame, id_field, path)
    frame = with_ids(frame, "site_id", id_field, path)
    name_field = next((c for c in ("name", "name_vi", "ten") if c in frame), "")
    frame["name"] = texts_of(frame, name_field)
    absent = frame.geometry.isna() | frame.geometry.is_empty
    drawn, broken, issues = usable(
        frame[~absent].reset_index(drop=True), "polygon", province, path, "site_id"
    )
    if len(broken):
        issue = next(issue for issue in issues if issue.blocks)
        raise ReadError(issue.en, issue.vi)
    without = frame[absent].copy()
    without["geometry"] = gpd.GeoSeries([None] * len(without), index=without.index, crs=drawn.crs)
    without = gpd.GeoDataFrame(without, geometry="geometry", crs=drawn.crs)
    sites = pd.concat([drawn, without], ignore_index=True) if len(without) else drawn
    order = pd.Index(sites["site_id"]).get_indexer(frame["site_id"])
    return sites.iloc[order].reset_index(drop=True), issues


def require_in_province(shapes: Iterable[shapely.Geometry | None], province: Province, path: Path) -> None:
    """
    Refuse a file of which nothing lies within the province's bounds.

    Degrees read as metres, X and Y swapped or another zone all give valid shapes far away,
    and far away nothing overlaps.
    """
    bounds = shapely.box(*province.bounds_m)
    placed = [shape for shape in shapes if shape is not None]
    if placed and not shapely.intersects(placed, bounds).any():
        x, y = placed[0].centroid.coords[0]
        raise ReadError(
            f"{path.name} lies nowhere in {province.name_en} (its first shape is at E {x:.0f}, N {y:.0f}):"
            " check its coordinate system.",
            f"{path.name} không có phần nào nằm trong {province.name_vi} (hình đầu tiên ở E {x:.0f},"
            f" N {y:.0f}): hãy kiểm tra hệ toạ độ.",
        )


def _own(frame: gpd.GeoDataFrame, column: str) -> str:
    """Return the name of a column of the file that has a word of ours, "" if there is none."""
    return column if column in frame else ""
