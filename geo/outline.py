"""The outlines of geometries laid out flat: short runs of segments with their boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray

RUN_SEGMENTS = 6
"""Segments in a run: few enough that the box of a run says much, many enough that boxes are few."""


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """Rings, lines and points of many geometries, cut into runs of at most `RUN_SEGMENTS` segments."""

    xy: FloatArray
    """(vertices, 2) metres, unchanged: no coordinate is rounded or made."""
    run: IntArray
    """(runs, 2) first and last vertex of each run; a lone point is a run of one vertex."""
    run_box: FloatArray
    """(runs, 4) west, south, east, north."""
    first: IntArray
    """(geometries + 1,) first run of each geometry."""
    box: FloatArray
    """(geometries, 4) west, south, east, north; NaN where there is nothing."""

    @classmethod
    def of(cls, geometry: GeometryArray) -> Outlines:
        """
        Lay out polygons, lines and points, of one part or several, or None.

        Examples
        --------
        >>> outlines = Outlines.of(np.array([None, shapely.box(0, 0, 1, 1), shapely.Point(5, 5)]))
        >>> outlines.run.tolist(), outlines.first.tolist()
        ([[0, 4], [5, 5]], [0, 0, 1, 2])
        """
        chains, owner = _chains(geometry)
        xy, chain = shapely.get_coordinates(chains, return_index=True)
        vertices = np.bincount(chain, minlength=len(chains))
        runs = np.where(vertices > 0, np.maximum(1, -(-(vertices - 1) // RUN_SEGMENTS)), 0)
        chain_of_run = np.repeat(np.arange(len(chains)), runs)
        place = np.arange(len(chain_of_run)) - np.repeat(np.cumsum(runs) - runs, runs)
        start = np.cumsum(vertices) - vertices
        first = start[chain_of_run] + place * RUN_SEGMENTS
        last = np.minimum(first + RUN_SEGMENTS, (start + vertices)[chain_of_run] - 1)
        owners = owner[chain_of_run]
        return cls(
            xy=np.ascontiguousarray(xy, dtype=float),
            run=np.ascontiguousarray(np.column_stack([first, last]), dtype=np.intp),
            run_box=_boxes(xy, first, last),
            first=np.searchsorted(owners, np.arange(len(geometry) + 1)).astype(np.intp),
            box=np.ascontiguousarray(shapely.bounds(geometry).reshape(-1, 4), dtype=float),
        )


def segments(geometry: GeometryArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """
    Return start, end (both (segments, 2)) and owner of every segment; a point is one of no length.

    Examples
    --------
    >>> start, end, owner = segments(np.array([shapely.Point(5, 5), shapely.LineString([(0, 0), (1, 0)])]))
    >>> start.tolist(), end.tolist(), owner.tolist()
    ([[5.0, 5.0], [0.0, 0.0]], [[5.0, 5.0], [1.0, 0.0]], [0, 1])
    """
    chains, owner = _chains(geometry)
    xy, chain = shapely.get_coordinates(chains, return_index=True)
    alone = np.bincount(chain, minlength=len(chains))[chain] == 1
    joined = np.append(chain[1:] == chain[:-1], np.zeros(min(len(chain), 1), dtype=bool))
    first = np.flatnonzero(joined | alone)
    last = np.where(alone[first], first, first + 1)
    return xy[first], xy[last], owner[chain[first]]


def _chains(geometry: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Return all rings, lines and points, in the order of their owners, with the owners' positions."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, of_part = shapely.get_rings(parts[areal], return_index=True)
    chains = np.concatenate([rings, parts[~areal]])
    owners = np.concatenate([owner[areal][of_part], owner[~areal]])
    order = np.argsort(owners, kind="stable")
    return chains[order], owners[order]


def _boxes(xy: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Return the box of each run; runs share their end vertices, so that stretches are reduced in pairs."""
    if len(first) == 0:
        return np.empty((0, 4))
    padded = np.vstack([xy, xy[-1:]])
    stretch = np.column_stack([first, last + 1]).ravel()
    low = np.minimum.reduceat(padded, stretch, axis=0)[::2]
    high = np.maximum.reduceat(padded, stretch, axis=0)[::2]
    return np.ascontiguousarray(np.hstack([low, high]))
