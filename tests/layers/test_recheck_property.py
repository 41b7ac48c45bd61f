"""
Property: whatever changes, and in whatever order, a re-check is the full check to the last bit.

A world is drawn and changed in memory: no file is written, so that many worlds can be tried.
"""

from __future__ import annotations

import copy
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from layers.catalogue import LayerUse
from layers.check import CheckResult, check
from layers.kept import Kept
from layers.layer import Layer
from layers.model import Certainty, Issue
from layers.province import Province
from layers.reader import LayerData
from layers.rules import Rule
from layers.slivers import Why
from same import assert_same
from squares import CODES, EAST, NORTH

EXAMPLES = int(os.environ.get("RANH_RECHECK_EXAMPLES", "8"))
MANY = 100
CRS = "EPSG:9205"
SAID = {
    "theme": "t", "severity": "high", "citation": "x", "citation_status": "confirmed", "when_conflict_vi": "c",
    "when_conflict_en": "c", "when_clear_vi": "k", "when_clear_en": "k",
}  # fmt: skip
WORDS = {"kind": ("work", "zone")}
RULES: dict[str, tuple[dict[str, Any], ...]] = {
    "OVER": (
        {"layer": "defence", "kind": "overlap"},
        {"layer": "defence", "kind": "overlap", "min_overlap_m2": 400.0},
        {"layer": "defence", "kind": "overlap", "near_m": 120.0, "effective_from": date(2026, 1, 1)},
    ),
    "DIST": (
        {"layer": "defence", "kind": "distance", "distance_m": 60.0, "near_m": 200.0},
        {"layer": "defence", "kind": "distance", "distance_m": 60.0},
        {"layer": "defence", "kind": "distance", "distance_m": 5.0, "sectors": ("mining",)},
    ),
    "BELT": (
        {"layer": "defence", "kind": "distance", "distance_field": "belt_m", "unknown_reach_m": 150.0},
        {"layer": "defence", "kind": "distance", "distance_field": "belt_m", "near_m": 40.0},
        {"layer": "defence", "kind": "distance", "distance_by": {"field": "kind", "metres": {"work": 90.0}}, "unknown_reach_m": 70.0},
    ),
    "KIND": (
        {"layer": "defence", "kind": "overlap", "where": {"kind": ["work"]}},
        {"layer": "defence", "kind": "overlap", "where": {"kind": ["work"]}, "vocabulary": WORDS},
        {"layer": "defence", "kind": "overlap", "at_least": {"belt_m": 20.0}, "below": {"belt_m": float("inf")}},
    ),
    "RICE": (
        {"layer": "landuse", "kind": "overlap", "codes": ("LUA",)},
        {"layer": "landuse", "kind": "overlap", "codes": ("LUA", "RPH"), "min_site_share": 0.2},
        {"layer": "landuse", "kind": "overlap", "codes": ("LUC",), "effective_to": date(2025, 12, 31)},
    ),
    "PLAN": (
        {"layer": "landuse", "kind": "overlap", "except_planned_code": True},
        {"layer": "landuse", "kind": "inside"},
        {"layer": "heritage", "kind": "overlap"},
    ),
    "PLACE": ({"layer": "communes", "kind": "inside"}, {"layer": "communes", "kind": "overlap"}, {"layer": "communes", "kind": "inside", "severity": "low"}),
    "PRJ": (
        {"layer": "sites", "kind": "overlap"},
        {"layer": "sites", "kind": "distance", "distance_m": 30.0},
        {"layer": "sites", "kind": "overlap", "near_m": 80.0, "where": {"sector": ["mining"]}},
    ),
}  # fmt: skip
DAYS = (date(2026, 11, 23), date(2025, 6, 1), date(2020, 1, 1))
CODE_TABLES = (
    CODES,
    CODES.replace("LUA,NNP,current,#FFFC8C", "NNP,NNP,current,#FFFC8C"),
    CODES.replace("RPH,Đất rừng phòng hộ,Protection forest,NNP,NNP,current", "RPH,R,R,NNP,NNP,RESTRICTED"),
    CODES.replace("ODT,Đất ở đô thị,Urban residential land,PNN,PNN,current,#FFA0FF\n", ""),
)
BOUNDS = ((490_000.0, 2_440_000.0, 510_000.0, 2_460_000.0), (500_100.0, 2_440_000.0, 510_000.0, 2_460_000.0))
FOOTPRINTS_M = (None, 0.0, 6.0, 26.0)
"""Accuracy of the sites, in metres."""
VALUES: dict[str, tuple[Any, ...]] = {
    "zone_id": ("z1", "z2", "z3", "z4"),
    "name": ("", "Khu A"),
    "code": ("LUC", "RPH", "ODT", "CQP", "XYZ", ""),
    "kind": ("work", "zone", "Work ", "wrok", None, "12", "-1", "18446744073709551615"),
    "belt_m": (10.0, 55.5, 300.0, -9999.0, None, 25, "25", "1e3", 2**70, True),
    "planned_code": ("ODT", "LUC", "PNN", "KKT", "", None),
    "sector": ("mining", "Mining ", "urban", "", None),
    "part_of": ("", "s0", "s1", "s2", None),
    "commune_code": ("", "c1", None),
}
ZONE_COLUMNS, SITE_COLUMNS = ("kind", "belt_m"), ("planned_code", "sector", "part_of", "commune_code")


