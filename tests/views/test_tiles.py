"""Tiles of a person: from memory, from disk, or painted; what is exact never touches the disk."""

import sqlite3

import pytest

from layers.kept_arrays import FOLDER, MANIFEST
from layers.stored_tiles import FILE, TileCache
from views import tile_sheets, tiles
from views.once import Once
from views.store import store_for
from views.tile_ahead import Ahead, first_places
from views.tile_file import MOST_KEPT, kept_shapes
from views.tile_sheets import sheet_of, tile_of

LAYER = "landuse-plan"
PLACE = (9, 403, 223)


@pytest.fixture(autouse=True)
def cold(monkeypatch):
    """Nothing painted in memory, and no file of another test open."""
    for name in ("_tiles", "_sheets", "_caches"):
        monkeypatch.setattr(tile_sheets, name, Once(8))


@pytest.fixture
def told(own_province, officer):
    """Return the tiny province as an officer sees it, in a folder of the test's own."""
    assert own_province.is_dir()
    return store_for(officer)


@pytest.fixture
def exact(own_province, steward):
    assert own_province.is_dir()
    return store_for(steward)


def files(folder):
    return sorted(path for path in (folder / FOLDER).rglob("*") if path.is_file())


def test_a_tile_that_may_be_told_is_found_on_disk_by_the_next_server(told, monkeypatch):
    body = tile_of(told, LAYER, PLACE)
    assert body.startswith(b"\x89PNG")
    monkeypatch.setattr(tile_sheets, "_tiles", Once(8))
    monkeypatch.setattr(tile_sheets, "paint_tile", lambda *_: pytest.fail("painted anew"))
    assert tile_of(told, LAYER, PLACE) == body


def test_nothing_exact_is_written(exact):
    assert tile_of(exact, LAYER, PLACE).startswith(b"\x89PNG")
    assert [path.name for path in files(exact.province.folder) if path.suffix in {".npy", ".db"}] == []


def test_another_colour_is_another_version(told, monkeypatch):
    before = tiles.tile_version(told, LAYER)
    monkeypatch.setattr(tile_sheets, "painter", lambda: "another painter")
    assert tiles.tile_version(told, LAYER) != before


def test_polygons_are_mapped_from_disk_and_made_anew_when_a_byte_changed(told):
    folder = told.province.folder
    made = sheet_of(told, LAYER).shapes
    key = next((folder / FOLDER).glob(f"shapes-*/{MANIFEST}")).read_text().split('"')[3]
    again = kept_shapes(folder, key, lambda: pytest.fail("made anew"))
    assert (again.xy == made.xy).all()
    assert (again.owners == made.owners).all()
    path = next((folder / FOLDER).glob("shapes-*/xy.npy"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert kept_shapes(folder, key, lambda: made) is made


def test_of_many_versions_the_oldest_polygons_go(told):
    made = sheet_of(told, LAYER).shapes
    for number in range(MOST_KEPT + 3):
        kept_shapes(told.province.folder, f"{number:016d}", lambda: made)
    assert len(list((told.province.folder / FOLDER).glob("shapes-*"))) == MOST_KEPT


def test_the_file_of_tiles_never_grows_beyond_its_size(tmp_path):
    cache = TileCache(tmp_path, most_bytes=400_000)
    for number in range(300):
        cache.put("v", (12, number, 0), bytes(4000))
    assert (tmp_path / FOLDER / FILE).stat().st_size < 450_000
    assert cache.get("v", (12, 299, 0)) == bytes(4000)
    assert cache.get("v", (12, 0, 0)) is None
    cache.close()
    assert cache.get("v", (12, 299, 0)) is None


def test_a_file_that_is_no_database_keeps_nobody_from_the_map(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_bytes(b"no database" * 1000)
    cache = TileCache(tmp_path)
    cache.put("v", PLACE, b"x")
    assert cache.get("v", PLACE) is None
    (tmp_path / "file").write_bytes(b"")
    assert TileCache(tmp_path / "file").get("v", PLACE) is None


def test_an_empty_tile_is_answered_without_a_file(told):
    assert tile_of(told, LAYER, (9, 0, 0)) is tile_sheets.blank_tile()
    path = told.province.folder / FOLDER / FILE
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT count(*) FROM tile").fetchone() == (0,)


def test_low_zooms_are_painted_ahead_once_and_never_what_is_exact(told, exact):
    ahead = Ahead()
    ahead.want(told, LAYER)  # not started: nothing happens
    ahead.start()
    ahead.want(exact, LAYER)
    for _ in range(3):
        ahead.want(told, LAYER)
    thread = ahead._thread
    ahead._wanted.put(None)
    thread.join(60)
    places = list(first_places(sheet_of(told, LAYER).shapes))
    assert {zoom for zoom, _, _ in places} == {8, 9, 10, 11}
    with sqlite3.connect(told.province.folder / FOLDER / FILE) as file:
        kept = set(file.execute("SELECT zoom, x, y FROM tile"))
    assert kept <= set(places)
    assert {zoom for zoom, _, _ in kept} == {8, 9, 10, 11}
