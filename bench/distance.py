"""
Distances beside the two usual ways, on the made-up province: who is within 50 m, 500 m, 5 km.

    python -m bench.distance [PARCELS] [SITES]

"Buffered" grows the zones by the reach (`shapely.buffer`, its usual 16 segments a quarter)
and asks which sites intersect them: it knows no distances. "Plain" asks a tree for pairs
`dwithin` and then measures each with `shapely.distance`. All three get the same shapes; the
times are medians of three turns, or of one where that takes more than 10 s; "work" is time on
all processors together. Pairs are compared one by one: a pair that only the buffers miss is a
false clear of theirs, and the shortest true distance among these is told.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from bench.trial import make_trial
from geo.distance import find_within
from geo.index import ZoneIndex

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.trial import Trial

REACHES_M = (50.0, 500.0, 5_000.0)
DEFAULTS = (20_000, 500)
RUNS, LONG_S = 3, 10.0
BLOCKS, ROADS = 4, 5


def buffered(trial: Trial, reach_m: float) -> np.ndarray:
    """Return pairs (site, zone), one a row, as grown zones that intersect sites give them."""
    tree = shapely.STRtree(trial.sites)
    zone, site = tree.query(shapely.buffer(trial.zones, reach_m), predicate="intersects")
    return np.column_stack([site, zone])


def plain(trial: Trial, reach_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs and distances as tree and `shapely.distance` give them."""
    site, zone = shapely.STRtree(trial.zones).query(trial.sites, predicate="dwithin", distance=reach_m)
    return np.column_stack([site, zone]), shapely.distance(trial.sites[site], trial.zones[zone])


def timed(run: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return median seconds, median seconds of work, and what the last turn gave; one turn if it is long."""
    seconds: list[float] = []
    busy: list[float] = []
    while len(seconds) < RUNS and (not seconds or seconds[0] < LONG_S):
        start, working = time.perf_counter(), time.process_time()
        found = run()
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - working)
    return statistics.median(seconds), statistics.median(busy), found


def keys(pairs: np.ndarray, zones: int) -> np.ndarray:
    """Return one number for each pair, ascending."""
    return np.sort(pairs[:, 0] * zones + pairs[:, 1])


def compare(trial: Trial, index: ZoneIndex, reach_m: float) -> str:
    """Measure one reach all three ways and return the line that says how they differ."""
    count = len(trial.zones)
    own_s, own_cpu, own = timed(lambda: find_within(trial.sites, index, reach_m))
    plain_s, plain_cpu, (plain_pairs, plain_m) = timed(lambda: plain(trial, reach_m))
    grown_s, grown_cpu, grown_pairs = timed(lambda: buffered(trial, reach_m))
    ours = own.site * count + own.zone
    theirs = plain_pairs[:, 0] * count + plain_pairs[:, 1]
    order = np.argsort(theirs)
    same = np.array_equal(ours, theirs[order])
    apart = f"{np.abs(own.distance_m - plain_m[order]).max():.0e} m" if same else "-"
    grown = keys(grown_pairs, count)
    missed, extra = np.isin(ours, grown, invert=True), np.isin(grown, ours, invert=True)
    shortest = f", nearest at {own.distance_m[missed].min():.3f} m" if missed.any() else ""
    return (
        f"{reach_m:6g} m: {len(ours)} pairs; ranh {own_s:.2f} s, {own_cpu:.2f} s of work; "
        f"plain {plain_s / own_s:.1f} times as long, {plain_cpu / own_cpu:.1f} times the work; "
        f"buffered {grown_s / own_s:.1f} times as long, {grown_cpu / own_cpu:.1f} times the work. "
        f"Pairs as plain: {same}, distances within {apart}. "
        f"Buffers miss {int(missed.sum())} (false clears{shortest}) and add {int(extra.sum())}."
    )


def main(parcels: int, site_count: int) -> None:
    """Print one line for each reach."""
    trial = make_trial(parcels, BLOCKS, site_count, ROADS)
    start = time.perf_counter()
    index = ZoneIndex.build(trial.zones)
    print(
        f"{len(trial.zones)} zones, {len(trial.sites)} sites, index {time.perf_counter() - start:.2f} s once"
    )
    find_within(trial.sites[:1], index, 1.0)  # compiles, if nothing is kept from before
    for reach_m in REACHES_M:
        print(compare(trial, index, reach_m), flush=True)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*given, *DEFAULTS[len(given) :])
