"""Carve rivers, roads and project sites into the cells, and note what each face belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from demo.arrangement import CRUMB_M2, absorb_slivers, faces_of, join_groups, numbers_within

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from demo.ground import Ground

NONE = -1


@dataclass(frozen=True, kw_only=True)
class Carving:
    """Polygons to carve, by kind; within a kind they must not overlap."""

    example: list[BaseGeometry]
    rivers: list[BaseGeometry]
    reservoirs: list[BaseGeometry]
    lakes: list[BaseGeometry]
    roads: list[BaseGeometry]
    sites: list[BaseGeometry]

    def kinds(self) -> dict[str, list[BaseGeometry]]:
        """Return the lists by name, in the order of precedence."""
        return {
            name: getattr(self, name)
            for name in ("example", "sites", "reservoirs", "rivers", "lakes", "roads")
        }


def carve(ground: Ground, carving: Carving) -> pd.DataFrame:
    """
    Return the faces of the carved province.

    Returns
    -------
    faces
        Columns `geometry`, `cell`, `legacy`, `commune` and one per kind of carving with the number of
        the shape that the face lies in, or -1. Together they cover the province without gaps.
    """
    shapes = [shape for kind in carving.kinds().values() for shape in kind]
    rims = shapely.intersection(shapely.boundary(np.array(shapes, dtype=object)), ground.province)
    faces = faces_of([*shapely.boundary(ground.cells), *rims])
    points = shapely.point_on_surface(faces)
    cell = numbers_within(points, ground.cells)
    faces, points, cell = faces[cell >= 0], points[cell >= 0], cell[cell >= 0]
    table = pd.DataFrame({"cell": cell})
    for name, members in carving.kinds().items():
        table[name] = numbers_within(points, np.array(members, dtype=object)) if members else NONE
    table["legacy"], table["commune"] = ground.legacy[cell], ground.commune[cell]
    return _without_slivers(faces, table)


def _without_slivers(faces: NDArray[np.object_], table: pd.DataFrame) -> pd.DataFrame:
    """Join slivers to a neighbour of the same commune that lies in the same carved shapes."""
    keys = [name for name in table.columns if name != "cell"]
    kind = table.groupby(keys, sort=False).ngroup().to_numpy()
    group = absorb_slivers(faces, kind, np.arange(len(faces)))
    group = _roots(absorb_slivers(faces, table["legacy"].to_numpy(), group, CRUMB_M2))
    joined, owner = join_groups(faces, group)
    result = table.iloc[owner].reset_index(drop=True)
    result["geometry"] = joined
    return result


def _roots(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the last host of each face when hosts have hosts."""
    for _ in range(20):
        further = group[group]
        if (further == group).all():
            break
        group = further
    return group