def called(name: str, renamed: set[str]) -> str:
    """Return what a column is called: under another name the same cells mean nothing."""
    return f"other_{name}" if name in renamed else name


@dataclass
class Made:
    """One version of a layer that can be changed."""

    layer: Layer
    rows: list[dict[str, Any]]
    columns: set[str] = field(default_factory=lambda: set(ZONE_COLUMNS))
    renamed: set[str] = field(default_factory=set)
    readable: bool = True
    there: bool = True

    def use(self) -> LayerUse:
        """Return the layer as the reader would."""
        if not self.readable:
            return LayerUse(layer=self.layer, data=None, problem_en="unreadable", problem_vi="không đọc được")
        bad = [row for row in self.rows if row["state"] != "good"]
        frame, usable = self._frame(self.rows), [row["state"] == "good" for row in self.rows]
        issues = tuple(
            Issue(file="f", row=row["zone_id"], kind="k", en="e", vi="v", blocks=True) for row in bad
        )
        data = LayerData(
            layer=self.layer,
            zones=frame[usable].reset_index(drop=True),
            broken=frame[[not good for good in usable]].reset_index(drop=True),
            issues=issues,
            sha256="-",
        )
        return LayerUse(layer=self.layer, data=data)

    def _frame(self, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
        names = ["zone_id", "name", "code", *sorted(self.columns)]
        shapes = [None if row["state"] == "lost" else row["geometry"] for row in rows]
        return gpd.GeoDataFrame({called(name, self.renamed): [row[name] for row in rows] for name in names}, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)  # fmt: skip


@dataclass
class World:
    """Everything that a check depends on, to be changed at will."""

    folder: Path
    sites: list[dict[str, Any]]
    layers: list[Made]
    rules: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    site_columns: set[str] = field(default_factory=lambda: set(SITE_COLUMNS))
    renamed: set[str] = field(default_factory=set)
    day: int = 0
    codes: int = 0
    bounds: int = 0
    footprints: int = 0
    made: int = 0

    def check(self, since: Kept | None = None) -> CheckResult:
        """Check the world as it is now."""
        province = Province(
            id="p", name_vi="P", name_en="P", crs=CRS, bounds_m=BOUNDS[self.bounds], folder=self.folder,
            codes=f"codes-{self.codes}.csv",
        )  # fmt: skip
        names = ["site_id", "name", *sorted(self.site_columns)]
        sites = gpd.GeoDataFrame(
            {called(name, self.renamed): [site[name] for site in self.sites] for name in names},
            geometry=gpd.GeoSeries([site["geometry"] for site in self.sites], crs=CRS),
            crs=CRS,
        )
        uses = [made.use() for made in self.layers if made.there]
        rules = [Rule(**SAID | {"id": name} | RULES[name][n]) for name, n in self.rules.items() if n >= 0]
        footprints_m = FOOTPRINTS_M[self.footprints]
        return check(sites, uses, rules, province, DAYS[self.day], footprints_m=footprints_m, since=since)


def place(x: int, y: int, width: int, turn: int) -> shapely.Geometry:
    """Return a rectangle on a grid of 50 m, turned so that its coordinates are no whole numbers."""
    box = shapely.box(EAST + 50 * x, NORTH + 50 * y, EAST + 50 * x + 40 * (width + 1), NORTH + 50 * y + 130)
    return shapely.affinity.rotate(box, 11.3 * turn) if turn else box


def site(number: int, x: int, y: int, width: int, turn: int) -> dict[str, Any]:
    given = {"planned_code": "ODT", "sector": "mining", "part_of": "", "commune_code": ""}
    return {"site_id": f"s{number}", "name": "Dự án", **given, "geometry": place(x, y, width, turn)}


def zone(number: int, x: int, y: int, width: int, turn: int) -> dict[str, Any]:
    given = {"name": "", "code": "LUC", "kind": "work", "belt_m": 30.0, "state": "good"}
    return {"zone_id": f"z{number}", **given, "geometry": place(x, y, width, turn)}


def first_world(folder: Path) -> World:
    for number, text in enumerate(CODE_TABLES):
        (folder / f"codes-{number}.csv").write_text(text, encoding="utf-8")
    named = {"name_vi": "L", "name_en": "L", "file": "-"}
    halves = [zone(0, 0, 0, 0, 0), zone(1, 0, 0, 0, 0)]
    halves[0]["geometry"] = shapely.box(EAST - 500, NORTH - 500, EAST + 500, NORTH + 2000)
    halves[1]["geometry"] = shapely.box(EAST + 500, NORTH - 500, EAST + 2000, NORTH + 2000)
    parcels = [zone(n, 2 * n, n % 3, n % 4, 0) | {"code": VALUES["code"][n % 4]} for n in range(6)]
    defence = [zone(n, 3 * n, n, 1, n % 2) | {"belt_m": None if n == 1 else 30.0} for n in range(4)]
    planned = [zone(n + 4, 3 * n + 1, 4, 1, 0) for n in range(2)]
    old, new = {"effective_to": date(2025, 12, 31)}, {"effective_from": date(2025, 3, 1)}
    sites = [site(n, 2 * n, n % 4, 1 + n % 2, n % 3) for n in range(6)]
    sites[5]["planned_code"] = "KKT"
    return World(
        folder=folder,
        sites=sites,
        layers=[
            Made(layer=Layer(id="communes", family="communes", **named), rows=halves, columns=set()),
            Made(
                layer=Layer(id="landuse", family="landuse", scale_denominator=25_000, **named),
                rows=parcels,
                columns=set(),
            ),
            Made(layer=Layer(id="defence-a", family="defence", **named, **old), rows=defence),
            Made(
                layer=Layer(id="defence-b", family="defence", accuracy_m=9.0, **named, **new),
                rows=defence[:3] + planned,
            ),
        ],
    )


N = st.integers(0, 19)
PLACES = st.tuples(st.integers(-2, 20), st.integers(-2, 8), st.integers(0, 6), st.integers(0, 3))
CHANGES = st.one_of(
    st.tuples(st.sampled_from(["move site", "add site"]), N, PLACES),
    st.tuples(st.sampled_from(["remove site", "blank site", "turn sites", "site column", "site cell"]), N, N, N),
    st.tuples(st.sampled_from(["move zone", "add zone"]), N, N, PLACES),
    st.tuples(st.sampled_from(["remove zone", "zone state", "turn zones", "zone column", "zone cell", "zone cell"]), N, N, N, N),
    st.tuples(st.just("zone state"), N, N, N, N),
    st.tuples(st.just("nudge site"), N, N, N),
    st.tuples(st.sampled_from(["layer", "layer", "rule", "day", "codes", "bounds", "footprints", "nothing"]), N, N, N),
)  # fmt: skip
LAYER_CHANGES: tuple[dict[str, Any], ...] = (
    {"restricted": True}, {"restricted": False}, {"id": "renamed"}, {"geometry": "line"}, {"geometry": "polygon"},
    {"effective_from": None, "effective_to": None}, {"effective_from": date(2027, 1, 1), "effective_to": None},
    {"colour": "#123456", "version": "3"}, {"accuracy_m": None, "scale_denominator": None}, {"accuracy_m": 0.0},
    {"accuracy_m": 14.0}, {"accuracy_m": None, "scale_denominator": 50_000},
)  # fmt: skip


def apply(world: World, change: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912, PLR0915 - one line a change
    what, *rest = change
    if what.endswith(("site", "sites", "site column", "site cell")):
        row = rest[0] % max(1, len(world.sites))
        if what == "add site":
            world.made += 1
            world.sites.insert(row, site(100 + world.made, *rest[1]))
        elif what == "move site":
            world.sites[row]["geometry"] = place(*rest[1])
        elif what == "nudge site":
            shape = world.sites[row]["geometry"]
            moved = 1.7 * (rest[1] - 10), 2.3 * (rest[2] - 10)
            world.sites[row]["geometry"] = shape and shapely.affinity.translate(shape, *moved)
        elif what == "remove site" and len(world.sites) > 1:
            world.sites.pop(row)
        elif what == "blank site":
            world.sites[row]["geometry"] = None
        elif what == "turn sites":
            world.sites.append(world.sites.pop(row))
        elif what == "site column":
            chosen = world.site_columns if rest[2] % 2 else world.renamed
            chosen ^= {SITE_COLUMNS[rest[1] % 4]}
        elif what == "site cell":
            name = SITE_COLUMNS[rest[1] % 4]
            world.sites[row][name] = VALUES[name][rest[2] % len(VALUES[name])]
    elif what.endswith(("zone", "zones", "zone state", "zone column", "zone cell")):
        made = world.layers[rest[0] % len(world.layers)]
        row = rest[1] % max(1, len(made.rows))
        if what == "add zone":
            world.made += 1
            made.rows.insert(row, zone(100 + world.made, *rest[2]))
        elif what == "move zone":
            made.rows[row]["geometry"] = place(*rest[2])
        elif what == "remove zone" and len(made.rows) > 1:
            made.rows.pop(row)
        elif what == "zone state":
            made.rows[row]["state"] = ("broken", "lost", "good")[rest[2] % 3]
        elif what == "turn zones":
            made.rows.append(made.rows.pop(row))
        elif what == "zone column":
            chosen = made.columns if rest[3] % 2 else made.renamed
            chosen ^= {ZONE_COLUMNS[rest[2] % 2]}
        elif what == "zone cell":
            name = ("name", "code", "kind", "belt_m")[rest[2] % 4]
            made.rows[row][name] = VALUES[name][rest[3] % len(VALUES[name])]
    elif what == "layer":
        made = world.layers[rest[0] % len(world.layers)]
        chance = rest[1] % (len(LAYER_CHANGES) + 2)
        if chance < len(LAYER_CHANGES):
            made.layer = made.layer.model_copy(update=LAYER_CHANGES[chance])
        elif chance == len(LAYER_CHANGES):
            made.readable = not made.readable
        else:
            made.there = not made.there
    elif what == "rule":
        name = list(RULES)[rest[0] % len(RULES)]
        world.rules[name] = rest[1] % 4 - 1
        if rest[2] % 3 == 0:
            world.rules[name] = world.rules.pop(name)
    elif what == "day":
        world.day = rest[0] % len(DAYS)
    elif what == "codes":
        world.codes = rest[0] % len(CODE_TABLES)
    elif what == "bounds":
        world.bounds = rest[0] % len(BOUNDS)
    elif what == "footprints":
        world.footprints = rest[0] % len(FOOTPRINTS_M)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, CheckResult]:
    world = first_world(tmp_path_factory.mktemp("world"))
    return world, world.check()


STEPS = st.lists(st.lists(CHANGES, min_size=1, max_size=3), min_size=1, max_size=5)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_a_recheck_is_the_full_check(
    first: tuple[World, CheckResult], steps: list[list[tuple[Any, ...]]]
) -> None:
    world, result = copy.deepcopy(first[0]), first[1]
    for step in steps:
        for change in step:
            apply(world, change)
        result = world.check(since=result.kept)
        note(f"{step}: {len(result.rechecked.findings)} of {result.rechecked.cells}")
        assert_same(result, world.check())


@pytest.mark.heavy  # lighter: the one above, with fewer examples
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_many_rechecks_are_the_full_check(
    first: tuple[World, CheckResult], steps: list[list[tuple[Any, ...]]]
) -> None:
    test_a_recheck_is_the_full_check.hypothesis.inner_test(first, steps)


def test_the_first_world_has_every_verdict(first: tuple[World, CheckResult]) -> None:
    """What is compared in the property is not a wall of "not checked"."""
    verdicts = first[1].findings["verdict"].value_counts()
    assert set(verdicts.index) == {"conflict", "near", "clear", "not_checked"}
    assert len(first[1].findings) == len(RULES) * 6
    assert set(first[1].findings["certainty"]) == {"", *(str(word) for word in Certainty)}
    assert set(first[1].slivers["why"]) == {Why.MAP_ERROR}
