"""How far sites are from zones, without buffering anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.index import ZoneIndex
    from geo.types import FloatArray, GeometryArray, IntArray


@dataclass(frozen=True, kw_only=True)
class Distances:
    """One row for every site and zone within reach; sorted by site, then zone."""

    site: IntArray
    zone: IntArray
    distance_m: FloatArray
    """0 where they touch or overlap."""


def find_within(sites: GeometryArray, index: ZoneIndex, reach_m: float) -> Distances:
    """
    Return all pairs of a site and a zone at most `reach_m` apart, with their distance.

    Parameters
    ----------
    sites
        Valid geometries in the CRS of the index, or None (has no pair).
    reach_m
        Metres, 0 or more. 0 finds what touches or overlaps.

    Examples
    --------
    >>> from geo.index import ZoneIndex
    >>> zones = ZoneIndex.build(np.array([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10)]))
    >>> found = find_within(np.array([shapely.box(13, 0, 20, 10)]), zones, 5.0)
    >>> found.zone.tolist(), found.distance_m.tolist()
    ([0], [3.0])
    """
    row, piece = index.candidates(sites, reach_m)
    distance = np.asarray(shapely.distance(sites[row], index.take(piece)), dtype=float)
    keep = distance <= reach_m
    site, zone, distance = row[keep], index.owner[piece[keep]], distance[keep]
    order = np.lexsort((zone, site))
    site, zone, distance = site[order], zone[order], distance[order]
    first = np.flatnonzero((np.diff(site, prepend=-1) != 0) | (np.diff(zone, prepend=-1) != 0))
    nearest = np.minimum.reduceat(distance, first) if len(first) else distance
    return Distances(site=site[first], zone=zone[first], distance_m=nearest)
