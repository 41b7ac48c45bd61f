"""Land by code along an axis: areas of each interval that add up to it, what is blank named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.overlap import M2_PER_HA
from layers.corridor.grid import M_PER_KM
from layers.corridor.model import LAND_COLUMNS, Kind, Note

if TYPE_CHECKING:
    from geo.types import FloatArray
    from layers.corridor.grid import Grid
    from layers.corridor.met import Met
    from layers.reader import LayerData

LEAST_M2 = 0.01
"""Blank land below this is rounding."""

LEAST_M = 0.001


def land_of(data: LayerData, met: Met, grid: Grid) -> tuple[pd.DataFrame, list[Note]]:
    """
    Return the land of one layer, with the columns of `LAND_COLUMNS`.

    In every interval the areas of land, blank and withheld land add up to the area of the
    interval, and the lengths to its length. Where zones of the layer lie over one another the
    areas of codes add up to more, which a note says.
    """
    codes = data.zones["code"].to_numpy()
    found = met.overlaps
    areas = _rows(found.site, codes[found.zone], "area_m2", found.area_m2)
    lengths = _rows(met.interval, codes[met.stretches.zone], "length_m", met.stretches.lengths_m)
    rows = pd.concat([areas, lengths], ignore_index=True)
    land = rows.groupby(["interval", "code"], as_index=False)[["area_m2", "length_m"]].sum()
    land["kind"] = str(Kind.LAND)
    frame = pd.concat([land, _blank(grid, met.covered_m2, met.covered_m)], ignore_index=True)
    frame = frame.sort_values(["interval", "kind", "code"], kind="stable")
    edges_km = grid.edges_m / M_PER_KM
    interval = frame["interval"].to_numpy(dtype=np.intp)
    frame = frame.assign(
        layer_id=data.layer.id,
        period=data.layer.version,
        from_km=edges_km[interval],
        to_km=edges_km[interval + 1],
        area_ha=frame["area_m2"] / M2_PER_HA,
        length_km=frame["length_m"] / M_PER_KM,
    )
    return frame[list(LAND_COLUMNS)].reset_index(drop=True), _notes(data, met)


def _notes(data: LayerData, met: Met) -> list[Note]:
    notes = []
    if doubtful := int(met.overlaps.unresolved.sum()):
        notes.append(_doubtful(data, doubtful))
    if met.double_m2 > LEAST_M2:
        notes.append(_double(data, met.double_m2))
    return notes


def _rows(interval: object, codes: object, column: str, values: object = ()) -> pd.DataFrame:
    frame = pd.DataFrame({"interval": interval, "code": codes, "area_m2": 0.0, "length_m": 0.0})
    frame[column] = np.asarray(values, dtype=float)
    return frame.astype({"interval": int, "code": object})


def _blank(grid: Grid, covered_m2: FloatArray, covered_m: FloatArray) -> pd.DataFrame:
    """Return what no zone covers, parted into what the approved cover hides and the rest."""
    blank_m2 = np.clip(grid.band.areas_m2 - covered_m2, 0, None)
    blank_m = np.clip(np.diff(grid.edges_m) - covered_m, 0, None)
    hidden_m = _hidden_m(grid)
    hidden_m2 = np.zeros(grid.count) if grid.is_line else np.minimum(grid.withheld_m2, blank_m2)
    hidden_m = np.minimum(hidden_m, blank_m)
    kinds = ((Kind.WITHHELD, hidden_m2, hidden_m), (Kind.BLANK, blank_m2 - hidden_m2, blank_m - hidden_m))
    frames = []
    for kind, area_m2, length_m in kinds:
        some = np.flatnonzero((area_m2 > LEAST_M2) | (length_m > LEAST_M))
        frames.append(
            pd.DataFrame(
                {"interval": some, "code": "", "area_m2": area_m2[some], "length_m": length_m[some],
                 "kind": str(kind)}
            )
        )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _hidden_m(grid: Grid) -> FloatArray:
    """Return the length of the axis under the approved cover, by interval."""
    if grid.withheld.is_empty:
        return np.zeros(grid.count)
    inside = shapely.length(shapely.intersection(grid.stretches, grid.withheld))
    return np.asarray(np.nan_to_num(inside), dtype=float)


def _doubtful(data: LayerData, count: int) -> Note:
    return Note(
        kind="doubtful",
        en=f"{data.layer.name_en}: two ways of computing disagree on {count} areas.",
        vi=f"{data.layer.name_vi}: hai cách tính cho kết quả khác nhau ở {count} phần diện tích.",
    )


def _double(data: LayerData, area_m2: float) -> Note:
    area_ha = area_m2 / M2_PER_HA
    return Note(
        kind="double",
        en=f"{data.layer.name_en}: {area_ha:.2f} ha lie under several zones and count in each code.",
        vi=f"{data.layer.name_vi}: {area_ha:.2f} ha thuộc nhiều vùng chồng nhau, được tính ở từng mã.",
    )
