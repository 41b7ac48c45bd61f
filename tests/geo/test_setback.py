"""The part of a site within a distance of zones: squares and circles by head, then points at random."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.setback
from geo.index import ZoneIndex
from geo.setback import TOLERANCE_M, Setback, inside_setback

EAST, NORTH = 537_000.0, 2_466_000.0
SITE = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)


def array(*shapes: shapely.Geometry) -> np.ndarray:
    filled = np.empty(len(shapes), dtype=object)
    filled[:] = shapes
    return filled


def box(x: float, y: float, right: float, top: float) -> shapely.Polygon:
    return shapely.box(EAST + x, NORTH + y, EAST + right, NORTH + top)


def inside(*zones: tuple[shapely.Geometry, float], site: shapely.Geometry = SITE) -> Setback:
    found = inside_setback(site, array(*(zone for zone, _ in zones)), np.array([limit for _, limit in zones]))
    assert not found.unresolved
    assert found.area_m2 == pytest.approx(0.0 if found.shape is None else found.shape.area, abs=1e-6)
    return found


def test_a_straight_edge_gives_a_strip() -> None:
    found = inside((box(-50, -500, -4, 500), 10.0))
    assert 600.0 <= found.area_m2 <= 600.0 + 100 * TOLERANCE_M
    assert found.shape.bounds == pytest.approx((EAST, NORTH, EAST + 6, NORTH + 100), abs=TOLERANCE_M)


@pytest.mark.parametrize("limit_m", [0.5, 20.0, 90.0])
def test_a_corner_gives_a_quarter_of_a_circle(limit_m: float) -> None:
    quarter = math.pi * limit_m**2 / 4
    for zone in (box(-30, -30, 0, 0), shapely.Point(EAST, NORTH)):
        found = inside((zone, limit_m))
        assert quarter <= found.area_m2 <= math.pi * (limit_m + TOLERANCE_M) ** 2 / 4 + 1e-6


def test_a_zone_inside_gives_itself_and_the_ring_around_it() -> None:
    found = inside((box(40, 40, 60, 60), 10.0))
    exact = 20 * 20 + 4 * 20 * 10 + math.pi * 10**2
    assert exact <= found.area_m2 <= exact + TOLERANCE_M * (80 + 2 * math.pi * 11)


def test_a_point_inside_gives_a_circle_and_a_line_a_capsule() -> None:
    circle = inside((shapely.Point(EAST + 50, NORTH + 50), 10.0)).area_m2
    assert math.pi * 100 <= circle <= math.pi * (10 + TOLERANCE_M) ** 2
    capsule = inside((shapely.LineString([(EAST + 30, NORTH + 50), (EAST + 70, NORTH + 50)]), 10.0)).area_m2
    assert 800 + math.pi * 100 <= capsule <= 800 + math.pi * 100 + TOLERANCE_M * (80 + 2 * math.pi * 11)


def test_each_zone_has_its_own_distance_and_land_counts_once() -> None:
    west, same, south = box(-50, 0, -1, 100), box(-50, 0, -1, 100), box(0, -50, 100, -1)
    found = inside((west, 11.0), (same, 6.0), (south, 21.0), (box(0, 200, 100, 300), math.nan))
    assert found.area_m2 == pytest.approx(10 * 100 + 20 * 100 - 10 * 20, abs=200 * TOLERANCE_M)


def test_a_zone_too_far_gives_nothing() -> None:
    found = inside((box(120, 0, 130, 100), 19.99))
    assert (found.shape, found.area_m2) == (None, 0.0)
    assert inside((box(120, 0, 130, 100), 0.0)).area_m2 == 0.0


def test_distance_0_gives_the_overlap() -> None:
    assert inside((box(-50, 0, 30, 100), 0.0)).area_m2 == pytest.approx(3000)


def test_far_inside_the_distance_the_whole_site_counts() -> None:
    assert inside((box(1000, 0, 1100, 100), 5000.0)).area_m2 == pytest.approx(10_000)
    assert inside((box(-1000, -1000, 1000, 1000), 5.0)).area_m2 == pytest.approx(10_000)


def test_five_kilometres_are_as_exact_as_five_metres() -> None:
    found = inside((shapely.Point(EAST - 4950, NORTH + 50), 5000.0))
    # Beyond the strip of 50 m the arc loses at most 50^2 / 2 / 5000 = 0.25 m at the corners.
    lost = 2 * (50 * 5000 - 0.5 * (50 * math.sqrt(5000**2 - 50**2) + 5000**2 * math.asin(50 / 5000)))
    assert 5000 - lost - 1e-6 <= found.area_m2 <= 5000 - lost + 100 * TOLERANCE_M


def test_a_dense_outline_is_followed_to_the_millimetre() -> None:
    """Where GEOS's buffer of the same line is off by centimetres."""
    rng = np.random.default_rng(0)
    line = shapely.LineString(
        np.column_stack([EAST + np.arange(200) * 0.2, NORTH + rng.uniform(-0.3, 0, 200)])
    )
    site = box(10, 90, 30, 110)
    found = inside((line, 100.0), site=site)
    edge = shapely.get_coordinates(found.shape)
    edge = edge[(edge[:, 1] > NORTH + 95) & (edge[:, 0] > EAST + 10.001) & (edge[:, 0] < EAST + 29.999)]
    assert len(edge) > 10
    away = shapely.distance(shapely.points(edge), line)
    assert 100 - 1e-6 <= away.min() <= away.max() <= 100 + TOLERANCE_M


