"""Distances to a nanometre, without buffers: against the head, and against rational arithmetic."""

from __future__ import annotations

import math
import warnings
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.distance
from geo.distance import SLACK_M, Distances, find_within
from geo.index import ZoneIndex

SITE = np.array([shapely.box(0, 0, 10, 10)], dtype=object)
EAST, NORTH = 537_000.123, 2_466_000.456
EXACT_M = 1e-9


def array(*shapes: shapely.Geometry | None) -> np.ndarray:
    filled = np.empty(len(shapes), dtype=object)
    filled[:] = shapes
    return filled


def within(zone: shapely.Geometry, reach_m: float, site: shapely.Geometry = SITE[0]) -> list[float]:
    return find_within(array(site), ZoneIndex.build(array(zone)), reach_m).distance_m.tolist()


# The oracle: every coordinate a fraction, every answer exact.

Point = tuple[Fraction, Fraction]


def rings(shape: shapely.Geometry) -> list[list[Point]]:
    """Return the rings, lines and points of a geometry in fractions."""
    parts = shapely.get_parts(shape)
    lines = [
        ring
        for part in parts
        for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
    ]
    return [[(Fraction(x), Fraction(y)) for x, y in shapely.get_coordinates(line).tolist()] for line in lines]


def point_m2(p: Point, a: Point, b: Point) -> Fraction:
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], p[0] - a[0], p[1] - a[1]
    length = ux * ux + uy * uy
    t = Fraction(0) if length == 0 else min(max((ux * vx + uy * vy) / length, Fraction(0)), Fraction(1))
    return (vx - t * ux) ** 2 + (vy - t * uy) ** 2


def side(a: Point, b: Point, p: Point) -> Fraction:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def segments_m2(a: Point, b: Point, c: Point, d: Point) -> Fraction:
    if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
        return Fraction(0)
    return min(point_m2(a, c, d), point_m2(b, c, d), point_m2(c, a, b), point_m2(d, a, b))


def steps(line: list[Point]) -> list[tuple[Point, Point]]:
    return list(pairwise(line)) or [(line[0], line[0])]


def gap_m(one: tuple[Point, Point], two: tuple[Point, Point]) -> float:
    """Return about how far the boxes of two segments are apart."""
    (ax, ay), (bx, by) = ((float(x), float(y)) for x, y in one)
    (cx, cy), (dx, dy) = ((float(x), float(y)) for x, y in two)
    x = max(min(ax, bx) - max(cx, dx), min(cx, dx) - max(ax, bx), 0.0)
    y = max(min(ay, by) - max(cy, dy), min(cy, dy) - max(ay, by), 0.0)
    return math.hypot(x, y)


def holds(shape: shapely.Geometry, p: Point) -> bool:
    """Whether polygons cover a point (even-odd over all rings)."""
    if shapely.get_dimensions(shape) < 2:
        return False
    inside = False
    for ring in rings(shape):
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > p[1]) != (by > p[1]) and p[0] < ax + (p[1] - ay) * (bx - ax) / (by - ay):
                inside = not inside
    return inside


def exact_m(one: shapely.Geometry, two: shapely.Geometry) -> Decimal:
    """Return the distance with 40 digits."""
    first, second = rings(one), rings(two)
    if any(holds(two, ring[0]) for ring in first) or any(holds(one, ring[0]) for ring in second):
        return Decimal(0)
    pairs = [(s, t) for r in first for s in steps(r) for q in second for t in steps(q)]
    floor = [gap_m(s, t) for s, t in pairs]
    # Boxes in floating point are right to far less than the metre that is given them here.
    most = min(math.dist(map(float, s[0]), map(float, t[0])) for s, t in pairs) + 1.0
    for (s, t), least_possible in sorted(zip(pairs, floor, strict=True), key=lambda pair: pair[1]):
        if least_possible > most:
            break
        most = min(most, math.sqrt(segments_m2(*s, *t)) + 1.0)
    least = min(segments_m2(*s, *t) for (s, t), gap in zip(pairs, floor, strict=True) if gap <= most)
    with localcontext() as context:
        context.prec = 40
        return (Decimal(least.numerator) / Decimal(least.denominator)).sqrt()


