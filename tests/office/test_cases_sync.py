"""A new check keeps the decisions that still apply, and reopens the others saying what changed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta

import geopandas as gpd
import pytest
import sqlalchemy as sa
from covers import cover_of, squares_at
from desk_cases import DAY, Office

from layers.approved_cover import CoverFamily
from layers.check import check_province
from layers.cover_writer import write_cover
from layers.province import open_province
from office.cases.facts import footprint_of, key_of
from office.cases.listing import Wanted, list_cases
from office.cases.model import State
from office.cases.opening import open_case
from office.cases.reading import read_case
from office.cases.sync import sync_cases
from office.cases.told import told_of
from office.database.schema import audit, case_events, cases, checks
from office.errors import CaseError, RightError
from squares import rule_text, square, write

RICE, DEFENCE, ROUND = "S1/RICE-01", "S2/DEF-01", "S2/consultation"
REASON = "Người dân phản ánh lấn ranh."


def rewrite(folder, name, change):
    """Change the rows of a file of the province."""
    path = folder / name
    rows = gpd.read_file(path)
    changed = change(rows)
    path.unlink()
    (rows if changed is None else changed).to_file(path)


def move_site(folder, site_id, shape):
    def moved(rows):
        rows.loc[rows["site_id"] == site_id, "geometry"] = shape

    rewrite(folder, "sites.gpkg", moved)


def second_parcel_is_rice(rows):
    rows.loc[rows["parcel_id"] == "p2", "code"] = "LUC"


def last(office, subject):
    return read_case(office.desk, office.chief, office.case(subject).id).events[-1]


def count(desk, table):
    with desk.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_conflicts_and_what_is_not_checked_become_cases_and_nothing_else(office):
    with office.desk.reading() as connection:
        rows = connection.execute(sa.select(cases).order_by(cases.c.number)).mappings().all()
        check = connection.execute(sa.select(checks)).mappings().one()
    assert [(row["number"], row["subject"], row["verdict"], row["state"]) for row in rows] == [
        ("HS-2026-0001", RICE, "conflict", "new"),
        ("HS-2026-0002", DEFENCE, "not_checked", "new"),
        ("HS-2026-0003", ROUND, "not_checked", "new"),
    ]
    assert [row["communes"] for row in rows] == [["01"]] * 3
    assert check["counts"] == {"conflict": 1, "not_checked": 2, "clear": 6}
    assert check["changes"]["opened"] == 3
    assert "defence" not in check["layers"]


def test_a_case_keeps_what_was_found_and_on_what(office):
    facts = office.case(RICE).facts
    assert facts["found"]["overlap_area_m2"] == 5000
    assert facts["found"]["site_share"] == 0.5
    assert facts["found"]["zone_ids"] == "p1"
    assert [layer["id"] for layer in facts["rests_on"]["layers"]] == ["landuse"]
    assert len(facts["rests_on"]["layers"][0]["sha256"]) == 64
    assert facts["rests_on"]["rule"]["citation"] == "Luật thử Điều 1"
    assert facts["rests_on"]["footprint"] == footprint_of(square(950, 100))


def test_a_case_about_defence_land_holds_no_number_and_no_zone(office):
    case = office.case(DEFENCE)
    assert case.restricted
    assert [consultee.vi for consultee in case.consultees] == ["Cơ quan thử"]
    assert {name: case.facts["found"][name] for name in ("overlap_area_m2", "site_share", "distance_m")} == {
        "overlap_area_m2": None,
        "site_share": None,
        "distance_m": None,
    }
    assert case.facts["rests_on"]["layers"] == []


def test_a_mark_in_defence_land_is_nowhere_in_the_database(desk, folder):
    def marked(rows):
        rows["zone"] = "MOC-7719"

    rewrite(folder, "defence.gpkg", marked)
    office = Office(desk)
    office.sync(folder)
    assert office.case(DEFENCE).verdict == "not_checked"
    with office.desk.reading() as connection:
        everything = "".join(
            str(connection.execute(sa.select(table)).all()) for table in (cases, case_events, checks, audit)
        )
    assert "MOC-7719" not in everything


def test_exact_results_are_refused(office, folder):
    province = open_province(folder)
    with pytest.raises(CaseError, match="exact results"):
        sync_cases(office.desk, office.officer, check_province(province, DAY), province)


def test_twice_the_same_does_nothing(office, folder):
    office.decide(RICE)
    before = [count(office.desk, table) for table in (cases, case_events, checks, audit)]
    report = office.sync(folder)
    assert report.counts() == {
        "opened": 0,
        "reopened": 0,
        "changed": 0,
        "rebased": 0,
        "gone": 0,
        "unchanged": 3,
    }
    assert [count(office.desk, table) for table in (cases, case_events, checks, audit)] == before


def test_a_decision_on_other_facts_is_reopened_with_what_changed(office, folder):
    office.decide(RICE)
    sha = office.case(RICE).facts["rests_on"]["layers"][0]["sha256"]
    rewrite(folder, "landuse.gpkg", second_parcel_is_rice)
    report = office.sync(folder)
    case, event = office.case(RICE), last(office, RICE)
    new = case.facts["rests_on"]["layers"][0]["sha256"]
    assert report.reopened == (case.number,)
    assert case.state is State.REOPENED
    assert (event.kind, event.from_state, event.to_state) == ("facts_changed", "accepted", "reopened")
    assert event.sentences("vi") == (
        "diện tích chồng lấn 0,50 ha → 1,00 ha",
        "tỷ lệ khu đất 50,00 % → 100,00 %",
        "vùng: thêm p2",
        f"lớp Đất, phiên bản {sha[:12]} → {new[:12]}",
    )
    assert event.sentences("en") == (
        "overlap 0.50 ha → 1.00 ha",
        "share of the site 50.00 % → 100.00 %",
        "zones: added p2",
        f"layer Land use, version {sha[:12]} → {new[:12]}",
    )
    assert event.facts["before"]["overlap_area_m2"] == 5000
    assert event.facts["after"]["overlap_area_m2"] == 10_000


def test_other_data_with_the_same_answer_keeps_the_decision(office, folder):
    """A parcel far away changed: the decision stays, and says what it now rests on."""
    office.decide(RICE)

    def far(rows):
        rows.loc[rows["parcel_id"] == "p3", "code"] = "LUC"

    rewrite(folder, "landuse.gpkg", far)
    report = office.sync(folder)
    event = last(office, RICE)
    assert office.case(RICE).state is State.ACCEPTED
    assert office.case(RICE).number in report.rebased
    assert (event.kind, event.from_state, event.to_state) == ("basis_changed", "accepted", "accepted")
    assert len(event.sentences("vi")) == 1
    assert event.sentences("vi")[0].startswith("lớp Đất, phiên bản ")


def test_an_undecided_case_takes_the_new_facts_and_a_proposal_on_old_ones_is_off(office, folder):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "accept")
    rewrite(folder, "landuse.gpkg", second_parcel_is_rice)
    report = office.sync(folder)
    case = office.case(RICE)
    assert (case.state, case.proposal) == (State.UNDER_REVIEW, None)
    assert report.changed == (case.number,)
    assert last(office, RICE).sentences("vi")[-1] == "đề xuất đang chờ ký không còn hiệu lực"


def test_a_layer_that_is_missing_reopens_and_closes_nothing(office, folder):
    office.decide(RICE)
    (folder / "landuse.gpkg").unlink()
    report = office.sync(folder)
    case = office.case(RICE)
    assert (case.state, case.verdict, report.gone) == (State.REOPENED, "not_checked", ())
    assert last(office, RICE).sentences("vi")[0] == "kết quả xung đột → chưa kiểm tra được"


def test_what_is_no_longer_found_is_marked_and_found_again_reopened(office, folder):
    office.decide(RICE)
    move_site(folder, "S1", square(7000, 7200))
    report = office.sync(folder)
    case = office.case(RICE)
    assert (case.state, case.gone, report.gone) == (State.ACCEPTED, True, (case.number,))
    assert last(office, RICE).sentences("vi") == ("kết quả kiểm tra hiện nay: không vướng",)
    assert office.sync(folder).gone == ()
    move_site(folder, "S1", square(950, 100))
    report = office.sync(folder)
    case = office.case(RICE)
    assert (case.state, case.gone, report.reopened) == (State.REOPENED, False, (case.number,))
    assert last(office, RICE).kind == "found_again"
    assert last(office, RICE).sentences("en")[0] == "the check finds it again"


def test_an_open_case_that_is_gone_may_be_closed_from_anywhere(office, folder):
    move_site(folder, "S1", square(7000, 7200))
    office.sync(folder)
    proposed = office.step(office.officer, RICE, "resolve")
    assert (proposed.state, proposed.proposal.state) == (State.NEW, State.RESOLVED)
    assert proposed.proposal.reason == "Lần kiểm tra mới nhất không còn phát hiện."
    assert office.step(office.chief, RICE, "sign").state is State.RESOLVED


def test_a_project_without_footprint_is_one_case_and_its_old_ones_stay(office, folder):
    office.decide(RICE)

    def without(rows):
        rows.loc[rows["site_id"] == "S1", "geometry"] = None

    rewrite(folder, "sites.gpkg", without)
    report = office.sync(folder)
    assert report.opened == ("HS-2026-0004",)
    place = office.case("S1/place")
    assert (place.verdict, place.severity, place.rule_id) == ("not_checked", "critical", "")
    assert [office_.vi for office_ in place.consultees] == ["Chủ đầu tư dự án"]
    assert office.case(RICE).state is State.REOPENED
    assert office.case(RICE).verdict == "not_checked"
    move_site(folder, "S1", square(950, 100))
    assert place.number in office.sync(folder).gone
    assert last(office, "S1/place").sentences("vi") == ("nội dung này nay đã kiểm tra được",)


def test_a_project_that_left_the_list_is_said_to_have_left(office, folder):
    rewrite(folder, "sites.gpkg", lambda rows: rows[rows["site_id"] != "S1"])
    office.sync(folder)
    assert last(office, RICE).sentences("en") == ("the project is no longer in the list",)


def test_a_project_for_defence_is_not_told(desk, folder):
    def for_defence(rows):
        rows.loc[rows["site_id"] == "S1", "planned_code"] = "CQP"

    rewrite(folder, "sites.gpkg", for_defence)
    office = Office(desk)
    office.sync(folder)
    found = list_cases(desk, office.chief, Wanted(per_page=0)).cases
    assert {case.site_id for case in found} == {"S2"}


def test_a_rule_that_changed_reopens_but_its_words_do_not(office, folder):
    office.decide(RICE)
    rules = (folder / "rules.toml").read_text(encoding="utf-8")
    (folder / "rules.toml").write_text(rules.replace("Vướng landuse.", "Vướng đất."), encoding="utf-8")
    office.sync(folder)
    assert office.case(RICE).state is State.ACCEPTED
    assert last(office, RICE).sentences("vi") == ("lời văn của kết quả thay đổi",)
    (folder / "rules.toml").write_text(rules.replace("Điều 1", "Điều 2"), encoding="utf-8")
    office.sync(folder)
    assert office.case(RICE).state is State.REOPENED
    assert last(office, RICE).sentences("vi")[:2] == (
        "quy tắc RICE-01 thay đổi",
        "căn cứ Luật thử Điều 1 → Luật thử Điều 2",
    )


def test_a_reason_that_names_the_day_is_the_same_the_day_after(desk, folder):
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    ended = text.replace('code_field = "code"', 'code_field = "code"\neffective_to = 2020-01-01')
    path.write_text(ended, encoding="utf-8")
    office = Office(desk)
    office.sync(folder)
    assert "2026-11-26" in office.case(RICE).facts["found"]["reason_vi"]
    report = office.sync(folder, day=DAY + timedelta(days=1))
    assert report.unchanged == 4
    assert office.case(RICE).version == 1


def test_a_check_of_an_earlier_day_changes_nothing(office, folder):
    office.sync(folder, day=DAY + timedelta(days=1))
    with pytest.raises(CaseError, match="cannot change them"):
        office.sync(folder, day=DAY)


def test_after_a_clock_that_was_ahead_the_way_back_is_named_and_goes(office, folder, monkeypatch):
    monkeypatch.setattr("office.cases.sync.today", lambda: DAY)
    wrong = DAY + timedelta(days=400)
    office.sync(folder, day=wrong)
    with pytest.raises(CaseError, match="`ranh cases sync --clock-was-ahead`") as told:
        office.sync(folder, day=DAY)
    assert "`ranh cases sync --clock-was-ahead`" in told.value.vi
    with pytest.raises(CaseError, match=r"cannot change them\.$"):
        office.sync(folder, day=DAY - timedelta(days=1), clock_was_ahead=True)
    office.sync(folder, day=DAY, clock_was_ahead=True)
    with office.desk.reading() as connection:
        asked = sa.select(audit.c.facts).where(audit.c.act == "check").order_by(audit.c.sequence)
        rows = connection.execute(asked).scalars().all()
    assert [facts.get("clock_was_ahead") for facts in rows] == [None, None, str(wrong)]
    assert office.sync(folder, day=DAY).unchanged == 3


def test_an_id_used_again_for_another_project_without_a_footprint_is_decided_anew(office, folder):
    """Where there is a footprint it tells the projects apart; here name and communes do."""

    def emptied(rows):
        rows.loc[rows["site_id"] == "S3", "geometry"] = None

    def renamed(name):
        def change(rows):
            rows.loc[rows["site_id"] == "S3", "name"] = name

        return change

    rewrite(folder, "sites.gpkg", emptied)
    office.sync(folder)
    office.decide("S3/place")
    rewrite(folder, "sites.gpkg", renamed("  BA"))
    office.sync(folder)
    assert office.case("S3/place").state is State.ACCEPTED
    rewrite(folder, "sites.gpkg", renamed("Thủy điện Nậm Mới"))
    report = office.sync(folder)
    case = office.case("S3/place")
    assert (case.state, report.reopened) == (State.REOPENED, (case.number,))
    assert last(office, "S3/place").sentences("vi") == ("tên dự án BA → Thủy điện Nậm Mới",)


def test_a_part_of_a_check_changes_nothing(office, folder):
    province = open_province(folder)
    result = told_of(check_province(province, DAY), province)
    more = (folder / "rules.toml").read_text(encoding="utf-8") + rule_text("NEW-01", "landuse")
    (folder / "rules.toml").write_text(more, encoding="utf-8")
    with pytest.raises(CaseError, match="NEW-01 is missing"):
        sync_cases(office.desk, office.officer, result, province)


@pytest.mark.parametrize("what", ["landuse", "DEF-01"])
def test_a_check_that_an_import_overtook_changes_nothing(office, folder, what):
    """Its late arrival would turn back what the newer check has told."""
    province = open_province(folder)
    result = told_of(check_province(province, DAY), province)
    if what == "landuse":
        rewrite(folder, "landuse.gpkg", second_parcel_is_rice)
    else:
        rules = (folder / "rules.toml").read_text(encoding="utf-8")
        (folder / "rules.toml").write_text(rules.replace("Điều 1", "Điều 2"), encoding="utf-8")
    with pytest.raises(CaseError, match=f"{what} is missing or has changed"):
        sync_cases(office.desk, office.officer, result, province)
    assert office.case(RICE).version == 1


def test_a_check_that_was_overtaken_while_it_waited_for_its_turn_changes_nothing(office, folder, monkeypatch):
    province = open_province(folder)
    result = told_of(check_province(province, DAY), province)
    begin = office.desk.writing

    @contextmanager
    def after_another():
        with begin() as connection:
            rewrite(folder, "landuse.gpkg", second_parcel_is_rice)
            yield connection

    monkeypatch.setattr(office.desk, "writing", after_another)
    with pytest.raises(CaseError, match="landuse is missing or has changed"):
        sync_cases(office.desk, office.officer, result, province)


def test_only_who_works_on_the_whole_province_brings_cases_in_line(office, folder):
    with pytest.raises(RightError):
        office.sync(folder, office.commune)


def test_a_machine_that_knows_the_cover_alone_makes_the_same_kind_of_case(desk, folder):
    """S2 lies on the cover and S1 does not; a later cover is a new basis, told by its version."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    (folder / "defence.gpkg").unlink()
    rewrite(folder, "landuse.gpkg", lambda rows: rows[rows["code"] != "CQP"])
    office, versions = Office(desk), []
    for more in ((), ((8100, 8100),)):
        cover = cover_of({"defence": CoverFamily(squares=squares_at((960, 1110), *more))})
        write_cover(folder, cover)
        versions.append(cover.version)
        report = office.sync(folder)
        case = office.case(DEFENCE)
        assert (case.verdict, case.restricted, case.state) == ("not_checked", True, State.NEW)
        assert case.facts["rests_on"]["cover"] == cover.version
        assert case.facts["rests_on"]["layers"] == []
    assert case.number in report.rebased
    assert last(office, DEFENCE).sentences("vi") == (
        f"ô lưới phải xin ý kiến, phiên bản {versions[0][:12]} → {versions[1][:12]}",
    )


