"""Slopes follow from heights in any system; what is not known is never gentle."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from geo.errors import RanhError
from layers.errors import ReadError
from layers.province import open_province
from layers.routing.elevation import read_heights, slope_percent
from layers.routing.squares import Grid
from routing_lands import at, route, with_park
from squares import EAST, NORTH, square

SIDE = 100.0


def plane():
    """Return heights that rise by 20 m every 100 m to the east, row 0 in the north, over 10 by 10 km."""
    return np.tile(np.arange(102) * 20.0, (102, 1))


def ascii_grid(path, z):
    head = f"ncols {z.shape[1]}\nnrows {z.shape[0]}\nxllcorner {EAST - SIDE}\nyllcorner {NORTH - SIDE}\n"
    rows = "\n".join(" ".join(f"{value:g}" for value in row) for row in z)
    path.write_text(f"{head}cellsize {SIDE}\nNODATA_value -9999\n{rows}\n", encoding="ascii")
    return path


def geotiff(path, z, epsg=9205):
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg)
    tags = [
        (33550, "d", 3, (SIDE, SIDE, 0.0), False),
        (33922, "d", 6, (0.0, 0.0, 0.0, EAST - SIDE, NORTH - SIDE + z.shape[0] * SIDE, 0.0), False),
        (34735, "H", len(keys), keys, False),
        (42113, "s", 0, "-9999", False),
    ]
    tifffile.imwrite(path, z.astype(np.float32), extratags=tags)
    return path


GRID = Grid(west=EAST, south=NORTH, cell_m=50.0, shape=(200, 200))


def test_both_formats_give_the_slope_of_the_plane(province, tmp_path):
    z = plane()
    z[0, 0] = -9999
    for heights in (
        read_heights(ascii_grid(tmp_path / "a.asc", z), "EPSG:9205"),
        read_heights(geotiff(tmp_path / "a.tif", z)),
    ):
        slope = slope_percent(heights, GRID, province)
        assert np.isnan(slope[-1, 0])
        assert slope[:190, 10:190] == pytest.approx(20.0)


def test_without_a_coordinate_system_or_with_damage_there_is_a_sentence(tmp_path):
    with pytest.raises(RanhError, match="declares no coordinate system"):
        read_heights(ascii_grid(tmp_path / "a.asc", plane()))
    (tmp_path / "b.asc").write_text("ncols 3\nnrows 3\n1 2\n", encoding="ascii")
    (tmp_path / "b.tif").write_bytes(b"none")
    (tmp_path / "b.png").write_bytes(b"none")
    for name in ("b.asc", "b.tif", "b.png"):
        with pytest.raises(ReadError, match="cannot be read"):
            read_heights(tmp_path / name, "EPSG:9205")


SLOPES = """
[[slope]]
id = "steep"
name_vi = "Dốc"
name_en = "Steep"
factor = 5.0
at_least_percent = 15.0

[[slope]]
id = "very-steep"
name_vi = "Rất dốc"
name_en = "Very steep"
factor = 9.0
at_least_percent = 40.0
"""


def test_a_line_goes_round_steep_ground_or_says_how_much_of_it(folder, tmp_path):
    with_park(folder, [square(9000, 9000, 50)])
    file = folder / "route_weights.toml"
    file.write_text(file.read_text(encoding="utf-8") + SLOPES, encoding="utf-8")
    z = np.zeros((102, 102))
    z[40:80, 45:56] = np.abs(np.arange(11) - 5) * -25.0 + 125  # a ridge, 25 % on both sides
    heights = read_heights(geotiff(tmp_path / "a.tif", z))
    province = open_province(folder)
    around = route(province, at(3000, 4010), at(7000, 4010), heights=heights).routes[0]
    assert around.length_m > 4500
    whole = np.tile(np.arange(102) * 25.0, (102, 1))
    heights = read_heights(geotiff(tmp_path / "b.tif", whole))
    (cause,) = route(province, at(3000, 4010), at(7000, 4010), heights=heights).routes[0].causes
    assert cause.class_id == "steep"
    assert cause.length_m == pytest.approx(4000, abs=10)
    assert cause.cost_m == pytest.approx(4 * cause.length_m)


def test_unknown_slope_counts_as_the_steepest_and_is_told(folder, tmp_path):
    with_park(folder, [square(9000, 9000, 50)])
    file = folder / "route_weights.toml"
    file.write_text(file.read_text(encoding="utf-8") + SLOPES, encoding="utf-8")
    heights = read_heights(geotiff(tmp_path / "a.tif", np.full((102, 102), -9999.0)))
    found = route(open_province(folder), at(3000, 4010), at(7000, 4010), heights=heights)
    assert [cause.class_id for cause in found.routes[0].causes] == ["very-steep"]
    assert any("Heights are missing for 100.0%" in en for en, _ in found.notes)
    assert any("Thiếu độ cao của 100,0% diện tích" in vi for _, vi in found.notes)
