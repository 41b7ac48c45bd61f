"""Each stage of the build gives the same result every time, and keeps its shape."""

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box

from demo import network
from demo.arrangement import faces_of, join_groups, shared_lengths
from demo.communes import Net, balance, keep_whole
from demo.example import make_example
from demo.inputs import read_inputs
from demo.landuse import claim
from demo.mosaic import natural_edges, place_seeds
from demo.network import make_network
from demo.relief import fractal_noise, make_relief
from demo.shapes import blob, plot
from demo.writing import write_layer


def digest(shapes: object) -> str:
    return hashlib.sha256(b"".join(shapely.to_wkb(np.asarray(shapes, dtype=object)))).hexdigest()


def mosaic(area: Polygon) -> np.ndarray:
    seeds = place_seeds(area, (300.0,), lambda points: np.zeros(len(points), dtype=int))
    lines = natural_edges(seeds, area)
    return faces_of([*shapely.intersection(lines, area), area.boundary])


def test_the_mosaic_is_a_coverage_and_always_the_same():
    area = box(500_000, 2_450_000, 506_000, 2_454_000)
    faces = mosaic(area)
    assert shapely.coverage_is_valid(faces)
    assert shapely.area(faces).sum() == pytest.approx(area.area, abs=0.01)
    assert digest(faces) == digest(mosaic(area))


def test_natural_edges_do_not_cross():
    area = box(500_000, 2_450_000, 506_000, 2_454_000)
    seeds = place_seeds(area, (300.0,), lambda points: np.zeros(len(points), dtype=int))
    lines = natural_edges(seeds, area)
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert len(first) == len(second) == 0


def test_a_small_network_is_always_the_same(monkeypatch):
    """Every stage of the whole one with a few places, roads, rings and streams."""
    monkeypatch.setattr(network, "ROADS", network.ROADS[4:5])
    monkeypatch.setattr(network, "NAM_MU", network.NAM_MU[:2])
    monkeypatch.setattr(network, "LINES", ())
    monkeypatch.setattr(network, "STREAM_COUNT", 3)
    monkeypatch.setattr(network, "RING_ROADS", 2)
    whole = read_inputs()
    needed = {*network.NAM_MU, *network.ROADS[0][4]}
    away = np.arange(len(whole.units)) >= 8
    inputs = replace(whole, units=whole.units[whole.units["code_old"].isin(needed) | ~away])
    mains = [line for lines in inputs.rivers.values() for line in lines]
    relief = make_relief(mains)
    one, other = make_network(inputs, relief), make_network(inputs, relief)
    assert digest(one.roads["line"]) == digest(other.roads["line"])
    assert digest(one.streams) == digest(other.streams)
    assert len(one.roads) > 3
    assert len(one.streams) > 0


def test_hills_are_always_the_same():
    x, y = np.meshgrid(np.arange(0, 60_000.0, 3_000), np.arange(0, 60_000.0, 3_000))
    one, other = (fractal_noise(x, y, seed=11, wavelength_m=21_000, octaves=5) for _ in range(2))
    assert np.array_equal(one, other)
    assert np.ptp(one) > 0.1


@pytest.mark.heavy
def test_network_and_relief_are_always_the_same():
    inputs = read_inputs()
    mains = [line for lines in inputs.rivers.values() for line in lines]
    one = make_network(inputs, make_relief(mains))
    other = make_network(inputs, make_relief(mains))
    assert digest(one.roads["line"]) == digest(other.roads["line"])
    assert digest(one.streams) == digest(other.streams)


def test_shared_lengths_and_joining():
    faces = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10), box(40, 0, 50, 10)], dtype=object)
    first, second, length = shared_lengths(faces)
    assert (first.tolist(), second.tolist(), length.tolist()) == ([0, 1], [1, 0], [10.0, 10.0])
    shapes, group = join_groups(faces, np.array([7, 7, 7]))
    assert sorted(shapely.area(shapes).tolist()) == [100.0, 200.0]
    assert group.tolist() == [7, 7]


def test_balance_moves_cells_until_areas_fit():
    faces = np.array([box(x, 0, x + 10, 10) for x in range(0, 100, 10)], dtype=object)
    net = Net(faces, shapely.area(faces))
    owner = np.array([0] * 8 + [1] * 2)
    cost = np.zeros((10, 3))
    balanced = balance(net, owner, cost, np.array([500.0, 500.0]))
    assert balanced.tolist() == [0] * 5 + [1] * 5


def test_keep_whole_gives_strays_to_their_neighbours():
    faces = np.array([box(x, 0, x + 10, 10) for x in range(0, 60, 10)], dtype=object)
    owner = np.array([0, 0, 0, 1, 1, 0])
    assert keep_whole(Net(faces, shapely.area(faces)), owner).tolist() == [0, 0, 0, 1, 1, 1]


def test_claim_never_takes_more_than_wanted():
    area = np.array([5.0, 9.0, 4.0, 2.0])
    chosen = claim(np.array([4.0, 3.0, 2.0, -np.inf]), area, 9.5)
    assert area[chosen].sum() == 9.0


@pytest.mark.parametrize("draw", [blob, plot])
def test_shapes_have_their_area_on_whole_centimetres(draw):
    shape = draw((500_000.0, 2_450_000.0), 17.3, seed=5)
    points = shapely.get_coordinates(shape)
    assert shape.is_valid
    assert shape.area / 10_000 == pytest.approx(17.3, abs=0.001)
    assert np.array_equal(points, np.round(points, 2))


@pytest.mark.heavy
def test_the_example_is_cut_into_its_pieces():
    inputs = read_inputs()
    mains = [line for lines in inputs.rivers.values() for line in lines]
    made = make_network(inputs, make_relief(mains))
    place = inputs.projects.set_index("id").loc["P032", ["x", "y"]]
    example = make_example(shapely.Point(place).buffer(9_000), tuple(place), made, [])
    sizes = [piece.area / 10_000 for piece in example.pieces()]
    assert sizes == pytest.approx([19.15, 8.76, 22.52 - 8.76, 0.18], abs=0.003)


def test_a_file_written_twice_has_the_same_bytes(tmp_path):
    frame = pd.DataFrame({"zone_id": ["A"], "geometry": [box(500_000, 2_450_000, 500_100, 2_450_100)]})
    for name in ("one.gpkg", "two.gpkg"):
        write_layer(tmp_path / name, "zones", frame)
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()
