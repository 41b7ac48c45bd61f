"""
How long one drawn footprint waits for its answer, index in memory: median, p95, p99 and the slowest.

    python -m bench.footprint [--zones N ...] [--calls N] [--seed N]

Each call is what the page does: the complete answer (pairs, shapes, areas, guard) for one
footprint that was not asked before. "Plain" is `STRtree.query(predicate="intersects")`,
`shapely.intersection` and the area, for the same footprints in the same process.
The province of 2,000,000 zones is ten times as large as that of 200,000, not cut finer.
Exit status 1 if the two answers differ.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec

import numpy as np
import shapely

from bench.clock import machine, table
from bench.trial import PARCEL_M, make_blobs, make_trial
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.types import FloatArray, GeometryArray

P = ParamSpec("P")

PARCELS_PER_BLOCK = 5_625
"""As in the province of 202,500 parcels and 36 forest blocks."""

WARM_UP = 50
AREA_AGREES = 1e-9
HEADING = ("", "zones", "calls", "pairs a call", "median ms", "p95 ms", "p99 ms", "slowest ms")


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Seconds, pairs and area in square metres of each call, in the order of the footprints."""

    seconds: FloatArray
    pairs: FloatArray
    area_m2: FloatArray


def measure(zones: GeometryArray, footprints: GeometryArray, warm_up: int = WARM_UP) -> tuple[Calls, Calls]:
    """
    Ask the engine about all footprints, then the plain way; the first `warm_up` are not counted.

    Not one after the other for each footprint: the second would find the zones in the
    processor's cache. What is left of that helps the plain way, which goes second.
    """
    index, tree = ZoneIndex.build(zones), shapely.STRtree(zones)
    drawn = shapely.from_wkb(shapely.to_wkb(footprints))  # what one prepares must not help the other
    own = [_timed(_ranh, drawn[k : k + 1], index) for k in range(len(drawn))]
    plain = [_timed(_plain, footprints[k : k + 1], zones, tree) for k in range(len(footprints))]
    return _calls(own[warm_up:]), _calls(plain[warm_up:])


def _timed(
    ask: Callable[P, tuple[int, float]], *args: P.args, **kwargs: P.kwargs
) -> tuple[float, int, float]:
    start = time.perf_counter()
    pairs, area_m2 = ask(*args, **kwargs)
    return time.perf_counter() - start, pairs, area_m2


def _ranh(footprint: GeometryArray, index: ZoneIndex) -> tuple[int, float]:
    found = find_overlaps(footprint, index)
    return len(found.site), float(found.area_m2.sum())


def _plain(footprint: GeometryArray, zones: GeometryArray, tree: shapely.STRtree) -> tuple[int, float]:
    site, zone = tree.query(footprint, predicate="intersects")
    area_m2 = shapely.area(shapely.intersection(footprint[site], zones[zone]))
    return int((area_m2 > 0).sum()), float(area_m2.sum())


def _calls(measured: Sequence[tuple[float, int, float]]) -> Calls:
    columns = np.array(measured, dtype=float).T
    return Calls(seconds=columns[0], pairs=columns[1], area_m2=columns[2])


def row(name: str, zones: int, calls: Calls) -> list[str]:
    """Return the cells of one line of the table."""
    at = np.percentile(calls.seconds, [50, 95, 99, 100]) * 1e3
    counts = [f"{zones:,}", f"{len(calls.seconds):,}", f"{calls.pairs.mean():.1f}"]
    return [name, *counts, *(f"{value:.2f}" for value in at)]


def disagreements(own: Calls, plain: Calls) -> int:
    """Return for how many footprints the two name different numbers of pairs or another area."""
    same = (own.pairs == plain.pairs) & np.isclose(own.area_m2, plain.area_m2, rtol=AREA_AGREES, atol=1e-6)
    return int((~same).sum())


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if the answers differ."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.footprint",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--zones", type=int, nargs="+", default=[200_000, 2_000_000])
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    print(machine(("numba",)), flush=True)
    lines, different = [], 0
    for count in options.zones:
        blocks = max(1, round(count / PARCELS_PER_BLOCK))
        zones = make_trial(count, blocks, 0, 0, options.seed).zones
        side_m = round(math.sqrt(count)) * PARCEL_M
        rng = np.random.default_rng(options.seed + 1)
        own, plain = measure(zones, make_blobs(options.calls + WARM_UP, side_m, rng))
        lines += [row("ranh", len(zones), own), row("plain", len(zones), plain)]
        different += disagreements(own, plain)
    print(table(HEADING, lines))
    print(f"footprints on which the two differ: {different}")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
