"""No link of a map leads to another host, and one that would is an error."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import SimpleNamespace

import folium
import pytest
import streamlit_folium

from geo.errors import RanhError
from views import browser_files, offline
from views.errors import OutsideLinkError
from views.fetched import Features

VIEWS = Path(offline.__file__).parent


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


def test_the_component_gets_local_links_only_and_is_wrapped_once(monkeypatch):
    seen = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: seen.append(arguments))
    offline.keep_offline()
    first = streamlit_folium._component_func
    offline.keep_offline()
    assert streamlit_folium._component_func is first
    head = folium.Map().get_root().render()
    viewport = re.search(r"<meta name=\"viewport\"[^>]*>", head)[0]
    first(
        js_links=["https://cdn/leaflet.js", "/browser/ranh.js"],
        css_links=["/browser/map.css"],
        header=viewport,
    )
    version = browser_files.version()
    scripts = f"/browser/{version}/joined.js?/vendor/leaflet/leaflet.js,/browser/ranh.js"
    header = seen[0].pop("header")
    assert seen == [{"js_links": [scripts], "css_links": [f"/browser/{version}/map.css"]}]
    assert "user-scalable" in viewport
    assert (
        re.sub(r"\s+", " ", header)
        == '<meta name="viewport" content="width=device-width, initial-scale=1.0" />'
    )


def test_a_component_imported_beside_a_page_is_made_known_to_the_server(monkeypatch):
    known = []
    registry = SimpleNamespace(register_component=known.append)
    monkeypatch.setattr(offline.runtime, "exists", lambda: True)
    monkeypatch.setattr(offline.runtime, "get_instance", lambda: SimpleNamespace(component_registry=registry))
    component = SimpleNamespace()
    monkeypatch.setattr(streamlit_folium, "_component_func", component)
    offline.keep_offline()
    offline.keep_offline()
    assert known == [component]


def imported_views(path):
    """Return the modules of views that a file imports when it is imported itself."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "views":
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = {VIEWS.parent / f"{name.replace('.', '/')}.py" for name in names}
    return {file for file in files if file.is_file()}


def test_importing_the_door_does_not_import_the_component():
    """A component imported before the server runs is not served: the map would stay blank."""
    reached, queue = set(), [VIEWS.parent / "app.py"]
    while queue:
        path = queue.pop()
        reached.add(path)
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(?:import|from) streamlit_folium", text, re.MULTILINE), path
        queue += imported_views(path) - reached
    assert {VIEWS / "tiles.py", VIEWS / "words" / "login.py", VIEWS / "cases" / "files.py"} <= reached


def test_every_module_can_be_imported():
    found = pkgutil.walk_packages([str(VIEWS)], "views.")
    names = [module.name for module in found if module.name != "views.main" and "vendor" not in module.name]
    assert len(names) > 100
    assert all(importlib.import_module(name) for name in names)


def test_what_a_map_says_is_never_rendered_again():
    offline.keep_offline()
    name = "{{ 7 * 7 }} {% raw %} {# x #}"
    ground = folium.Map()
    folium.TileLayer("/tiles/{z}/{x}/{y}.png", attr=name, name=name).add_to(ground)
    Features(name, {"id": "a", "url": "/a", "title": name}, show=True).add_to(ground)
    script = ground.get_root().render()
    assert script.count(name) >= 2
    assert "49" not in re.findall(r'"title": "([^"]*)"', script)
