"""Tiles: a known pixel has the known colour, hatches differ, a hole is a hole, nothing is dropped."""

import io
import math

import geopandas as gpd
import pytest
import shapely
from PIL import Image

from views.paint import HATCH_RGB, OUTLINE_RGB, blank_tile, make_sheet, paint_tile
from views.palette import UNKNOWN, Paint

PAINTS = {
    "RPH": Paint(hex="#BEFF1E"),
    "CQP": Paint(hex="#FF6450", hatch="diagonal"),
    "CAN": Paint(hex="#FF5046", hatch="cross"),
}
ZOOM, COLUMN, ROW = 11, 1612, 894


def tile_box(zoom=ZOOM, column=COLUMN, row=ROW):
    """Return west, south, east, north of a tile in degrees."""

    def lat(row):
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**zoom))))

    def lon(column):
        return column / 2**zoom * 360 - 180

    return lon(column), lat(row + 1), lon(column + 1), lat(row)


def painted(shapes, codes, zoom=ZOOM, column=COLUMN, row=ROW):
    zones = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs="EPSG:4326")
    body = paint_tile(make_sheet(zones, PAINTS, UNKNOWN), zoom, column, row)
    return Image.open(io.BytesIO(body)).convert("RGBA")


def colours(image):
    return {pixel[:3] for _, pixel in image.getcolors(65536) if pixel[3] == 255}


WEST, SOUTH, EAST, NORTH = tile_box()
MIDDLE = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
WHOLE = shapely.box(WEST, SOUTH, EAST, NORTH)


def test_a_pixel_has_exactly_the_official_colour():
    image = painted([shapely.box(WEST, SOUTH, MIDDLE[0], NORTH)], ["RPH"])
    assert image.getpixel((10, 128)) == (0xBE, 0xFF, 0x1E, 255)
    assert image.getpixel((250, 128))[3] == 0


def test_a_code_that_the_table_does_not_know_is_grey():
    assert colours(painted([WHOLE], ["???"])) == {UNKNOWN.rgb}


def test_a_hole_stays_open():
    hole = shapely.box(*MIDDLE, MIDDLE[0] + 0.01, MIDDLE[1] + 0.01)
    image = painted([WHOLE.difference(hole)], ["RPH"])
    assert image.getpixel((135, 120))[3] == 0
    assert image.getpixel((100, 200)) == (0xBE, 0xFF, 0x1E, 255)


def test_defence_is_hatched_and_security_cross_hatched():
    defence, security = painted([WHOLE], ["CQP"]), painted([WHOLE], ["CAN"])
    assert colours(defence) == {(255, 100, 80), HATCH_RGB}
    assert colours(security) == {(255, 80, 70), HATCH_RGB}

    def lines(image):
        return {pixel[:3]: count for count, pixel in image.getcolors()}[HATCH_RGB]

    assert lines(security) > 1.5 * lines(defence)


def test_hatches_meet_across_tiles():
    wide = shapely.box(WEST, SOUTH, EAST + (EAST - WEST), NORTH)
    left = painted([wide], ["CQP"])
    right = painted([wide], ["CQP"], column=COLUMN + 1)
    assert [left.getpixel((0, y)) for y in range(256)] == [right.getpixel((0, y)) for y in range(256)]


def test_a_hatch_never_leaves_its_own_code():
    image = painted([WHOLE, shapely.box(*MIDDLE, EAST, NORTH)], ["CQP", "RPH"])
    assert colours(image.crop((140, 0, 256, 110))) == {(0xBE, 0xFF, 0x1E)}


@pytest.mark.parametrize("zoom", [8, 9, 10, 11])
def test_a_house_plot_is_seen_from_afar_even_inside_a_forest(zoom):
    size = 0.0001  # about 10 m
    plot = shapely.box(MIDDLE[0], MIDDLE[1], MIDDLE[0] + size, MIDDLE[1] + size)
    scale = 2 ** (ZOOM - zoom)
    column, row = COLUMN // scale, ROW // scale
    box = shapely.box(*tile_box(zoom, column, row))
    assert PAINTS["CAN"].rgb in colours(painted([plot, box], ["CAN", "RPH"], zoom, column, row)) or (
        HATCH_RGB in colours(painted([plot, box], ["CAN", "RPH"], zoom, column, row))
    )


def test_outlines_come_in_with_zoom_13():
    assert OUTLINE_RGB not in colours(painted([WHOLE], ["RPH"], 12, COLUMN * 2, ROW * 2))
    part = shapely.box(*MIDDLE, EAST, NORTH)
    near = painted([part], ["RPH"], 13, COLUMN * 4 + 2, ROW * 4 + 1)
    assert OUTLINE_RGB in colours(near)


def test_a_tile_beside_the_data_is_blank():
    zones = gpd.GeoDataFrame({"code": ["RPH"]}, geometry=[WHOLE], crs="EPSG:4326")
    assert paint_tile(make_sheet(zones, PAINTS, UNKNOWN), ZOOM, 0, 0) == blank_tile()
    assert Image.open(io.BytesIO(blank_tile())).convert("RGBA").getextrema()[3] == (0, 0)
