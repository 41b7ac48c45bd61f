"""Which zones overlap which sites, by how much, and how sure that is."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.clip import GRIDS_M, NEGLIGIBLE_M2, SNAPPED_M, clip
from geo.errors import GeometryError
from geo.join import any_of, group_starts, sums, union_groups
from geo.kernel import AGREE, AGREE_M, CROSSING, HARD, PIECE_WITHIN, SITE_WITHIN, overlap_pieces
from geo.partition import SITE_VERTICES
from geo.pieces import POLYGON, Pieces, polygons_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.index import ZoneIndex
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray

M2_PER_HA = 10_000.0

MOST_THREADS = 8
SITE_PIECES_PER_CHUNK = 128
"""Site pieces that one thread decides at a time: small enough to show progress and to share out evenly."""

JOINED = 1e-9
"""Relative difference between a union of pieces and their sum that rounding explains."""

JOINED_M2 = 1e-6

MOST_MOVED = 0.01
"""Moved edges explain at most this part of an overlap."""


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
        yield Overlaps(**{**_columns(found), "site": found.site + start})
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


def gathered(parts: Sequence[Overlaps]) -> Overlaps:
    """Put results of different sites one behind the other, in the order given."""
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        false = np.zeros(0, dtype=bool)
        return Overlaps(
            site=none, zone=none, shape=np.zeros(0, dtype=object), area_m2=np.zeros(0),
            recomputed=false, unresolved=false,
        )  # fmt: skip
    columns = [_columns(part) for part in parts]
    return Overlaps(**{name: np.concatenate([part[name] for part in columns]) for name in columns[0]})


def _columns(overlaps: Overlaps) -> dict[str, Any]:
    return {field.name: getattr(overlaps, field.name) for field in fields(overlaps)}


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
    return _joined(
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


def _joined(
    sites: GeometryArray,
    keys: IntArray,
    shape: GeometryArray,
    area_m2: FloatArray,
    recomputed: BoolArray,
    unresolved: BoolArray,
) -> Overlaps:
    """
    Put the pieces of one site and zone together; pieces never overlap one another.

    `keys`: site, zone, piece of the site, piece of the zone; the order in which pieces are
    joined is theirs, so that it does not depend on what else was asked.
    """
    order = np.lexsort(keys.T[::-1])
    site, zone = keys[order, 0], keys[order, 1]
    first = group_starts(site, zone)
    size = np.diff(first, append=len(order))
    parts, total_m2 = shape[order], sums(area_m2[order], first)
    redone, doubtful = any_of(recomputed[order], first), any_of(unresolved[order], first)
    joined = parts[first]
    several = np.flatnonzero(size > 1)
    # Where the pieces add up to the site, the site is their union: most sites in a large zone.
    own = sites[site[first[several]]]
    missing_m2 = shapely.area(own) - total_m2[several]
    whole = abs(missing_m2) <= AGREE * total_m2[several] + AGREE_M * shapely.length(own)
    joined[several[whole]] = own[whole]
    several = several[~whole]
    joined[several] = union_groups(*_runs_of(parts, first, size, several))
    open_ = several[~_adds_up(joined[several], total_m2[several], SNAPPED_M) & ~doubtful[several]]
    for grid_m in GRIDS_M:
        if len(open_) == 0:
            break
        # A union that gained or lost land is computed again on a grid.
        again = union_groups(*_runs_of(parts, first, size, open_), grid_m)
        settled = _adds_up(again, total_m2[open_], grid_m)
        joined[open_[settled]], redone[open_] = again[settled], True
        open_ = open_[~settled]
    doubtful[open_] = True
    return Overlaps(
        site=site[first],
        zone=zone[first],
        shape=joined,
        area_m2=total_m2,
        recomputed=redone,
        unresolved=doubtful,
    )


def _adds_up(joined: GeometryArray, total_m2: FloatArray, moved_m: float) -> BoolArray:
    """Tell of each union whether it is as large as its pieces, but for edges moved by `moved_m`."""
    slack_m2 = np.minimum(moved_m * np.nan_to_num(shapely.length(joined)), MOST_MOVED * total_m2)
    allowed_m2 = JOINED * total_m2 + JOINED_M2 + slack_m2
    return np.asarray(abs(shapely.area(joined) - total_m2) <= allowed_m2, dtype=bool)  # NaN: no shape


def _runs_of(
    parts: GeometryArray, first: IntArray, size: IntArray, groups: IntArray
) -> tuple[GeometryArray, IntArray]:
    """Return the parts of some groups, one behind the other, and where each group starts."""
    ends = np.cumsum(size[groups])
    start = ends - size[groups]
    member = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first[groups] - start, size[groups])
    return parts[member], start
