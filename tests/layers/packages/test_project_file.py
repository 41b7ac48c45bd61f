"""The QGIS project of a package: every layer once, from the file beside it, in its place, colour and system."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from geo.crs import parse_crs
from layers.corridor.seen import FolderSeen
from layers.errors import WriteError
from layers.packages.gathering import content_of
from layers.packages.geopackage_file import write_geopackage
from layers.packages.placing import places_of
from layers.packages.project_file import GROUPS, qgs_bytes, require_project
from layers.packages.readme import readme_bytes
from layers.packages.units import one_unit
from layers.packages.verifying import verify_package
from layers.province import open_province

DAY = date(2026, 11, 23)


def parsed(project):
    return fromstring(project)  # noqa: S314 - of our own making


@pytest.fixture(scope="module")
def content(small_province):
    seen = FolderSeen(whole=open_province(small_province), is_exact=False)
    return content_of(seen, one_unit(seen, "01", "commune", DAY), DAY)


@pytest.fixture(scope="module")
def project(content):
    places = places_of(content)
    return qgs_bytes(content, places.geopackage)


def test_each_layer_is_read_from_the_file_beside_it(content, project, tmp_path):
    name = places_of(content).geopackage
    write_geopackage(tmp_path / name, content)
    layers = parsed(project).findall("projectlayers/maplayer")
    assert len(layers) == len(content.tables)
    with closing(sqlite3.connect(tmp_path / name)) as database:
        held = dict(database.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    for layer in layers:
        path, _, table = layer.findtext("datasource").partition("|layername=")
        assert (path, layer.findtext("provider")) == (f"./{name}", "ogr")
        assert held.pop(table) == layer.get("wkbType").upper()
    assert not held
    assert parsed(project).findtext("properties/Paths/Absolute") == "false"


def test_systems_keep_their_datum(content, project):
    root = parsed(project)
    assert b"proj4" not in project  # it would move VN-2000 by 223 m
    assert {one.text for one in root.iter("authid")} == {"EPSG:9205"}
    assert {parse_crs(one.text) for one in root.iter("wkt")} == {parse_crs(content.province.crs)}


def test_groups_lie_in_order_and_land_use_is_at_the_bottom_in_its_colours(project):
    root = parsed(project)
    groups = [group.get("name") for group in root.findall("layer-tree-group/layer-tree-group")]
    assert groups == [name for name in GROUPS.values() if name in groups]
    assert groups[-1] == GROUPS["landuse"]
    ids = [one.get("id") for one in root.iter("layer-tree-layer")]
    assert ids == [one.get("id") for one in root.findall("layerorder/layer")]
    layers = {one.findtext("datasource").rpartition("=")[2]: one for one in root.iter("maplayer")}
    assert layers["landuse"].find("renderer-v2").get("attr") == "code"
    assert any(one.get("value") == "255,252,140,255" for one in layers["landuse"].iter("Option"))
    fills = {one.get("value") for one in layers["communes"].iter("Option") if one.get("name") == "style"}
    assert fills == {"no"}  # else communes would hide the land


def test_a_project_that_opens_something_else_is_never_written(content, project):
    name = places_of(content).geopackage
    require_project(project, content, name)
    assert project == qgs_bytes(content, name)
    for old, new in (
        (b"layername=landuse", b"layername=other"),
        (b"EPSG:9205", b"EPSG:9205<proj4/>"),
        (b"</qgis>", b""),
        (b"103", b"105"),
    ):
        with pytest.raises(WriteError):
            require_project(project.replace(old, new), content, name)


def test_the_readme_says_which_file_to_open(content):
    said = readme_bytes(content, places_of(content)).decode("utf-8-sig")
    assert f"- {places_of(content).project}: MỞ TỆP NÀY" in said


def test_a_foreign_project_that_opens_another_machine_is_found_out(tmp_path):
    body = b"<qgis><datasource>//host/share/a.gpkg|layername=x</datasource></qgis>"
    entry = {"file": "a.qgs", "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    manifest = {
        "ranh_package": 2, "unit": {"code": "01", "name": "A"}, "as_of": "2026-11-23", "exact": False,
        "files": [entry],
    }  # fmt: skip
    path = Path(tmp_path) / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.qgs", body)
        archive.writestr("manifest.json", json.dumps(manifest))
    assert "//host/share/a.gpkg" in " ".join(en for en, _ in verify_package(path).faults)
