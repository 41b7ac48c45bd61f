"""A replay says beforehand what the next sync and the next `report verify` will say: both are done here."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date, timedelta

import geopandas as gpd
import openpyxl
import pytest
from desk_cases import DAY

from layers.check import check_province
from layers.errors import ProvinceError, ShareError, WriteError
from layers.province import open_province
from layers.replay import Side, check_side, check_sides, other_version, require_as_much_withheld, with_rules
from layers.told import told_check
from office.cases.changes import joined
from office.cases.listing import Wanted, list_cases
from office.cases.reading import read_case
from office.people import OWNER, Person, Role
from office.replay.compare import ELSEWHERE, compare
from office.replay.files import file_of
from office.replay.model import Turn
from office.replay.run import NO_DESK, NO_RIGHT, replay, shown_to
from office.replay.targets import NOT_ASKED
from office.reports.make import case_report, project_report
from office.reports.model import Status
from office.reports.verify import verify_report
from squares import rule_text, square

RICE, DEFENCE = "S1/RICE-01", "S2/DEF-01"
VIEWER = Person(id=8, name="v", full_name="", role=Role.PUBLIC_VIEWER)


@pytest.fixture
def desk(sqlite_desk):
    return sqlite_desk


@pytest.fixture
def changed(folder, tmp_path_factory):
    """Return another folder of the province as it is, to be changed."""
    target = tmp_path_factory.mktemp("changed") / "p"
    return shutil.copytree(folder, target, ignore=shutil.ignore_patterns("office"))


def rewrite(folder, name, change):
    path = folder / name
    rows = gpd.read_file(path)
    changed = change(rows)
    path.unlink()
    (rows if changed is None else changed).to_file(path)


def second_parcel_is_rice(rows):
    rows.loc[rows["parcel_id"] == "p2", "code"] = "LUC"


def third_site_meets_rice(rows):
    rows.loc[rows["site_id"] == "S3", "geometry"] = square(300, 300)


def sides(folder, changed, day=DAY):
    return check_sides(
        Side(province=open_province(folder), as_of=day), Side(province=open_province(changed), as_of=day)
    )


def publish(changed, folder):
    """Make what was replayed true."""
    for path in changed.iterdir():
        if path.is_file():
            shutil.copy(path, folder / path.name)


def turns(compared):
    return {change.finding_id: str(change.turn) for change in compared.changes}


def test_a_replay_and_the_sync_after_it_say_the_same(office, folder, changed):
    office.decide(RICE)
    office.decide(DEFENCE)
    rewrite(changed, "landuse.gpkg", second_parcel_is_rice)
    rewrite(changed, "sites.gpkg", third_site_meets_rice)
    kept = office.desk.file.read_bytes()
    told = replay(office.desk, office.officer, *sides(folder, changed))
    assert office.desk.file.read_bytes() == kept
    publish(changed, folder)
    report = office.sync(folder)
    moves = told.cases.moves
    assert (
        tuple(move.number for move in told.cases.reopened) == report.reopened == (office.case(RICE).number,)
    )
    assert len(told.cases.opened) == len(report.opened) == 1
    assert {move.number for move in moves} == {
        *report.reopened, *report.changed, *report.rebased, *report.gone
    }  # fmt: skip
    assert told.cases.unchanged == report.unchanged
    for move in moves:
        file = read_case(office.desk, office.chief, move.number)
        assert joined(move.sentences)[1] == list(file.events[-1].sentences("vi"))
        assert (move.to_state, str(move.kind)) == (file.case.state, file.events[-1].kind)
    opened = list_cases(office.desk, office.chief, Wanted(per_page=0)).cases
    assert {new.subject for new in told.cases.opened} <= {case.subject for case in opened}
    after = replay(office.desk, office.officer, *sides(folder, changed))
    assert (after.cases.moves, after.cases.opened, after.findings.changes) == ((), (), ())


def test_a_replay_and_verifying_after_it_say_the_same(office, folder, changed):
    office.decide(RICE)
    province = open_province(folder)
    told = told_check(check_province(province, DAY), province)
    made = [
        project_report(office.desk, OWNER, site, told, province, "docx", "vi", DAY) for site in ("S1", "S3")
    ]
    made.append(case_report(office.desk, OWNER, office.case(RICE).number, told, province, "docx", "vi", DAY))
    rewrite(changed, "landuse.gpkg", second_parcel_is_rice)
    rewrite(changed, "sites.gpkg", third_site_meets_rice)
    found = replay(office.desk, office.officer, *sides(folder, changed)).reports
    assert (found.stay, found.lapsed, len(found.lapses)) == (0, 0, 3)
    foretold = {lapse.report.number: lapse.changes for lapse in found.lapses}
    publish(changed, folder)
    office.sync(folder)
    for one in made:
        seen = verify_report(office.desk, OWNER, one.body, open_province(folder), DAY)
        assert (seen.status, seen.changes) == (Status.CHANGED, foretold[one.number])
    again = replay(office.desk, office.officer, *sides(folder, changed)).reports
    assert (again.stay, again.lapsed, again.lapses) == (0, 3, ())


def test_a_report_that_nothing_touches_stays_until_its_last_day(office, folder):
    province = open_province(folder)
    told = told_check(check_province(province, DAY), province)
    made = project_report(office.desk, OWNER, "S3", told, province, "docx", "vi", DAY)
    for days, stays in ((90, 1), (91, 0)):
        later = Side(province=province, as_of=DAY + timedelta(days=days))
        first, second = check_sides(Side(province=province, as_of=DAY), later)
        found = replay(office.desk, office.officer, first, second).reports
        assert (found.stay, [lapse.is_expired for lapse in found.lapses]) == (stays, [True] * (1 - stays))
        seen = verify_report(office.desk, OWNER, made.body, province, later.as_of)
        assert (seen.status is Status.VALID) == bool(stays)


def test_cases_follow_no_earlier_day_and_the_replay_says_so(office, folder):
    province = open_province(folder)
    day = DAY - timedelta(days=1)
    found = replay(office.desk, office.officer, *[check_side(Side(province=province, as_of=day))] * 2)
    assert found.cases is None
    assert f"{DAY}" in found.untold[0][0]
    assert found.reports.lapses == ()


def test_findings_appear_change_and_vanish(folder, changed):
    text = (changed / "rules.toml").read_text(encoding="utf-8")
    more = rule_text("FOREST-01", "landuse", severity="low", more='codes = ["RPH"]')
    (changed / "rules.toml").write_text(text.replace('severity = "high"', 'severity = "medium"', 1) + more)
    before = open_province(folder)
    after = with_rules(before, changed / "rules.toml")
    assert after.layers == before.layers
    first, second = check_sides(Side(province=before, as_of=DAY), Side(province=after, as_of=DAY))
    found = compare(first.told, second.told)
    assert turns(found) == {
        "S1/FOREST-01": "appears",
        "S2/FOREST-01": "appears",
        RICE: "changes",
        "S2/RICE-01": "changes",
        "S3/FOREST-01": "rebased",
        "S3/RICE-01": "rebased",
    }
    assert found.counts() == {"appears": 2, "changes": 2, "vanishes": 0, "rebased": 2, "unchanged": 6}
    changed_one = next(change for change in found.changes if change.finding_id == RICE)
    assert changed_one.sentences[0] == ("severity high → medium", "mức độ cao → trung bình")
    back = compare(second.told, first.told)
    assert back.of(Turn.VANISHES)[0].sentences[0][0] == "rule FOREST-01 is no longer asked of this project"
    assert back.of(Turn.VANISHES)[0].after == ""


def test_a_project_that_is_gone_takes_its_findings_with_it(folder, changed):
    rewrite(changed, "sites.gpkg", lambda rows: rows.drop(index=0))
    first, second = sides(folder, changed)
    found = compare(first.told, second.told)
    assert turns(found) == {RICE: "vanishes", "S1/DEF-01": "rebased", "S1/PLACE-01": "rebased"}
    assert found.changes[0].sentences == (
        ("the project is no longer in the list", "dự án không còn trong danh mục"),
    )


def test_nobody_is_told_more_than_a_check_tells(office, folder, changed):
    rewrite(changed, "defence.gpkg", lambda rows: rows.assign(zone="d9"))
    rewrite(changed, "sites.gpkg", third_site_meets_rice)
    first, second = sides(folder, changed)
    exact = replay(None, OWNER, first, second, is_exact=True)
    assert turns(exact.findings)["S3/RICE-01"] == "appears"
    told = replay(office.desk, office.officer, first, second)
    assert {change.before for change in told.findings.changes if change.rule_id == "DEF-01"} <= {
        "clear", "not_checked", ""
    }  # fmt: skip
    nothing = replay(office.desk, VIEWER, first, second)
    assert (nothing.findings.changes, nothing.cases, nothing.reports) == ((), None, None)
    assert nothing.untold == (NO_RIGHT, NOT_ASKED)
    assert replay(None, OWNER, first, second).untold == (NO_DESK, NOT_ASKED)


def test_who_has_a_right_in_one_commune_is_told_of_no_other(office, folder, changed):
    def moved(rows):
        rows.loc[rows["site_id"] == "S1", "geometry"] = square(7000, 2000)
        rows.loc[rows["site_id"] == "S3", "geometry"] = square(300, 300)

    rewrite(changed, "sites.gpkg", moved)
    first, second = sides(folder, changed)
    (old, new), elsewhere = shown_to(office.commune, first, second, is_exact=False)
    assert (list(old.sites["site_id"]), list(new.sites["site_id"])) == (["S1", "S2"], ["S2", "S3"])
    assert elsewhere == {"S1", "S3"}
    found = replay(office.desk, office.commune, first, second)
    by_id = {change.finding_id: change for change in found.findings.changes}
    assert by_id[RICE].sentences == (ELSEWHERE,) == by_id["S3/RICE-01"].sentences
    assert {move.site_id for move in found.cases.moves} == {"S1"}
    assert [new.site_id for new in found.cases.opened] == ["S3"]
    other = Person(id=7, name="x", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"02"}))
    assert {new.site_id for new in replay(office.desk, other, first, second).cases.opened} == set()


def test_restricted_land_cannot_be_lifted_off_by_leaving_it_out(folder, changed):
    text = (changed / "province.toml").read_text(encoding="utf-8")
    head, _, _ = text.partition('[[layer]]\nid = "defence"')
    (changed / "province.toml").write_text(head, encoding="utf-8")
    rewrite(changed, "landuse.gpkg", lambda rows: rows.replace({"code": {"CQP": "ODT"}}))
    first, second = sides(folder, changed)
    with pytest.raises(ShareError, match="less land would be withheld"):
        require_as_much_withheld(first, second)
    require_as_much_withheld(second, first)
    require_as_much_withheld(first, first)


def test_another_province_is_not_compared(folder, changed):
    path = changed / "province.toml"
    path.write_text(path.read_text().replace('id = "squares"', 'id = "other"', 1))
    with pytest.raises(ProvinceError, match="only Squares in EPSG:9205"):
        other_version(open_province(folder), changed)


def test_a_file_holds_both_sides_and_the_tables(office, folder, changed):
    rewrite(changed, "landuse.gpkg", second_parcel_is_rice)
    rewrite(changed, "sites.gpkg", third_site_meets_rice)
    first, second = sides(folder, changed)
    found = replay(office.desk, office.officer, first, second)
    shown, _ = shown_to(office.officer, first, second, is_exact=False)
    province = open_province(folder)
    shapes = json.loads(file_of(found, shown, province, ".geojson"))
    drawn = [
        (one["properties"]["finding_id"], one["properties"]["side"], one["properties"]["turn"])
        for one in shapes["features"]
    ]
    assert sorted(drawn) == [
        (RICE, "after", "changes"),
        (RICE, "before", "changes"),
        ("S3/RICE-01", "after", "appears"),
    ]
    areas = {
        (one["properties"]["finding_id"], one["properties"]["side"]): one["properties"]["overlap_area_ha"]
        for one in shapes["features"]
    }
    assert areas[RICE, "before"] == pytest.approx(0.5)
    assert areas[RICE, "after"] == pytest.approx(1.0)
    assert shapes["counts"]["appears"] == 1
    assert shapes["cases"][-1]["turn"] == "opened"
    book = openpyxl.load_workbook(io.BytesIO(file_of(found, shown, province, ".xlsx")))
    assert book.sheetnames == ["Cảnh báo", "Hồ sơ", "Báo cáo", "Hết hiệu lực còn dùng"]
    assert [cell.value for cell in book["Cảnh báo"][2]][:2] == ["appears", "S3/RICE-01"]
    with pytest.raises(WriteError, match=r"\.xlsx or \.geojson"):
        file_of(found, shown, province, ".kml")


def test_two_days_are_compared_by_the_versions_in_force(changed):
    text = (changed / "rules.toml").read_text(encoding="utf-8")
    ended = text.replace('id = "RICE-01"', 'id = "RICE-01"\neffective_to = 2026-11-26', 1)
    (changed / "rules.toml").write_text(ended, encoding="utf-8")
    province = open_province(changed)
    first, second = check_sides(
        Side(province=province, as_of=date(2026, 11, 26)), Side(province=province, as_of=date(2026, 11, 27))
    )
    assert turns(compare(first.told, second.told)) == {
        RICE: "vanishes", "S2/RICE-01": "vanishes", "S3/RICE-01": "rebased"
    }  # fmt: skip


def test_what_is_in_force_on_neither_day_is_said(folder, changed):
    text = (changed / "rules.toml").read_text(encoding="utf-8")
    later = rule_text("FOREST-01", "landuse", more='codes = ["RPH"]\neffective_from = 2031-01-01')
    (changed / "rules.toml").write_text(text + later, encoding="utf-8")
    province = (changed / "province.toml").read_text(encoding="utf-8")
    part = province[province.index('[[layer]]\nid = "landuse"') :].split("\n\n")[0]
    secret = province[province.index('[[layer]]\nid = "defence"') :].split("\n\n")[0]
    more = [
        one.replace(f'id = "{name}"', f'id = "{name}_2031"\neffective_from = 2031-01-01', 1)
        for name, one in (("landuse", part), ("defence", secret))
    ]
    (changed / "province.toml").write_text("\n\n".join((province, *more)) + "\n", encoding="utf-8")
    first, second = sides(folder, changed)
    found = replay(None, OWNER, first, second)
    assert found.findings.changes == ()
    assert found.untold[-1][0].endswith("nothing of it shows here: FOREST-01, landuse_2031.")
    exact = replay(None, OWNER, first, second, is_exact=True)
    assert exact.untold[-1][1].endswith("FOREST-01, defence_2031, landuse_2031.")
    assert replay(None, OWNER, first, first).untold == (NO_DESK, NOT_ASKED)


def test_defence_land_may_not_be_called_something_else(folder, changed):
    codes = (changed / "codes.csv").read_text(encoding="utf-8")
    (changed / "codes.csv").write_text(codes.replace("; RESTRICTED geometry", ""), encoding="utf-8")
    rewrite(changed, "landuse.gpkg", lambda rows: rows[rows["code"] != "CQP"])
    rewrite(folder, "landuse.gpkg", lambda rows: rows[rows["code"] != "CQP"])
    with pytest.raises(ShareError, match="less land would be withheld"):
        require_as_much_withheld(*sides(folder, changed))


def test_rows_that_a_layer_lacks_afterwards_are_no_no_change(folder, changed):
    path = changed / "province.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"landuse.gpkg"\n', '"landuse.gpkg"\nmissing_rows = 2\n', 1), encoding="utf-8"
    )
    first, second = sides(folder, changed)
    assert turns(compare(first.told, second.told))["S3/RICE-01"] == "appears"
