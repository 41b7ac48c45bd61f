"""`ranh plans` as the people of an office run it."""

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from cli_people import runner
from desk_people import everybody
from plan_squares import FIT, far, lay_out_plans, write_projects, write_zones

from office.database.desk import open_desk
from squares import square

DAY = ("--as-of", "2026-11-26")
PROJECTS = [
    ("A", "2026-2030", "ODT", far(500, 1200, 200), "approved", None, "transport", 25.0),
    ("B", "2026-2030", "ODT", far(600, 1200, 200)),
    ("=1+1", "2026-2030", "LUC", far(100, 100, 100)),
]


@pytest.fixture(scope="module")
def laid_out(small_province, tmp_path_factory):
    folder = lay_out_plans(Path(shutil.copytree(small_province, tmp_path_factory.mktemp("plans") / "p")))
    write_projects(folder, PROJECTS)
    return folder


@pytest.fixture
def land(laid_out, tmp_path):
    return Path(shutil.copytree(laid_out, tmp_path / "p"))


@pytest.fixture
def ranh(land, tmp_path, monkeypatch, capsys):
    run = runner("plans", land, tmp_path / "office", monkeypatch, capsys)
    return lambda *words, user="": run(*words, *DAY, user=user)


def test_plans_as_text_json_and_files(ranh, tmp_path):
    status, out, err = ranh("compare", "landuse_plan", "urban_plan", "--to", tmp_path / "a.xlsx")
    told = ("DOES NOT FIT" in out, "9.00" in out, "7/QĐ-TTg, 2024-11-29" in out, "Within map error" in out)
    assert (status, *told, "do not pass it on" in err) == (3, True, True, True, True, True)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["clashes", "plans", "gaps", "about"]
    assert ("notice_en", "Test data.") in list(book["about"].values)
    told = json.loads(ranh("compare", "landuse_plan", "urban_plan", "--json")[1])
    assert (told["clashes"][0]["area_ha"], told["plans"][0]["noise"], told["as_of"]) == (9.0, 1, "2026-11-26")
    assert ranh("compare", "roads")[0] == 2
    assert ranh("compare", "--to", tmp_path / "a.pdf")[0] == 2
    ranh("compare", "--to", tmp_path / "a.geojson")
    drawn = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert drawn["features"][0]["geometry"]["type"] == "Polygon"
    assert (drawn["gaps"], drawn["restricted_en"][:4]) == ([], "This")


def test_all_that_fits_is_clear_and_all_that_does_not_is_a_conflict(ranh, land):
    write_zones(land, "urban", {"u": ("ODT", far(100, 1100, 100))})
    assert ranh("compare", "landuse_plan", "urban_plan")[0] == 0
    write_zones(land, "urban", {"u": ("ODT", far(100, 100, 100))})
    assert ranh("compare", "landuse_plan", "urban_plan")[0] == 1
    (land / "plan_fit.toml").write_text(FIT.replace('family = "urban_plan"', 'family = "town_plan"'), "utf-8")
    status, _, err = ranh("compare")
    assert (status, "no layer loaded (town_plan)" in err) == (3, True)


def test_projects_with_sectors_capital_and_files_without_formulas(ranh, tmp_path):
    status, out, _ = ranh("projects", "--to", tmp_path / "p.csv")
    told = (
        "CONFLICT" in out,
        "2.00" in out,
        "Roads" in out,
        "25.0 bn VND" in out,
        "capital not known" in out,
    )
    assert (status, *told, "same years" in out) == (1, True, True, True, True, True, True)
    status, out, _ = ranh("uses", "--to", tmp_path / "u.csv")
    assert (status, "LUC 1.00" in out, "2026-2030" in out) == (0, True, True)
    with (tmp_path / "u.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {"A", "B", "'=1+1"}
    told = json.loads(ranh("uses", "--json")[1])
    assert {row["code"]: row["area_ha"] for row in told["land"] if row["id"] == "A"} == {"ODT": 4.0}


def test_a_csv_file_says_what_was_not_compared(ranh, land, tmp_path):
    write_projects(land, [*PROJECTS, ("NO", "2026-2030", "ODT", None)])
    status, _, err = ranh("projects", "--to", tmp_path / "p.csv")
    assert (status, "NO Dự án NO: no usable footprint" in err) == (3, True)
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["state"], row["why_en"][:2]) for row in rows] == [("conflict", "Th"), ("not_compared", "NO")]


def test_rights_a_told_view_and_own_communes(ranh, land, tmp_path):
    everybody(open_desk(land), communes=("02",))
    for command in ("compare", "projects", "uses"):
        assert ranh(command, user="public_viewer")[0] == 2
        assert ranh(command, "--to", tmp_path / "x.xlsx", user="administrator")[0] == 2
    assert not (tmp_path / "x.xlsx").exists()
    status, out, err = ranh("compare", user="chief")
    assert (status, "q1" in out + err, "1 zones touch squares" in out) == (3, False, True)
    assert "q1" not in ranh("compare", "--json", user="chief")[1]
    own = json.loads(ranh("compare", "--json", user="commune_officer")[1])["clashes"]
    assert {row["lower_zone_id"] for row in own} == {"homes", "sliver", "no-code", "broad"}
    write_projects(land, [*PROJECTS, ("W", "2026-2030", "ODT", square(3000, 500, 100))])
    mine = json.loads(ranh("uses", "--json", user="commune_officer")[1])["uses"]
    assert {row["id"] for row in mine} == {"A", "B", "=1+1"}
    exact = ranh("compare", "--json", "--reason", "công văn số 12", user="defence_steward")[1]
    assert "q1" in exact
    assert ranh("compare", "--reason", "công văn số 12", user="chief")[0] == 2