def star(x: float, y: float, radius: float, corners: int, phase: float, hole: float = 0.0) -> shapely.Polygon:
    """Return a valid polygon with a jagged edge, and one star-shaped hole if `hole` is its share."""
    angle = phase + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = radius * (0.75 + 0.25 * np.cos(7 * angle + phase) * np.sin(3 * angle))
    ring = np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)])
    inner = [hole * (ring - (x, y)) + (x, y)] if hole else None
    return shapely.Polygon(ring, inner)


numbers = st.floats(-120, 120)
sizes = st.floats(0.5, 60)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Geometry:
    """Points, lines, polygons with and without hole, and several of them, at VN-2000 sizes."""
    x, y = EAST + draw(numbers), NORTH + draw(numbers)
    kind = draw(st.sampled_from(["point", "line", "polygon", "hole", "multi", "box"]))
    radius, phase = draw(sizes), draw(st.floats(0, 6))
    if kind == "point":
        return shapely.Point(x, y)
    if kind == "line":
        return shapely.LineString([(x, y), (x + draw(numbers), y + draw(numbers)), (x + radius, y - radius)])
    if kind == "box":
        return shapely.box(x, y, x + radius, y + draw(sizes))
    if kind == "multi":
        return shapely.MultiPolygon([star(x, y, radius, 9, phase), star(x + 3 * radius, y, radius, 5, phase)])
    return star(x, y, radius, draw(st.integers(3, 14)), phase, 0.6 if kind == "hole" else 0.0)


@given(st.lists(shapes(), min_size=1, max_size=3), shapes())
@settings(max_examples=80, deadline=None)
def test_every_kind_of_geometry_is_exact(zones: list[shapely.Geometry], site: shapely.Geometry) -> None:
    found = find_within(array(site), ZoneIndex.build(array(*zones)), 1000)
    assert found.zone.tolist() == list(range(len(zones)))
    for zone, distance in zip(zones, found.distance_m, strict=True):
        assert abs(Decimal(float(distance)) - exact_m(site, zone)) < EXACT_M


@given(shapes(), shapes())
@settings(max_examples=40, deadline=None)
def test_a_pair_at_exactly_the_reach_is_found(zone: shapely.Geometry, site: shapely.Geometry) -> None:
    exact = exact_m(site, zone)
    reach = float(exact)
    index = ZoneIndex.build(array(zone))
    assert find_within(array(site), index, reach).distance_m.tolist() == [pytest.approx(reach, abs=EXACT_M)]
    assert len(find_within(array(site), index, np.nextafter(reach, np.inf)).zone) == 1
    if reach > 1e-6:
        assert len(find_within(array(site), index, reach - 1e-6).zone) == 0


@pytest.mark.parametrize(
    ("corners", "hole", "of_site"), [pytest.param(1200, 0.0, 300, marks=pytest.mark.heavy), (1300, 0.6, 40)]
)
def test_zones_and_sites_of_many_vertices_are_exact(corners: int, hole: float, of_site: int) -> None:
    zone = star(EAST, NORTH, 900, corners, 0.3, hole)
    assert len(ZoneIndex.build(array(zone)).pieces) > 1
    sites = array(
        star(EAST + 950, NORTH + 500, 80, of_site, 1.0),
        shapely.Point(EAST + 40, NORTH - 30),  # in the hole, or inside
        shapely.box(EAST + 700, NORTH - 700, EAST + 705, NORTH - 695),
    )
    found = find_within(sites, ZoneIndex.build(array(zone)), 2000)
    assert found.site.tolist() == [0, 1, 2]
    for site, distance in zip(sites, found.distance_m, strict=True):
        assert abs(Decimal(float(distance)) - exact_m(site, zone)) < EXACT_M
    assert (found.distance_m[1] > 100) == bool(hole)


