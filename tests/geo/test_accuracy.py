"""Depth of overlaps: squares done in the head, and what a shrunk area may be off by."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.accuracy import (
    JOINT_M,
    REACH_FACTOR,
    SURE_M2,
    SURE_RADIUS_M,
    core_around,
    far_part,
    inner_distance_m,
    is_no_sliver,
    quick_depths,
)
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

SITE = shapely.box(0, 0, 100, 100)


def zones_of(*shapes: shapely.Geometry) -> np.ndarray:
    return np.array(shapes, dtype=object)


def quick(site: shapely.Geometry, zone: shapely.Geometry, tolerance_m: float) -> tuple[bool, bool]:
    sites, zones = zones_of(site), zones_of(zone)
    depths = quick_depths(find_overlaps(sites, ZoneIndex.build(zones)), sites, zones, tolerance_m)
    return bool(depths.sure[0]), bool(depths.deep[0])


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        (shapely.box(50, 0, 200, 100), (True, True)),
        (shapely.box(48, 0, 52, 100), (True, True)),  # narrow, but deep in the site
        (shapely.box(0, 0, 9, 100), (False, False)),
        (shapely.box(90.5, 0, 300, 100), (False, False)),
        (shapely.box(6, 20, 9, 80), (False, False)),  # an island 6 to 9 m behind the site's edge
        (shapely.Polygon([(-20, 49), (-20, 51), (12, 50)]), (False, True)),  # its tip alone is deep
    ],
)
def test_points_tell_what_is_deep(zone: shapely.Geometry, found: tuple[bool, bool]) -> None:
    assert quick(SITE, zone, 10.0) == found


def test_a_disc_of_the_sure_radius_is_more_than_the_sure_area() -> None:
    assert np.pi * SURE_RADIUS_M**2 > SURE_M2


def test_an_overlap_without_a_shape_is_not_deep() -> None:
    sites, zones = zones_of(SITE), zones_of(shapely.box(50, 0, 200, 100))
    found = find_overlaps(sites, ZoneIndex.build(zones))
    found.shape[0] = None
    depths = quick_depths(found, sites, zones, 10.0)
    assert (depths.sure.tolist(), depths.deep.tolist()) == ([False], [False])


@pytest.mark.parametrize("gap_m", [0.0, 0.015])
def test_a_line_between_two_zones_is_no_boundary(gap_m: float) -> None:
    over = shapely.box(40, 0, 60, 100)
    halves = zones_of(shapely.box(0, 0, 50, 100), shapely.box(50 + gap_m, 0, 100, 100))
    core = core_around(over, halves, 10.0)
    assert shapely.intersection(over, core).area == pytest.approx(20 * 80, rel=0.01)


def test_a_real_gap_is_a_boundary() -> None:
    over = shapely.box(40, 0, 60, 100)
    halves = zones_of(shapely.box(0, 0, 50, 100), shapely.box(50.5, 0, 100, 100))
    assert not shapely.relate_pattern(over, core_around(over, halves, 10.0), "T********")


def test_the_edges_of_the_window_decide_nothing() -> None:
    """A zone of 100 km around an overlap of 10 m: all of it is deep, and its own far edge is never seen."""
    over = shapely.box(0, 0, 10, 10)
    core = core_around(over, zones_of(shapely.box(-50_000, -50_000, 50_000, 50_000)), 12.5)
    assert shapely.covers(core, over)
    assert core.area < 100**2


angles = st.lists(st.floats(0.3, 1.0), min_size=5, max_size=12)


@settings(max_examples=60, deadline=None)
@given(radii=angles, tolerance_m=st.floats(0.5, 30.0), points=st.integers(0, 2**32 - 1))
def test_the_border_of_deep_lies_between_one_and_1_013_tolerances(
    radii: list[float], tolerance_m: float, points: int
) -> None:
    turn = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    star = shapely.Polygon(np.c_[np.cos(turn), np.sin(turn)] * 100 * np.array(radii)[:, None])
    core = core_around(star, zones_of(star), tolerance_m)
    some = shapely.points(np.random.default_rng(points).uniform(-100, 100, (300, 2)))
    some = some[shapely.contains(star, some)]
    depth = shapely.distance(some, shapely.boundary(star))
    inside = shapely.contains(core, some)
    assert (depth[inside] >= tolerance_m - 2 * JOINT_M).all()
    assert inside[depth > 1.013 * tolerance_m + 2 * JOINT_M].all()


@settings(max_examples=40, deadline=None)
@given(x=st.floats(-40, 140), y=st.floats(-40, 140), width=st.floats(1, 80), tolerance_m=st.floats(0.5, 30))
def test_points_never_call_deep_what_is_not(x: float, y: float, width: float, tolerance_m: float) -> None:
    zone = shapely.box(x, y, x + width, y + width)
    common = shapely.intersection(SITE, zone)
    if common.area < 1e-3:
        return
    _, deep = quick(SITE, zone, tolerance_m)
    shrunk = [shapely.buffer(shape, -tolerance_m, join_style="mitre") for shape in (SITE, zone)]
    truly = any(shapely.distance(core, common) == 0 for core in shrunk if not core.is_empty)
    assert truly or not deep


def test_what_lies_far_from_all_zones() -> None:
    outside = shapely.box(100, 0, 130, 50)
    far = far_part(outside, zones_of(SITE), 20.0)
    assert far.bounds[0] == pytest.approx(100 + 20 * REACH_FACTOR, abs=2 * JOINT_M)
    assert far_part(shapely.box(100, 0, 119, 50), zones_of(SITE), 20.0).is_empty
    assert far_part(outside, zones_of(), 20.0).area == outside.area


@pytest.mark.parametrize(
    ("shape", "depth_m"),
    [
        (shapely.box(10, 40, 20, 60), 10.0),
        (shapely.box(40, 40, 60, 60), 25.0),
        (shapely.box(0, 40, 20, 60), 0.0),
        (shapely.box(-5, 40, 20, 60), 0.0),
    ],
)
def test_how_far_inside(shape: shapely.Geometry, depth_m: float) -> None:
    halves = zones_of(shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100))
    assert inner_distance_m(shape, halves, 25.0) == pytest.approx(depth_m, abs=1e-6)


def test_a_crossing_is_no_sliver_and_an_end_is() -> None:
    road = shapely.box(0, 0, 300, 8)
    assert is_no_sliver(shapely.box(150, 0, 156, 8), road, 25.0)
    assert is_no_sliver(shapely.LineString([(150, 0), (150, 8)]), road, 25.0)
    assert not is_no_sliver(shapely.box(150, 0, 156, 5), road, 25.0)
    assert not is_no_sliver(shapely.box(294, 0, 300, 8), road, 25.0)
    assert not is_no_sliver(shapely.LineString([(0, 0), (300, 0)]), road, 25.0)
    assert not is_no_sliver(shapely.box(10, 0, 16, 8), road, 25.0)  # 10 m on one side: nothing beyond error


def test_corridors_upon_each_other_are_slivers_up_to_the_width_of_the_tolerance() -> None:
    corridor = shapely.box(0, 0, 1000, 20)
    assert is_no_sliver(corridor, corridor, 19.9)
    assert not is_no_sliver(corridor, corridor, 20.1)
