"""Cells by their middle agree with point in polygon, touched cells with box meets polygon; nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.burn import burn
from geo.pieces import Pieces

CELL, ROWS, COLUMNS = 50.0, 24, 30
ONE, TWO = np.uint64(1), np.uint64(2)


def burnt(shapes, corner=(1000.0, 2000.0)):
    marks = np.zeros((ROWS, COLUMNS), dtype=np.uint64)
    shapes = np.array(shapes, dtype=object)
    burn(Pieces.of(shapes), np.full(len(shapes), ONE), np.full(len(shapes), TWO), corner, CELL, marks)
    return (marks & ONE) != 0, (marks & TWO) != 0


def by_middle_alone(shapes, corner=(1000.0, 2000.0)):
    marks = np.zeros((ROWS, COLUMNS), dtype=np.uint64)
    shapes = np.array(shapes, dtype=object)
    burn(Pieces.of(shapes), np.full(len(shapes), ONE), np.zeros(len(shapes), np.uint64), corner, CELL, marks)
    return marks != 0


def boxes(corner=(1000.0, 2000.0)):
    west = corner[0] + np.arange(COLUMNS) * CELL
    south = (corner[1] + np.arange(ROWS) * CELL)[:, None]
    return shapely.box(west, south, west + CELL, south + CELL)


def blobs(seed):
    draw = np.random.default_rng(seed)
    shapes = []
    for _ in range(12):
        angle = np.sort(draw.uniform(0, 2 * np.pi, draw.integers(3, 40)))
        reach = draw.uniform(1, 400) * draw.uniform(0.2, 1, len(angle))
        x, y = 1000 + draw.uniform(-200, 1700), 2000 + draw.uniform(-200, 1400)
        ring = np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)])
        blob = shapely.make_valid(shapely.Polygon(ring))
        hole = shapely.Point(x, y).buffer(reach.min() / 3)
        shapes.append(shapely.make_valid(blob.difference(hole)))
    return [shape for shape in shapes if shape.geom_type in {"Polygon", "MultiPolygon"}]


@pytest.mark.parametrize("seed", range(6))
def test_cells_are_those_of_the_exact_shapes(seed):
    shapes = blobs(seed)
    _, touched = burnt(shapes)
    middles = shapely.centroid(boxes())
    assert np.array_equal(by_middle_alone(shapes), shapely.intersects(shapely.union_all(shapes), middles))
    assert np.array_equal(touched, np.logical_or.reduce([shapely.intersects(boxes(), s) for s in shapes]))


@pytest.mark.parametrize("angle", [0, 7, 45, 60, 90, 133])
def test_a_strip_of_five_metres_has_no_gap(angle):
    along = shapely.LineString([(-2000, 0), (2000, 0)])
    strip = shapely.affinity.translate(shapely.affinity.rotate(along, angle), 1700, 2600).buffer(2.5)
    _, touched = burnt([strip])
    assert np.array_equal(touched, shapely.intersects(boxes(), strip))
    assert by_middle_alone([strip]).sum() < touched.sum() / 2


def test_a_boundary_on_the_edge_of_cells_touches_both_sides():
    _, touched = burnt([shapely.box(1100, 2100, 1150, 2150)])
    assert np.argwhere(touched).tolist() == [[r, c] for r in (1, 2, 3) for c in (1, 2, 3)]


def test_each_middle_belongs_to_one_of_two_neighbours():
    left, right = shapely.box(900, 1900, 1325, 3500), shapely.box(1325, 1900, 2600, 3500)
    assert not (by_middle_alone([left]) & by_middle_alone([right])).any()
    assert (by_middle_alone([left]) | by_middle_alone([right])).all()


def test_lines_and_points_are_touched_alone():
    plain = [shapely.LineString([(1010, 2010), (1190, 2190)]), shapely.Point(1410, 2010)]
    middle, touched = burnt(plain)
    assert not middle.any()
    assert np.array_equal(touched, np.logical_or.reduce([shapely.intersects(boxes(), s) for s in plain]))


def test_what_lies_outside_marks_nothing():
    middle, touched = burnt([shapely.box(0, 0, 900, 900), None])
    assert not middle.any()
    assert not touched.any()
