"""The exact area, where it can be known otherwise: in the head, by identities, by another way of clipping."""

from __future__ import annotations

import doctest
from fractions import Fraction
from math import inf, nextafter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import exact, invalid
from bench.exact import exact_area, exact_overlap, is_sound
from bench.pairs import draw_pairs

SQUARE = shapely.box(0, 0, 6, 6)
RING = SQUARE.difference(shapely.box(2, 2, 4, 4))


def test_doctests() -> None:
    assert [doctest.testmod(module).failed for module in (exact, invalid)] == [0, 0]


@pytest.mark.parametrize(
    ("wkt", "area"),
    [
        pytest.param("POLYGON ((3 0, 9 0, 9 6, 3 6, 3 0))", 18, id="half"),
        pytest.param("POLYGON ((3 6, 9 6, 9 0, 3 0, 3 6))", 18, id="half, the other way round"),
        pytest.param("POLYGON ((0 0, 6 0, 0 6, 0 0))", 18, id="triangle on the diagonal"),
        pytest.param("POLYGON ((-3 3, 3 -3, 9 3, 3 9, -3 3))", 36, id="diamond around"),
        pytest.param("POLYGON ((0 3, 3 0, 6 3, 3 6, 0 3))", 18, id="diamond within"),
        pytest.param("POLYGON ((3 3, 9 3, 9 9, 3 3))", Fraction(9, 2), id="half a corner"),
        pytest.param("POLYGON ((-1 3, 2 3, 2 6, -1 3))", 4, id="a crossing, cut off"),
        pytest.param("POLYGON ((0 0, 1 6, 2 0, 3 6, 4 0, 5 6, 6 0, 0 0))", 18, id="teeth"),
        pytest.param("POLYGON ((6 0, 9 0, 9 6, 6 6, 6 0))", 0, id="edge only"),
        pytest.param("POLYGON ((6 6, 9 6, 9 9, 6 6))", 0, id="corner only"),
        pytest.param("POLYGON ((6 1, 9 0, 9 3, 6 1))", 0, id="corner on an edge"),
        pytest.param("POLYGON ((20 0, 30 0, 30 6, 20 0))", 0, id="apart"),
        pytest.param("POLYGON ((1 -5, 2 -5, 2 -1, 1 -1, 1 -5))", 0, id="below"),
        pytest.param("MULTIPOLYGON (((1 1, 2 1, 2 2, 1 2, 1 1)), ((5 5, 8 5, 8 8, 5 8, 5 5)))", 2, id="two parts"),
        pytest.param("POLYGON ((-9 -9, 9 -9, 9 9, -9 9, -9 -9), (1 1, 1 5, 5 5, 5 1, 1 1))", 20, id="hole"),
        pytest.param("POLYGON ((-9 -9, 9 -9, 9 9, -9 9, -9 -9), (0 0, 6 0, 6 6, 0 6, 0 0))", 0, id="hole filled"),
        pytest.param("POLYGON ((0 0, 0 0, 3 0, 6 0, 6 0, 6 6, 3 6, 0 6, 0 3, 0 0))", 36, id="repeated and needless corners"),
        pytest.param("POLYGON Z ((3 0 1, 9 0 2, 9 6 3, 3 6 4, 3 0 1))", 18, id="with heights"),
        pytest.param("POLYGON EMPTY", 0, id="empty"),
    ],
)  # fmt: skip
def test_known_areas(wkt: str, area: Fraction | int) -> None:
    other = shapely.from_wkt(wkt)
    assert exact_overlap(SQUARE, other) == exact_overlap(other, SQUARE) == area


def test_holes_in_both() -> None:
    shifted = shapely.affinity.translate(RING, 1, 0)
    assert exact_area(RING) == 32
    assert exact_overlap(RING, shifted) == 30 - 2 * 3


def test_a_last_bit_is_seen() -> None:
    edge = nextafter(6.0, 0.0)
    assert exact_overlap(SQUARE, shapely.box(edge, 0, 9, 1)) == Fraction(6) - Fraction(edge)
    assert exact_overlap(SQUARE, shapely.box(nextafter(6.0, inf), 0, 9, 1)) == 0