def test_just_inside_and_just_outside_the_reach() -> None:
    assert within(shapely.box(30.001, 0, 40, 10), 20) == []
    assert within(shapely.box(29.999, 0, 40, 10), 20) == pytest.approx([19.999], abs=1e-9)
    assert within(shapely.box(30, 0, 40, 10), 20) == [20.0]


def test_a_nanometre_beyond_the_reach_counts_as_the_reach() -> None:
    assert within(shapely.box(10 + SLACK_M / 2, 0, 40, 10), 0) == [0.0]
    assert within(shapely.box(30 + 5e-9, 0, 40, 10), 20) == []


def test_every_vertex_of_a_cut_zone_touches_it() -> None:
    zone = star(EAST, NORTH, 900, 2400, 0.3, 0.6)
    index = ZoneIndex.build(array(zone))
    assert len(index.pieces) > 3
    xy = shapely.get_coordinates(zone)
    found = find_within(shapely.points(xy), index, 0)
    assert found.distance_m.tolist() == [0.0] * len(xy)
    middles = (xy[1:] + xy[:-1]) / 2  # rounded: up to half a nanometre beside the edge
    lines = shapely.linestrings(np.stack([middles, np.full_like(middles, EAST)], axis=1))
    assert find_within(lines, index, 0).distance_m.tolist() == [0.0] * len(lines)


@pytest.mark.parametrize("reach", [-1.0, np.nan, np.inf])
def test_a_reach_that_is_no_distance_is_refused(reach: float) -> None:
    with pytest.raises(ValueError, match="reach_m"):
        find_within(SITE, ZoneIndex.build(SITE), reach)


def test_corners_are_measured_across() -> None:
    assert within(shapely.box(13, 14, 20, 20), 6) == [5.0]


def test_touching_and_overlapping_are_zero() -> None:
    assert within(shapely.box(10, 0, 20, 10), 0) == [0.0]
    assert within(shapely.box(10, 10, 20, 20), 0) == [0.0]
    assert within(shapely.box(5, 5, 6, 6), 0) == [0.0]
    assert within(shapely.box(-5, -5, 60, 60), 0) == [0.0]
    assert within(shapely.LineString([(-5, 5), (50, 5)]), 0) == [0.0]
    assert within(shapely.Point(5, 5), 0) == [0.0]


def test_a_zone_in_the_hole_of_a_site_keeps_its_distance() -> None:
    site = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    assert within(shapely.box(47, 47, 53, 53), 10, site) == [7.0]
    assert within(shapely.Point(50, 50), 9, site) == []


def test_the_nearest_part_of_a_multipart_counts() -> None:
    zone = shapely.MultiPolygon([shapely.box(100, 0, 110, 10), shapely.box(16, 0, 20, 10)])
    assert within(zone, 50) == [6.0]


def test_a_cut_line_inside_a_zone_is_no_boundary() -> None:
    angle = np.linspace(0, 2 * np.pi, 9000, endpoint=False)
    zone = shapely.Polygon(np.column_stack([1000 * np.cos(angle), 1000 * np.sin(angle)]))
    index = ZoneIndex.build(array(zone))
    assert len(index.pieces) > 4
    rng = np.random.default_rng(1)
    inside = shapely.points(rng.uniform(-600, 600, (200, 2)))
    found = find_within(inside, index, 5)
    assert found.distance_m.tolist() == [0.0] * 200


def test_a_cut_zone_answers_once_with_its_nearest_piece() -> None:
    ring = (
        shapely.Point(5, 5)
        .buffer(2000, quad_segs=500)
        .difference(shapely.Point(5, 5).buffer(100, quad_segs=500))
    )
    found = find_within(SITE, ZoneIndex.build(array(ring)), 200)
    assert found.zone.tolist() == [0]
    assert abs(Decimal(float(found.distance_m[0])) - exact_m(SITE[0], ring)) < EXACT_M


