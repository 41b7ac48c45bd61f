"""
The part of a layer that lies in a unit, without the slivers that a boundary leaves.

What the engine calls a sliver wherever it measures is left out here: contacts, and remnants of
a cut row that may be survey noise or are narrower than two lines of neighbours may lie apart.
Rows inside the unit stay whole, however small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.accuracy import JOINT_M
from geo.clip import NEGLIGIBLE_M2
from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.extent import OUTSIDE_TOLERANCE_M2
from layers.findings import areal
from layers.open_layers import CUT
from layers.outcome import CONTACT_M, NOISE_SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray, GeometryArray

AREAL, LINEAR = 2, 1
"""Dimensions of polygons and lines."""
REPEATED_M = 1e-4
"""Vertices of one line that are no farther apart are one: a tenth of what a package promises."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows of a layer in a unit."""

    rows: gpd.GeoDataFrame
    """Cut to the unit, with a column `clipped`; RangeIndex."""
    slivers: int = 0
    slivers_m2: float = 0.0


def part_of(frame: gpd.GeoDataFrame, unit: shapely.Geometry | None, kept: Sequence[str] = ()) -> Part:
    """
    Return the rows that have a part in the unit, cut to it.

    Parameters
    ----------
    frame
        Valid geometries in the CRS of `unit`. Rows that were cut by the cover of restricted land
        (column `cut_by_cover`) lose every attribute but `kept`: an area among them would tell the
        size of what was left out. Of vertices less than 0.1 mm apart one is left.
    unit
        The unit's boundary; None takes every row whole.
    """
    shapes = np.asarray(shapely.force_2d(np.asarray(frame.geometry.array, dtype=object)), dtype=object)
    parts, cut = shapes.copy(), np.zeros(len(shapes), dtype=bool)
    if unit is not None:
        parts, cut = _cut(shapes, unit)
    slivers: list[float] = []
    for row in np.flatnonzero(cut):
        parts[row], small = _without_slivers(parts[row], shapes[row])
        slivers += small
    parts = tidied(parts)
    here = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    rows = _told(frame[here].drop(columns=[frame.geometry.name]), cut[here], kept)
    geometry = gpd.GeoSeries(parts[here], index=rows.index, crs=frame.crs)
    whole = gpd.GeoDataFrame(rows, geometry=geometry).reset_index(drop=True)
    return Part(rows=whole, slivers=len(slivers), slivers_m2=float(sum(slivers)))


def _told(rows: gpd.GeoDataFrame, cut: BoolArray, kept: Sequence[str]) -> gpd.GeoDataFrame:
    """Say which rows are not whole; of those that the cover cut, leave what tells no size."""
    smaller = cut.copy()
    if CUT in rows:
        hidden = rows[CUT].to_numpy(dtype=bool)
        for column in rows.columns.difference([CUT, *kept]):
            values = rows[column].astype(object)
            values[hidden] = None
            rows[column] = values
        smaller |= hidden
        rows = rows.drop(columns=[CUT])
    return rows.assign(clipped=smaller)


def _cut(shapes: GeometryArray, unit: shapely.Geometry) -> tuple[GeometryArray, BoolArray]:
    """Return the part of each shape in the unit, None where there is none, and which are not the whole."""
    own = shapely.force_2d(unit)
    shapely.prepare(own)
    parts = np.full(len(shapes), None, dtype=object)
    near = np.flatnonzero(shapely.intersects(own, shapes))
    inside = shapely.covers(own, shapes[near])
    parts[near[inside]] = shapes[near[inside]]
    across = near[~inside]
    flat = shapely.get_dimensions(shapes[across]) == AREAL
    parts[across[flat]] = _areas(shapes[across[flat]], own)
    parts[across[~flat]] = shapely.intersection(shapes[across[~flat]], own)
    cut = np.zeros(len(shapes), dtype=bool)
    cut[across] = True
    return parts, cut


def _areas(shapes: GeometryArray, unit: shapely.Geometry) -> GeometryArray:
    """Cut with the engine: what it cannot decide stays whole rather than vanish."""
    parts = np.full(len(shapes), None, dtype=object)
    if not len(shapes):
        return parts
    found = find_overlaps(shapes, ZoneIndex.build(np.array([unit], dtype=object)))
    parts[found.site] = [areal(shape) for shape in found.shape]
    parts[found.site[found.unresolved]] = shapes[found.site[found.unresolved]]
    return parts


def tidied(parts: GeometryArray) -> GeometryArray:
    """Leave one of vertices that formats write alike; cutting leaves some a micrometre apart."""
    tidy = np.asarray(shapely.remove_repeated_points(parts, REPEATED_M), dtype=object)
    spoilt = ~(shapely.is_missing(parts) | shapely.is_valid(tidy)) | (shapely.is_empty(tidy))
    tidy[spoilt] = parts[spoilt]
    return tidy


def _without_slivers(
    part: shapely.Geometry | None, whole: shapely.Geometry
) -> tuple[shapely.Geometry | None, list[float]]:
    """Return what is left of a cut row, None for nothing, and the areas of its slivers in square metres."""
    if part is None or part.is_empty:
        return None, []
    dimension = shapely.get_dimensions(whole)
    pieces = [piece for piece in shapely.get_parts(part) if shapely.get_dimensions(piece) == dimension]
    left = [piece for piece in pieces if not is_sliver(piece, whole)]
    slivers = [piece.area for piece in pieces if is_sliver(piece, whole) and piece.area > NEGLIGIBLE_M2]
    if not left:
        return None, slivers
    return (left[0] if len(left) == 1 else _joined(left)), slivers


def is_sliver(piece: shapely.Geometry, whole: shapely.Geometry) -> bool:
    """
    Tell whether a piece of a cut shape is a mere remnant; both in metres.

    Examples
    --------
    >>> field = shapely.box(0, 0, 100, 100)
    >>> [is_sliver(shapely.box(0, 0, 100, depth), field) for depth in (0.009, 0.015, 0.05)]
    [True, True, False]
    """
    dimension = shapely.get_dimensions(whole)
    if dimension == LINEAR:
        return bool(piece.length <= CONTACT_M)
    if dimension != AREAL:
        return False
    if piece.area <= min(OUTSIDE_TOLERANCE_M2, NOISE_SHARE * whole.area):
        return True
    return bool(shapely.is_empty(shapely.buffer(piece, -JOINT_M)))


def _joined(pieces: list[shapely.Geometry]) -> shapely.Geometry:
    kinds = {
        "Polygon": shapely.multipolygons,
        "LineString": shapely.multilinestrings,
        "Point": shapely.multipoints,
    }
    return kinds[pieces[0].geom_type](pieces)
