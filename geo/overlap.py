"""Which zones overlap which sites, by how much, and how sure that is."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.clip import Clipped, clip
from geo.partition import subdivide

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.index import ZoneIndex
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray

M2_PER_HA = 10_000.0

PAIRS_PER_CHUNK = 4_000
"""Pairs that one thread clips at a time: small enough to show progress."""


@dataclass(frozen=True, kw_only=True)
class Overlaps:
    """One row for every site and zone whose interiors meet; sorted by site, then zone."""

    site: IntArray
    """Position of the site."""
    zone: IntArray
    """Position of the zone."""
    shape: GeometryArray
    """Common part; polygons, or None where `unresolved` and no shape could be computed."""
    area_m2: FloatArray
    recomputed: BoolArray
    """The first result was implausible and was computed again on a fine grid."""
    unresolved: BoolArray
    """No two methods agree: must be shown as "not checked"."""


def find_overlaps(
    sites: GeometryArray, index: ZoneIndex, progress: Callable[[int, int], None] | None = None
) -> Overlaps:
    """
    Return every pair of a site and a zone whose interiors meet.

    Parameters
    ----------
    sites
        Valid polygons in the CRS of the index, or None (has no pair).
    index
        Zones, polygons.
    progress
        Called with (pairs done, pairs in all).

    Returns
    -------
    overlaps
        Pairs that only touch are not in it. A pair appears once, however often site and
        zone were cut; its area is the sum over the cuts.
    """
    pieces, owner = subdivide(sites)
    pieces = shapely.force_2d(pieces)  # copies: what is prepared below is nobody else's
    row, piece = index.candidates(pieces)
    clipped = _clip_chunks(pieces[row], index.pieces[piece], _edges(row), progress)
    keep = clipped.inside | clipped.unresolved
    return _joined(owner[row[keep]], index.owner[piece[keep]], clipped, keep)


def union_m2(shapes: GeometryArray, areas_m2: FloatArray) -> tuple[shapely.Geometry | None, float, bool]:
    """
    Return the union of overlaps of one site, its area, and whether it can be trusted.

    Zones of one layer may overlap one another; in a site's share each place counts once.
    A union must be at least as large as its largest part and at most as large as their
    sum; one that is not is computed again on a 1 mm grid.

    Examples
    --------
    >>> halves = np.array([shapely.box(0, 0, 6, 10), shapely.box(4, 0, 10, 10)])
    >>> union_m2(halves, shapely.area(halves))[1:]
    (100.0, True)
    """
    present = ~shapely.is_missing(shapes)
    if not present.any():
        return None, 0.0, True
    least, most = float(areas_m2.max()), float(areas_m2.sum())
    slack = 1e-9 * most + 1e-6
    for grid_m in (None, 1e-3):
        try:
            union = shapely.union_all(shapes[present], grid_size=grid_m)
        except shapely.errors.GEOSException:
            continue
        if least - slack <= union.area <= most + slack:
            return union, float(union.area), True
    return None, most, False


def _edges(row: IntArray) -> list[int]:
    """Cut points of the pair list such that all pairs of one site piece stay together."""
    if len(row) == 0:
        return [0]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    wanted = np.arange(0, len(row), PAIRS_PER_CHUNK)
    cuts = starts[np.searchsorted(starts, wanted, side="right") - 1]
    return [*np.unique(cuts).tolist(), len(row)]


def _clip_chunks(
    sites: GeometryArray, pieces: GeometryArray, edges: list[int], progress: Callable[[int, int], None] | None
) -> Clipped:
    chunks = [slice(start, stop) for start, stop in pairwise(edges)]
    done: list[Clipped] = []
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
        for chunk, result in zip(chunks, pool.map(lambda c: clip(sites[c], pieces[c]), chunks), strict=True):
            done.append(result)
            if progress is not None:
                progress(chunk.stop, len(sites))
    if not done:
        done = [clip(sites, pieces)]
    return Clipped(
        shape=np.concatenate([d.shape for d in done]),
        area_m2=np.concatenate([d.area_m2 for d in done]),
        inside=np.concatenate([d.inside for d in done]),
        recomputed=np.concatenate([d.recomputed for d in done]),
        unresolved=np.concatenate([d.unresolved for d in done]),
    )


def _joined(site: IntArray, zone: IntArray, clipped: Clipped, keep: BoolArray) -> Overlaps:
    """Put the pieces of one site and zone together; pieces never overlap one another."""
    order = np.lexsort((zone, site))
    site, zone = site[order], zone[order]
    shape = clipped.shape[keep][order]
    first = np.flatnonzero((np.diff(site, prepend=-1) != 0) | (np.diff(zone, prepend=-1) != 0))
    count = np.diff(first, append=len(site))
    joined = shape[first]
    for group in np.flatnonzero(count > 1):
        part = shape[first[group] : first[group] + count[group]]
        joined[group] = shapely.union_all(part[~shapely.is_missing(part)])

    def per_pair(values: BoolArray) -> BoolArray:
        merged = np.logical_or.reduceat(values[keep][order], first) if len(first) else values[:0]
        return np.asarray(merged, dtype=bool)

    area = clipped.area_m2[keep][order]
    return Overlaps(
        site=site[first],
        zone=zone[first],
        shape=joined,
        area_m2=np.add.reduceat(area, first) if len(first) else area,
        recomputed=per_pair(clipped.recomputed),
        unresolved=per_pair(clipped.unresolved),
    )
