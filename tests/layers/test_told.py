"""What is told of a layer of projects owes nothing to those for defence or security."""

from __future__ import annotations

import shapely

from layers.catalogue import LayerUse
from layers.codes import read_codes
from layers.corridor.seen import FolderSeen
from layers.open_layers import open_layers
from layers.province import open_province
from layers.reader import read_layer
from layers.told import told_projects
from squares import EAST, NORTH, square, write
from views.store import Whole

SPIKE = shapely.Polygon([(EAST + x, NORTH + y) for x, y in ((0, 0), (50, 50), (25, 25), (0, 0))])
"""No area can be made of it."""
CODES = ["ODT", "CQP", "CQP", "ODT"]
SHAPES = [square(100, 100), square(300, 300), SPIKE, SPIKE]


def sites(folder, rows):
    """Write some of the projects, and return their layer as it may be told."""
    kept = {"site_id": [f"S{row}" for row in rows], "planned_code": [CODES[row] for row in rows]}
    write(folder / "sites.gpkg", kept, [SHAPES[row] for row in rows])
    province = open_province(folder)
    layer = read_layer(province.layer("sites"), province)
    return province, told_projects(layer, read_codes(province.path(province.codes)))


def test_projects_for_defence_are_neither_among_the_sound_nor_the_broken(folder):
    _, told = sites(folder, range(4))
    assert told.zones["zone_id"].tolist() == ["S0"]
    assert told.broken["zone_id"].tolist() == ["S3"]
    assert (told.issues, told.file) == ((), None)
    _, without = sites(folder, (0, 3))
    assert told.sha256 == without.sha256


def test_command_and_page_tell_the_same_projects(folder):
    province, told = sites(folder, range(4))
    command = FolderSeen(whole=province, is_exact=False).layer("sites")
    page = Whole(province, "state").told.layer("sites")
    for other in (command, page):
        assert other.sha256 == told.sha256
        assert other.zones.equals(told.zones)
        assert other.broken.equals(told.broken)


def test_what_is_cut_for_others_stays_whole_in_the_layer_itself(folder):
    write(folder / "landuse.gpkg", {"parcel_id": ["p"], "code": ["RPH"]}, [square(0, 0, 3000)])
    province = open_province(folder)
    landuse = read_layer(province.layer("landuse"), province)
    mask = square(1000, 1000, 1000)
    codes = read_codes(province.path(province.codes))
    (use,) = open_layers([LayerUse(layer=landuse.layer, data=landuse)], mask, codes)
    assert use.data is not None
    assert use.data.zones.area.tolist() == [8e6]
    assert landuse.zones.area.tolist() == [9e6]  # no row was left out: pandas then hands out the very array