def test_lines_and_absent_sites() -> None:
    lines = ZoneIndex.build(array(shapely.LineString([(0, 15), (100, 15)]), None))
    found = find_within(array(None, SITE[0], shapely.Polygon()), lines, 10)
    assert (found.site.tolist(), found.zone.tolist(), found.distance_m.tolist()) == ([1], [0], [5.0])


def test_nothing_on_either_side() -> None:
    assert len(find_within(array(None), ZoneIndex.build(SITE), 10).site) == 0
    assert len(find_within(array(), ZoneIndex.build(SITE), 10).site) == 0
    assert len(find_within(SITE, ZoneIndex.build(array(None)), 10).site) == 0


def made_up(count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    place = rng.uniform(0, 2000, (count, 2)) + np.array([EAST, NORTH])
    sites = array(*(star(x, y, 40, 30, x) for x, y in place[: count // 4]))
    return sites, array(*(star(x, y, 60, 25 if row % 9 else 600, y) for row, (x, y) in enumerate(place)))


def rows(found: Distances, keep: np.ndarray) -> tuple[list, list, list]:
    return found.site[keep].tolist(), found.zone[keep].tolist(), found.distance_m[keep].tolist()


def test_a_run_over_some_sites_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    sites, zones = made_up(120)
    index = ZoneIndex.build(zones)
    whole = find_within(sites, index, 700)
    assert len(whole.site) > 500
    chosen = np.array([3, 4, 17])
    some = find_within(sites[chosen], index, 700)
    assert (
        rows(some, np.full(len(some.site), fill_value=True))[1:]
        == rows(whole, np.isin(whole.site, chosen))[1:]
    )
    monkeypatch.setattr(geo.distance, "PAIRS_PER_BATCH", 50)
    monkeypatch.setattr(geo.distance, "SITES_AT_FIRST", 2)
    again = find_within(sites, index, 700)
    assert rows(again, again.distance_m >= 0) == rows(whole, whole.distance_m >= 0)


def test_all_pairs_are_those_that_geos_measures_one_by_one() -> None:
    sites, zones = made_up(120)
    found = find_within(sites, ZoneIndex.build(zones), 300)
    table = shapely.distance(sites[:, None], zones[None, :])
    site, zone = np.nonzero(table <= 300)
    assert (found.site.tolist(), found.zone.tolist()) == (site.tolist(), zone.tolist())
    assert found.distance_m == pytest.approx(table[site, zone], abs=1e-9)


def test_a_pair_that_geos_fails_on_is_unresolved(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = array(SITE[0], shapely.box(100, 0, 110, 10), shapely.box(0, 100, 10, 110))
    index = ZoneIndex.build(array(shapely.box(5, 5, 8, 8), shapely.box(105, 5, 107, 7)))
    true = shapely.intersects

    def failing(one: np.ndarray, two: np.ndarray) -> np.ndarray:
        if any(shape.bounds[0] == 100 for shape in one):
            raise shapely.errors.GEOSException("made to fail")
        return true(one, two)

    monkeypatch.setattr(shapely, "intersects", failing)
    found = find_within(sites, index, 10)
    assert (found.site.tolist(), found.zone.tolist()) == ([0, 1], [0, 1])
    assert found.unresolved.tolist() == [False, True]
    assert found.distance_m[0] == 0.0
    assert np.isnan(found.distance_m[1])


def test_a_coordinate_that_is_no_number_is_unresolved_with_everything() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shapely warns of the very thing
        nan = shapely.Polygon([(0, 0), (10, 0), (np.nan, 10), (0, 10)])
    index = ZoneIndex.build(array(shapely.box(5, 5, 8, 8), shapely.box(9000, 0, 9010, 10)))
    found = find_within(array(SITE[0], nan), index, 10)
    assert list(zip(found.site.tolist(), found.zone.tolist(), found.unresolved.tolist(), strict=True)) == [
        (0, 0, False),
        (1, 0, True),
        (1, 1, True),
    ]
    lost = find_within(SITE, ZoneIndex.build(array(nan)), 10)
    assert (lost.zone.tolist(), lost.unresolved.tolist()) == ([0], [True])
