"""What lies in a band, layer by layer; a layer that cannot be read becomes a note, never a gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import RanhError
from layers.catalogue import LayerUse
from layers.corridor.land import land_of
from layers.corridor.met import Met, met_of
from layers.corridor.model import (
    LAND_COLUMNS,
    PROJECT_COLUMNS,
    UNIT_COLUMNS,
    ZONE_COLUMNS,
    Basis,
    Note,
)
from layers.corridor.reading import layer_or_error
from layers.corridor.strips import strips_of
from layers.cover import restricted_rows
from layers.missing import rows_missing
from layers.rules import SITES
from layers.select import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.corridor.grid import Grid
    from layers.corridor.seen import Seen
    from layers.layer import Layer
    from layers.reader import LayerData

IN_THE_WAY = frozenset({"protected", "restricted", "infrastructure", "water"})
"""Groups whose zones are listed one by one."""


@dataclass
class Gathered:
    """Frames in the making, one list of parts for each, with what was noted on the way."""

    land: list[pd.DataFrame] = field(default_factory=list)
    units: list[pd.DataFrame] = field(default_factory=list)
    projects: list[pd.DataFrame] = field(default_factory=list)
    zones: list[pd.DataFrame] = field(default_factory=list)
    uses: list[LayerUse] = field(default_factory=list)
    basis: list[Basis] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    gaps: list[Layer] = field(default_factory=list)
    """What is missing from the frames: unreadable, or of a family without a version in force."""
    met: Met | None = None
    """What the last layer of land use gave."""


def gather(seen: Seen, grid: Grid, as_of: date) -> Gathered:
    """Return what every layer of the province has in the band, land of every period, the rest as of a day."""
    made = Gathered()
    for layer in seen.province.layers:
        data = layer_or_error(seen, layer.id)
        if isinstance(data, RanhError):
            made.uses.append(LayerUse(layer=layer, data=None, problem_en=data.en, problem_vi=data.vi))
            made.notes.append(Note(kind="unread", en=data.en, vi=data.vi))
            made.gaps.append(layer)
            continue
        if layer.family != SITES:
            made.uses.append(LayerUse(layer=layer, data=data))
        in_force = layer.in_force(as_of)
        if layer.group == "landuse" or in_force:
            _of_layer(data, seen, grid, made)
            made.basis.append(Basis(layer=layer, sha256=data.sha256, in_force=in_force))
            made.notes += _broken(data, grid)
            made.notes += _missing(layer)
    for first in _without_version(seen, as_of):
        made.notes.append(_no_version(first, as_of))
        made.gaps.append(first)
    return made


def _of_layer(data: LayerData, seen: Seen, grid: Grid, made: Gathered) -> None:
    layer = data.layer
    if layer.group == "landuse" and layer.geometry == "polygon":
        made.met = met_of(data, grid, made.met)
        land, notes = land_of(data, made.met, grid)
        made.land.append(land)
        made.notes += notes
        return
    if layer.family != SITES and layer.group not in {*IN_THE_WAY, "boundary"}:
        return
    strips, doubtful = strips_of(data, grid)
    if doubtful:
        made.notes.append(_doubtful(data, doubtful))
    strips = strips.assign(layer_id=layer.id)
    if layer.family == SITES:
        made.projects.append(_project_rows(strips))
    elif layer.group == "boundary" and layer.geometry == "polygon":
        made.units.append(_unit_rows(strips, layer.family))
        if layer.family == seen.province.extent:
            made.notes += _outside(strips, grid)
    else:
        sealed = restricted_rows(data.zones, seen.codes) if len(strips) else np.zeros(0, dtype=bool)
        secret = strips["zone_id"].isin(data.zones["zone_id"][sealed]) if sealed.any() else False
        rows = strips.assign(group=layer.group, restricted=layer.restricted | secret)
        made.zones.append(rows[list(ZONE_COLUMNS)])


def _project_rows(strips: pd.DataFrame) -> pd.DataFrame:
    known = strips.rename(columns={"zone_id": "site_id"} if "site_id" not in strips else {})
    for column in PROJECT_COLUMNS:
        if column not in known:
            known[column] = np.nan if column == "capital_bn_vnd" else ""
    return known[list(PROJECT_COLUMNS)]


def _unit_rows(strips: pd.DataFrame, family: str) -> pd.DataFrame:
    population = numbers(strips["population"]) if "population" in strips else np.nan
    rows = strips.assign(family=family, unit_id=strips["zone_id"], population=population)
    return rows[list(UNIT_COLUMNS)]


def _doubtful(data: LayerData, count: int) -> Note:
    return Note(
        kind="doubtful",
        en=f"{data.layer.name_en}: two ways of computing disagree on {count} areas.",
        vi=f"{data.layer.name_vi}: hai cách tính cho kết quả khác nhau ở {count} phần diện tích.",
    )


def _outside(strips: pd.DataFrame, grid: Grid) -> list[Note]:
    """Tell how much lies beyond the communes: nothing is known there."""
    area_ha = grid.band.shape.area / 10_000 - float(strips["area_ha"].sum())
    length_km = grid.line.length_m / 1000 - float(strips["length_km"].sum())
    if area_ha < 1e-4 and length_km < 1e-3:  # noqa: PLR2004 - a square metre, a metre: rounding
        return []
    return [
        Note(
            kind="outside",
            en=f"{max(length_km, 0):.2f} km of the axis and {max(area_ha, 0):.2f} ha of the band lie outside"
            " the communes: nothing is known there.",
            vi=f"{max(length_km, 0):.2f} km trục và {max(area_ha, 0):.2f} ha dải nằm ngoài ranh giới các xã:"
            " không có dữ liệu ở đó.",
        )
    ]


def _broken(data: LayerData, grid: Grid) -> list[Note]:
    """Name rows that could not be used and may lie in the band, or anywhere."""
    if len(data.broken) == 0:
        return []
    boxes = np.asarray(data.broken.geometry.array, dtype=object)
    placed = ~shapely.is_missing(boxes)
    reach = grid.line.shape if grid.is_line else grid.band.shape
    near = ~placed | shapely.intersects(boxes, reach)
    if not near.any():
        return []
    ids = data.broken["zone_id"].astype(str)[near]
    told = ", ".join(ids[:20]) + (", …" if len(ids) > 20 else "")  # noqa: PLR2004 - a line of them
    drawn = data.layer.family != SITES
    en = "cannot be used and may lie in the band" if drawn else "have no footprint that can be placed"
    vi = (
        "không dùng được, có thể nằm trong dải"
        if drawn
        else "chưa có ranh giới nên không xác định được vị trí"
    )
    return [
        Note(
            kind="broken" if drawn else "no_footprint",
            en=f"{data.layer.name_en}: {len(ids)} {en}: {told}.",
            vi=f"{data.layer.name_vi}: {len(ids)} đối tượng {vi}: {told}.",
        )
    ]


def _missing(layer: Layer) -> list[Note]:
    """Name rows that are in no layer: nobody knows where they lie."""
    said = rows_missing([layer])
    return [] if said is None else [Note(kind="unread", en=said[0], vi=said[1])]


def _without_version(seen: Seen, as_of: date) -> list[Layer]:
    """Return the first layer of every family of which no version is in force on that day."""
    families = dict.fromkeys(layer.family for layer in seen.province.layers)
    of_family = [seen.province.versions(family) for family in families]
    return [
        versions[0]
        for versions in of_family
        if versions[0].group not in {"landuse", "boundary"} and not any(v.in_force(as_of) for v in versions)
    ]


def _no_version(layer: Layer, as_of: date) -> Note:
    return Note(
        kind="no_version",
        en=f"{layer.name_en}: no version is in force on {as_of}; it is not looked at.",
        vi=f"{layer.name_vi}: không có phiên bản nào có hiệu lực ngày {as_of:%d/%m/%Y} nên chưa xét.",
    )


def joined(parts: Sequence[pd.DataFrame], columns: Sequence[str], by: Sequence[str]) -> pd.DataFrame:
    """Return parts as one frame in order; one without any row has the columns all the same."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({column: [] for column in columns})
    whole = pd.concat(filled, ignore_index=True)
    return whole.sort_values(list(by), kind="stable", ignore_index=True) if by else whole


ORDERED = {
    "land": (LAND_COLUMNS, ()),
    "units": (UNIT_COLUMNS, ("family", "from_km")),
    "projects": (PROJECT_COLUMNS, ("from_km", "site_id")),
    "zones": (ZONE_COLUMNS, ("from_km", "layer_id", "zone_id")),
}
"""Columns of each frame and what it is sorted by."""
