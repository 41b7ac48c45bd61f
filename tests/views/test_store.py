"""What the server holds is never older than the files, wherever they stand."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import geopandas as gpd
import pytest

from layers.check import check_province
from layers.errors import ReadError
from same import assert_same
from views import tiles
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


def test_a_table_of_axes_that_changes_makes_a_new_store(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    declare(folder, 'rules = "rules"', 'rules = "rules"\naxes = "axes.csv"')
    before = current_store()
    (folder / "axes.csv").write_text("id,name_vi,name_en,layer,ids\n", encoding="utf-8")
    assert current_store() is not before


def test_another_declaration_gives_the_map_another_address(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    before = tiles.tile_url(current_store(), "landuse-plan")
    declare(folder, 'code_field = "code"', 'code_field = "code"\nscale_denominator = 10000')
    assert tiles.tile_url(current_store(), "landuse-plan") != before


def test_a_store_after_a_change_checks_only_what_the_change_can_affect(
    province_folder, tmp_path, monkeypatch
):
    folder = moved(province_folder, tmp_path, monkeypatch)
    before = current_store()
    first = before.result(DAY)
    assert len(first.rechecked.findings) == first.rechecked.cells
    frame = gpd.read_file(folder / "defence.gpkg")
    frame.assign(name="another name").to_file(folder / "defence.gpkg")
    after = current_store()
    second = after.result(DAY)
    assert 0 < len(second.rechecked.findings) < second.rechecked.cells
    assert second.rechecked.families == ("defence",)
    assert_same(second, check_province(after.province, DAY))
    assert after.layer("communes") is second.layers_used[0].data
    assert after.result(date(2026, 11, 22)).rechecked.findings == frozenset()


def test_changes_beside_a_file_that_another_program_has_open_are_seen(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    before = current_store()
    before.layer("defence")
    (folder / "defence.gpkg-wal").write_bytes(b"pages")
    with pytest.raises(ReadError, match="unsaved changes"):
        current_store().layer("defence")


def test_another_folder_takes_over_nothing(province_folder, tmp_path, monkeypatch):
    moved(province_folder, tmp_path, monkeypatch)
    current_store().result(DAY)
    moved(province_folder, tmp_path / "second", monkeypatch)
    second = current_store().result(DAY)
    assert len(second.rechecked.findings) == second.rechecked.cells


def test_many_threads_at_a_change_get_one_result(province_folder, tmp_path, monkeypatch):
    folder = moved(province_folder, tmp_path, monkeypatch)
    current_store().result(DAY)
    gpd.read_file(folder / "defence.gpkg").assign(name="n").to_file(folder / "defence.gpkg")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: current_store().result(DAY), range(16)))
    assert all(result is results[0] for result in results)
    assert_same(results[0], check_province(current_store().province, DAY))
