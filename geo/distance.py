"""
How far sites are from zones, without buffering anything.

A buffer is a polygon: its arcs lie inside the true circle, and GEOS smooths shallow hollows
of the outline by up to a hundredth of the distance. Here the distance itself is measured,
between the very segments of site and zone.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.nearest import nearest_m2
from geo.outline import Outlines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.index import ZoneIndex
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray

SLACK_M = 1e-9
"""A distance this close to 0 is 0, and one this close to the reach is the reach: rounding."""

BOX_MARGIN_M = 1e-3
"""By this much more than the reach are boxes grown: growing rounds, and must not lose a pair."""

PAIRS_PER_BATCH = 1_000_000
"""Pairs that one thread is to hold at a time; a batch is one site at least."""

SITES_AT_FIRST = 16
"""How many pairs a site has is known from the sites before it: the first batch is small."""

MOST_GROWTH = 8
"""A batch has at most this many times the sites of the one before: sites may get denser."""


@dataclass(frozen=True, kw_only=True)
class Distances:
    """One row for every site and zone within reach; sorted by site, then zone."""

    site: IntArray
    zone: IntArray
    distance_m: FloatArray
    """0 where they touch or overlap; NaN where `unresolved`."""
    unresolved: BoolArray
    """The distance could not be computed: must be shown as "not checked"."""


def find_within(sites: GeometryArray, index: ZoneIndex, reach_m: float) -> Distances:
    """
    Return all pairs of a site and a zone at most `reach_m` apart, with their distance.

    A pair's row depends on its two geometries alone: a run over some of the sites gives the
    same bits as a run over all.

    Parameters
    ----------
    sites
        Valid geometries in the CRS of the index, or None (has no pair).
    reach_m
        Metres, 0 or more. 0 finds what touches or overlaps. A pair exactly as far apart as
        the reach is found: one up to a nanometre (`SLACK_M`) beyond it counts as that.

    Returns
    -------
    distances
        Distances are right to a nanometre. A site or zone with coordinates that are no numbers
        has an unresolved row with everything: it may be anywhere.

    Raises
    ------
    ValueError
        If the reach is negative, infinite or no number: nothing would be found, and read as clear.

    Examples
    --------
    >>> from geo.index import ZoneIndex
    >>> zones = ZoneIndex.build(np.array([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10)]))
    >>> found = find_within(np.array([shapely.box(13, 0, 20, 10)]), zones, 5.0)
    >>> found.zone.tolist(), found.distance_m.tolist()
    ([0], [3.0])
    """
    if not 0 <= reach_m < np.inf:
        raise ValueError(f"reach_m must be a distance in metres, not {reach_m}")
    sites = np.asarray(sites, dtype=object)
    readable = _readable(sites)
    placed = sites.copy()
    placed[~readable] = None
    workers = min(os.cpu_count() or 1, 8)
    parts = [_nowhere(sites, index, readable)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        # By a window at a time: the candidates of all sites at once would not fit in memory.
        batches = _batches(placed, index, reach_m)
        while window := list(islice(batches, workers)):
            parts.extend(pool.map(lambda pairs: _measured(placed, index, pairs, reach_m), window))
    return _joined(parts)


def _readable(geometry: GeometryArray) -> BoolArray:
    """Whether all coordinates are finite numbers; also true where there is no geometry."""
    xy, row = shapely.get_coordinates(geometry, return_index=True)
    readable = np.ones(len(geometry), dtype=bool)
    readable[row[~np.isfinite(xy).all(axis=1)]] = False
    return readable


def _nowhere(sites: GeometryArray, index: ZoneIndex, readable: BoolArray) -> Distances:
    """Return an unresolved row for everything that has to do with a geometry that is nowhere."""
    present = ~(shapely.is_missing(sites) | shapely.is_empty(sites))
    lost = index.unreadable
    # One footprint is asked in the time that listing all zones would take: only where they are needed.
    zones = index.owner[:0] if readable.all() else np.unique(index.owner)
    site = np.concatenate(
        [np.repeat(np.flatnonzero(~readable), len(zones)), np.repeat(np.flatnonzero(present), len(lost))]
    ).astype(np.intp)
    zone = np.concatenate([np.tile(zones, int((~readable).sum())), np.tile(lost, int(present.sum()))]).astype(
        np.intp
    )
    count = len(site)
    return Distances(
        site=site,
        zone=zone,
        distance_m=np.full(count, np.nan),
        unresolved=np.full(count, fill_value=True),
    )


def _batches(sites: GeometryArray, index: ZoneIndex, reach_m: float) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield candidate pairs (site, piece), as many sites at a time as the last ones had room for."""
    start, count = 0, SITES_AT_FIRST
    while start < len(sites):
        row, piece = index.candidates(sites[start : start + count], reach_m + BOX_MARGIN_M)
        order = np.lexsort((piece, row))
        if len(order):
            yield row[order] + start, piece[order]
        start += count
        room = count * PAIRS_PER_BATCH // max(len(order), 1)
        count = min(max(room, 1), count * MOST_GROWTH)


