"""`ranh targets` and `ranh money` as the people of an office run them."""

import json
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from cli_people import runner
from desk_people import everybody
from target_squares import lay_out_targets

from layers.errors import WriteError
from layers.targets.rule import FILE
from office.database.desk import open_desk
from squares import square, write

DAY = ("--as-of", "2026-11-01")
DECISION = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
RULE = Path(__file__).parents[1] / "data" / "reference" / FILE
ROWS = f"LUA,,2030,planned,99.6,{DECISION}\nCQP,,2030,planned,5,{DECISION}\n"


@pytest.fixture
def land(folder):
    write(
        folder / "sites.gpkg",
        {
            "site_id": ["S1", "S3"], "name": ["=1+1", "Ba"], "planned_code": ["ODT", "KKT"],
            "status": ["approved", "planned"], "phase": ["2021-2025", "2026-2030"], "sector": ["transport", ""],
            "funding": ["public", "?"], "capital_bn_vnd": [25.0, float("nan")], "declared_area_ha": [1.0, 1.0],
        },
        [square(950, 100), square(7000, 7000)],
    )  # fmt: skip
    return lay_out_targets(folder, ROWS)


@pytest.fixture
def ranh(land, tmp_path, monkeypatch, capsys):
    return lambda group, *more, user="": runner(group, land, tmp_path / "office", monkeypatch, capsys)(
        *more, user=user
    )


