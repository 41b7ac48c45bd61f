"""Pieces, the packed tree, and the index that is made of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeometryError
from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from geo.pieces import LINE, POINT, POLYGON, Pieces
from geo.tree import BoxTree

HOLED = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 4, 4))


def test_pieces_are_what_they_were_cut_from() -> None:
    shapes = np.array(
        [HOLED, None, shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])]
    )
    pieces = Pieces.of(shapes)
    assert pieces.owner.tolist() == [0, 2, 2]
    assert pieces.dimension.tolist() == [POLYGON] * 3
    again = pieces.take(np.array([2, 0]))
    assert shapely.area(again).tolist() == [1.0, 96.0]
    assert shapely.equals(again[1], HOLED)
    assert pieces.box[1].tolist() == [20.0, 0.0, 21.0, 1.0]


def test_shells_are_turned_counter_clockwise() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    assert not shapely.is_ccw(clockwise.exterior)
    assert shapely.is_ccw(Pieces.of(np.array([clockwise, HOLED])).take(np.array([0, 1]))[0].exterior)


def test_lines_and_points() -> None:
    lines = Pieces.of(
        np.array([shapely.LineString([(0, 0), (5, 5), (9, 0)]), shapely.LineString([(1, 1), (2, 2)])])
    )
    assert lines.dimension.tolist() == [LINE] * 2
    assert lines.take(np.array([1, 0]))[1].length == pytest.approx(np.hypot(5, 5) + np.hypot(4, 5))
    points = Pieces.of(np.array([shapely.Point(3, 4), None]))
    assert (points.dimension.tolist(), points.take(np.array([0]))[0].x) == ([POINT], 3.0)
    mixed = np.array([shapely.Point(3, 4), HOLED, shapely.LineString([(0, 0), (5, 5)])])
    assert shapely.equals(Pieces.of(mixed).take(np.arange(3)), mixed).all()


def test_nothing_at_all() -> None:
    index = ZoneIndex.build(np.array([None, None], dtype=object))
    assert len(index.pieces) == 0
    assert [len(found) for found in index.candidates(np.array([shapely.box(0, 0, 1, 1)]))] == [0, 0]
    assert len(find_overlaps(np.array([shapely.box(0, 0, 1, 1)]), index).site) == 0


BOX = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 60), st.integers(0, 60))


@settings(max_examples=100, deadline=None)
@given(st.lists(BOX, min_size=1, max_size=400), BOX, st.integers(0, 20))
def test_the_tree_finds_exactly_the_boxes_within_reach(boxes: list[tuple], asked: tuple, reach: int) -> None:
    def shape(box: tuple) -> shapely.Polygon:
        return shapely.box(box[0], box[1], box[0] + box[2] + 1, box[1] + box[3] + 1)

    zones = np.array([shape(box) for box in boxes])
    index = ZoneIndex.build(zones)
    site = np.array([None, shape(asked)])
    row, piece = index.candidates(site, float(reach))
    grown = shapely.bounds(site[1]) + np.array([-reach, -reach, reach, reach])
    meets = shapely.intersects(shapely.box(*grown), zones)
    assert (row == 1).all()
    assert index.owner[piece].tolist() == np.flatnonzero(meets).tolist()


def test_every_level_of_the_tree_holds_the_one_below() -> None:
    rng = np.random.default_rng(1)
    low = rng.uniform(0, 100, (1000, 2))
    tree = BoxTree.of(np.hstack([low, low + 1]))
    assert np.diff(tree.level).tolist() == [1000, 63, 4, 1]
    assert sorted(tree.order.tolist()) == list(range(1000))
    assert tree.node[-1].tolist() == [*low.min(axis=0), *(low.max(axis=0) + 1)]


def test_arrays_make_the_same_index() -> None:
    zones = np.array([shapely.Point(0, 0).buffer(100, quad_segs=300), HOLED, shapely.box(50, 50, 300, 300)])
    index = ZoneIndex.build(zones)
    again = ZoneIndex.of_arrays(index.arrays())
    site = np.array([shapely.box(5, 5, 80, 80)])
    first, second = find_overlaps(site, index), find_overlaps(site, again)
    assert first.zone.tolist() == second.zone.tolist() == [0, 1, 2]
    assert first.area_m2.tolist() == second.area_m2.tolist()


@pytest.mark.parametrize("fault", ["missing", "short", "owners"])
def test_damaged_arrays_are_refused(fault: str) -> None:
    arrays = ZoneIndex.build(np.array([HOLED, shapely.box(0, 0, 1, 1)])).arrays()
    if fault == "missing":
        del arrays["ring"]
    elif fault == "short":
        arrays["xy"] = arrays["xy"][:-1]
    else:
        arrays["owner"] = arrays["owner"][:-1]
    with pytest.raises(GeometryError):
        ZoneIndex.of_arrays(arrays)


def test_several_indexes_as_one() -> None:
    first = np.array([HOLED, None])
    second = np.array([shapely.Point(0, 0).buffer(50, quad_segs=200), shapely.box(3, 3, 20, 20)])
    one = ZoneIndex.concatenated([ZoneIndex.build(first), ZoneIndex.build(second)], [2, 2])
    whole = ZoneIndex.build(np.concatenate([first, second]))
    site = np.array([shapely.box(1, 1, 9, 30)])
    for a, b in ((one, whole), (whole, one)):
        assert find_overlaps(site, a).zone.tolist() == find_overlaps(site, b).zone.tolist() == [0, 2, 3]
        assert find_overlaps(site, a).area_m2.tolist() == find_overlaps(site, b).area_m2.tolist()


def test_overlap_is_asked_of_areas_only() -> None:
    line, box = np.array([shapely.LineString([(0, 0), (5, 5)])]), np.array([shapely.box(0, 0, 1, 1)])
    for site, zone in ((box, line), (line, box)):
        with pytest.raises(GeometryError):
            find_overlaps(site, ZoneIndex.build(zone))