def _measured(
    sites: GeometryArray, index: ZoneIndex, pairs: tuple[IntArray, IntArray], reach_m: float
) -> Distances:
    """Measure candidate pairs (site, piece), sorted by site, then piece."""
    row, piece = pairs
    own, one = _numbered(row)
    cut, two = _numbered(piece)
    pieces = index.take(cut)
    zone = index.owner[piece]
    # Copies: what is prepared here is nobody else's.
    meets, failed = _meets(shapely.force_2d(sites[own]), one, pieces, two)
    first = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(zone, prepend=-1) != 0))
    touching = np.logical_or.reduceat(meets, first)
    unresolved = np.logical_or.reduceat(failed, first) & ~touching
    distance_m = np.where(touching, 0.0, _apart_m(sites[own], pieces, (one, two), (first, touching), reach_m))
    distance_m[distance_m <= SLACK_M] = 0.0
    keep = unresolved | (distance_m <= reach_m + SLACK_M)
    distance_m = np.where(unresolved, np.nan, np.minimum(distance_m, reach_m))
    return Distances(
        site=row[first][keep],
        zone=zone[first][keep],
        distance_m=distance_m[keep],
        unresolved=unresolved[keep],
    )


def _numbered(values: IntArray) -> tuple[IntArray, IntArray]:
    """Return the different values, ascending, and the place of each value among them."""
    present = np.zeros(int(values.max(initial=-1)) + 1, dtype=bool)
    present[values] = True
    place = np.cumsum(present) - 1
    return np.flatnonzero(present), np.asarray(place[values], dtype=np.intp)


def _meets(
    sites: GeometryArray, one: IntArray, pieces: GeometryArray, two: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Return which pairs touch or overlap, and for which GEOS could not say."""
    a, b = shapely.bounds(sites)[one], shapely.bounds(pieces)[two]
    close = np.flatnonzero((a[:, :2] <= b[:, 2:]).all(axis=1) & (b[:, :2] <= a[:, 2:]).all(axis=1))
    meets, failed = np.zeros(len(one), dtype=bool), np.zeros(len(one), dtype=bool)
    shapely.prepare(sites)
    meets[close], failed[close] = _intersects(sites[one[close]], pieces[two[close]])
    return meets, failed


def _intersects(sites: GeometryArray, pieces: GeometryArray) -> tuple[BoolArray, BoolArray]:
    """Ask pair by pair where one pair makes GEOS fail."""
    try:
        return np.asarray(shapely.intersects(sites, pieces), dtype=bool), np.zeros(len(sites), dtype=bool)
    except shapely.errors.GEOSException:
        if len(sites) == 1:
            return np.array([False]), np.array([True])
        middle = len(sites) // 2
        halves = _intersects(sites[:middle], pieces[:middle]), _intersects(sites[middle:], pieces[middle:])
        return np.concatenate([halves[0][0], halves[1][0]]), np.concatenate([halves[0][1], halves[1][1]])


def _apart_m(
    sites: GeometryArray,
    pieces: GeometryArray,
    pairs: tuple[IntArray, IntArray],
    groups: tuple[IntArray, BoolArray],
    reach_m: float,
) -> FloatArray:
    """Return the distance between the outlines of each group of pairs, infinity beyond the reach."""
    (one, two), (first, done) = pairs, groups
    size = np.diff(first, append=len(one))
    asked = np.repeat(~done, size)
    group = np.concatenate([[0], np.cumsum(np.where(done, 0, size))]).astype(np.intp)
    a, b = Outlines.of(sites), Outlines.of(pieces)
    found_m2 = np.empty(len(first))
    limit_m2 = (reach_m + BOX_MARGIN_M) ** 2
    nearest_m2(
        a.xy, a.run, a.run_box, a.first, a.box,
        b.xy, b.run, b.run_box, b.first, b.box,
        one[asked], two[asked], group, limit_m2, found_m2,
    )  # fmt: skip
    return np.sqrt(found_m2)


def _joined(parts: list[Distances]) -> Distances:
    site = np.concatenate([part.site for part in parts])
    zone = np.concatenate([part.zone for part in parts])
    unresolved = np.concatenate([part.unresolved for part in parts])
    distance_m = np.concatenate([part.distance_m for part in parts])
    # Of two rows of a pair the unresolved one counts.
    order = np.lexsort((~unresolved, zone, site))
    site, zone = site[order], zone[order]
    first = np.flatnonzero((np.diff(site, prepend=-1) != 0) | (np.diff(zone, prepend=-1) != 0))
    chosen = order[first]
    return Distances(
        site=site[first], zone=zone[first], distance_m=distance_m[chosen], unresolved=unresolved[chosen]
    )
