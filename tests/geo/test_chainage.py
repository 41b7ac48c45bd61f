"""Chainages, axes out of loose pieces, and what lies along them: answers done in the head."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.along import merged, once, stretches_in
from geo.chainage import Break, Chainage
from geo.chaining import chained
from geo.errors import GeometryError

LINE = shapely.LineString


def axis(*runs):
    return Chainage(runs=tuple(LINE(run) for run in runs))


def drawn(line):
    return [list(run.coords) for run in line.runs]


def test_pieces_become_one_run_in_the_direction_of_the_longest():
    pieces = shapely.MultiLineString([[(10, 0), (0, 0)], [(10, 0), (30, 0)]])
    assert drawn(chained([pieces])) == [[(0, 0), (10, 0), (30, 0)]]
    assert drawn(chained([shapely.MultiLineString([[(0, 0), (10, 0)], [(30, 0), (10, 0)]])])) == [
        [(30, 0), (10, 0), (0, 0)]
    ]


def test_a_gap_is_named_and_adds_no_length():
    line = chained([LINE([(13, 4), (40, 4)]), LINE([(10, 0), (0, 0)])])
    assert drawn(line) == [[(0, 0), (10, 0)], [(13, 4), (40, 4)]]
    assert line.breaks == (Break(at_m=10, gap_m=5, is_branch=False),)
    assert line.length_m == 37


def test_pieces_less_than_a_metre_apart_are_no_gap():
    line = chained([LINE([(0, 0), (10, 0)]), LINE([(10.5, 0), (40, 0)])])
    assert (len(line.runs), line.breaks) == (2, ())


def test_a_branch_comes_last_and_leaves_from_the_main_line():
    main, side = LINE([(0, 0), (50, 0), (100, 0)]), LINE([(50, 30), (50, 0)])
    line = chained([LINE(main.coords[:2]), side, LINE(main.coords[1:])])
    assert drawn(line) == [[(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 30)]]
    assert line.breaks == (Break(at_m=100, gap_m=50, is_branch=True),)


def test_several_networks_follow_each_other_by_short_jumps():
    runs = [LINE([(x, 0), (x + 8, 0)]) for x in (40, 0, 20, 10, 30)]
    assert [run.coords[0][0] for run in chained(runs).runs] == [0, 10, 20, 30, 40]


def test_a_ring_keeps_all_its_length():
    ring = LINE([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])
    assert chained([ring]).length_m == 40
    assert chained([ring, LINE([(10, 0), (90, 0)])]).length_m == 120


def test_nothing_is_no_axis():
    for shapes in ([], [shapely.Point(0, 0)], [LINE([(1, 1), (1, 1)])]):
        with pytest.raises(GeometryError, match="no length"):
            chained(shapes)


def test_places_along_the_axis():
    line = axis([(0, 0), (10, 0)], [(100, 0), (100, 10)])
    assert line.at(np.array([-5, 5, 10, 12, 99])).tolist() == [
        [0, 0], [5, 0], [10, 0], [100, 2], [100, 10],
    ]  # fmt: skip
    assert line.between(8, 13).equals(shapely.MultiLineString([[(8, 0), (10, 0)], [(100, 0), (100, 3)]]))
    assert list(line.reversed().runs[0].coords) == [(100, 10), (100, 0)]


def test_stretches_of_an_axis_that_comes_back():
    """A figure of eight crosses the square twice: projecting would give one place for both."""
    line = axis([(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)])
    found = merged(stretches_in(line.segments, np.array([shapely.box(40, -10, 60, 10)])))
    assert found.from_m.tolist() == [40, 240]
    assert found.to_m.tolist() == [60, 260]


def test_an_axis_along_a_border_lies_in_both_and_counts_once():
    line = axis([(0, 0), (100, 0)])
    zones = np.array([shapely.box(0, 0, 60, 10), shapely.box(0, -10, 100, 0)])
    found = stretches_in(line.segments, zones)
    assert found.lengths_m.tolist() == [60, 100]
    assert once(found).lengths_m.tolist() == [60, 40]


def test_touching_in_a_point_is_no_stretch():
    line = axis([(0, 0), (100, 0)])
    assert len(stretches_in(line.segments, np.array([shapely.box(20, 0, 20.0, 5), None])).zone) == 0
    corner = np.array([shapely.Polygon([(50, 0), (60, 10), (40, 10)])])
    assert len(stretches_in(line.segments, corner).zone) == 0


coordinate = st.floats(-1000, 1000).map(lambda value: round(value, 2))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=12), st.floats(100, 500))
def test_a_grid_of_zones_holds_every_metre_once(points, side):
    try:
        line = chained([LINE(points)])
    except GeometryError:
        return
    steps = np.arange(-1000, 1000 + side, side)
    zones = np.array([shapely.box(x, y, x + side, y + side) for x in steps for y in steps])
    inside = line.shape.intersection(shapely.union_all(zones)).length
    if line.shape.is_simple:
        found = once(stretches_in(line.segments, zones))
        assert found.lengths_m.sum() == pytest.approx(inside, abs=1e-5)
