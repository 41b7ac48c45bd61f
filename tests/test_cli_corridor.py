"""`ranh corridor`: the same as the page of the same person, as text, JSON and files."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely
from cli_people import runner
from desk_people import everybody

from office.database.desk import open_desk
from squares import EAST, NORTH, ROADS, write

REASON = "công văn số 12/QĐ"


def line(*points):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    write(
        folder / "roads.gpkg",
        {"id": ["R1", "R2"], "name": ["Một", "[red]Hai\x1b[31m"]},
        [line((0, 1500), (3000, 1500)), line((0, 500), (3000, 500))],
    )
    declared = folder / "province.toml"
    declared.write_text(declared.read_text(encoding="utf-8") + ROADS, encoding="utf-8")
    return runner("corridor", folder, tmp_path / "office", monkeypatch, capsys)


def test_axes_are_listed_and_their_names_run_nothing(ranh):
    status, out, _ = ranh("list")
    assert (status, "roads/R1" in out, "\x1b[31m" in out) == (0, True, False)
    assert "[red]Hai" in out
    listed = json.loads(ranh("list", "--json")[1])
    assert [(one["id"], one["length_km"]) for one in listed["axes"]] == [("roads/R1", 3), ("roads/R2", 3)]


def test_a_profile_as_text_json_and_files(ranh, tmp_path):
    status, out, err = ranh("profile", "roads/R1", "--width", 200, "--as-of", "2026-11-01")
    assert (status, "Test office" in out, "do not pass it on" in err) == (0, True, True)
    assert "no decision" in out
    told = json.loads(ranh("profile", "roads/R1", "--width", 200, "--json")[1])
    assert told["area_ha"] == pytest.approx(60)
    for ending, start in (("geojson", b'{"type"'), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        file = tmp_path / f"a.{ending}"
        assert ranh("profile", "roads/R1", "--width", 200, "--to", file)[0] == 0
        assert file.read_bytes().startswith(start)
    status, _, err = ranh("profile", "roads/R1", "--to", tmp_path / "a.docx")
    assert (status, ".pdf" in err) == (2, True)
    assert ranh("profile", "roads/R7")[0] == 2


def test_widths_are_compared(ranh, tmp_path):
    status, out, _ = ranh("compare", "roads/R2@200", "roads/R2@400", "--to", tmp_path / "b.xlsx")
    assert (status, "120.00 (+60.00)" in out, (tmp_path / "b.xlsx").is_file()) == (0, True, True)
    told = json.loads(ranh("compare", "roads/R2@200", "roads/R1@200", "--json")[1])
    lengths = [row["differs"] for row in told["measures"] if row["measure"] == "length"]
    assert lengths == [False, False]
    assert ranh("compare", "roads/R1")[0] == 2
    assert ranh("compare", "roads/R1@x", "roads/R2")[0] == 2


def test_sealed_land_is_told_to_nobody_without_right_and_reason(ranh, folder):
    everybody(open_desk(folder))
    status, out, _ = ranh("profile", "roads/R1", "--width", 200, "--json", user="chief")
    assert (status, "CQP" in out, "defence" in json.dumps(json.loads(out)["versions"])) == (3, False, False)
    told = json.loads(out)
    assert {row["rule_id"]: row["verdict"] for row in told["consult"]}["DEF-01"] == "not_checked"
    assert "restricted_en" not in told
    assert ranh("profile", "roads/R1", "--reason", REASON, user="chief")[0] == 2
    exact = json.loads(
        ranh("profile", "roads/R1", "--width", 200, "--json", "--reason", REASON, user="defence_steward")[1]
    )
    assert [zone["zone_id"] for zone in exact["zones"]] == ["d1"]
    assert "do not pass it on" in exact["restricted_en"]


def test_a_file_of_lines_is_asked_about_as_an_import_is(ranh, tmp_path):
    file = tmp_path / "tuyen.geojson"
    frame = gpd.GeoDataFrame({"ten": ["a"]}, geometry=[line((0, 1500), (3000, 1500))], crs="EPSG:9205")
    bare = json.loads(frame.to_json())
    bare.pop("crs", None)
    file.write_text(json.dumps(bare), encoding="utf-8")
    status, out, err = ranh("profile", file, "--width", 200)
    assert (status, out) == (2, "")
    assert "Which coordinate system is the file in?" in err
    assert '--crs "' in err
    told = json.loads(ranh("profile", file, "--width", 200, "--crs", "EPSG:9205", "--json")[1])
    assert told["area_ha"] == pytest.approx(60, rel=1e-3)
    assert told["axis_id"] == "file:tuyen.geojson"
