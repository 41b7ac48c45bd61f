"""Which rows of a file can be measured, and what was found in the others: every fault is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import to_crs
from geo.errors import RanhError
from geo.validity import Fault, Validated, validate
from layers.errors import ReadError
from layers.model import Issue

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

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


def usable(
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