def star(x: float, y: float, radius: float, corners: int, phase: float) -> shapely.Polygon:
    angle = phase + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = radius * (0.75 + 0.25 * np.cos(7 * angle + phase) * np.sin(3 * angle))
    return shapely.Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))


def check_points(
    site: shapely.Geometry, zones: np.ndarray, limits: np.ndarray, rng: np.random.Generator
) -> None:
    """Every point of the site within the distance lies in the shape, up to 1 mm; none is further."""
    found = inside_setback(site, zones, limits)
    assert not found.unresolved
    west, south, east, north = site.bounds
    points = shapely.points(rng.uniform((west, south), (east, north), (3000, 2)))
    points = points[shapely.intersects(site, points)]
    close = (shapely.distance(points[:, None], zones[None, :]) <= limits).any(axis=1)
    if found.shape is None:
        assert not close.any()
        return
    assert shapely.distance(points[close], found.shape).max(initial=0) <= TOLERANCE_M
    corners = shapely.points(shapely.get_coordinates(found.shape))
    beyond = (shapely.distance(corners[:, None], zones[None, :]) - limits).min(axis=1)
    assert beyond.max() <= TOLERANCE_M
    assert shapely.distance(corners, site).max() <= TOLERANCE_M
    covered = shapely.intersects(found.shape, points)
    assert (shapely.distance(points[covered][:, None], zones[None, :]) - limits).min(axis=1).max(
        initial=0
    ) <= TOLERANCE_M


@given(
    st.lists(
        st.tuples(
            st.floats(-150, 150),
            st.floats(-150, 150),
            st.floats(5, 80),
            st.integers(3, 40),
            st.floats(0.0, 120),
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(3, 30),
    st.integers(0, 1000),
)
@settings(max_examples=40, deadline=None)
def test_every_point_is_on_its_side(drawn: list[tuple], corners: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    zones = array(*(star(EAST + x, NORTH + y, radius, n, x) for x, y, radius, n, _ in drawn))
    site = star(EAST, NORTH, 100, corners, 0.7)
    check_points(site, zones, np.array([limit for *_, limit in drawn]), rng)


def test_pieces_of_a_large_zone_and_a_site_with_a_hole() -> None:
    zone = star(EAST, NORTH, 3000, 3000, 0.2)
    site = star(EAST + 2700, NORTH + 300, 400, 60, 0.1)
    site = site.difference(site.centroid.buffer(60))
    index = ZoneIndex.build(array(zone))
    pieces = index.take(np.arange(len(index.owner)))
    limit = np.full(len(pieces), 250.0)
    check_points(site, pieces, limit, np.random.default_rng(1))
    whole, cut = inside((zone, 250.0), site=site), inside_setback(site, pieces, limit)
    assert cut.area_m2 == pytest.approx(whole.area_m2, abs=1e-3)


@pytest.mark.parametrize("name", ["clip", "union_m2"])
def test_what_fails_is_unresolved_and_never_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise shapely.errors.GEOSException("made to fail")

    monkeypatch.setattr(geo.setback, name, fail)
    found = inside_setback(SITE, array(box(-50, 0, -4, 100)), np.array([10.0]))
    assert found.unresolved
    assert math.isnan(found.area_m2)


def test_a_part_that_gets_lost_is_unresolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geo.setback, "union_m2", lambda *_: (None, 0.0, True))
    assert inside_setback(SITE, array(box(-50, 0, -4, 100)), np.array([10.0])).unresolved
