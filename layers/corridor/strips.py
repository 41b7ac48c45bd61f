"""From where to where along an axis each zone of a layer lies, with its area in the band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.along import Stretches, merged
from geo.overlap import M2_PER_HA, find_overlaps
from layers.corridor.grid import M_PER_KM, summed_by

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.corridor.grid import Grid
    from layers.reader import LayerData

BESIDE_M = 10.0
"""Parts of one zone in the band that lie no further apart along the axis are told as one stretch."""

STRIP_COLUMNS = ("from_km", "to_km", "length_km", "area_ha")


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What the intervals and the zones have in common: one row for each pair."""

    interval: IntArray
    zone: IntArray
    from_m: FloatArray
    to_m: FloatArray
    area_m2: FloatArray


def strips_of(data: LayerData, grid: Grid) -> tuple[pd.DataFrame, int]:
    """
    Return one row for every zone that the band meets and stretch of the axis, in the zones' order.

    from_km and to_km are those of the places on the axis that are nearest to the zone's part of
    the band; length_km is how much of the axis lies in the zone there.

    Returns
    -------
    strips
        Every column of the zones but the geometry, and `STRIP_COLUMNS`.
    doubtful
        How many pairs could not be measured for sure.
    """
    zones = np.asarray(data.zones.geometry.array, dtype=object)
    is_areal = data.layer.geometry == "polygon"
    on_axis = merged(grid.on_axis(zones)) if is_areal else _none()
    if grid.is_line and is_areal:
        parts, doubtful = _along(on_axis, grid), 0
    else:
        parts, doubtful = _met(data, zones, grid) if is_areal else (_crossed(zones, grid), 0)
    rows = np.lexsort((parts.from_m, parts.zone))
    spans = Stretches(zone=parts.zone[rows], from_m=parts.from_m[rows], to_m=parts.to_m[rows])
    whole = merged(spans, BESIDE_M)
    area_m2 = _summed(whole, spans.zone, spans.from_m, parts.area_m2[rows])
    middle = (on_axis.from_m + on_axis.to_m) / 2
    length_m = _summed(whole, on_axis.zone, middle, on_axis.lengths_m)
    frame = pd.DataFrame(data.zones.drop(columns=data.zones.geometry.name)).iloc[whole.zone]
    strips = frame.reset_index(drop=True).assign(
        from_km=whole.from_m / M_PER_KM,
        to_km=whole.to_m / M_PER_KM,
        length_km=length_m / M_PER_KM,
        area_ha=area_m2 / M2_PER_HA,
    )
    return strips, doubtful


def _met(data: LayerData, zones: GeometryArray, grid: Grid) -> tuple[_Parts, int]:
    """Return the zones that the band has land in common with."""
    found = find_overlaps(grid.band.parts, data.index)
    shapes = found.shape.copy()
    lost = shapely.is_missing(shapes)
    shapes[lost] = shapely.intersection(grid.band.parts[found.site[lost]], zones[found.zone[lost]])
    parts = _projected(found.site, found.zone, shapes, found.area_m2, grid)
    return parts, int(found.unresolved.sum())


def _crossed(zones: GeometryArray, grid: Grid) -> _Parts:
    """Return lines and points that the band, or the axis, meets."""
    zone, interval = shapely.STRtree(grid.reach).query(zones, predicate="intersects")
    shapes = shapely.intersection(grid.reach[interval], zones[zone])
    return _projected(interval, zone, np.asarray(shapes, dtype=object), np.zeros(len(zone)), grid)


def _along(on_axis: Stretches, grid: Grid) -> _Parts:
    interval = grid.interval_of(on_axis.from_m)
    area_m2 = np.zeros(len(interval))
    return _Parts(
        interval=interval, zone=on_axis.zone, from_m=on_axis.from_m, to_m=on_axis.to_m, area_m2=area_m2
    )


def _projected(
    interval: IntArray, zone: IntArray, shapes: GeometryArray, area_m2: FloatArray, grid: Grid
) -> _Parts:
    """Return where on the axis of its interval each shape begins and ends."""
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    place = shapely.line_locate_point(grid.stretches[interval[of]], shapely.points(xy))
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    low = grid.edges_m[interval]
    some = np.unique(of)
    if len(some) == 0:
        empty = np.empty(0)
        none = np.empty(0, dtype=np.intp)
        return _Parts(interval=none, zone=none, from_m=empty, to_m=empty, area_m2=empty)
    return _Parts(
        interval=interval[some],
        zone=zone[some].astype(np.intp),
        from_m=low[some] + np.minimum.reduceat(place, starts),
        to_m=low[some] + np.maximum.reduceat(place, starts),
        area_m2=area_m2[some],
    )


def _summed(whole: Stretches, zone: IntArray, place_m: FloatArray, values: FloatArray) -> FloatArray:
    """Return the sum of the values of each whole stretch: those of its zone that begin in it."""
    if len(whole.zone) == 0:
        return np.zeros(0)
    # One number that orders by zone, then place.
    span = max(float(whole.to_m.max()), float(place_m.max(initial=0.0))) + 1.0
    row = np.searchsorted(whole.zone * span + whole.from_m, zone * span + place_m + 1e-6, side="right") - 1
    fits = (row >= 0) & (whole.zone[np.clip(row, 0, None)] == zone)
    return summed_by(row[fits], values[fits], len(whole.zone))


def _none() -> Stretches:
    return Stretches(zone=np.zeros(0, dtype=np.intp), from_m=np.zeros(0), to_m=np.zeros(0))
