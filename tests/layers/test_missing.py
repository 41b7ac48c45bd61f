"""Rows that a layer lacks: a check says neither clear nor near where one of them could decide."""

from datetime import date

import pytest

from layers.check import check_province
from layers.province import open_province
from squares import declare, rule_text, square, write

DAY = date(2026, 11, 26)


def verdicts(folder, rule):
    findings = check_province(open_province(folder), DAY).findings
    return dict(
        zip(
            *(findings.loc[findings["rule_id"] == rule, name] for name in ("site_id", "verdict")), strict=True
        )
    )


def lack(folder, layer):
    """Declare that one row of a layer is missing."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    line = f'id = "{layer}"\n'
    assert line in text
    (folder / "province.toml").write_text(text.replace(line, f"{line}missing_rows = 1\n"), encoding="utf-8")


@pytest.fixture
def sites(folder):
    """One site over the defence land, one that touches it, one far away, one outside the communes."""
    shapes = [square(1500, 1500), square(900, 1500), square(7000, 7000), square(-900, 400)]
    names = {"site_id": ["over", "beside", "far", "out"], "name": ["a", "b", "c", "d"]}
    write(folder / "sites.gpkg", names | {"planned_code": ["ODT"] * 4}, shapes)
    return folder


def test_a_conflict_stands_and_everything_else_is_not_checked(sites):
    before = verdicts(sites, "DEF-01")
    assert (before["over"], before["beside"], before["far"]) == ("conflict", "near", "clear")
    lack(sites, "defence")
    assert verdicts(sites, "DEF-01") == dict.fromkeys(before, "not_checked") | {"over": "conflict"}


def test_a_site_that_lies_inside_stays_inside_and_one_outside_is_not_known(sites):
    assert verdicts(sites, "PLACE-01")["out"] == "conflict"
    lack(sites, "communes")
    found = verdicts(sites, "PLACE-01")
    assert (found["far"], found["out"]) == ("clear", "not_checked")


def test_other_layers_are_not_touched_and_the_reason_is_told(sites):
    others = verdicts(sites, "RICE-01")
    lack(sites, "defence")
    assert verdicts(sites, "RICE-01") == others
    findings = check_province(open_province(sites), DAY).findings.set_index("finding_id")
    reason = findings.loc["far/DEF-01", "reason_vi"]
    assert reason == "Đất quốc phòng: 1 dòng của tệp gốc không đọc được, có thể nằm ở đây."


def test_projects_that_could_not_be_read_may_overlap_every_other(sites):
    declare(sites, rules=rule_text("PRJ-01", "sites"))
    assert verdicts(sites, "PRJ-01")["far"] == "clear"
    lack(sites, "sites")
    assert set(verdicts(sites, "PRJ-01").values()) == {"not_checked"}


def test_a_re_check_sees_that_a_row_went_missing(sites):
    kept = check_province(open_province(sites), DAY).kept
    lack(sites, "defence")
    again = check_province(open_province(sites), DAY, since=kept)
    assert set(again.findings.set_index("finding_id").loc[["far/DEF-01", "beside/DEF-01"], "verdict"]) == {
        "not_checked"
    }
