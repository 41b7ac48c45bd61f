"""The shortest move and the least cut, against squares whose answer is done in the head."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.shift import smallest_shift
from geo.trim import trimmed

SITE = shapely.box(0, 0, 10, 10)


def test_what_is_free_stays():
    assert smallest_shift(SITE, shapely.box(11, 0, 20, 10), 100.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("obstacle", "expected"),
    [
        (shapely.box(7, -50, 90, 60), (-3, 0)),
        (shapely.box(-50, 4, 60, 90), (0, -6)),
        (shapely.box(-90, -50, 1, 60), (1, 0)),
        (shapely.union_all([shapely.box(7, -50, 90, 60), shapely.box(-50, 8, 60, 90)]), (-3, -2)),
    ],
)
def test_the_move_is_the_shortest(obstacle, expected):
    move = smallest_shift(SITE, obstacle, 200.0)
    assert move == pytest.approx(expected, abs=0.02)


def test_there_is_no_move_beyond_the_search():
    assert smallest_shift(SITE, shapely.box(-500, -500, 500, 500), 100.0) is None


@settings(max_examples=15, deadline=None)
@given(turn=st.floats(0, 2 * math.pi), depth=st.floats(0.5, 9))
def test_a_half_plane_is_left_at_a_right_angle(turn, depth):
    circle = shapely.Point(0, 0).buffer(10, quad_segs=64)
    wall = shapely.affinity.rotate(
        shapely.box(10 - depth, -900, 900, 900), turn, origin=(0, 0), use_radians=True
    )
    east, north = smallest_shift(circle, wall, 100.0)
    assert math.hypot(east, north) == pytest.approx(depth, abs=0.05)
    moved = shapely.transform(circle, lambda xy: xy + np.array([east, north]))
    assert not moved.intersects(wall)


def test_a_cut_gives_up_what_is_common_and_splinters_alone():
    wall = shapely.box(4, -5, 6, 50)
    assert trimmed(SITE, wall).area == 80.0
    assert trimmed(SITE, shapely.box(1, -5, 6, 50), least_part_m2=20).equals(shapely.box(6, 0, 10, 10))
    assert trimmed(SITE, shapely.box(-9, -9, 99, 99)) is None
