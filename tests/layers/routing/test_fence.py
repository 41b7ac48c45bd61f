"""The fence measures distances; a buffer of them falls short."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.province import open_province
from layers.routing.errors import PointError
from layers.routing.fence import CLEARANCE_M, Fence
from layers.routing.squares import Grid
from layers.routing.surface import Surface
from layers.routing.surface_file import NUMBERS
from routing_lands import at, route, with_park
from squares import EAST, NORTH, PARK, square, write_parks

SPAN = shapely.box(-10_000, -10_000, 10_000, 10_000)


def fence(*zones, keep_m=0.0):
    return Fence(zones=np.array(zones, dtype=object), keep_m=np.full(len(zones), float(keep_m)), extent=SPAN)


@pytest.mark.parametrize(
    "zone", [shapely.Point(0, 0), shapely.LineString([(0, 0), (-5, 0)]), shapely.box(-5, -5, 0, 0)]
)
@pytest.mark.parametrize("keep_m", [0.0, 3.0, 500.0])
def test_a_point_touches_up_to_the_distance_and_its_clearance(zone, keep_m):
    least_m = keep_m + CLEARANCE_M
    for angle in np.radians(np.arange(0, 90, 7.3)):
        for factor, touches in ((1 - 1e-7, True), (1 + 1e-7, False)):
            x, y = least_m * factor * np.cos(angle), least_m * factor * np.sin(angle)
            assert fence(zone, keep_m=keep_m).touches_point(x, y) is touches


def test_zones_with_different_distances_are_kept_each_by_its_own():
    zones = np.array([shapely.Point(0, 0), shapely.Point(100, 0)], dtype=object)
    own = Fence(zones=zones, keep_m=np.array([5.0, 60.0]), extent=SPAN)
    line = shapely.LineString([(-50, 50), (150, 50)])
    assert own.met(line).tolist() == [1]
    low = shapely.LineString([(-50, 5.5), (20, 5.5)])
    assert own.met(low).tolist() == [0]
    assert own.touched(shapely.LineString([(-50, 7), (20, 7)])).is_empty


def test_what_is_touched_is_a_part_of_the_line():
    line = shapely.LineString([(-50, 0.5), (50, 0.5)])
    touched = fence(shapely.box(-5, -5, 5, 0)).touched(line)
    assert touched.length == pytest.approx(10, abs=3)
    assert shapely.buffer(line, 1e-6).covers(touched)


def test_beyond_the_province_everything_is_touched():
    line = shapely.LineString([(9000, 0), (11_000, 0)])
    assert fence().touched(line).length == pytest.approx(999, abs=0.01)


@pytest.mark.parametrize("away_m", [498.5, 500.5])
def test_no_line_starts_where_only_the_chord_of_a_buffer_is_passed(folder, away_m):
    layer = PARK + 'geometry = "point"\n'
    with_park(folder, [square(9000, 9000, 50)])
    province = folder / "province.toml"
    province.write_text(province.read_text(encoding="utf-8").replace(PARK, layer), encoding="utf-8")
    weights = folder / "route_weights.toml"
    text = weights.read_text(encoding="utf-8").replace('layer = "park"', 'layer = "park"\nwithin_m = 500.0')
    weights.write_text(text, encoding="utf-8")
    write_parks(folder, shapely.Point(EAST + 5000, NORTH + 5000))
    turn = np.pi / 32  # between two of the 32 corners of a buffer with 8 chords to the quarter
    x, y = 5000 + away_m * np.cos(turn), 5000 + away_m * np.sin(turn)
    with pytest.raises(PointError, match="no line may go"):
        route(open_province(folder), at(x, y), at(9500, 5000))


def test_more_kinds_of_land_than_sixteen_bits_number_keep_apart():
    grid = Grid(west=0.0, south=0.0, cell_m=50.0, shape=(300, 300))
    marks = np.arange(90_000, dtype=np.uint64).reshape(300, 300)
    surface = Surface.of_marks(marks, grid)
    assert (surface.bits[surface.kind] == marks).all()
    assert surface.kind.dtype in NUMBERS
    assert Surface.of_marks(marks % 7, grid).kind.dtype == np.uint16
