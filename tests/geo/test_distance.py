"""Distances to a millimetre, without buffers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.distance import find_within
from geo.index import ZoneIndex

SITE = np.array([shapely.box(0, 0, 10, 10)], dtype=object)


def within(zone: shapely.Geometry, reach_m: float) -> list[float]:
    return find_within(SITE, ZoneIndex.build(np.array([zone], dtype=object)), reach_m).distance_m.tolist()


def test_just_inside_and_just_outside_the_reach() -> None:
    assert within(shapely.box(30.001, 0, 40, 10), 20) == []
    assert within(shapely.box(29.999, 0, 40, 10), 20) == pytest.approx([19.999], abs=1e-6)


def test_corners_are_measured_across() -> None:
    assert within(shapely.box(13, 14, 20, 20), 6) == pytest.approx([5.0])


def test_touching_and_overlapping_are_zero() -> None:
    assert within(shapely.box(10, 0, 20, 10), 0) == [0.0]
    assert within(shapely.box(5, 5, 6, 6), 0) == [0.0]


def test_a_cut_zone_answers_once_with_its_nearest_piece() -> None:
    ring = (
        shapely.Point(5, 5)
        .buffer(2000, quad_segs=500)
        .difference(shapely.Point(5, 5).buffer(100, quad_segs=500))
    )
    found = find_within(SITE, ZoneIndex.build(np.array([ring], dtype=object)), 200)
    assert found.zone.tolist() == [0]
    assert found.distance_m[0] == pytest.approx(100 - np.hypot(5, 5), abs=0.01)


def test_lines_and_absent_sites() -> None:
    lines = ZoneIndex.build(np.array([shapely.LineString([(0, 15), (100, 15)])], dtype=object))
    found = find_within(np.array([None, SITE[0]], dtype=object), lines, 10)
    assert (found.site.tolist(), found.distance_m.tolist()) == ([1], [5.0])
