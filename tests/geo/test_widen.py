"""A widened shape holds all that lies within the distance, and hardly more."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.widen import widened

RING = shapely.get_coordinates(shapely.Point(0, 0).buffer(1.0, quad_segs=720))
"""Points at distance 1 in every direction."""


@pytest.mark.parametrize("arc_steps", [2, 8, 32])
@pytest.mark.parametrize("within_m", [0.5, 500.0, 20_000.0])
def test_every_point_at_the_distance_is_inside(within_m, arc_steps):
    (area,) = widened(np.array([shapely.Point(0, 0)], dtype=object), np.array([within_m]), arc_steps)
    assert shapely.contains_xy(area, RING * within_m).all()
    farthest = np.hypot(*shapely.get_coordinates(area).T).max()
    assert farthest <= within_m / np.cos(np.pi / (4 * arc_steps)) + 0.0101


def test_what_is_absent_stays_absent():
    assert widened(np.array([None], dtype=object), np.array([5.0])).tolist() == [None]
