"""Which zones overlap which sites, by how much, and how sure that is."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.clip import NEGLIGIBLE_M2, clip
from geo.errors import GeometryError
from geo.join import group_starts
from geo.joined import Overlaps, gathered, join_pieces
from geo.kernel import CROSSING, HARD, PIECE_WITHIN, SITE_WITHIN, overlap_pieces
from geo.partition import SITE_VERTICES
from geo.pieces import POLYGON, Pieces, polygons_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.index import ZoneIndex
    from geo.types import FloatArray, GeometryArray, IntArray

M2_PER_HA = 10_000.0

MOST_THREADS = 8
SITE_PIECES_PER_CHUNK = 128
"""Site pieces that one thread decides at a time: small enough to show progress and to share out evenly."""


def find_overlaps(
    sites: GeometryArray,
    index: ZoneIndex,
    progress: Callable[[int, int], None] | None = None,
    threads: int | None = None,
) -> Overlaps:
    """
    Return every pair of a site and a zone whose interiors meet.

    What a pair gives does not depend on the other sites and zones, nor on the threads.

    Parameters
    ----------
    sites
        Valid polygons in the CRS of the index, or None (has no pair).
    index
        Zones, polygons.
    progress
        Called with (pieces of sites done, of all).
    threads
        At most so many at a time; None takes one for each processor, up to eight.

    Returns
    -------
    overlaps
        Pairs that only touch are not in it; one that meets in less than a square micrometre
        may be missing. A pair appears once, however often site and
        zone were cut; its area is the sum over the cuts.

    Raises
    ------
    GeometryError
        If a site or a zone is a line or a point.
    """
    sites = np.asarray(sites, dtype=object)
    pieces = Pieces.of(sites, SITE_VERTICES)
    if len(pieces) and ((pieces.dimension != POLYGON).any() or not index.is_areal):
        raise GeometryError(
            "Overlap is asked of areas; lines and points have none.",
            "Chỉ xét chồng lấn giữa các vùng; đường và điểm không có diện tích.",
        )
    return gathered(list(_chunks(sites, pieces, index, progress, threads)))


def overlap_batches(
    batches: Iterator[GeometryArray], index: ZoneIndex, threads: int | None = None
) -> Iterator[Overlaps]:
    """
    Yield the overlaps of one batch of sites after the other: memory holds one batch at a time.

    Positions of sites count from the first batch on.
    """
    start = 0
    for sites in batches:
        found = find_overlaps(sites, index, threads=threads)
        yield replace(found, site=found.site + start)
        start += len(sites)


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
    if (areas_m2[~present] > NEGLIGIBLE_M2).any():
        return None, float(areas_m2.sum()), False  # an area without its shape cannot be dissolved
    if not present.any():
        return None, 0.0, True
    if len(shapes) == 1:
        return shapes[0], float(areas_m2[0]), True
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


def _chunks(
    sites: GeometryArray,
    pieces: Pieces,
    index: ZoneIndex,
    progress: Callable[[int, int], None] | None,
    threads: int | None,
) -> Iterator[Overlaps]:
    """Decide chunk by chunk, on threads where there are several; each site is in one chunk."""
    if len(pieces) == 0:
        return
    starts = group_starts(pieces.owner)
    wanted = np.arange(0, len(pieces), SITE_PIECES_PER_CHUNK)
    edges = [*np.unique(starts[np.searchsorted(starts, wanted, side="right") - 1]).tolist(), len(pieces)]
    chunks = list(pairwise(edges))
    workers = min(threads or min(os.cpu_count() or 1, MOST_THREADS), len(chunks))
    if workers == 1:
        for first, last in chunks:
            yield _overlap_chunk(sites, pieces, index, (first, last))
            if progress is not None:
                progress(last, len(pieces))
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        done = pool.map(lambda chunk: _overlap_chunk(sites, pieces, index, chunk), chunks)
        for (_, last), part in zip(chunks, done, strict=True):
            yield part
            if progress is not None:
                progress(last, len(pieces))


def decide(
    pieces: Pieces, index: ZoneIndex, chunk: tuple[int, int], *, guarded: bool = True
) -> tuple[IntArray, FloatArray, FloatArray, IntArray]:
    """Run a chunk of site pieces through the kernel; see `geo.kernel.overlap_pieces`."""
    zones, tree = index.pieces, index.tree
    return overlap_pieces(
        *chunk, pieces.xy, pieces.ring, pieces.part, pieces.box, zones.xy, zones.ring, zones.part,
        zones.box, index.longest_ring, tree.node, tree.level, tree.order, guarded,
    )  # fmt: skip


def _overlap_chunk(
    sites: GeometryArray, pieces: Pieces, index: ZoneIndex, chunk: tuple[int, int]
) -> Overlaps:
    zones = index.pieces
    pairs, area_m2, xy, ends = decide(pieces, index, chunk)
    row, piece, what, rings = pairs.T
    shape = np.full(len(pairs), None, dtype=object)
    shape[what == SITE_WITHIN] = pieces.take(row[what == SITE_WITHIN])
    shape[what == PIECE_WITHIN] = zones.take(piece[what == PIECE_WITHIN])
    shape[what == CROSSING] = _traced(xy, ends, rings[what == CROSSING])
    keep, recomputed, unresolved = (np.zeros(len(pairs), dtype=bool) for _ in range(3))
    keep[what != HARD] = True
    hard = np.flatnonzero(what == HARD)
    if len(hard):
        asked, of = np.unique(row[hard], return_inverse=True)
        clipped = clip(pieces.take(asked)[of], zones.take(piece[hard]))
        shape[hard], area_m2[hard] = clipped.shape, clipped.area_m2
        recomputed[hard], unresolved[hard] = clipped.recomputed, clipped.unresolved
        keep[hard] = clipped.inside | clipped.unresolved
    return join_pieces(
        sites,
        np.column_stack([pieces.owner[row], zones.owner[piece], row, piece])[keep],
        shape[keep],
        area_m2[keep],
        recomputed[keep],
        unresolved[keep],
    )


def _traced(xy: FloatArray, ends: IntArray, rings: IntArray) -> GeometryArray:
    """Return the traced common parts; `rings` says how many rings each has, every one a polygon."""
    polygons = polygons_of(xy, np.concatenate([[0], ends]), np.arange(len(ends) + 1))
    if len(polygons) == len(rings):
        return polygons
    first = np.cumsum(rings) - rings
    shapes = polygons[first]
    several = np.flatnonzero(rings > 1)
    of = np.repeat(np.arange(len(several)), rings[several])
    own = np.repeat(rings > 1, rings)
    shapes[several] = shapely.multipolygons(polygons[own], indices=of)
    return np.asarray(shapes, dtype=object)
