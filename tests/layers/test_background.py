"""A picture of the ground: only pictures are taken from the file, rows counted from the north."""

import io
import sqlite3
from contextlib import closing

import numpy as np
import pytest
import tifffile
from PIL import Image

from geo.crs import DISPLAY_CRS, transform_xy
from geo.errors import CRSError
from layers.background import raster_of, zooms_of
from layers.errors import ProvinceError, ReadError
from layers.province import open_province


def tile_of(path, *place):
    found = raster_of(path, *place)
    return found and found.encoded()


def picture(form="PNG", colour=(1, 2, 3)):
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(file, form)
    return file.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(rows):
        path = tmp_path / "nền.mbtiles"
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
            database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        return path

    return write


@pytest.mark.parametrize(
    ("form", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_a_tile_is_told_by_its_first_bytes(write, form, kind):
    path = write([(10, 805, 575, picture(form))])
    body, found = tile_of(path, 10, 805, 1023 - 575)
    assert (body, found) == (picture(form), kind)
    assert zooms_of(path) == (10, 10)


def test_a_place_without_a_tile_has_none(write):
    path = write([(10, 805, 575, picture())])
    assert tile_of(path, 10, 805, 575) is None
    assert tile_of(path, 40, 0, 0) is None
    assert tile_of(path, 3, 0, 8) is None


@pytest.mark.parametrize("body", [b"<html><script>alert(1)</script>", "text", None, 7, b""])
def test_what_is_no_picture_is_refused(write, body):
    with pytest.raises(ReadError, match="something else than pictures"):
        tile_of(write([(1, 0, 1, body)]), 1, 0, 0)


def test_a_file_that_is_no_database_or_empty_says_so(write, tmp_path):
    with pytest.raises(ReadError, match="holds no tile"):
        zooms_of(write([]))
    other = tmp_path / "x.mbtiles"
    other.write_bytes(b"no database at all")
    with pytest.raises(ReadError, match="cannot be read"):
        zooms_of(other)
    with pytest.raises(ReadError, match="cannot be read"):
        zooms_of(tmp_path / "missing.mbtiles")


def test_nothing_is_written_beside_the_file(write):
    path = write([(1, 0, 1, picture())])
    tile_of(path, 1, 0, 0)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


WEST, NORTH, STEP = 540_000.0, 2_480_000.0, 10.0


@pytest.fixture
def photo(tmp_path):
    """Return a GeoTIFF in VN-2000 of 4 by 3 km: red, but for its south-east quarter, which is blue."""
    picture = np.zeros((300, 400, 3), dtype=np.uint8)
    picture[..., 0] = 255
    picture[150:, 200:] = (0, 0, 255)
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 9205)
    tags = [
        (33550, "d", 3, (STEP, STEP, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, WEST, NORTH, 0.0), True),
        (34735, "H", len(keys), keys, True),
    ]
    path = tmp_path / "ảnh.tif"
    tifffile.imwrite(path, picture, photometric="rgb", extratags=tags)
    return path


def at(path, easting, northing, zoom=15):
    """Return the colour that the map shows at a place of VN-2000."""
    lon, lat = transform_xy(np.array([[easting, northing]]), "EPSG:9205", DISPLAY_CRS)[0]
    x = (lon + 180) / 360 * 2**zoom
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**zoom
    tile = tile_of(path, zoom, int(x), int(y))
    if tile is None:
        return (0, 0, 0, 0)
    body, kind = tile
    assert kind == "image/png"
    image = Image.open(io.BytesIO(body)).convert("RGBA")
    return image.getpixel((int(x % 1 * 256), int(y % 1 * 256)))


@pytest.mark.parametrize("zoom", [11, 15, 18])
def test_a_geotiff_lies_where_its_coordinates_say(photo, zoom):
    off = 200.0
    east, south = WEST + 4000, NORTH - 3000
    assert at(photo, WEST + off, NORTH - off, zoom) == (255, 0, 0, 255)
    assert at(photo, east - off, south + off, zoom) == (0, 0, 255, 255)
    assert at(photo, WEST + 2000 - off, south + off, zoom) == (255, 0, 0, 255)
    assert at(photo, WEST + off, NORTH + off, zoom)[3] == 0
    assert tile_of(photo, zoom, 0, 0) is None


def test_a_geotiff_has_zooms_as_fine_as_its_pixels(photo):
    assert zooms_of(photo) == (0, 14)  # 9.6 m at the equator


def test_a_picture_without_a_place_or_a_system_is_refused(tmp_path):
    bare = tmp_path / "bare.tif"
    tifffile.imwrite(bare, np.zeros((4, 4, 3), dtype=np.uint8), photometric="rgb")
    with pytest.raises(ReadError, match="cannot be read"):
        zooms_of(bare)
    tags = [(33550, "d", 3, (1.0, 1.0, 0.0), True), (33922, "d", 6, (0.0,) * 6, True)]
    tifffile.imwrite(bare, np.zeros((4, 4, 3), dtype=np.uint8), photometric="rgb", extratags=tags)
    with pytest.raises(CRSError):
        zooms_of(bare)
    assert zooms_of(bare, "EPSG:9205")[1] > 10


HEAD = """
[province]
id = "x"
name_vi = "X"
name_en = "X"
crs = "EPSG:9205"
bounds_m = [0.0, 0.0, 1.0, 1.0]
"""


def test_a_province_declares_it_in_a_table_of_its_own(tmp_path):
    (tmp_path / "province.toml").write_text(
        HEAD + '[background]\nfile = "a.mbtiles"\nname_vi = "Ảnh"\nname_en = "Photo"\n', encoding="utf-8"
    )
    assert open_province(tmp_path).background.file == "a.mbtiles"
    (tmp_path / "province.toml").write_text(HEAD, encoding="utf-8")
    assert open_province(tmp_path).background is None


def test_a_mistake_in_the_table_is_named(tmp_path):
    (tmp_path / "province.toml").write_text(
        HEAD + '[background]\nfile = "a"\nname_vi = "Ảnh"\nname_en = "Photo"\nurl = "x"\n', encoding="utf-8"
    )
    with pytest.raises(ProvinceError, match=r"background\.url"):
        open_province(tmp_path)


def test_a_damaged_tile_says_so(write):
    body = picture()
    with pytest.raises(ReadError, match="damaged or too large"):
        tile_of(write([(1, 0, 1, body[: len(body) // 2])]), 1, 0, 0)


def test_a_huge_tile_says_so(write):
    file = io.BytesIO()
    Image.new("L", (4000, 4000)).save(file, "PNG")
    with pytest.raises(ReadError, match="damaged or too large"):
        tile_of(write([(1, 0, 1, file.getvalue())]), 1, 0, 0)


def placed(path, picture, scale=(1.0, 1.0, 0.0), **more):
    tags = [(33550, "d", 3, scale, True), (33922, "d", 6, (0.0,) * 6, True)]
    tifffile.imwrite(path, picture, extratags=tags, **more)
    return path


@pytest.mark.parametrize(
    ("picture", "scale", "why"),
    [
        (np.zeros((4, 4, 3), dtype=np.uint8), (0.0, 1.0, 0.0), "its pixels have no size"),
        (np.zeros((4, 4, 3), dtype=np.uint8), (float("nan"), 1.0, 0.0), "its pixels have no size"),
        (np.full((4, 4), 700, dtype=np.uint16), (1.0, 1.0, 0.0), "not of eight bits"),
        (np.full((4, 4), 0.5, dtype=np.float32), (1.0, 1.0, 0.0), "not of eight bits"),
    ],
)
def test_a_geotiff_that_cannot_be_shown_says_why(tmp_path, picture, scale, why):
    photometric = "rgb" if picture.ndim == 3 else "minisblack"
    path = placed(tmp_path / "a.tif", picture, scale, photometric=photometric)
    with pytest.raises(ReadError, match=why):
        zooms_of(path, "EPSG:9205")


def test_a_geotiff_too_large_for_memory_says_so_before_it_is_opened(tmp_path):
    path = placed(tmp_path / "a.tif", np.zeros((16, 16), dtype=np.uint8), photometric="minisblack")
    with tifffile.TiffFile(path, mode="r+b") as file:
        for tag in ("ImageWidth", "ImageLength"):
            file.pages.first.tags[tag].overwrite(20_000)
    with pytest.raises(ReadError, match="20000 by 20000 pixels"):
        zooms_of(path, "EPSG:9205")


def test_why_a_picture_cannot_be_read_is_said_in_vietnamese_too(tmp_path):
    """Parsers speak English; nothing of what they say stands in the Vietnamese sentence."""
    damaged = tmp_path / "x.mbtiles"
    damaged.write_bytes(b"no database at all")
    bare = placed(tmp_path / "a.tif", np.full((4, 4), 700, dtype=np.uint16), photometric="minisblack")
    (tmp_path / "b.tif").write_bytes(b"no picture at all")
    for path, why in (
        (damaged, "tệp bị hỏng hoặc thuộc định dạng khác"),
        (tmp_path / "none.mbtiles", "tệp không có hoặc không được phép mở"),
        (tmp_path / "none.tif", "tệp không có hoặc không được phép mở"),
        (tmp_path / "b.tif", "tệp bị hỏng hoặc thuộc định dạng khác"),
        (bare, "màu thuộc kiểu I;16, không phải 8 bit"),
    ):
        with pytest.raises(ReadError) as raised:
            zooms_of(path, "EPSG:9205")
        assert raised.value.vi == (
            f"Không đọc được tệp nền {path.name} ({why}): hãy xuất lại dạng MBTiles hoặc GeoTIFF."
        )