def test_a_table_is_imported_with_its_account_and_shown(ranh, tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("code;year;area_ha\nRPH;2030;1.090,5\nXYZ;2030;1\n", encoding="utf-8")
    said = ("import", table, "--kind", "planned", "--decision", "QĐ 8", "--dated", "2025-09-05")
    status, out, err = ranh("targets", *said, "--dry-run")
    assert (status, "2 rows, 1 figures (1 new)" in out, "Row 3: 'XYZ' is no land code" in err) == (
        3,
        True,
        True,
    )
    assert json.loads(ranh("targets", *said, "--json")[1])["kept"] is True
    told = json.loads(ranh("targets", "show", "--code", "RPH", "--json")[1])["targets"]
    assert [(row["area_ha"], row["decision_date"], row["file"]) for row in told] == [
        (1090.5, "2025-09-05", "a.csv")
    ]
    assert ranh("targets", "import", tmp_path / "a.txt")[0] == 2


def test_a_balance_as_text_json_and_file(ranh, tmp_path):
    file = tmp_path / "b.xlsx"
    status, out, _ = ranh("targets", "balance", "--code", "LUA", *DAY, "--to", file)
    assert (status, "TARGET BROKEN" in out, "-0.10" in out, "S1" in out) == (1, True, True, True)
    assert openpyxl.load_workbook(file).sheetnames == ["balance", "breaches"]
    told = json.loads(ranh("targets", "balance", "--code", "LUA", *DAY, "--json")[1])
    assert (told["balance"][0]["left_ha"], told["breaches"][0]["site_id"]) == (pytest.approx(-0.1), "S1")
    status, out, err = ranh("targets", "balance", "--year", "2025", "--code", "LUA", *DAY)
    assert (status, "no target loaded" in out, "No target loaded for 2025" in err) == (3, True, True)
    assert ranh("targets", "balance", "--to", tmp_path / "b.pdf")[0] == 2
    assert ranh("targets", "balance", "--code", "QQQ")[0] == 2
    assert ranh("targets", "show", "--code", "QQQ")[0] == 2
    assert "29 November 2024" in ranh("targets", "show", "--code", "LUA")[1]


def test_money_as_text_json_and_a_file_without_formulas(ranh, tmp_path):
    file = tmp_path / "m.xlsx"
    status, out, _ = ranh("money", *DAY, "--to", file)
    assert (status, "Ports" in out, "25.0 %" in out) == (0, True, True)
    names = [cell.value for cell in openpyxl.load_workbook(file)["projects"]["B"]]
    assert names == ["name", "'=1+1", "Ba"]
    told = json.loads(ranh("money", *DAY, "--json")[1])
    assert [(row["site_id"], row["late"]) for row in told["late"]] == [("S1", "phase")]
    assert told["sectors"][0]["capital_unknown"] == 0


def test_rights_a_told_view_and_own_communes(ranh, land):
    everybody(open_desk(land), communes=("02",))
    assert ranh("targets", "balance", *DAY, user="public_viewer")[0] == 2
    assert ranh("money", *DAY, user="public_viewer")[0] == 2
    assert ranh("targets", "import", land / "targets.csv", user="commune_officer")[0] == 2
    told = json.loads(ranh("targets", "balance", "--all", *DAY, "--json", user="chief")[1])["balance"]
    sealed = [row for row in told if row["code"] == "CQP"]
    assert [(row["state"], row["target_ha"]) for row in sealed] == [("withheld", None)]
    assert "CQP" not in ranh("targets", "show", "--json", user="chief")[1]
    own = json.loads(ranh("targets", "balance", "--all", *DAY, "--json", user="commune_officer")[1])[
        "balance"
    ]
    assert {row["unit_code"] for row in own} == {"02"}
    assert ranh("targets", "balance", "--unit", "01", *DAY, user="commune_officer")[0] == 2
    mine = json.loads(ranh("money", *DAY, "--json", user="commune_officer")[1])
    assert ([row["site_id"] for row in mine["projects"]], "frame" in mine) == (["S3"], False)


def test_an_import_tells_nothing_of_restricted_land(ranh, land, tmp_path):
    everybody(open_desk(land))
    table = tmp_path / "t.csv"
    head = "code,unit_code,year,kind,area_ha,decision_number,decision_date\n"

    def brought(text, user, *more):
        table.write_text(f"{head}{text},QĐ 7/QĐ-TTg,2024-11-29\n", encoding="utf-8")
        return ranh("targets", "import", table, *more, user=user)

    of_province = [brought(f"CQP,squares,2030,planned,{area}", "planner") for area in (5, 6)]
    assert of_province[0] == of_province[1]
    assert (of_province[0][0], "not told to you" in of_province[0][2]) == (2, True)
    status, out, err = brought("CQP,03,2030,planned,9", "planner", "--json")
    assert (status, out, "defence or security land of a unit" in err) == (2, "", True)
    open_row = "QĐ 7/QĐ-TTg,2024-11-29\nRPH,03,2030,planned,2"
    assert brought(f"CQP,03,2030,planned,9,{open_row}", "defence_steward")[0] == 0
    shown = ("targets", "show", "--unit", "03", "--as-of", "2024-12-01", "--json")
    told = json.loads(ranh(*shown, user="planner")[1])["targets"]
    assert [(row["code"], row["file"] == "t.csv") for row in told] == [("RPH", False)]
    with open_desk(land).reading() as connection:
        keys = [row["object_id"] for row in connection.execute(sa.text("select * from audit")).mappings()]
    assert "t.csv" not in keys
    assert brought("CQP,03,2030,planned,9", "commune_officer")[0] == 2
    status, _, err = ranh("targets", "import", table, "--kind", "?", user="planner")
    assert (status, "planned or actual" in err) == (2, True)


def test_no_table_of_the_province_is_written_over(ranh, land):
    before = (land / "targets.csv").read_bytes()
    for words in (("targets", "show"), ("money",)):
        status, _, err = ranh(*words, "--to", land / "targets.csv")
        assert (status, "the province is read from it" in err) == (2, True)
    assert (land / "targets.csv").read_bytes() == before


def test_an_import_that_ended_after_its_row_in_the_trail_is_done_once_more(ranh, land, tmp_path, monkeypatch):
    everybody(open_desk(land))
    table = tmp_path / "t.csv"
    head = "code,unit_code,year,kind,area_ha,decision_number,decision_date\n"
    table.write_text(f"{head}RPH,squares,2030,planned,5,QĐ 8,2025-09-05\n", encoding="utf-8")

    def full(*_, **__):
        raise WriteError("The disk is full.", "Đĩa đầy.")

    with monkeypatch.context() as broken:
        broken.setattr("commands.targets_import.keep", full)
        assert ranh("targets", "import", table, user="planner")[0] == 2
    assert not (land / "targets").exists()
    assert [ranh("targets", "import", table, user="planner")[0] for _ in range(2)] == [0, 0]
    assert [path.name for path in (land / "targets").iterdir()] == ["000001.json"]


def test_a_check_says_that_targets_were_not_asked_and_asks_them_on_demand(ranh, land):
    assert "Land-use targets are no part of this check" in ranh("check", *DAY)[1]
    (land / FILE).write_bytes(RULE.read_bytes())
    told = json.loads(ranh("check", *DAY, "--json")[1])["targets"]
    assert (told["asked"], told["rows"], "no part" in told["why"]["en"]) == (False, [], True)
    status, out, _ = ranh("check", *DAY, "--targets")
    assert "S1 =1+1 (High): Decided projects, this one among them, break" in out
    assert status == 3  # S3 touches land of which no target is loaded
    asked = json.loads(ranh("check", *DAY, "--targets", "--json")[1])["targets"]
    assert {row["finding_id"]: row["verdict"] for row in asked["rows"]} == {
        "S1/LAN-T1": "conflict",
        "S3/LAN-T1": "not_checked",
    }
    assert ranh("check", "--targets", "--layers", land / "landuse.gpkg")[0] == 2


def test_without_a_rule_of_targets_a_check_of_them_is_never_all_clear(ranh):
    status, out, _ = ranh("check", *DAY, "--targets")
    assert (status, "not checked, as no rule about them is in force" in out) == (3, True)
