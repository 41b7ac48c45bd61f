"""No link of a map leads to another host, and one that would is an error."""

import importlib
import pkgutil
import re
from pathlib import Path

import folium
import folium.plugins
import pytest

from geo.errors import RanhError
from views import browser_files, offline
from views.errors import OutsideLinkError
from views.fetched import Features
from views.map_page import map_page

VIEWS = Path(offline.__file__).parent
LEAFLET = "/vendor/leaflet/leaflet.js"


def test_an_unmapped_link_raises_with_the_link_in_the_sentence():
    with pytest.raises(OutsideLinkError, match=r"heatmap\.js") as caught:
        offline.local_links(["https://cdn.example/heatmap.js"])
    assert isinstance(caught.value, RanhError)
    assert "heatmap.js" in caught.value.vi


def test_a_link_without_a_scheme_is_another_host_too():
    with pytest.raises(OutsideLinkError):
        offline.local_links(["//cdn.example/heatmap.js"])


def test_every_link_of_a_plain_map_has_a_copy_or_is_not_needed():
    links = [link for _, link in (*folium.Map.default_js, *folium.Map.default_css)]
    assert offline.local_links(links) == ["/vendor/leaflet/leaflet.js", "/vendor/leaflet/leaflet.css"]


def test_every_copy_is_there():
    assert all((offline.VENDOR_FILES / path).is_file() for path in offline.COPIES.values())


def test_no_style_sheet_or_script_of_ours_names_another_host():
    outside = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|fetch\(\s*['\"]http|src\s*=\s*['\"]http")
    files = [*offline.VENDOR_FILES.rglob("*.css"), *offline.BROWSER_FILES.rglob("*.*s")]
    assert len(files) >= 12
    assert [file.name for file in files if outside.search(file.read_text(encoding="utf-8"))] == []


def test_each_vendored_folder_holds_its_licence():
    folders = [path for path in offline.VENDOR_FILES.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {"leaflet", "fullscreen", "dejavu"}
    assert all(any("LICEN" in file.name.upper() for file in folder.iterdir()) for folder in folders)


def test_the_page_of_a_map_names_local_files_alone_and_lets_a_phone_enlarge_it():
    ground = folium.Map(tiles=None)
    folium.plugins.Fullscreen().add_to(ground)
    Features("a", {"id": "a", "url": "/a", "title": "a"}, show=True).add_to(ground)
    content = map_page(ground, "vi", "Bản đồ <b>").content.decode()
    version = browser_files.version()
    links = re.findall(r'(?:src|href)="([^"]+)"', content)
    assert links == [
        f"/vendor/{version}/leaflet/leaflet.css",
        f"/vendor/{version}/fullscreen/Control.FullScreen.css",
        f"/browser/{version}/map.css",
        f"/browser/{version}/joined.js?{LEAFLET},/vendor/fullscreen/Control.FullScreen.js,/browser/ranh.js",
    ]
    assert "user-scalable" not in content
    assert "<title>Bản đồ &lt;b&gt;</title>" in content


def test_a_map_that_needs_a_file_without_a_copy_has_no_page():
    ground = folium.Map()
    folium.plugins.HeatMap([[22, 103]]).add_to(ground)
    with pytest.raises(OutsideLinkError, match=r"leaflet_heat"):
        map_page(ground, "vi", "")


def test_every_module_can_be_imported():
    found = pkgutil.walk_packages([str(VIEWS)], "views.")
    names = [module.name for module in found if module.name != "views.main" and "vendor" not in module.name]
    assert len(names) > 100
    assert all(importlib.import_module(name) for name in names)


def test_what_a_map_says_is_never_rendered_again():
    offline.keep_verbatim()
    name = "{{ 7 * 7 }} {% raw %} {# x #}"
    ground = folium.Map()
    folium.TileLayer("/tiles/{z}/{x}/{y}.png", attr=name, name=name).add_to(ground)
    Features(name, {"id": "a", "url": "/a", "title": name}, show=True).add_to(ground)
    script = ground.get_root().render()
    assert script.count(name) >= 2
    assert "49" not in re.findall(r'"title": "([^"]*)"', script)
