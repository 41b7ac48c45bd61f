"""Turn the rows of a file into zones or sites that may be measured, and list every fault on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_crs
from geo.errors import RanhError
from geo.validity import Fault, Validated, validate
from layers.errors import ReadError
from layers.files import read_file, read_hashed
from layers.fingerprint import columns_of, digest, row_digests
from layers.model import Issue
from layers.stored_index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.index import ZoneIndex
    from layers.layer import Layer
    from layers.province import Province

FAULT_WORDS = {
    Fault.EMPTY: ("has no geometry", "không có hình học"),
    Fault.NOT_FINITE: ("has a coordinate that is not a finite number", "có toạ độ không phải số hữu hạn"),
    Fault.WRONG_KIND: ("is of another kind of geometry", "không đúng loại hình học"),
    Fault.COLLAPSED: ("encloses no area and cannot be repaired", "không khép thành vùng và không sửa được"),
    Fault.AMBIGUOUS: (
        "crosses itself so that its land is not clear",
        "tự cắt nên không rõ phần đất nào thuộc vùng",
    ),
    Fault.REPAIRED: ("crossed itself and was repaired", "tự cắt và đã được sửa"),
    Fault.PART_DROPPED: (
        "had parts of another kind, which were left out",
        "có phần khác loại hình đã bị bỏ ra",
    ),
}
KINDS_VI = {"polygon": "vùng", "line": "đường", "point": "điểm"}


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
        if field not in frame:
            raise ReadError(
                f"{path.name} has no column {field!r} (its columns: {', '.join(map(str, frame.columns))}).",
                f"{path.name} không có cột {field!r} (các cột: {', '.join(map(str, frame.columns))}).",
            )
    frame = _named(frame, "zone_id", layer.id_field, path)
    frame["name"] = _text(frame, layer.name_field or _own(frame, "name"))
    frame["code"] = _text(frame, layer.code_field or _own(frame, "code"))
    zones, broken, issues = _usable(frame, layer.geometry, province, path, "zone_id")
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
    if id_field and id_field not in frame:
        raise ReadError(
            f"{path.name} has no column {id_field!r} (its columns: {', '.join(map(str, frame.columns))}).",
            f"{path.name} không có cột {id_field!r} (các cột: {', '.join(map(str, frame.columns))}).",
        )
    frame = _named(frame, "site_id", id_field, path)
    name_field = next((c for c in ("name", "name_vi", "ten") if c in frame), "")
    frame["name"] = _text(frame, name_field)
    absent = frame.geometry.isna() | frame.geometry.is_empty
    drawn, broken, issues = _usable(
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


def _named(frame: gpd.GeoDataFrame, column: str, id_field: str, path: Path) -> gpd.GeoDataFrame:
    """Give every row an id as text; refuse a file without rows, an id that is missing or repeats."""
    if len(frame) == 0:
        raise ReadError(f"{path.name} has no rows.", f"{path.name} không có dòng nào.")
    frame = frame.reset_index(drop=True)
    ids = frame[id_field].map(_id_text) if id_field else pd.Series(frame.index + 1).astype(str)
    for fault, en, vi in (
        (ids == "", "row {} has no {}", "dòng {} không có {}"),
        (ids.duplicated(), "row {}: {} {!r} is there twice", "dòng {}: {} {!r} bị lặp"),
    ):
        if fault.any():
            row = int(np.flatnonzero(fault)[0])
            values = (row + 1, id_field, ids[row])
            raise ReadError(f"{path.name}, {en.format(*values)}.", f"{path.name}, {vi.format(*values)}.")
    frame[column] = ids
    return frame


def _id_text(value: object) -> str:
    """Ids stay as they are written; 12.0 read from a column of numbers is 12."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not equal to itself
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _text(frame: gpd.GeoDataFrame, field: str) -> pd.Series:
    if not field:
        return pd.Series("", index=frame.index, dtype=object)
    texts = [
        str(value).strip() if present else ""
        for value, present in zip(frame[field], frame[field].notna(), strict=True)
    ]
    return pd.Series(texts, index=frame.index, dtype=object)


def _usable(
    frame: gpd.GeoDataFrame, kind: str, province: Province, path: Path, id_column: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, tuple[Issue, ...]]:
    """Transform, validate, and part the usable rows from the broken ones."""
    _require_finite(frame, path, id_column)
    try:
        frame = to_crs(frame, province.crs, province.datum_operation)
    except RanhError as error:
        raise ReadError(f"{path.name}: {error.en}", f"{path.name}: {error.vi}") from error
    done = validate(np.asarray(frame.geometry.array, dtype=object), kind)
    issues = tuple(_issues(frame[id_column], done, path))
    if len(frame) and all(fault is Fault.WRONG_KIND for fault in done.fault):
        raise ReadError(
            f"{path.name} holds no {kind}, but {frame.geometry.iloc[0].geom_type}: {kind}s are needed here.",
            f"{path.name} không chứa {KINDS_VI[kind]} mà là {frame.geometry.iloc[0].geom_type}:"
            f" ở đây cần {KINDS_VI[kind]}.",
        )
    boxes = [None if b is None or b.is_empty else shapely.box(*b.bounds) for b in frame.geometry[done.broken]]
    broken = frame[done.broken].set_geometry(
        gpd.GeoSeries(boxes, index=frame.index[done.broken], crs=frame.crs)
    )
    good = frame.set_geometry(gpd.GeoSeries(done.geometry, index=frame.index, crs=frame.crs))[~done.broken]
    return good.reset_index(drop=True), broken.reset_index(drop=True), issues


def _require_finite(frame: gpd.GeoDataFrame, path: Path, id_column: str) -> None:
    xy, row = shapely.get_coordinates(frame.geometry.array, return_index=True)
    bad = row[~np.isfinite(xy).all(axis=1)]
    if len(bad):
        first = frame[id_column].iloc[int(bad[0])]
        en, vi = FAULT_WORDS[Fault.NOT_FINITE]
        raise ReadError(
            f"{path.name}: row {first!r} {en}; correct it and try again.",
            f"{path.name}: dòng {first!r} {vi}; hãy sửa rồi thử lại.",
        )


def _issues(ids: pd.Series, done: Validated, path: Path) -> list[Issue]:
    found = []
    for row, fault in enumerate(done.fault):
        if fault is Fault.NONE:
            continue
        en, vi = FAULT_WORDS[fault]
        areas = f" ({done.area_before_m2[row]:.1f} -> {done.area_after_m2[row]:.1f} m2)" * (
            not fault.is_broken
        )
        found.append(
            Issue(
                file=path.name,
                row=str(ids.iloc[row]),
                kind=str(fault),
                en=f"{path.name}: row {ids.iloc[row]!r} {en}{areas}.",
                vi=f"{path.name}: dòng {ids.iloc[row]!r} {vi}{areas}.",
                blocks=fault.is_broken,
            )
        )
    return found
