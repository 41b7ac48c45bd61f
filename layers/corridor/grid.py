"""The band of a profile with the axis cut at its edges: what every frame is counted on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.along import stretches_in
from geo.band import Band, band_of
from geo.overlap import M2_PER_HA
from layers.corridor.model import INTERVAL_COLUMNS

if TYPE_CHECKING:
    from geo.along import Stretches
    from geo.chainage import Chainage, Segments
    from geo.types import FloatArray, GeometryArray, IntArray

M_PER_KM = 1000.0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A band along an axis, in intervals."""

    line: Chainage
    band: Band
    withheld: shapely.Geometry
    """The approved cover where what it hides is not seen; empty elsewhere."""

    @classmethod
    def of(cls, line: Chainage, width_m: float, step_m: float, withheld: shapely.Geometry) -> Grid:
        """Divide a band; raises GeometryError as `geo.band.band_of`."""
        return cls(line=line, band=band_of(line, width_m, step_m), withheld=withheld)

    @property
    def is_line(self) -> bool:
        """Whether only the axis itself counts."""
        return self.band.width_m == 0

    @property
    def edges_m(self) -> FloatArray:
        """Chainages of the edges."""
        return self.band.edges_m

    @property
    def count(self) -> int:
        """How many intervals."""
        return len(self.edges_m) - 1

    @cached_property
    def segments(self) -> Segments:
        """The axis, cut at every edge."""
        return self.line.cut(self.edges_m)

    @cached_property
    def stretches(self) -> GeometryArray:
        """The axis in each interval."""
        segments = self.segments
        of = self.interval_of((segments.from_m + segments.to_m) / 2)
        groups = np.split(segments.lines, np.flatnonzero(np.diff(of)) + 1)
        found = np.full(self.count, None, dtype=object)
        found[np.unique(of)] = [shapely.line_merge(shapely.multilinestrings(group)) for group in groups]
        return found

    @cached_property
    def reach(self) -> GeometryArray:
        """What counts in each interval: its part of the band, or of the axis where the width is 0."""
        return self.stretches if self.is_line else self.band.parts

    def interval_of(self, places_m: FloatArray) -> IntArray:
        """Return the interval of each chainage."""
        found = np.searchsorted(self.edges_m, places_m, side="right") - 1
        return np.clip(found, 0, self.count - 1).astype(np.intp)

    def on_axis(self, zones: GeometryArray) -> Stretches:
        """Return the parts of the axis in zones, none over an edge."""
        return stretches_in(self.segments, zones)

    @cached_property
    def withheld_m2(self) -> FloatArray:
        """Area of each interval under the approved cover; of the axis its length in metres."""
        if self.withheld.is_empty:
            return np.zeros(self.count)
        parts = shapely.intersection(self.reach, self.withheld)
        measure = shapely.length(parts) if self.is_line else shapely.area(parts)
        return np.asarray(np.nan_to_num(measure), dtype=float)

    def frame(self, crs: object) -> gpd.GeoDataFrame:
        """Return one row for every interval, with the columns of `INTERVAL_COLUMNS`."""
        edges_km = self.edges_m / M_PER_KM
        rows = {
            "interval": np.arange(self.count),
            "from_km": edges_km[:-1],
            "to_km": edges_km[1:],
            "length_km": np.diff(edges_km),
            "area_ha": self.band.areas_m2 / M2_PER_HA,
            "withheld_ha": np.zeros(self.count) if self.is_line else self.withheld_m2 / M2_PER_HA,
        }
        frame = gpd.GeoDataFrame(rows, geometry=list(self.reach), crs=crs)
        return frame[list(INTERVAL_COLUMNS)]


def summed_by(numbers: IntArray, values: FloatArray, count: int) -> FloatArray:
    """
    Return the sum of the values of each number below `count`.

    Examples
    --------
    >>> summed_by(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return np.asarray(np.bincount(numbers, weights=values, minlength=count), dtype=float)
