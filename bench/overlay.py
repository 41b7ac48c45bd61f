"""
`ranh overlap` beside `geopandas.overlay` on the same two files: pairs, area, and time in one run.

    python -m bench.overlay SITES ZONES [--buffer-m 13]

SITES may be lines: they are widened by --buffer-m on each side. Repeats both five times in
turn and prints the medians' ratio; a single time means little on a shared machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.crs import to_crs
from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.files import read_file

RUNS = 5
CRS = "EPSG:9205"


def main() -> None:
    """Print pairs, areas and times of both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sites", type=Path)
    parser.add_argument("zones", type=Path)
    parser.add_argument("--buffer-m", type=float, default=0.0)
    options = parser.parse_args()
    sites = to_crs(read_file(options.sites), CRS)[["geometry"]]
    zones = to_crs(read_file(options.zones), CRS)[["geometry"]]
    if options.buffer_m:
        sites["geometry"] = sites.buffer(options.buffer_m)
    own, other = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        index = ZoneIndex.build(np.asarray(zones.geometry.array, dtype=object))
        found = find_overlaps(np.asarray(sites.geometry.array, dtype=object), index)
        own.append(time.perf_counter() - start)
        start = time.perf_counter()
        overlay = gpd.overlay(sites, zones, how="intersection", keep_geom_type=True)
        other.append(time.perf_counter() - start)
    area, expected = float(found.area_m2.sum()), float(overlay.area.sum())
    print(f"ranh: {len(found.site)} pairs, {area / 1e4:.6f} ha, {int(found.unresolved.sum())} unresolved")
    print(f"geopandas.overlay: {len(overlay)} pairs, {expected / 1e4:.6f} ha")
    print(f"relative difference of the areas: {abs(area / expected - 1):.1e}")
    ours, theirs = statistics.median(own), statistics.median(other)
    print(f"median times: ranh {ours:.3f} s with index, overlay {theirs:.3f} s, ratio {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
