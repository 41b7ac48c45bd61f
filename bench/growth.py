"""
How the engine's time and memory grow: more sites on the same zones, more zones under the same sites.

    python -m bench.growth [--parcels N] [--blocks N] [--sites N] [--roads N] [--seed N] [--runs N]

More zones can mean two things, and both are shown. *A larger province*: as many parcels to the
square kilometre as before, and the projects stay in its south-west corner, so that hardly any
pair is added; this is the one of which it is claimed that ten times the zones take at most twice
the time. *Smaller parcels*: the same land cut finer, so that each project overlaps more of
them; here the pairs grow, and the time with them. "Ten times" is counted in zones.

Each step is a process of its own. "index" is paid once for each version of a layer; "overlap"
is the least of the runs with the index in memory (more is what other programs took), "processor" the
least of all threads together; "peak" is all the process held, shapes included.
Exit status 1 if a claim does not hold.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.clock import Clock, forget_peak, machine, peak_mb, run_alone, table
from bench.trial import PARCEL_M, make_trial
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

SITE_STEPS = (1, 2, 4)
ZONE_STEPS = (1, 2, 4, 10)
LINEAR = 1.1
"""Largest exponent that still counts as linear: a tenth is noise of the clock."""

TENFOLD = 2.0
"""How many times as long ten times the zones may take for the same sites."""

SIZES = ("step", "zones", "sites", "pairs")
COSTS = ("index s", "overlap s", "to before", "processor s", "to before", "peak MB", "to before")


@dataclass(frozen=True, kw_only=True)
class Size:
    """A province of `make_trial`, and by how much it is multiplied."""

    parcels: int
    blocks: int
    sites: int
    roads: int
    seed: int
    times_sites: int = 1
    times_zones: int = 1
    finer: bool = False
    """More zones are smaller parcels on the same land, not a larger province."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one size cost."""

    zones: int
    sites: int
    pairs: int
    index_s: float
    overlap_s: float
    processor_s: float
    peak_mb: float | None


def measure(size: Size, runs: int) -> Step:
    """Measure one size; meant for a process of its own. A small province goes first, unmeasured."""
    warm = make_trial(100, 1, 5, 1)
    find_overlaps(warm.sites, ZoneIndex.build(warm.zones))
    many = size.times_zones
    zones = make_trial(
        size.parcels * many,
        size.blocks if size.finer else size.blocks * many,
        0,
        0,
        size.seed,
        parcel_m=PARCEL_M / math.sqrt(many) if size.finer else PARCEL_M,
    ).zones
    drawn = (size.sites * size.times_sites, size.roads * size.times_sites)
    sites = make_trial(size.parcels, 0, *drawn, size.seed).sites
    forget_peak()
    clock = Clock()
    with clock.lap("index"):
        index = ZoneIndex.build(zones)
    for run in range(runs):
        with clock.lap(f"overlap {run}"):
            found = find_overlaps(sites, index)
    return Step(
        zones=len(zones),
        sites=len(sites),
        pairs=len(found.site),
        index_s=clock.wall_s["index"],
        overlap_s=min(clock.wall_s[f"overlap {run}"] for run in range(runs)),
        processor_s=min(clock.cpu_s[f"overlap {run}"] for run in range(runs)),
        peak_mb=peak_mb(),
    )


def rows(sizes: Sequence[Size], steps: Sequence[Step]) -> list[list[str]]:
    """Return a row a step: sizes, seconds, memory, and how these compare with the step before."""
    lines = []
    for size, step, before in zip(sizes, steps, [None, *steps[:-1]], strict=True):
        lines.append(
            [
                f"x {size.times_sites * size.times_zones}",
                *(f"{count:,}" for count in (step.zones, step.sites, step.pairs)),
                f"{step.index_s:.3f}",
                f"{step.overlap_s:.3f}",
                f"{step.overlap_s / before.overlap_s:.2f}" if before else "-",
                f"{step.processor_s:.3f}",
                f"{step.processor_s / before.processor_s:.2f}" if before else "-",
                f"{step.peak_mb:,.0f}" if step.peak_mb else "-",
                f"{step.peak_mb / before.peak_mb:.2f}" if before and before.peak_mb and step.peak_mb else "-",
            ]
        )
    return lines


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """
    Return e such that time grows as size to the power e, from the first size to the last.

    Examples
    --------
    >>> exponent([1000, 2000, 4000], [1.0, 2.0, 4.0])
    1.0
    """
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Print three tables and the two claims; return 1 if one does not hold."""
    options = _options(argv)
    base = Size(**{name: value for name, value in vars(options).items() if name != "runs"})
    print(machine(("numba",)), flush=True)
    more = [replace(base, times_sites=k) for k in SITE_STEPS]
    wide = [replace(base, times_zones=k) for k in ZONE_STEPS]
    fine = [replace(base, times_zones=k, finer=True) for k in ZONE_STEPS]
    more_sites = _series("More sites, the same zones", more, options.runs)
    larger = _series("A larger province, the same projects", wide, options.runs)
    _series("Smaller parcels on the same land, the same projects", fine, options.runs)
    power, power_cpu = (
        exponent([step.sites for step in more_sites], [getattr(step, unit) for step in more_sites])
        for unit in ("overlap_s", "processor_s")
    )
    ratio = larger[-1].overlap_s / larger[0].overlap_s
    ratio_cpu = larger[-1].processor_s / larger[0].processor_s
    held = power <= LINEAR, ratio <= TENFOLD
    words = ["holds" if yes else "DOES NOT HOLD" for yes in held]
    print(f"\ntime grows as sites to the power {power:.2f} (processor {power_cpu:.2f}); claim, 1: {words[0]}")
    print(
        f"ten times the zones: {ratio:.2f} times the time (processor {ratio_cpu:.2f}); claim, 2: {words[1]}"
    )
    return int(not all(held))


def _series(title: str, sizes: Sequence[Size], runs: int) -> list[Step]:
    """Measure the sizes one after the other, each in a new process; print their table."""
    steps = [run_alone(measure, size, runs) for size in sizes]
    print(f"\n{title}\n\n{table(SIZES + COSTS, rows(sizes, steps))}", flush=True)
    return steps


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--parcels", type=int, default=202_500)
    parser.add_argument("--blocks", type=int, default=36)
    parser.add_argument("--sites", type=int, default=5_000)
    parser.add_argument("--roads", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
