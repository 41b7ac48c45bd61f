"""The index of a layer's zones: pieces, their owners and a tree, built once and asked often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.partition import subdivide

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray


@dataclass(frozen=True, kw_only=True)
class ZoneIndex:
    """Zones cut into pieces, with a search tree over the pieces' boxes."""

    zones: GeometryArray
    """Valid geometries in metres, or None; positions in it are the zone numbers of all results."""
    pieces: GeometryArray
    owner: IntArray
    """Zone number of each piece, ascending."""
    tree: shapely.STRtree

    @classmethod
    def build(cls, zones: GeometryArray) -> ZoneIndex:
        """Cut `zones` (valid geometries or None, CRS in metres) and build the tree."""
        geometry = np.asarray(zones, dtype=object)
        pieces, owner = subdivide(geometry)
        return cls(zones=geometry, pieces=pieces, owner=owner, tree=shapely.STRtree(pieces))

    def candidates(self, geometry: GeometryArray, reach_m: float = 0.0) -> tuple[IntArray, IntArray]:
        """
        Return (position in `geometry`, piece number) of all pairs whose boxes come within `reach_m`.

        Positions ascend. Absent geometries have no pair.
        """
        boxes = shapely.bounds(geometry)
        grown = boxes + np.array([-reach_m, -reach_m, reach_m, reach_m])
        present = ~np.isnan(boxes).any(axis=1)
        rows = np.flatnonzero(present)
        areas = shapely.box(*grown[rows].T)
        found, piece = self.tree.query(areas)
        order = np.argsort(found, kind="stable")
        return rows[found[order]], piece[order]


def box_overlap_m2(first: GeometryArray, second: GeometryArray) -> FloatArray:
    """Return the area common to the bounding boxes of each pair: no overlap can exceed it."""
    a, b = shapely.bounds(first), shapely.bounds(second)
    width = np.minimum(a[:, 2], b[:, 2]) - np.maximum(a[:, 0], b[:, 0])
    height = np.minimum(a[:, 3], b[:, 3]) - np.maximum(a[:, 1], b[:, 1])
    return np.asarray(np.clip(width, 0, None) * np.clip(height, 0, None), dtype=float)
