"""
How long a search for lines takes: surface of 202,500 parcels, cheapest way at 50 m, alternatives.

    python -m bench.routes
    python -m bench.routes --start "Mường Tè" --goal "Than Uyên"

The parcels are those of `bench.trial`; one of twenty is forbidden and burnt wherever it touches a
cell. The route is looked for in a copy of the demonstration province, twice: the second time the
surface is kept. CPU seconds are of all threads of this process, without those of the processes that
search beside it; "longest wait" is how long a thread of this process, as one that serves a page, was
kept from running.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from bench.clock import Clock, machine, table
from bench.trial import make_trial
from layers.corridor.seen import FolderSeen
from layers.province import HOME, open_province
from layers.routing.coarse import STEP
from layers.routing.crew import floods_over
from layers.routing.fence import Fence
from layers.routing.land import Land, gather_land
from layers.routing.line import Ends
from layers.routing.marks import FIRST_BIT, KNOWN, Zones
from layers.routing.model import Asked
from layers.routing.others import Search
from layers.routing.search import find_routes
from layers.routing.solve import cheapest
from layers.routing.surface import CELL_M, Factors, build_surface
from layers.routing.weights import LandClass, default_weights, read_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.routing.floods import Floods
    from layers.routing.model import Routes
    from layers.routing.surface import Surface

DAY = date(2026, 11, 26)
FACTORS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
FORBIDDEN_SHARE = 0.05
SEED = 7


def _classes() -> tuple[LandClass, ...]:
    def one(name: str, treatment: str, factor: float) -> LandClass:
        return LandClass.model_validate(
            {
                "id": name,
                "name_vi": name,
                "name_en": name,
                "treatment": treatment,
                "factor": factor,
                "layer": "p",
            }
        )

    kinds = [one(f"x{f:g}", "avoid" if f > 1 else "neutral", f) for f in FACTORS]
    return (one("forbidden", "forbidden", 1.0), *kinds)


def measure_grid(clock: Clock, parcels: int) -> list[str]:
    """Burn the parcels of a trial and cross them from corner to corner; return what was found."""
    trial = make_trial(parcels=parcels, blobs=1, roads=1)
    zones = trial.zones[:parcels]
    draw = np.random.default_rng(SEED)
    sealed = draw.random(len(zones)) < FORBIDDEN_SHARE
    bits = np.uint64(1) << (FIRST_BIT + 1 + draw.integers(0, len(FACTORS), len(zones))).astype(np.uint64)
    touch = np.where(sealed, np.uint64(1) << np.uint64(FIRST_BIT), np.uint64(0)).astype(np.uint64)
    extent = shapely.box(*shapely.total_bounds(zones))

    def burnt(rows: slice) -> Surface:
        made = Zones(shapes=zones[rows], middle=bits[rows] | KNOWN, touch=touch[rows])
        land = Land(
            classes=_classes(),
            zones=(made,),
            of_class={},
            forbidden=zones[:0],
            keep_m=np.zeros(0),
            reach_m=0.0,
            versions=(),
            unasked=(),
            notes=(),
        )
        return build_surface(land, extent, shapely.Polygon(), CELL_M)

    burnt(slice(0, 10))  # compiles
    with clock.lap(f"surface of {len(zones):,} parcels"):
        surface = burnt(slice(None))
    fence = Fence(zones=zones[sealed], keep_m=np.zeros(int(sealed.sum())), extent=extent)
    with floods_over((surface.grid, surface.grid.coarser(STEP))) as floods:
        return _searched(clock, surface, fence, floods)


def _searched(clock: Clock, surface: Surface, fence: Fence, floods: Floods) -> list[str]:
    """Search over a surface; return what was found."""
    with clock.lap("costs of it"):
        classes = _classes()
        factors = Factors(unknown=3.0, cover=10.0, of_class={one.id: one.factor for one in classes})
        costs = surface.costs(classes, factors)
    free = np.argwhere(costs >= 0)
    cells = tuple((int(row), int(column)) for row, column in free[[0, -1]])
    ends = Ends(points=surface.grid.middles(np.array(cells)), cells=cells)
    search = Search(costs=costs, ends=ends, fence=fence, grid=surface.grid, band_share=0.02, floods=floods)
    fence.touches_point(*ends.points[0])  # builds the index, which a surface does not need
    with longest_wait(clock, "by that"), clock.lap("cheapest way, laid out and searched in this process"):
        here = cheapest(costs, cells, CELL_M)
    with longest_wait(clock, "by a process beside"), clock.lap("cheapest way, every cell looked at"):
        whole = cheapest(costs, cells, CELL_M, floods)
    with clock.lap("cheapest line, narrowed and checked, with its band"):
        best = search.best()
    nearest_m = float(shapely.distance(best.line, fence.zones).min())
    if here is None or whole is None or not np.array_equal(here.cells, whole.cells):
        raise SystemExit("the processes found another way")
    cost_m = whole.cost_m
    return [
        f"cells of 50 m: {costs.size:,}, free {len(free):,}",
        f"nearest forbidden parcel, by GEOS, m: {nearest_m:.3f}",
        f"cost of the checked line over that of the unchecked way: {best.cost_m / cost_m:.6f}",
    ]


def measure_route(clock: Clock, start: str, goal: str) -> list[str]:
    """Look for a route with alternatives in a copy of the demonstration province; return what was found."""
    with tempfile.TemporaryDirectory(prefix="ranh-routes-") as place:
        shutil.copytree(HOME / "data", Path(place) / "data", ignore=shutil.ignore_patterns(".ranh", "office"))
        province = open_province(Path(place) / "data" / "demo")
        seen = FolderSeen(whole=province, is_exact=False)
        weights = read_weights(default_weights(province))
        with clock.lap("demonstration province: layers read"):
            seen.layer(province.layers[0].id)
        asked = Asked(start=start, goal=goal, as_of=DAY)
        with clock.lap("demonstration province: first route"):
            find_routes(seen, asked, weights)
        with longest_wait(clock, "by three lines"), clock.lap("demonstration province: again, surface kept"):
            found = find_routes(seen, asked, weights)
        return _told(found, gather_land(seen, weights, DAY))


@contextmanager
def longest_wait(clock: Clock, name: str) -> Iterator[None]:
    """Note the longest time in the block for which a thread that wants to run every 10 ms did not."""
    over, waits = threading.Event(), [0.0]

    def tick() -> None:
        while not over.is_set():
            began = time.perf_counter()
            time.sleep(0.01)
            waits.append(time.perf_counter() - began - 0.01)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        clock.wall_s[f"longest wait caused {name}"] = max(waits)
        clock.cpu_s[f"longest wait caused {name}"] = 0.0


def _told(found: Routes, land: Land) -> list[str]:
    rows = []
    for route in found.routes:
        spare_m = shapely.distance(route.line, land.forbidden) - land.keep_m
        rows.append(
            [
                str(route.number),
                f"{route.length_m / 1000:.1f}",
                f"{route.cost_m / 1000:.1f}",
                f"{route.dearer_share:.1%}",
                f"{route.shared_share:.0%}",
                f"{route.staying_share:.0%}",
                f"{route.band.area / 1e6:.0f}",
                f"{spare_m.min():.1f}",
            ]
        )
    heading = ["line", "km", "cost km", "dearer", "shared", "stays", "band km2", "from forbidden land, m"]
    return [table(heading, rows)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=202_500)
    parser.add_argument("--start", default="Mường Tè")
    parser.add_argument("--goal", default="Than Uyên")
    given = parser.parse_args()
    clock = Clock()
    told = measure_grid(clock, given.parcels) + measure_route(clock, given.start, given.goal)
    print(machine(["numba", "scikit-image", "scipy"]))
    rows = [[name, f"{clock.wall_s[name]:.2f}", f"{clock.cpu_s[name]:.2f}"] for name in clock.wall_s]
    print(table(["step", "wall s", "CPU s"], rows))
    print("\n".join(told))


if __name__ == "__main__":
    main()
