"""
The engine beside plain intersection on a made-up province: parcels, large forest blocks, round sites.

    python bench/province.py [PARCELS] [SITES]

Both answer the same question (which pairs overlap, the common shape, its area) on the same
shapes, three times in turn; the medians' ratio is printed. "Plain" is
`STRtree.query(predicate="intersects")` and `shapely.intersection`.
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps

RUNS = 3
SIDE_M = 20_000.0
DEFAULTS = (20_000, 3_000)


def shapes(parcels: int, sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Return zones (a gap-free mosaic and six blocks of 24,000 vertices) and sites of 150 m radius."""
    rng = np.random.default_rng(1)
    points = shapely.MultiPoint(rng.uniform(0, SIDE_M, (parcels, 2)))
    square = shapely.box(0, 0, SIDE_M, SIDE_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=square))
    centres = shapely.points(rng.uniform(4_000, 16_000, (6, 2)))
    blocks = shapely.buffer(centres, 4_000, quad_segs=6_000)
    return np.concatenate([cells, blocks]), shapely.buffer(
        shapely.points(rng.uniform(0, SIDE_M, (sites, 2))), 150
    )


def main(parcels: int, site_count: int) -> None:
    """Print pairs, areas and times of both."""
    zones, sites = shapes(parcels, site_count)
    built, own, other = [], [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        index = ZoneIndex.build(zones)
        built.append(time.perf_counter() - start)
        start = time.perf_counter()
        found = find_overlaps(sites, index)
        own.append(time.perf_counter() - start)
        start = time.perf_counter()
        site, zone = shapely.STRtree(zones).query(sites, predicate="intersects")
        area_m2 = shapely.area(shapely.intersection(sites[site], zones[zone]))
        other.append(time.perf_counter() - start)
    pairs, total = int((area_m2 > 0).sum()), float(area_m2.sum())
    print(
        f"ranh {len(found.site)} pairs, plain {pairs}; areas differ by {found.area_m2.sum() / total - 1:.1e}"
    )
    ours, plain, once = (statistics.median(times) for times in (own, other, built))
    print(f"index {once:.2f} s once, ranh {ours:.2f} s, plain {plain:.2f} s, ratio {plain / ours:.1f}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*given, *DEFAULTS[len(given) :])
