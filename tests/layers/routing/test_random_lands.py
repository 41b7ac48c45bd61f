"""Random lands of 3 km: whatever line is offered is held against every zone by GEOS, one by one."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.routing.errors import NoRouteError, PointError
from layers.routing.fence import CLEARANCE_M, Fence
from layers.routing.marks import FIRST_BIT, Gathered, Marked
from layers.routing.others import Search
from layers.routing.places import Place, placed
from layers.routing.squares import Grid
from layers.routing.surface import Factors, build_surface
from layers.routing.weights import LandClass

SIDE, CELL = 3000.0, 50.0
HOLDS_M = 150.0
"""Land that is wider than this on both sides of a curve is not missed by cells of 50 m."""
PROVINCES = (
    shapely.box(0, 0, SIDE, SIDE),
    shapely.Point(1500, 1500).buffer(1500),
    shapely.Polygon([(0, 0), (SIDE, 100), (SIDE - 30, SIDE), (1500, 1400), (40, SIDE)]),
)


def triangle(draw):
    return shapely.Polygon(draw.uniform(0, SIDE, (3, 2)))


def strip_of_20_m(draw):
    return shapely.LineString(draw.uniform(0, SIDE, (2, 2))).buffer(10, cap_style="flat")


def block_of_cells(draw):
    """Return a box along the edges of cells, or hardly within them."""
    x, y = np.floor(draw.uniform(0, SIDE, 2) / CELL) * CELL
    width, height = draw.integers(1, 12, 2) * CELL
    inset = draw.choice([0.0, 1e-6, 0.3, 0.9])
    return shapely.box(x + inset, y + inset, x + width - inset, y + height - inset)


def ring(draw):
    middle, radius = shapely.Point(draw.uniform(0, SIDE, 2)), draw.uniform(200, 700)
    return middle.buffer(radius).difference(middle.buffer(radius - draw.uniform(15, 150)))


def stairs(draw):
    """Return squares that meet almost at their corners, down a diagonal."""
    x, y = draw.uniform(0, SIDE, 2)
    steps = range(int(draw.integers(3, 20)))
    return shapely.union_all(
        [shapely.box(x + 50 * k + 0.5, y - 50 * k + 0.5, x + 50 * k + 49.5, y - 50 * k + 49.5) for k in steps]
    )


def comb(draw):
    x, y = draw.uniform(0, SIDE, 2)
    return shapely.MultiPolygon([shapely.box(x + 60 * k, y, x + 60 * k + 50, y + 400) for k in range(5)])


def broken_line(draw):
    return shapely.LineString(draw.uniform(0, SIDE, (3, 2)))


def point(draw):
    return shapely.Point(draw.uniform(0, SIDE, 2))


KINDS = (triangle, strip_of_20_m, block_of_cells, ring, stairs, comb, broken_line, point)


class Trial:
    """A land with forbidden zones, two or three points, and everything that a search needs."""

    def __init__(self, seed):
        draw = np.random.default_rng(seed)
        zones = [KINDS[k](draw) for k in draw.integers(0, len(KINDS), draw.integers(1, 12))]
        self.zones = np.array(zones, dtype=object)
        self.extent = PROVINCES[draw.integers(0, len(PROVINCES))]
        self.within_m = float(draw.choice([0, 0, 3, 40, 150]))
        self.least_m = self.within_m + CLEARANCE_M
        gathered = self._gathered()
        land = SimpleNamespace(zones=gathered.zones)
        surface = build_surface(land, self.extent, shapely.Polygon(), CELL)
        unknown = float(draw.choice([1, 3, 1000]))
        costs = surface.costs((self.of_class,), Factors(unknown=unknown, cover=10.0, of_class={"f": 1.0}))
        dearer = draw.choice([1.0, 1.5, 8.0, 1000.0], size=costs.shape)
        self.costs = np.where(costs < 0, costs, costs * (dearer if draw.random() < 0.5 else 1.0))
        self.grid: Grid = surface.grid
        self.fence = Fence(
            zones=np.concatenate(gathered.forbidden),
            keep_m=np.concatenate(gathered.keep_m),
            extent=self.extent,
        )
        self.points = self._points(draw, 3 if draw.random() < 0.3 else 2)

    def _gathered(self):
        within = self.within_m
        self.of_class = LandClass.model_validate(
            dict.fromkeys(("id", "name_vi", "name_en", "layer"), "f") | {"treatment": "forbidden"}
        )
        rule = SimpleNamespace(
            codes=(), where={}, at_least={}, below={}, distance_m=within, distance_by=None, distance_field="",
            near_m=0.0, unknown_reach_m=0.0, asks_around_unknown=False, kind="distance",
            reach_m=lambda _: within,
        )  # fmt: skip
        frame = gpd.GeoDataFrame({"zone_id": range(len(self.zones))}, geometry=self.zones, crs="EPSG:9205")
        data = SimpleNamespace(zones=frame, broken=frame.iloc[:0], layer=SimpleNamespace(missing_rows=0))
        gathered = Gathered(codes={})
        bit = np.uint64(1) << np.uint64(FIRST_BIT)
        gathered.add(data, [Marked(one=self.of_class, rule=rule, bit=bit)], known=False)
        return gathered

    def _points(self, draw, count):
        """Return points that are free, a few that are anywhere, some on the lines and middles of cells."""
        sealed = shapely.union_all(shapely.buffer(self.zones, self.least_m + 1))
        free = self.extent.difference(sealed)
        anywhere = draw.uniform(0, SIDE, (300, 2))
        good = anywhere[shapely.contains_xy(free, anywhere) | (draw.random(300) < 0.02)]
        chosen = (good if len(good) >= count else anywhere)[:count]
        if draw.random() < 0.2:
            chosen = np.floor(chosen / CELL) * CELL + draw.choice([0.0, 25.0])
        return chosen

    def is_joined(self):
        """Tell whether wide free land joins all points."""
        sealed = shapely.union_all(shapely.buffer(self.zones, self.least_m + HOLDS_M))
        parts = shapely.get_parts(self.extent.buffer(-HOLDS_M).difference(sealed))
        return any(shapely.contains_xy(part, self.points).all() for part in parts)

    def lines(self):
        """Return the best line and others."""
        places = [Place(text="-", x=float(x), y=float(y)) for x, y in self.points]
        ends = placed(places, self.costs, self.fence, self.grid)
        search = Search(costs=self.costs, ends=ends, fence=self.fence, grid=self.grid, band_share=0.02)
        best = search.best()
        return [best, *search.others(best, 2)]

    def require_free(self, found):
        """Hold a line against every zone; slow and simple."""
        for zone in self.zones:
            assert found.line.distance(zone) >= self.least_m - 1e-6
        assert self.extent.buffer(1.001).covers(found.line)
        assert shapely.get_coordinates(found.line)[[0, -1]].tolist() == self.points[[0, -1]].tolist()
        assert all(found.line.distance(shapely.Point(xy)) < 1e-6 for xy in self.points)
        assert found.band[found.way.cells[:, 0], found.way.cells[:, 1]].all()
        assert (self.costs[found.band] >= 0).all()


def outcome(seed):
    """Try one land; return how many lines it has."""
    trial = Trial(seed)
    try:
        lines = trial.lines()
    except (NoRouteError, PointError):
        assert not trial.is_joined(), seed
        return 0
    for found in lines:
        trial.require_free(found)
    return len(lines)


def test_no_line_that_is_offered_touches_anything():
    counts = [outcome(seed) for seed in range(40)]
    assert counts.count(0) < 30
    assert max(counts) > 1


@pytest.mark.heavy
def test_no_line_of_many_touches_anything():
    assert sum(outcome(seed) > 0 for seed in range(1000, 3000)) > 800
