"""How far a province reaches, alike for checks, drawings and lines."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest
import shapely

from layers.catalogue import read_layers
from layers.corridor.seen import FolderSeen
from layers.errors import ProvinceError
from layers.extent import blocked_sites, extent_of
from layers.province import open_province
from layers.routing.surface import outline
from layers.sentences import EXTENT_UNKNOWN, OUTSIDE_BOUNDS
from squares import EAST, NORTH, declare, square, write

DAY = date(2026, 11, 26)
TOWNS = """
[[layer]]
id = "towns"
family = "communes"
name_vi = "Phường"
name_en = "Towns"
file = "towns.gpkg"
id_field = "commune_code"
name_field = "name"
group = "boundary"
"""
ACROSS = square(4900, 100, 200)
"""Over the border of the western half."""


def halves(folder, names=("communes", "towns")):
    """Give each half of the province a file of its own."""
    declare(folder, layers=TOWNS)
    for name, x in zip(names, (0, 5000), strict=True):
        half = square(x, 0, 5000, 10_000)
        write(folder / f"{name}.gpkg", {"commune_code": [name], "name": [name]}, [half])
    return folder


def asked(folder, *shapes):
    """Return why sites are blocked, and how far a line may go."""
    province = open_province(folder)
    uses = read_layers(province.layers, province)
    sites = gpd.GeoDataFrame({"site_id": range(len(shapes))}, geometry=list(shapes), crs=province.crs)
    seen = FolderSeen(whole=province, is_exact=False)
    return blocked_sites(sites, uses, province, DAY), lambda: outline(seen, DAY)


def dated(folder, words):
    file = folder / "province.toml"
    text = file.read_text(encoding="utf-8")
    at = text.index("\n", text.index('id = "communes"'))
    file.write_text(f"{text[:at]}\n{words}{text[at:]}", encoding="utf-8")


def test_files_of_one_family_say_together_how_far_the_province_reaches(folder):
    blocked, area = asked(halves(folder), ACROSS, square(7000, 100), square(9950, 100))
    assert blocked == [None, None, OUTSIDE_BOUNDS]
    assert area().equals(square(0, 0, 10_000))


def test_a_file_that_cannot_be_read_is_beyond(folder):
    (halves(folder) / "communes.gpkg").write_bytes(b"nothing")
    blocked, area = asked(folder, ACROSS, square(7000, 100))
    assert blocked == [OUTSIDE_BOUNDS, None]
    assert area().equals(square(5000, 0, 5000, 10_000))


def test_with_no_file_that_can_be_read_nothing_is_inside(folder):
    (folder / "communes.gpkg").write_bytes(b"nothing")
    blocked, area = asked(folder, ACROSS)
    assert blocked == [EXTENT_UNKNOWN]
    with pytest.raises(ProvinceError, match="no layer 'communes' that can be read") as told:
        area()
    assert "không có lớp 'communes' nào đọc được" in told.value.vi


def test_the_province_was_there_before_its_communes(folder):
    dated(folder, "effective_from = 2026-12-01")
    blocked, area = asked(folder, ACROSS, square(-500, 0))
    assert blocked == [None, OUTSIDE_BOUNDS]
    assert area().equals(square(0, 0, 10_000))


def test_what_is_in_force_and_cannot_be_read_is_not_replaced_by_another_day(folder):
    declare(folder, layers=TOWNS + "effective_to = 2020-01-01\n")
    write(folder / "towns.gpkg", {"commune_code": ["t"], "name": ["t"]}, [square(0, 0, 10_000)])
    (folder / "communes.gpkg").write_bytes(b"nothing")
    province = open_province(folder)
    assert extent_of(read_layers(province.layers, province), province, DAY) == ()


def test_no_line_leaves_the_bounds_of_the_province(folder):
    wide = shapely.box(EAST - 15_000, NORTH, EAST, NORTH + 1000)
    write(folder / "communes.gpkg", {"commune_code": ["w"], "name": ["w"]}, [wide])
    blocked, area = asked(folder, square(-10_500, 100))
    assert blocked == [OUTSIDE_BOUNDS]
    assert area().bounds == (EAST - 10_000, NORTH, EAST, NORTH + 1000)