def test_thirds_stay_thirds() -> None:
    slope = shapely.Polygon([(0, 0), (3, 0), (3, 1)])
    assert exact_overlap(slope, shapely.box(0, 0, 1, 1)) == Fraction(1, 6)


def test_double_land_is_not_sound() -> None:
    assert is_sound(RING)
    assert not is_sound(shapely.MultiPolygon([SQUARE, shapely.box(5, 5, 7, 7)]))
    assert not is_sound(shapely.Polygon(SQUARE.exterior, [shapely.box(5, 5, 7, 7).exterior]))


def test_identities_on_every_kind() -> None:
    """A with A is A; what A shares with B and with everything but B is all of A."""
    pairs = draw_pairs(400, seed=5)
    for site, zone in zip(pairs.sites, pairs.zones, strict=True):
        assert exact_overlap(site, site) == exact_area(site)
        parts = shapely.get_parts(zone)
        if len(parts) > 1:
            assert exact_overlap(site, zone) == sum(exact_overlap(site, part) for part in parts)
            continue
        x, y, u, v = shapely.total_bounds(np.array([site, zone]))
        frame = shapely.box(x - 1, y - 1, u + 1, v + 1)
        rest = shapely.Polygon(frame.exterior, [zone.exterior])
        holes = sum((exact_overlap(site, shapely.Polygon(hole)) for hole in zone.interiors), Fraction(0))
        assert exact_overlap(site, zone) + exact_overlap(site, rest) + holes == exact_area(site)


Point = tuple[Fraction, Fraction]


def clipped_area(subject: list[Point], clipper: list[Point]) -> Fraction:
    """Sutherland and Hodgman's way, in fractions; the clipper is convex and runs against the clock."""
    for a, b in zip(clipper, clipper[1:] + clipper[:1], strict=True):

        def side(p: Point, a: Point = a, b: Point = b) -> Fraction:
            return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])

        kept: list[Point] = []
        for p, q in zip(subject, subject[1:] + subject[:1], strict=True):
            s, t = side(p), side(q)
            if s >= 0:
                kept.append(p)
            if s * t < 0:
                kept.append((p[0] + (q[0] - p[0]) * s / (s - t), p[1] + (q[1] - p[1]) * s / (s - t)))
        subject = kept
        if not subject:
            return Fraction(0)
    twice = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(subject, subject[1:] + subject[:1], strict=True))
    return abs(Fraction(twice)) / 2


def corners(polygon: shapely.Geometry) -> list[Point]:
    points = [(Fraction(x), Fraction(y)) for x, y in shapely.get_coordinates(polygon)[:-1].tolist()]
    return points if polygon.exterior.is_ccw else points[::-1]


coordinate = st.one_of(st.integers(-4, 4).map(float), st.floats(-1e6, 1e6), st.floats(-1e-9, 1e-9))
hull = (
    st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=8)
    .map(lambda points: shapely.MultiPoint(points).convex_hull)
    .filter(lambda shape: shape.geom_type == "Polygon" and is_convex(shape))
)


def is_convex(polygon: shapely.Geometry) -> bool:
    """Exactly, which a hull in doubles is not always."""
    p = corners(polygon)
    n = len(p)
    return all(
        (p[(i + 1) % n][0] - p[i][0]) * (p[k][1] - p[i][1]) >= (p[(i + 1) % n][1] - p[i][1]) * (p[k][0] - p[i][0])
        for i in range(n)
        for k in range(n)
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(hull, hull)
def test_convex_polygons_against_another_way(first: shapely.Geometry, second: shapely.Geometry) -> None:
    assert exact_overlap(first, second) == clipped_area(corners(first), corners(second))


def test_many_vertices_are_quick_and_agree_with_a_circle() -> None:
    first = shapely.Point(0, 0).buffer(1, quad_segs=500)
    second = shapely.Point(1, 0).buffer(1, quad_segs=500)
    lens = 2 * np.pi / 3 - np.sqrt(3) / 2
    assert float(exact_overlap(first, second)) == pytest.approx(lens, abs=1e-5)
