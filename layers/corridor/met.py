"""What a band and an axis have in common with the zones of a layer, whatever these are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.along import once
from geo.joined import gathered
from geo.overlap import find_overlaps, union_m2
from layers.corridor.grid import summed_by

if TYPE_CHECKING:
    from geo.along import Stretches
    from geo.joined import Overlaps
    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.corridor.grid import Grid
    from layers.reader import LayerData


@dataclass(frozen=True, kw_only=True)
class Met:
    """Overlaps of a band's intervals with zones, and the parts of the axis in them."""

    zones: GeometryArray
    """All zones of the layer."""
    overlaps: Overlaps
    covered_m2: FloatArray
    """Area of each interval that zones cover, every place once."""
    stretches: Stretches
    """Parts of the axis, every place in one zone only."""
    interval: IntArray
    """Interval of each stretch."""
    covered_m: FloatArray
    """Length of the axis in each interval that zones cover."""

    @property
    def double_m2(self) -> float:
        """Area that counts several times because zones lie over one another."""
        return float(self.overlaps.area_m2.sum() - self.covered_m2.sum())


def met_of(data: LayerData, grid: Grid, last: Met | None = None) -> Met:
    """
    Return what a layer's zones have in common with a band.

    Parameters
    ----------
    last
        What another layer gave on the same grid: periods of a plan often are columns of one table,
        and equal zones are measured once.
    """
    zones = np.asarray(data.zones.geometry.array, dtype=object)
    if last is not None and len(zones) == len(last.zones):
        same = zones is last.zones or bool(shapely.equals_identical(zones, last.zones).all())
        if same:
            return last
    overlaps = gathered([]) if grid.is_line else find_overlaps(grid.band.parts, data.index)
    near = np.unique(data.index.owner[data.index.candidates(np.array([grid.line.shape]))[1]])
    stretches = once(grid.on_axis(zones[near]))
    stretches = type(stretches)(
        zone=near[stretches.zone].astype(np.intp), from_m=stretches.from_m, to_m=stretches.to_m
    )
    interval = grid.interval_of((stretches.from_m + stretches.to_m) / 2)
    return Met(
        zones=zones,
        overlaps=overlaps,
        covered_m2=_covered(zones, overlaps, grid.count),
        stretches=stretches,
        interval=interval,
        covered_m=summed_by(interval, stretches.lengths_m, grid.count),
    )


def _covered(zones: GeometryArray, found: Overlaps, count: int) -> FloatArray:
    """Return the area of each interval that zones cover; where none lie over one another it is the sum."""
    met = zones[np.unique(found.zone)]
    if len(met) == 0 or shapely.coverage_is_valid(met):
        return summed_by(found.site, found.area_m2, count)
    areas = np.zeros(count)
    starts = np.flatnonzero(np.diff(found.site, prepend=-1))
    for rows in np.split(np.arange(len(found.site)), starts[1:]):
        areas[found.site[rows[0]]] = union_m2(found.shape[rows], found.area_m2[rows])[1]
    return areas
