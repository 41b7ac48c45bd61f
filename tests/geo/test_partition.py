"""Cutting must lose nothing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.partition import MAX_VERTICES, subdivide


def test_owners_ascend_and_absent_shapes_have_no_piece() -> None:
    circle = shapely.Point(0, 0).buffer(500, quad_segs=400)
    pieces, owner = subdivide(np.array([circle, None, shapely.box(0, 0, 1, 1)], dtype=object))
    assert owner.tolist() == sorted(owner.tolist())
    assert set(owner.tolist()) == {0, 2}
    assert max(shapely.get_num_coordinates(pieces)) <= MAX_VERTICES


def test_lines_are_cut_and_keep_their_length() -> None:
    line = shapely.LineString(np.column_stack([np.arange(5000.0), np.sin(np.arange(5000.0))]))
    pieces, _ = subdivide(np.array([line], dtype=object))
    assert len(pieces) > 4
    assert shapely.length(pieces).sum() == pytest.approx(line.length, rel=1e-9)


def test_a_vertical_line_is_cut_like_any_other() -> None:
    line = shapely.LineString([(5.0, y) for y in range(1000)])
    pieces, _ = subdivide(np.array([line], dtype=object), 256)
    assert len(pieces) > 3
    assert shapely.length(pieces).sum() == pytest.approx(999)


def test_a_thousand_equal_points_are_not_cut_for_ever() -> None:
    still = shapely.LineString([(5.0, 5.0)] * 999 + [(5.0, 5.0001)])
    pieces, owner = subdivide(np.array([still], dtype=object))
    assert owner.tolist() == [0] * len(pieces)
    assert shapely.length(pieces).sum() == pytest.approx(0.0001, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(4.3e5, 6e5),
    st.floats(2.4e6, 2.52e6),
)
def test_area_is_conserved_and_pieces_do_not_overlap(seed: int, east: float, north: float) -> None:
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    radius = rng.uniform(500, 1500, len(angle))
    star = shapely.Polygon(np.column_stack([east + radius * np.cos(angle), north + radius * np.sin(angle)]))
    hole = shapely.Point(east, north).buffer(200, quad_segs=100)
    shape = star.difference(hole)
    pieces, _ = subdivide(np.array([shape], dtype=object))
    assert shapely.area(pieces).sum() == pytest.approx(shape.area, rel=1e-9)
    assert shapely.union_all(pieces).area == pytest.approx(shape.area, rel=1e-9)


def test_a_corner_one_bit_beyond_the_cut_keeps_the_zone_whole() -> None:
    """GEOS builds a ring of three points there and raises."""
    east, north, n = 500_000.0, 1_200_000.0, 600
    tip = np.nextafter(east + 100, np.inf)
    low = np.column_stack([east + 200 * np.linspace(0, 1, n), np.full(n, north)])
    up = [(200, 10), (120, 10), (120, 5), (90, 5), (90, 7), (tip - east, 8), (90, 9), (0, 9)]
    zone = shapely.Polygon([*low, *((tip if y == 8 else east + x, north + y) for x, y in up)])
    assert zone.is_valid
    pieces, owner = subdivide(np.array([zone], dtype=object), 256)
    assert (list(pieces), owner.tolist()) == ([zone], [0])
