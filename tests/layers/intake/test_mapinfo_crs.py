"""The CoordSys lines of Vietnamese MapInfo files, right ones and those with the usual slips."""

import pytest

from layers.intake.whereabouts.mapinfo_crs import Datum, mapinfo_datum

SHIFT = "-191.90441429, -39.30318279, -111.45032835"
TURN = "-0.00928836, 0.01975479, -0.00427372, 0.252906278, 0"
PLANE = '"m", 103, 0, 0.9999, 500000, 0'


@pytest.mark.parametrize(
    ("values", "datum"),
    [
        (f"8, 9999, 28, {SHIFT}, {TURN}, {PLANE}", Datum.VN2000),
        (
            f"8, 9999, 28, -191.90441, -39.30318, -111.45033, -0.009288, 0.019755, -0.004274, 0.2529, 0, {PLANE}",
            Datum.VN2000,
        ),
        (f"8, 9999, 28, {SHIFT}, {TURN}, 7, 105, 0, 0.9996, 500000, 0", Datum.VN2000),
        (f"8, 999, 28, {SHIFT}, {PLANE}", Datum.VN2000_SHIFT),
        (f"8, 9999, 28, {SHIFT}, 0, 0, 0, 0, 0, {PLANE}", Datum.VN2000_SHIFT),
        (f"8, 9999, 28, {SHIFT.replace('-191', '191')}, {TURN}, {PLANE}", Datum.OTHER),
        (f"8, 9999, 28, {SHIFT}, 0.00928836, -0.01975479, 0.00427372, 0.252906278, 0, {PLANE}", Datum.OTHER),
        (f"8, 9999, 24, {SHIFT}, {TURN}, {PLANE}", Datum.OTHER),
        (f"8, 9999, 28, 0, 0, 0, 0, 0, 0, 0, 0, {PLANE}", Datum.VN2000_AS_WGS84),
        (f"8, 104, {PLANE}", Datum.VN2000_AS_WGS84),
        ('8, 104, "m", 104.75, 0, 0.9999, 500000, 0', Datum.VN2000_AS_WGS84),
        ('8, 104, "m", 103, 0, 0.9996, 500000, 0', Datum.VN2000_AS_WGS84),
        ('2008, 104, "m", 103, 0, 0.9999, 500000, 0 Bounds (0, 0) (1000000, 3000000)', Datum.VN2000_AS_WGS84),
        ('8, 104, "m", 105, 0, 0.9996, 500000, 0', Datum.WGS84_OR_VN2000),
        ('8, 104, "m", 103.1, 0, 0.9999, 500000, 0', Datum.WGS84),
        ('8, 104, "m", 103, 0, 0.9999, 0, 0', Datum.WGS84),
        ('10, 157, "m", 0', Datum.WGS84),
        ("1, 104", Datum.WGS84),
        (f"1, 9999, 28, {SHIFT}, {TURN}", Datum.VN2000),
        (f'1008, 104, {PLANE} Affine Units "m", 1, 0, 0, 0, 1, 0', Datum.OTHER),
        (f'8, 104, {PLANE} Affine Units "m", 1, 0, 0, 0, 1, 0', Datum.OTHER),
        (f"8, 1016, {PLANE}", Datum.OTHER),
        ('8, 104, "m", 103, 0', Datum.OTHER),
        ('8, 104, "m", west, 0, 0.9999, 500000, 0', Datum.OTHER),
        ("", Datum.OTHER),
    ],
)
def test_datum(values, datum):
    assert mapinfo_datum(f"CoordSys Earth Projection {values}").datum is datum


@pytest.mark.parametrize(
    ("line", "datum"),
    [
        ("", Datum.NONE),
        ('CoordSys NonEarth Units "m"', Datum.NONE),
        ('CoordSys Layout Units "cm"', Datum.OTHER),
    ],
)
def test_lines_without_a_projection(line, datum):
    assert mapinfo_datum(line).datum is datum


def test_plane_is_told():
    found = mapinfo_datum(f"coordsys  EARTH projection 8, 9999, 28, {SHIFT}, {TURN}, {PLANE}")
    assert (found.meridian_deg, found.scale, found.false_origin_m) == (103.0, 0.9999, (500_000.0, 0.0))
    assert found.shift == (
        -191.90441429,
        -39.30318279,
        -111.45032835,
        -0.00928836,
        0.01975479,
        -0.00427372,
        0.252906278,
    )
    assert found.is_vn2000_plane


def test_degrees_are_told():
    assert mapinfo_datum("CoordSys Earth Projection 1, 104").geographic
