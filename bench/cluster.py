"""
Two worker processes beside one, and the memory of a layer that is larger than what a worker holds.

    python -m bench.cluster [speed] [memory] [zones=5000000]

speed: the made-up province with 144 forest blocks of 24,000 vertices; the same question to one
worker process and to two, one thread each, five times in turn, medians. Every answer is compared with
the single machine's. The asking process needs a part of the cores as well, and so do other programs
that run at the same time: so the processor time is told too.

memory: a gap-free layer of 5,000,000 cells, made row by row and never held as a whole; then 5,000
sites by two workers. Peak memory (resident) of each process is what the operating system counted.
The cells leave no gap, so the areas of all overlaps must add up to the area of the sites.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from bench.trial import EAST, NORTH, make_blobs, make_trial
from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.cluster import find_overlaps_on
from layers.partition_writer import Source, write_partitions
from layers.scheduler import open_scheduler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.types import GeometryArray

RUNS = 3
CRS = "EPSG:9205"
CELL_M = 40.0
ROWS_PER_BATCH = 20
SITES = 5_000
MARGIN_M = 500.0
"""How far the sites' centres stay from the edge of the layer: no site reaches beyond it."""


def frame_of(shapes: GeometryArray, first: int = 0) -> gpd.GeoDataFrame:
    """Return zones as a reader gives them."""
    ids = [str(first + k) for k in range(len(shapes))]
    return gpd.GeoDataFrame({"zone_id": ids, "name": "", "code": ""}, geometry=shapes, crs=CRS)


def cells(per_side: int) -> Iterator[gpd.GeoDataFrame]:
    """Give a gap-free grid with shaken corners, some rows at a time; neighbours share their corners."""

    def corners(row: int) -> np.ndarray:
        moved = np.random.default_rng(row).uniform(-0.3, 0.3, (per_side + 1, 2))
        moved[[0, -1], 0] = 0
        moved[:, 1] *= 0 < row < per_side
        at = np.column_stack([np.arange(per_side + 1), np.full(per_side + 1, row)])
        return (at + moved) * CELL_M + (EAST, NORTH)

    for start in range(0, per_side, ROWS_PER_BATCH):
        stop = min(start + ROWS_PER_BATCH, per_side)
        lines = np.stack([corners(row) for row in range(start, stop + 1)])
        low, high = lines[:-1], lines[1:]
        rings = np.stack([low[:, :-1], low[:, 1:], high[:, 1:], high[:, :-1]], axis=2)
        yield frame_of(shapely.polygons(rings.reshape(-1, 4, 2)), start * per_side)


def peak_mb() -> float:
    """Return the most memory that this process ever held (Linux; getrusage would count its parent's too)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def speed() -> None:
    """Print the times of one and of two workers, and their ratio."""
    trial = make_trial(parcels=2_000_000, blocks=144, blobs=6_000, roads=20)
    whole = find_overlaps(trial.sites, ZoneIndex.build(trial.zones))
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / "parts"
        parts = len(
            write_partitions([frame_of(trial.zones)], folder, Source(layer_id="trial"), 10_000).partitions
        )
        counts = (len(trial.zones), parts, len(trial.sites), len(whole.site))
        print("{:,} zones in {} files, {:,} sites, {:,} pairs".format(*counts))
        taken: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(RUNS):
            for workers, times in taken.items():
                with open_scheduler("local", workers) as client:
                    find_overlaps_on(
                        client, trial.sites[:50], folder
                    )  # loads libraries, fills the file cache
                    before, own, start = (
                        client.run(time.process_time),
                        time.process_time(),
                        time.perf_counter(),
                    )
                    done = find_overlaps_on(client, trial.sites, folder)
                    times.append(time.perf_counter() - start)
                    spent = [after - before[w] for w, after in client.run(time.process_time).items()]
                    own = time.process_time() - own
                same = np.array_equal(done.overlaps.area_m2, whole.area_m2) and np.array_equal(
                    done.overlaps.zone, whole.zone
                )
                busy = " + ".join(f"{seconds:.2f}" for seconds in spent)
                print(
                    f"{workers} worker(s): {times[-1]:.2f} s; equal to the single machine: {same};", end=" "
                )
                print(f"processor time {busy} s, asking process {own:.2f} s", flush=True)
    one, two = (statistics.median(times) for times in taken.values())
    best = [min(times) for times in taken.values()]
    print(f"medians: one worker {one:.2f} s, two workers {two:.2f} s, {one / two:.2f} times", end="; ")
    print(f"best of each: {best[0]:.2f} s, {best[1]:.2f} s, {best[0] / best[1]:.2f} times")


def memory(zones: int) -> None:
    """Print peak memory and times for a layer of that many cells."""
    per_side = math.ceil(math.sqrt(zones))
    side_m = per_side * CELL_M
    blobs = make_blobs(SITES, side_m - 2 * MARGIN_M, np.random.default_rng(1))
    sites = shapely.transform(blobs, lambda xy: xy + MARGIN_M)
    with tempfile.TemporaryDirectory() as held:
        folder, before, start = Path(held) / "parts", peak_mb(), time.perf_counter()
        manifest = write_partitions(cells(per_side), folder, Source(layer_id="cells"))
        size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        print(
            f"{manifest.zone_count:,} zones in {len(manifest.partitions)} files, {size_mb:.0f} MB:"
            f" written in {time.perf_counter() - start:.0f} s, peak {peak_mb():.0f} MB ({before:.0f} before)",
            flush=True,
        )
        with open_scheduler("local", 2) as client:
            idle = client.run(peak_mb)
            pids = client.run(os.getpid)
            start = time.perf_counter()
            done = find_overlaps_on(client, sites, folder)
            taken = time.perf_counter() - start
            peaks = client.run(peak_mb)
            same = pids == client.run(os.getpid)
    pairs, failures = len(done.overlaps.site), len(done.failures)
    print(f"{len(sites):,} sites, {pairs:,} pairs in {taken:.0f} s; failures: {failures}")
    for worker, peak in peaks.items():
        print(f"worker {worker}: peak {peak:.0f} MB ({idle[worker]:.0f} idle), never restarted: {same}")
    off = done.overlaps.area_m2.sum() / shapely.area(sites).sum() - 1
    print(f"asking process: peak {peak_mb():.0f} MB; areas of overlaps / areas of sites - 1 = {off:.1e}")


if __name__ == "__main__":
    words = sys.argv[1:]
    count = next((int(word.removeprefix("zones=")) for word in words if word.startswith("zones=")), 5_000_000)
    if "speed" in words or "memory" not in words:
        speed()
    if "memory" in words or "speed" not in words:
        memory(count)
