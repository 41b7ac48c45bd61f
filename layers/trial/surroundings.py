"""What lies about a footprint: communes, other projects, the nearest protected zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.overlap import M2_PER_HA, find_overlaps
from layers.places import communes_in_force

if TYPE_CHECKING:
    import pandas as pd
    import shapely

    from geo.index import ZoneIndex
    from layers.layer import Layer
    from layers.trial.ready import Ready

PROTECTED = frozenset({"protected", "restricted"})
"""Groups of layers whose nearest zone is told; restricted ones only where the face has them."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A commune or project with what it has in common with the footprint."""

    id: str
    name: str
    area_ha: float
    """NaN where it could not be measured for sure."""


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The zone of a layer that lies nearest."""

    layer: Layer
    zone_id: str
    zone_name: str
    distance_m: float
    """0 where they touch or overlap."""
    is_sure: bool
    """False where withheld squares lie as near: they may hide another zone."""


def find_communes(ready: Ready, shape: shapely.Geometry) -> list[Part]:
    """Return the communes under a footprint, the largest part first; none where the layer is not there."""
    communes = communes_in_force(ready.uses, ready.as_of)
    if communes is None or communes.data is None:
        return []
    return _parts(communes.data.index, communes.data.zones, shape)


def find_projects(ready: Ready, shape: shapely.Geometry) -> list[Part]:
    """Return the projects with a known footprint that this one overlaps, the largest part first."""
    return _parts(ready.projects.index, ready.projects.zones, shape)


def find_nearest(ready: Ready, shape: shapely.Geometry) -> list[Nearest]:
    """Return the nearest zone of every protected layer in force, the nearest first."""
    found = []
    for use in ready.uses:
        wanted = use.layer.group in PROTECTED and use.layer.in_force(ready.as_of)
        if not wanted or use.data is None or use.data.zones.empty:
            continue
        zones = use.data.zones
        (_, row), distance = zones.sindex.nearest(shape, return_all=False, return_distance=True)
        zone = zones.iloc[int(row[0])]
        found.append(
            Nearest(
                layer=use.layer,
                zone_id=str(zone["zone_id"]),
                zone_name=str(zone["name"] or ""),
                distance_m=float(distance[0]),
                is_sure=not ready.withheld.is_near(shape, float(distance[0])),
            )
        )
    return sorted(found, key=lambda one: one.distance_m)


def _parts(index: ZoneIndex, zones: pd.DataFrame, shape: shapely.Geometry) -> list[Part]:
    found = find_overlaps(np.array([shape], dtype=object), index)
    rows = zones.iloc[found.zone]
    parts = [
        Part(id=str(zone_id), name=str(name or ""), area_ha=area_m2 / M2_PER_HA)
        for zone_id, name, area_m2 in zip(rows["zone_id"], rows["name"], found.area_m2.tolist(), strict=True)
        if not area_m2 <= 0  # NaN: there is a common part that could not be measured
    ]
    return sorted(parts, key=lambda part: -part.area_ha)
