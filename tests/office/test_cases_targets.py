"""A project that breaks a land-use target has a case; what cannot be judged opens none and closes none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from desk_cases import DAY, Office, check_once
from target_squares import HEAD, lay_out_targets

from layers.corridor.seen import FolderSeen
from layers.errors import RuleError
from layers.province import open_province
from layers.replay import Side, check_sides
from layers.targets.rule import FILE
from office.cases.changes import changes
from office.cases.facts import found_of
from office.cases.model import CheckKind, State
from office.cases.plan import plan_of
from office.cases.reading import read_case
from office.cases.subjects import subjects_of
from office.cases.sync import sync_cases
from office.cases.targets import targets_told
from office.errors import CaseError
from office.replay.model import Turn
from office.replay.run import replay
from office.replay.targets import NO_RULE, NOT_ASKED, TargetsThen, targets_then
from squares import square, write

RULE = Path(__file__).parents[2] / "data" / "reference" / FILE
SUBJECT = "S1/LAN-T1"
BY = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
PRESENT = "".join(
    f"{code},,2024,actual,{area},,,,confirmed\n"
    for code, area in (("NNP", 200), ("LUA", 100), ("RPH", 100), ("PNN", 110), ("ODT", 10))
)


def targets(**more):
    """Return a table of targets that are all kept, but for those given."""
    area = {"NNP": 10, "LUA": 10, "RPH": 10, "PNN": 500, "ODT": 500} | more
    return PRESENT + "".join(f"{code},,2030,planned,{ha},{BY}\n" for code, ha in area.items())


@pytest.fixture
def land(folder):
    """S1 and S2, of one hectare each, half rice and half forest; S2 is only asked for."""
    rows = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "planned_code": ["ODT"] * 2}
    rows |= {"status": ["approved", "planned"], "phase": ["2026-2030"] * 2, "declared_area_ha": [1.0, 1.0]}
    write(folder / "sites.gpkg", rows, [square(950, 100), square(950, 300)])
    (folder / FILE).write_bytes(RULE.read_bytes())
    return lay_out_targets(folder, targets())


@pytest.fixture
def people(sqlite_desk):
    return Office(sqlite_desk)


def told(land, rows=None):
    if rows is not None:
        (land / "targets.csv").write_text(HEAD + rows, encoding="utf-8")
    province = open_province(land)
    return targets_told(FolderSeen(whole=province, is_exact=False), DAY)


def sync(people, land, rows=None):
    checked, province = check_once(land, DAY)
    return sync_cases(people.desk, people.officer, replace(checked, targets=told(land, rows)), province)


def test_the_answer_of_each_project_and_what_is_not_known(land):
    kept = told(land)
    assert {key: row["verdict"] for key, row in kept.rows.items()} == {SUBJECT: "clear", "S2/LAN-T1": "clear"}
    broken = told(land, targets(LUA=99.6)).rows[SUBJECT]
    assert (broken["verdict"], broken["severity"]) == ("conflict", "high")  # 99.5 ha are left
    assert "LUA 2030" in broken["targets"]
    granted = told(land, targets(LUA=99.2)).rows  # 99.5 ha by what is decided, 99.0 if S2 is granted too
    assert {row["severity"] for row in granted.values()} == {"medium"}
    assert "QĐ 7/QĐ-TTg, 29/11/2024" in broken["sentence_vi"]
    assert broken["citation_status"] == "unverified"
    none = told(land, PRESENT).rows
    assert {row["verdict"] for row in none.values()} == {"not_checked"}
    (land / FILE).unlink()
    assert told(land).rule is None
    assert not told(land).rows


def test_what_asks_for_more_of_a_broken_target_breaks_it_whatever_else_is_granted(land):
    asked = told(land, targets(LUA=99.8)).rows["S2/LAN-T1"]  # 99.5 ha are left by S1, which is decided
    assert (asked["verdict"], asked["severity"]) == ("conflict", "medium")
    assert "LUA 2030" in asked["targets"]
    assert "without this project already" in asked["sentence_en"]
    text = (land / FILE).read_text("utf-8").splitlines()
    (land / FILE).write_text("\n".join(row for row in text if "when_blocked" not in row), encoding="utf-8")
    assert "If all that is asked for" in told(land, targets(LUA=99.8)).rows["S2/LAN-T1"]["sentence_en"]
    rice = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "planned_code": ["ODT", "LUA"]}
    rice |= {"status": ["approved", "planned"], "phase": ["2026-2030"] * 2, "declared_area_ha": [1.0, 1.0]}
    write(land / "sites.gpkg", rice, [square(950, 100), square(950, 300)])
    helps = told(land, targets(LUA=99.8)).rows["S2/LAN-T1"]  # it brings rice land: nothing that it breaks
    assert helps["verdict"] == "not_checked"


def test_land_that_others_only_ask_to_give_makes_nothing_clear(land):
    rows = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "planned_code": ["ODT", "LUA"]}
    rows |= {"status": ["planned"] * 2, "phase": ["2026-2030"] * 2, "declared_area_ha": [1.0, 1.0]}
    write(land / "sites.gpkg", rows, [square(950, 100), square(950, 300)])
    found = told(land, targets(LUA=99.9)).rows  # 99.5 ha are left by S1 alone, 100.0 if S2 is granted as well
    assert found[SUBJECT]["verdict"] == "not_checked"
    assert told(land, targets(LUA=99.4)).rows[SUBJECT]["verdict"] == "clear"


def test_clear_is_said_only_where_every_target_is_known_and_none_is_broken(land):
    rows = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "planned_code": ["ODT"] * 2}
    rows |= {
        "status": ["approved", "planned"],
        "phase": ["2026-2030", "2031-2035"],
        "declared_area_ha": [1.0, 1.0],
    }
    write(land / "sites.gpkg", rows, [square(950, 100), square(950, 300)])
    later = told(land, targets()).rows  # nothing was asked of the years in which S2 is built
    assert (later[SUBJECT]["verdict"], later["S2/LAN-T1"]["verdict"]) == ("clear", "not_checked")


def test_a_broken_target_opens_a_case_and_other_figures_reopen_it(people, land):
    assert sync(people, land, targets(LUA=99.8)).opened
    case = people.case(SUBJECT)
    assert (case.severity, case.theme) == ("high", "land_targets")
    assert case.facts["said"]["consultee_en"] == "Department of Agriculture and Environment"
    decided = people.decide(SUBJECT).state
    assert decided.is_decided
    assert not sync(people, land).reopened
    assert people.case(SUBJECT).state is decided
    report = sync(people, land, targets(LUA=99.7))
    assert people.case(SUBJECT).number in report.reopened
    said = read_case(people.desk, people.chief, people.case(SUBJECT).id).events[-1].facts["vi"]
    assert "chỉ tiêu bị vượt" in said[0]


def test_what_cannot_be_judged_any_more_closes_no_case_and_opens_none(people, land):
    sync(people, land, PRESENT)
    assert "LAN-T1" not in {case.rule_id for case in people.all()}
    sync(people, land, targets(LUA=99.8))
    people.decide(SUBJECT)
    report = sync(people, land, PRESENT)
    case = people.case(SUBJECT)
    assert (case.gone, case.state, case.verdict) == (False, State.REOPENED, "not_checked")
    assert case.number in report.reopened
    assert sync(people, land, targets()).gone
    assert people.case(SUBJECT).gone


def test_a_check_without_targets_says_nothing_of_their_cases(people, land):
    sync(people, land, targets(LUA=99.8))
    checked, province = check_once(land, DAY)
    assert not sync_cases(people.desk, people.officer, checked, province).gone
    assert plan_of(people.case(SUBJECT), subjects_of(checked)) is None
    assert not people.case(SUBJECT).gone


def test_a_rule_that_is_not_there_closes_no_case(people, land):
    """Nobody was asked: a file that is missing for a day is no reason to call targets kept."""
    sync(people, land, targets(LUA=99.8))
    (land / FILE).unlink()
    assert not sync(people, land, targets()).gone
    assert not people.case(SUBJECT).gone


def test_exact_figures_make_no_case_and_a_rule_that_cannot_be_read_is_told(land):
    province = open_province(land)
    with pytest.raises(CaseError):
        targets_told(FolderSeen(whole=province, is_exact=True), DAY)
    (land / FILE).write_text('id = "X"\n', encoding="utf-8")
    with pytest.raises(RuleError):
        told(land)


def test_facts_of_other_cases_stay_what_they_were(land):
    checked, _ = check_once(land, DAY)
    row = checked.findings.drop(columns="geometry").to_dict("records")[0]
    assert "targets" not in found_of(row)
    facts = subjects_of(checked, told(land, targets(LUA=99.8))).of(SUBJECT).facts
    assert not changes(facts, facts)


def test_a_replay_says_which_cases_of_targets_the_next_update_opens_and_closes(people, land, tmp_path):
    sync(people, land)  # all kept
    other = shutil.copytree(land, tmp_path / "other", ignore=shutil.ignore_patterns("office"))
    told(other, targets(LUA=99.8))
    sides = [Side(province=open_province(at), as_of=DAY) for at in (land, other)]
    checked = check_sides(*sides)
    then = targets_then(lambda: told(land), lambda: told(other))
    found = replay(people.desk, people.officer, *checked, targets=then)
    turns = {one.finding_id: (one.turn, one.before, one.after) for one in found.findings.changes}
    assert turns == dict.fromkeys((SUBJECT, "S2/LAN-T1"), (Turn.APPEARS, "clear", "conflict"))
    assert {new.subject: new.without for new in found.cases.opened} == dict.fromkeys(turns, False)
    assert found.untold == ()
    (land / "targets.csv").write_bytes((other / "targets.csv").read_bytes())
    assert len(sync(people, land).opened) == len(found.cases.opened)
    back = replay(
        people.desk,
        people.officer,
        *checked[::-1],
        targets=TargetsThen(before=then.after, after=then.before, why=()),
    )
    assert {move.subject for move in back.cases.moves if move.kind is CheckKind.GONE} == set(turns)
    elsewhere = replace(people.commune, communes=frozenset({"02"}))
    assert replay(people.desk, elsewhere, *checked, targets=then).findings.changes == ()


def test_a_replay_without_targets_says_so(people, land):
    side = Side(province=open_province(land), as_of=DAY)
    checked = check_sides(side, side)
    assert replay(people.desk, people.officer, *checked).untold == (NOT_ASKED,)
    (land / FILE).write_text('id = "X"\n', encoding="utf-8")
    unread = targets_then(lambda: told(land), lambda: told(land))
    said = replay(people.desk, people.officer, *checked, targets=unread).untold
    assert "could not be compared" in said[0][0]
    (land / FILE).unlink()
    none = targets_then(lambda: told(land, ""), lambda: told(land))
    assert replay(people.desk, people.officer, *checked, targets=none).untold == (NO_RULE,)
