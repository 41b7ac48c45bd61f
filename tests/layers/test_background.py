"""A picture of the ground: only pictures are taken from the file, rows counted from the north."""

import io
import sqlite3
from contextlib import closing

import pytest
from PIL import Image

from layers.background import tile_of, zooms_of
from layers.errors import ProvinceError, ReadError
from layers.province import open_province


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
