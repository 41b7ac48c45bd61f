"""Sites measured against one family of layers: all overlaps and distances that its rules may ask for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import shapely

from geo.accuracy import Depths, quick_depths
from geo.crs import require_same_crs
from geo.distance import Distances, find_within
from geo.index import ZoneIndex
from geo.joined import Overlaps
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import geopandas as gpd

    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.reader import LayerData

Pairs = TypeVar("Pairs", Overlaps, Distances)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What lies where, before any rule is asked. Positions count rows of `sites` and `zones`."""

    layers: tuple[LayerData, ...]
    sites: gpd.GeoDataFrame
    shapes: GeometryArray
    """Geometries of the sites."""
    zones: gpd.GeoDataFrame
    broken: gpd.GeoDataFrame
    overlaps: Overlaps
    distances: Distances
    """All pairs up to the largest distance that a rule of the family asks for, and the tolerance."""
    tolerance_m: float | None = None
    """How far lines of these zones and sites may be off against each other; None: not stated."""

    @cached_property
    def zone_shapes(self) -> GeometryArray:
        """Geometries of the zones."""
        return np.asarray(self.zones.geometry.array, dtype=object)

    @cached_property
    def zone_boxes(self) -> FloatArray:
        """West, south, east, north of each zone."""
        return np.asarray(shapely.bounds(self.zone_shapes), dtype=float)

    @cached_property
    def depths(self) -> Depths:
        """How deep each of `overlaps` lies at the tolerance."""
        return quick_depths(self.overlaps, self.shapes, self.zone_shapes, self.tolerance_m or 0.0)

    @cached_property
    def cores(self) -> dict[Hashable, shapely.Geometry]:
        """What `layers.certainty` has shrunk: rules that count the same zones share it."""
        return {}

    def near_broken(self, site: int, reach_m: float) -> str:
        """Return the id of an unusable zone that may concern the site, "" if there is none."""
        if len(self.broken) == 0:
            return ""
        boxes = np.asarray(self.broken.geometry.array, dtype=object)
        concerned = shapely.is_missing(boxes) | shapely.dwithin(self.shapes[site], boxes, reach_m)
        return str(self.broken["zone_id"].iloc[int(np.argmax(concerned))]) if concerned.any() else ""

    def of(self, rows: IntArray) -> Measured:
        """Return the same for some of the sites, numbered anew; `rows` ascend."""
        if len(rows) == len(self.sites):
            return self
        number = np.full(len(self.sites), -1, dtype=np.intp)
        number[rows] = np.arange(len(rows))
        return replace(
            self,
            sites=self.sites.iloc[rows].reset_index(drop=True),
            shapes=self.shapes[rows],
            overlaps=_renumbered(self.overlaps, number),
            distances=_renumbered(self.distances, number),
        )


def measure(
    sites: gpd.GeoDataFrame,
    layers: Sequence[LayerData],
    reach_m: float,
    progress: Callable[[int, int], None] | None = None,
    *,
    tolerance_m: float | None = None,
) -> Measured:
    """
    Measure all sites against the zones of one family.

    Parameters
    ----------
    sites
        Frame of `read_sites`; rows without geometry have no pair.
    layers
        The versions in force, at least one.
    reach_m
        Distances up to this are found, and up to the tolerance beyond it.
    tolerance_m
        How far lines may be off against each other; None where that is not stated.
    """
    zones = pd.concat([data.zones for data in layers], ignore_index=True)
    broken = pd.concat([data.broken for data in layers], ignore_index=True)
    require_same_crs(sites, zones)
    geometry = np.asarray(sites.geometry.array, dtype=object)
    index = ZoneIndex.concatenated([data.index for data in layers], [len(data.zones) for data in layers])
    areal = all(data.layer.geometry == "polygon" for data in layers)
    return Measured(
        layers=tuple(layers),
        sites=sites,
        shapes=geometry,
        zones=zones,
        broken=broken,
        overlaps=find_overlaps(geometry if areal else none_of(geometry), index, progress),
        distances=find_within(geometry, index, reach_m + (tolerance_m or 0.0)),
        tolerance_m=tolerance_m,
    )


def _renumbered(pairs: Pairs, number: IntArray) -> Pairs:
    """Return the pairs of the sites that have a number of 0 or more, in the same order."""
    kept = number[pairs.site] >= 0
    columns = {column.name: getattr(pairs, column.name)[kept] for column in fields(pairs)}
    return replace(pairs, **(columns | {"site": number[columns["site"]]}))


def none_of(geometry: GeometryArray) -> GeometryArray:
    """Return an array of the same length without any geometry."""
    return np.full(len(geometry), None, dtype=object)