def test_an_officer_opens_a_case_of_a_clear_finding(office, folder):
    province = open_province(folder)
    told = told_of(check_province(province, DAY), province)
    opened = open_case(office.desk, office.officer, told, "S3/RICE-01", REASON, "form-9")
    assert (opened.number, opened.verdict, opened.state) == ("HS-2026-0004", "clear", State.NEW)
    assert open_case(office.desk, office.officer, told, "S3/RICE-01", REASON, "form-9") == opened
    with pytest.raises(CaseError, match="has the case HS-2026-0004 already"):
        open_case(office.desk, office.officer, told, "S3/RICE-01", REASON, "form-10")
    with pytest.raises(RightError):
        open_case(office.desk, office.commune, told, "S3/RICE-01", REASON, "form-11")
    assert office.sync(folder).unchanged == 4
    assert last(office, "S3/RICE-01").text == REASON


def test_a_site_in_two_communes_is_seen_by_both(desk, folder):
    move_site(folder, "S1", square(4950, 100))
    write(folder / "landuse.gpkg", {"parcel_id": ["p1"], "code": ["LUC"]}, [square(4000, 0, 2000)])
    office = Office(desk)
    office.sync(folder)
    assert office.case(RICE).communes == ("01", "02")


def test_equal_land_is_one_footprint_however_it_is_written(office):
    shape = square(0, 0)
    turned = type(shape)([*list(shape.exterior.coords)[2:], *list(shape.exterior.coords)[1:3]])
    assert footprint_of(shape) == footprint_of(turned)
    assert footprint_of(shape) != footprint_of(square(0, 0, 100.002))
    assert json.loads(json.dumps(office.case(RICE).facts)) == office.case(RICE).facts
    assert key_of(office.case(RICE).facts) == office.case(RICE).facts_key
