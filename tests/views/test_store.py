"""What the server holds is never older than the files, wherever they stand."""

import shutil
from datetime import date

import geopandas as gpd

from views import tiles
from views.downloads import _told
from views.narrow import Wanted
from views.store import current_store

DAY = date(2026, 11, 23)


def moved(province_folder, tmp_path, monkeypatch):
    folder = tmp_path / "province"
    shutil.copytree(province_folder, folder)
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    return folder


def declare(folder, old, new):
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_file_in_a_subfolder_that_changes_is_read_again(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    (folder / "deep").mkdir()
    (folder / "defence.gpkg").rename(folder / "deep" / "defence.gpkg")
    declare(folder, 'file = "defence.gpkg"', 'file = "deep/defence.gpkg"')
    before = current_store()
    frame = gpd.read_file(folder / "deep" / "defence.gpkg")
    frame.iloc[:1].to_file(folder / "deep" / "defence.gpkg")
    after = current_store()
    assert after is not before
    assert len(after.layer("defence").zones) == 1


def test_another_declaration_gives_the_map_another_address(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    before = tiles.tile_url(current_store(), "landuse-plan")
    declare(folder, 'code_field = "code"', 'code_field = "code"\nscale_denominator = 10000')
    assert tiles.tile_url(current_store(), "landuse-plan") != before


def test_what_is_handed_on_is_chosen_among_what_may_be_told(store):
    result = store.result(DAY)
    told = _told(Wanted(verdicts=("conflict",)), result, store)
    assert set(told["verdict"]) <= {"conflict"}
    assert not told["restricted"].any()
