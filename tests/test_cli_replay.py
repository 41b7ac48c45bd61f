"""`ranh replay`: what is compared, what is printed and written, and that nothing else is."""

from __future__ import annotations

import hashlib
import json

import geopandas as gpd
import pytest
from cli_people import runner
from desk_people import everybody

from office.database.desk import open_desk
from squares import rule_text, square


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ranh replay` as somebody; it gives back status, output, errors."""
    return runner("replay", folder, tmp_path / "office", monkeypatch, capsys)


@pytest.fixture
def parcels(folder, tmp_path_factory):
    """Return a file of parcels of which two are rice: a version of the layer that is not published."""
    rows = gpd.read_file(folder / "landuse.gpkg")
    rows.loc[rows["parcel_id"] == "p2", "code"] = "LUC"
    path = tmp_path_factory.mktemp("new") / "landuse.gpkg"
    rows.to_file(path)
    return path


AS = ("--decision", "12/QĐ-UBND", "--dated", "2026-11-20", "--accuracy-m", "0")
IDS = ("--id", "parcel_id", "--code", "code", "--effective-from", "2027-01-01")


def contents(folder):
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".json"
    }


def test_a_file_is_compared_on_its_first_day_and_nothing_is_written(ranh, folder, parcels):
    before = contents(folder)
    status, out, err = ranh(parcels, "--layer", "landuse", *AS, *IDS, "--json")
    told = json.loads(out)
    assert (status, err.strip()) == (0, "")
    assert (told["before"], told["after"]) == ("2027-01-01", "2027-01-01")
    changed = {row["finding_id"]: row for row in told["findings"] if row["turn"] == "changes"}
    assert set(changed) == {"S1/RICE-01"}
    assert "overlap 0.50 ha → 1.00 ha" in changed["S1/RICE-01"]["changes_en"]
    assert (told["cases"], told["reports"]) == (None, None)
    assert told["untold"][0]["en"].startswith("There is no office")
    assert contents(folder) == before


def test_an_import_does_what_the_replay_of_it_said(ranh, folder, parcels, tmp_path, monkeypatch, capsys):
    new = ("--layer", "landuse", *AS, *IDS)
    foretold = json.loads(ranh(parcels, *new, "--full", "--json")[1])
    assert json.loads(ranh(parcels, *new, "--json")[1]) == foretold
    done = runner("import", folder, tmp_path / "office", monkeypatch, capsys)
    assert done(parcels, *new)[0] == 0
    seen = json.loads(ranh("--from", "2026-12-31", "--as-of", "2027-01-01", "--json")[1])
    assert seen["findings"] == foretold["findings"]


def test_a_file_with_open_questions_is_asked_about_as_an_import_is(ranh, tmp_path):
    (tmp_path / "table.csv").write_text("x;y\n1;2\n3;4\n5;6\n", encoding="utf-8")
    status, out, _ = ranh(tmp_path / "table.csv", "--layer", "landuse")
    assert (status, "--read-as" in out) == (2, True)


def test_rules_are_compared_and_written_to_a_workbook(ranh, folder, tmp_path):
    text = (folder / "rules.toml").read_text(encoding="utf-8")
    path = tmp_path / "new-rules.toml"
    path.write_text(text + rule_text("FOREST-01", "landuse", more='codes = ["RPH"]'), encoding="utf-8")
    status, out, _ = ranh("--rules", path, "--to", tmp_path / "out.xlsx")
    assert status == 0
    assert "will appear" in out
    assert "Findings: will appear: 1; will change: 0; will vanish: 0" in out
    assert (tmp_path / "out.xlsx").read_bytes()[:2] == b"PK"
    status, _, err = ranh("--rules", path, "--to", tmp_path / "out.pdf")
    assert (status, "ending must be" in err) == (2, True)


def test_something_has_to_be_compared(ranh):
    status, _, err = ranh("--as-of", "2027-01-01")
    assert (status, "say what to compare" in err) == (2, True)


def test_who_may_not_see_findings_or_import_is_refused(ranh, folder, tmp_path, monkeypatch, parcels):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    desk = open_desk(folder)
    everybody(desk)
    desk.close()
    days = ("--from", "2026-01-01", "--json")
    assert ranh(*days, user="public_viewer")[0] == 2
    status, out, _ = ranh(*days, user="planner")
    assert (status, {row["without"] for row in json.loads(out)["cases"]}) == (0, {True})
    assert ranh(parcels, "--layer", "landuse", *AS, *IDS, user="commune_officer")[0] == 2
    lifted = tmp_path / "lifted"
    lifted.mkdir()
    for path in folder.glob("*.*"):
        (lifted / path.name).write_bytes(path.read_bytes())
    head, _, _ = (folder / "province.toml").read_text().partition('[[layer]]\nid = "defence"')
    (lifted / "province.toml").write_text(head)
    rows = gpd.read_file(folder / "landuse.gpkg").replace({"code": {"CQP": "ODT"}})
    (lifted / "landuse.gpkg").unlink()
    rows.to_file(lifted / "landuse.gpkg")
    status, out, err = ranh("--other", lifted, user="chief")
    assert (status, out, "less land would be withheld" in err) == (2, "", True)
    reason = ("--reason", "đối chiếu lớp mới", "--json")
    told = json.loads(ranh("--other", lifted, *reason, user="defence_steward")[1])
    assert {row["rule_id"] for row in told["findings"]} >= {"DEF-01"}


def test_a_moved_project_is_drawn_on_both_sides(ranh, folder, tmp_path, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for path in folder.glob("*.*"):
        (other / path.name).write_bytes(path.read_bytes())
    rows = gpd.read_file(folder / "sites.gpkg")
    rows.loc[rows["site_id"] == "S1", "geometry"] = square(900, 100)
    (other / "sites.gpkg").unlink()
    rows.to_file(other / "sites.gpkg")
    assert ranh("--other", other, "--to", tmp_path / "o.geojson")[0] == 0
    drawn = json.loads((tmp_path / "o.geojson").read_text(encoding="utf-8"))["features"]
    rice = {one["properties"]["side"]: one for one in drawn if one["properties"]["rule_id"] == "RICE-01"}
    assert {side: one["properties"]["overlap_area_ha"] for side, one in rice.items()} == {
        "before": pytest.approx(0.5),
        "after": pytest.approx(1.0),
    }


def test_no_input_is_written_over(ranh, folder, tmp_path):
    new = tmp_path / "sites.geojson"
    gpd.read_file(folder / "sites.gpkg").to_crs(4326).to_file(new)
    before = new.read_bytes()
    status, _, err = ranh(new, "--layer", "sites", "--to", new)
    assert (status, "one of the files to be read" in err, new.read_bytes()) == (2, True, before)


def test_no_name_of_restricted_land_is_told_where_it_is_not_known(ranh, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    desk = open_desk(folder)
    everybody(desk)
    desk.close()
    (folder / "defence.gpkg").write_bytes(b"damaged")
    status, out, err = ranh("--from", "2026-01-01", user="planner")
    assert (status, out, "tell the defence steward" in err) == (2, "", True)
    assert "Defence" not in err
    assert "defence.gpkg" not in err
