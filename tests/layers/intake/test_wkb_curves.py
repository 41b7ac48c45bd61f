"""Arcs become chords within 1 cm; rings close over 1 cm and no more; surfaces are named."""

import math
import struct

import numpy as np
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.formats.wkb_curves import straighten


def arcs(*xy, kind=8):
    return struct.pack(f"<BII{len(xy)}d", 1, kind, len(xy) // 2, *xy)


def farthest_m(line, centre, radius):
    middle = shapely.get_coordinates(line)
    middle = (middle[1:] + middle[:-1]) / 2
    return np.abs(np.hypot(*(middle - centre).T) - radius).max()


@pytest.mark.parametrize("radius_m", [0.5, 20, 400, 12_000])
def test_chords_stay_within_a_centimetre(radius_m):
    x, y = 547_000.0, 2_477_000.0
    found = straighten(arcs(x - radius_m, y, x, y + radius_m, x + radius_m, y), "Row 1")
    assert found.curved
    assert farthest_m(found.geometry, (x, y), radius_m) <= 0.01
    assert found.geometry.length == pytest.approx(math.pi * radius_m, rel=2e-2 if radius_m < 1 else 1e-3)
    ends = shapely.get_coordinates(found.geometry)[[0, -1]]
    assert ends.tolist() == [[x - radius_m, y], [x + radius_m, y]]


def test_circle_of_two_points_is_whole():
    ring = arcs(0, 0, 200, 0, 0, 0)
    found = straighten(struct.pack("<BII", 1, 10, 1) + ring, "Row 1").geometry
    assert found.area == pytest.approx(math.pi * 100**2, rel=2e-4)


def test_clockwise_arc_goes_through_its_middle_point():
    found = straighten(arcs(0, 0, 300, -300, 600, 0), "Row 1").geometry
    assert found.distance(shapely.Point(300, -300)) <= 0.01
    assert found.bounds[1] == pytest.approx(-300, abs=0.01)


def test_straight_three_points_stay():
    assert (
        straighten(arcs(0, 0, 500, 500, 1000, 1000), "Row 1").geometry.wkt
        == "LINESTRING (0 0, 500 500, 1000 1000)"
    )


def test_compound_curve_joins_line_and_arc():
    line = arcs(-400, 0, 0, 0, kind=2)
    found = straighten(struct.pack("<BII", 1, 9, 2) + line + arcs(0, 0, 100, 100, 200, 0), "Row 1").geometry
    assert found.length == pytest.approx(400 + math.pi * 100, rel=1e-3)


def test_heights_and_measures_are_left_out():
    wkb = struct.pack("<BII12d", 1, 3008, 3, *(0, 0, 9, 9, 300, 300, 9, 9, 600, 0, 9, 9))
    found = straighten(wkb, "Row 1")
    assert (found.geometry.has_z, found.high) == (False, True)


@pytest.mark.parametrize(("gap_m", "fine"), [(0.009, True), (0.011, False)])
def test_ring_open_by_a_centimetre_is_closed(gap_m, fine):
    wkb = struct.pack("<BIII8d", 1, 3, 1, 4, *(0, 0, 1000, 0, 1000, 1000, 0, gap_m))
    if fine:
        found = straighten(wkb, "Row 1")
        assert (found.closed, found.curved, found.geometry.is_valid) == (True, False, True)
        return
    with pytest.raises(IntakeError) as caught:
        straighten(wkb, "Row 1")
    assert caught.value.code == "ring-open"


@pytest.mark.parametrize(
    ("wkb", "code"),
    [
        (struct.pack("<BII", 1, 1016, 0), "surface"),
        (struct.pack("<BII", 1, 15, 0), "surface"),
        (struct.pack("<BII", 1, 99, 0), "geometry-type"),
        (struct.pack("<BII", 1, 7, 1) + struct.pack("<BII", 1, 17, 0), "surface"),
        (arcs(0, 0, 10, 10, 20, 0)[:-3], "wkb-cut"),
        (struct.pack("<BII", 1, 3, 2**31), "wkb-cut"),
        (struct.pack("<BIII6d", 1, 3, 1, 3, 0, 0, 1, 1, 0, 0), "too-few-points"),
        (arcs(0, 0, 1e12, 1e12, 2e12, 0), "too-many-vertices"),
        (b"", "wkb-cut"),
        (struct.pack("<BII", 1, 7, 1) * 40, "wkb-cut"),
    ],
)
def test_what_is_no_plane_shape_is_named(wkb, code):
    with pytest.raises(IntakeError) as caught:
        straighten(wkb, "Row 7")
    assert caught.value.code == code
