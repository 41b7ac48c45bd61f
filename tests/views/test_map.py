"""The map: the same while nothing changes, anew when data or language do, no name as HTML."""

import re
import shutil
from datetime import date

import pytest

from views import looks
from views.display_bounds import display_bounds
from views.drawn import problem_of, readable
from views.map import build_map
from views.map_page import map_page
from views.store import current_store, store_for
from views.text import Text

DAY = date(2026, 11, 23)


def script(store, language="vi", day=DAY):
    content = map_page(build_map(store, day, Text(language)), language, "").content.decode()
    return re.search(r"<script>(.*)</script>", content, re.DOTALL)[1]


def test_the_same_map_is_the_same_page(store):
    assert script(store) == script(store)
    assert "map_div.addLayer" in script(store) or ".addTo(map_div)" in script(store)


def test_another_language_is_another_page(store):
    assert script(store) != script(store, "en")


def test_every_address_in_the_script_is_local(store):
    text = script(store)
    lines = [line for line in text.splitlines() if not line.strip().startswith("//")]
    assert re.findall(r"https?://[^\s\"']+", "\n".join(lines)) == []
    addresses = set(re.findall(r'"(/[a-z-]+/[^"]+)"', text))
    assert {address.split("/")[1] for address in addresses} == {"tiles", "features", "chu-giai"}


def test_no_attribute_of_a_feature_stands_in_the_script(store):
    text = script(store)
    assert "Khu A" not in text
    assert "onerror" not in text


def test_tiles_carry_the_version_of_the_data(store):
    assert re.search(r"/tiles/landuse-plan/[0-9a-f]{12}/\{z\}/\{x\}/\{y\}\.png", script(store))


def test_a_layer_that_is_not_shown_is_not_on_the_map_at_start(store):
    text = script(store)
    shown = re.findall(r"var (features_\w+) = ranh\.features\(\{.*?\"id\": \"(\w+)\"", text)
    added = {layer_id for variable, layer_id in shown if f"{variable}.addTo(" in text}
    assert added == {"overlaps", "sites", "defence"}


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "`${alert(1)}`"])
def test_a_layer_name_is_text(name, province_folder, tmp_path, monkeypatch, steward):
    folder = shutil.copytree(province_folder, tmp_path / "province")
    declared = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(declared.replace("Lớp defence", name), encoding="utf-8")
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    text = script(store_for(steward))
    assert "alert(1)" in text
    # Within quotes and nowhere else: neither a tag nor a template of JavaScript.
    assert len(re.findall(r'"[^"\n]*alert\(1\)[^"\n]*"', text)) == text.count("alert(1)")


def test_the_map_starts_on_the_whole_province(store):
    west, south, east, north = display_bounds(store)
    assert (west, south) == pytest.approx((103.39, 22.33), abs=0.02)
    assert (east - west, north - south) == pytest.approx((0.097, 0.09), abs=0.01)


def test_a_layer_that_cannot_be_read_is_left_out_and_named(province_folder, tmp_path, monkeypatch):
    folder = shutil.copytree(province_folder, tmp_path / "province")
    (folder / "communes.gpkg").write_bytes(b"no database")
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    broken = current_store()
    assert "communes" in str(problem_of(broken, "communes"))
    assert [layer.id for layer in readable(broken)] == ["landuse-plan", "defence", "sites"]
    text = script(broken)
    assert "/features/layers/defence/" in text
    assert "/features/layers/communes/" not in text


def test_a_site_of_which_no_verdict_is_told_has_the_colour_of_none():
    assert looks.SITE_PATH["color"] not in looks.VERDICT_COLOURS.values()
