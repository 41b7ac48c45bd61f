"""Two pictures of the ground that differ only under withheld squares give the same bytes, at every zoom."""

import io
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile
from PIL import Image

from geo.crs import DISPLAY_CRS, transform_xy
from layers.background import Background, raster_of
from office.reports.frame import Frame
from views.printing.ground import paint_ground

CRS, OPERATION = "EPSG:9205", "EPSG:6960"
WEST, NORTH, STEP = 540_013.0, 2_480_007.0, 25.0
SIDE = 400
"""Ten kilometres."""
SQUARES = frozenset({(1090, 4948), (1091, 4948), (1091, 4947), (1095, 4952)})
DEEP = 13
FORMS = {"PNG": {"compress_level": 1}, "JPEG": {"quality": 60}}
ZOOMS = (8, 10, 12, 13)


def place_of(zoom):
    lon, lat = transform_xy(np.array([[546_100.0, 2_474_200.0]]), CRS, DISPLAY_CRS)[0]
    return zoom, *tile_at(lon, lat, zoom).astype(int).tolist()


def tile_at(lon, lat, zoom):
    down = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2
    return np.array([(lon + 180) / 360, down]) * 2**zoom


def inside(xy):
    """Tell which places lie in a square, by their own arithmetic."""
    column, row = np.floor(xy / 500).astype(int).T
    return np.logical_or.reduce([(column == one[0]) & (row == one[1]) for one in SQUARES])


def noise(shape):
    return np.random.default_rng(4).integers(0, 60, (*shape, 3), dtype=np.uint8)


def swapped(picture, mask):
    other = picture.copy()
    other[mask] = 255 - other[mask]
    return other


def geotiff(path, picture):
    tags = [
        (33550, "d", 3, (STEP, STEP, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, WEST, NORTH, 0.0), True),
    ]
    tifffile.imwrite(path, picture, photometric="rgb", extratags=tags)


def two_geotiffs(folder):
    picture, edges = noise((SIDE, SIDE)), np.arange(SIDE + 1) * STEP
    grid = [
        np.meshgrid(WEST + x, NORTH - y) for x in (edges[:-1], edges[1:]) for y in (edges[:-1], edges[1:])
    ]
    touched = [inside(np.column_stack((x.ravel(), y.ravel()))).reshape(SIDE, SIDE) for x, y in grid]
    paths = folder / "a.tif", folder / "b.tif"
    for path, one in zip(paths, (picture, swapped(picture, np.logical_or.reduce(touched))), strict=True):
        geotiff(path, one)
    return paths


def mbtiles(path, picture, corner, form):
    """Write a pyramid of means of a picture, whose first pixel is the first of tile `corner`."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        image = Image.fromarray(picture)
        for zoom in range(DEEP, 7, -1):
            left, top = (part * 256 >> (DEEP - zoom) for part in corner)
            for column in range(left // 256, (left + image.width - 1) // 256 + 1):
                for row in range(top // 256, (top + image.height - 1) // 256 + 1):
                    x, y = column * 256 - left, row * 256 - top
                    file = io.BytesIO()
                    image.crop((x, y, x + 256, y + 256)).save(file, form, **FORMS[form])
                    told = (zoom, column, 2**zoom - 1 - row, file.getvalue())
                    database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", told)
            image = image.reduce(2)


def two_mbtiles(folder, form):
    column, row = (part >> 1 << 1 for part in place_of(DEEP)[1:])
    side = 256 * 2
    points = np.arange(side * 2 + 1) / 2 / 256
    lon = (column + points) / 2**DEEP * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (row + points) / 2**DEEP))))
    x, y = np.meshgrid(lon, lat)
    xy = transform_xy(np.column_stack((x.ravel(), y.ravel())), DISPLAY_CRS, CRS)
    low = np.array(sorted(SQUARES)).min(axis=0) * 500
    near = ((xy >= low) & (xy < low + 5000)).all(axis=1)
    hit = np.zeros(len(xy), dtype=bool)
    hit[near] = inside(xy[near])
    hit = hit.reshape(side * 2 + 1, -1)
    touched = np.logical_or.reduce(
        [hit[a : a + side * 2 : 2, b : b + side * 2 : 2] for a in range(3) for b in range(3) if a + b < 5]
    )
    picture = noise((side, side))
    paths = folder / "a.mbtiles", folder / "b.mbtiles"
    for path, one in zip(paths, (picture, swapped(picture, touched)), strict=True):
        mbtiles(path, one, (column, row), form)
    return paths


@pytest.fixture(scope="module", params=["tif", "PNG", "JPEG"])
def pair(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ground")
    return two_geotiffs(folder) if request.param == "tif" else two_mbtiles(folder, request.param)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_tile_has_nothing_of_what_lies_under_squares(pair, zoom):
    whole = [raster_of(path, *place_of(zoom), crs=CRS, operation=OPERATION) for path in pair]
    assert whole[0].encoded() != whole[1].encoded()
    told = [one.without(SQUARES, CRS, OPERATION) for one in whole]
    assert told[0].encoded() == told[1].encoded()
    assert told[0].pixels.any() or zoom < 12  # the rest of the picture is still there


@pytest.mark.parametrize("scale", [5000, 25_000, 100_000, 1_000_000])
def test_a_sheet_has_nothing_of_what_lies_under_squares(pair, scale):
    province = SimpleNamespace(crs=CRS, datum_operation=OPERATION, path=pair[0].parent.joinpath)
    frame = Frame(
        west=546_010.0 - scale / 100, south=2_474_250.0 - scale / 100, scale=scale, width_mm=20, height_mm=20,
        most_mm=(20.0, 20.0), bar_mm=20.0,
    )  # fmt: skip
    declared = [Background(file=path.name, name_vi="Ảnh", name_en="Photo", crs=CRS) for path in pair]
    told = [paint_ground(one, province, frame, SQUARES)[0] for one in declared]
    whole = [paint_ground(one, province, frame, frozenset())[0] for one in declared]
    assert whole[0] != whole[1]
    assert told[0] == told[1]
    assert np.asarray(Image.open(io.BytesIO(told[0]))).any() or scale != 100_000
