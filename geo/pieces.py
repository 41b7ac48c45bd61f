"""
Geometries cut into pieces and laid out flat: coordinates in one array, which is what the kernel reads.

The arrays can stand in memory or be mapped from disk; only what is asked for becomes a
geometry again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.kernel import turn_rings
from geo.partition import subdivide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray, GeometryArray, IntArray

POLYGON, LINE, POINT = 2, 1, 0
"""Dimensions."""


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Polygons, lines or points of one part each; sorted by owner, then number."""

    xy: FloatArray
    """(vertices, 2) metres. Rings are closed; shells counter-clockwise, holes clockwise."""
    ring: IntArray
    """(rings + 1,) first vertex of each ring (line, point)."""
    part: IntArray
    """(pieces + 1,) first ring of each piece: the shell, then its holes."""
    box: FloatArray
    """(pieces, 4) west, south, east, north."""
    owner: IntArray
    """(pieces,) position of the geometry that the piece was cut from, ascending."""
    dimension: IntArray
    """(pieces,) POLYGON, LINE or POINT."""

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.owner)

    @classmethod
    def of(cls, geometry: GeometryArray) -> Pieces:
        """
        Cut geometries (valid, or None) into pieces of one part each.

        Examples
        --------
        >>> two = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
        >>> pieces = Pieces.of(np.array([None, two, shapely.box(9, 9, 10, 10)]))
        >>> pieces.owner.tolist(), pieces.box[2].tolist()
        ([1, 1, 2], [9.0, 9.0, 10.0, 10.0])
        """
        parts, owner = _single(*subdivide(geometry))
        dimension = np.asarray(shapely.get_dimensions(parts), dtype=np.intp)
        part = _starts(shapely.get_num_interior_rings(parts) + 1)
        ring = _starts(_ring_lengths(parts, part))
        xy = np.ascontiguousarray(shapely.get_coordinates(parts), dtype=float)
        turn_rings(xy, ring, part, dimension == POLYGON)
        return cls(
            xy=xy,
            ring=ring,
            part=part,
            box=np.ascontiguousarray(shapely.bounds(parts).reshape(-1, 4), dtype=float),
            owner=np.ascontiguousarray(owner, dtype=np.intp),
            dimension=dimension,
        )

    @classmethod
    def concatenated(cls, pieces: Sequence[Pieces], owners: Sequence[int]) -> Pieces:
        """Put pieces one behind the other; `owners[k]` geometries stand behind `pieces[k]`."""

        def joined(name: str) -> IntArray:
            starts = [getattr(one, name) for one in pieces]
            shift = _starts(np.array([start[-1] for start in starts]))
            moved = [start[:-1] + by for start, by in zip(starts, shift, strict=False)]
            return np.concatenate([*moved, shift[-1:]]).astype(np.intp)

        shift = _starts(np.asarray(owners))
        return cls(
            xy=np.concatenate([one.xy for one in pieces]),
            ring=joined("ring"),
            part=joined("part"),
            box=np.concatenate([one.box for one in pieces]),
            owner=np.concatenate([one.owner + by for one, by in zip(pieces, shift, strict=False)]),
            dimension=np.concatenate([one.dimension for one in pieces]),
        )

    def take(self, pieces: IntArray) -> GeometryArray:
        """Return pieces as geometries; new objects, so that a thread may prepare them."""
        pieces = np.asarray(pieces, dtype=np.intp)
        dimension = self.dimension[pieces]
        areas = dimension == POLYGON
        rings, first = _runs(self.part, pieces[areas])
        xy, start = _runs(self.ring, rings)
        if areas.all():
            return polygons_of(self.xy[xy], start, first)
        taken = np.empty(len(pieces), dtype=object)
        taken[areas] = polygons_of(self.xy[xy], start, first)
        for kind, make in ((LINE, shapely.linestrings), (POINT, shapely.points)):
            own = np.flatnonzero(dimension == kind)
            xy, start = _runs(self.ring, self.part[pieces[own]])
            row = np.repeat(np.arange(len(own)), np.diff(start))
            taken[own] = make(self.xy[xy], indices=row) if kind == LINE else make(self.xy[xy])
        return taken


def polygons_of(xy: FloatArray, ring: IntArray, part: IntArray) -> GeometryArray:
    """Return polygons from coordinates, the first vertex of each ring, the first ring of each polygon."""
    made = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (ring, part))
    return np.asarray(made, dtype=object)


def _single(geometry: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    """Part what has several parts; leave out what is empty."""
    if (shapely.get_type_id(geometry) >= shapely.GeometryType.MULTIPOINT).any():
        geometry, whole = shapely.get_parts(geometry, return_index=True)
        owner = owner[whole]
    filled = ~shapely.is_empty(geometry)
    return (geometry, owner) if filled.all() else (geometry[filled], owner[filled])


def _ring_lengths(parts: GeometryArray, part: IntArray) -> IntArray:
    """Return the vertices of each ring; lines and points count as one."""
    vertices = np.asarray(shapely.get_num_coordinates(parts), dtype=np.intp)
    lengths = np.empty(part[-1], dtype=np.intp)
    whole = np.diff(part) == 1
    lengths[part[:-1][whole]] = vertices[whole]
    holed = np.flatnonzero(~whole)
    rings, of = shapely.get_rings(parts[holed], return_index=True)
    position = np.arange(len(of)) - np.searchsorted(of, of)
    lengths[part[holed[of]] + position] = shapely.get_num_coordinates(rings)
    return lengths


def _starts(length: IntArray) -> IntArray:
    """Return where each run starts, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(length)]).astype(np.intp)


def _runs(starts: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return the concatenated numbers of the runs of `rows`, and where each of them starts."""
    first = np.asarray(starts[rows], dtype=np.intp)
    length = np.asarray(starts[np.asarray(rows) + 1], dtype=np.intp) - first
    begins = _starts(length)
    return np.arange(begins[-1], dtype=np.intp) + np.repeat(first - begins[:-1], length), begins
