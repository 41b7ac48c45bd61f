"""What the office writes of projects: kept, told beside the list, withdrawn in sight, never overwritten."""

from __future__ import annotations

import hashlib
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from desk_people import everybody

from layers.money.edits import Fact, known_progress
from layers.money.plan import Owner, Plan, Sector, Stage
from layers.province import Province
from office.audit_verify import verify
from office.backup import back_up
from office.cases.said import today
from office.database.desk import open_desk
from office.database.schema import audit, project_entries
from office.errors import ProjectError, RightError, StaleError
from office.people import OWNER, Role
from office.projects.model import Asked, EntryKind, Listing, NewEvent, NewFact, Withdrawal
from office.projects.reading import edits_key, read_edits, read_file
from office.projects.told import facts_of, other_facts
from office.projects.writing import write
from office.restore import restore

DAY = date(2026, 6, 1)
ROW = {"site_id": "P1", "name": "Cầu", "sector": "transport", "funding": "public", "phase": "2021-2025"}
LISTING = Listing(
    rows={"P1": ROW | {"capital_bn_vnd": 10.0}, "P2": ROW | {"site_id": "P2"}},
    plan=Plan(
        owners={"public": Owner.STATE, "non-public": Owner.OTHER},
        sector=(
            Sector(id="transport", name_vi="Giao thông", name_en="Transport", sectors=("transport",)),
            Sector(id="energy", name_vi="Năng lượng", name_en="Energy"),
        ),
    ),
    communes={"01": "Xã Một"},
)
EVENT = NewEvent(stage=Stage.DECIDED, on="9/3/2026", evidence="Công văn 12/UBND", due="2027-Q4")
DECISION = {"decision_number": "QĐ 7/QĐ-UBND", "decision_date": date(2026, 3, 1)}
CAPITAL = NewFact(fact=Fact.CAPITAL, value="12,5", **DECISION)


@pytest.fixture
def planner(desk):
    return everybody(desk)[Role.PLANNER]


def asked(change, site_id="P1", *, seen=None, key=""):
    return Asked(
        site_id=site_id,
        change=change,
        key=key or hashlib.sha256(f"{site_id} {change}".encode()).hexdigest(),
        version_seen=seen,
    )


def province(folder):
    text = '[owners]\npublic = "state"\n"non-public" = "other"\n'
    (folder / "money.toml").write_text(text, encoding="utf-8")
    place = {"crs": "EPSG:9205", "bounds_m": (0, 0, 1, 1), "folder": folder}
    return Province(id="x", name_vi="X", name_en="X", money="money.toml", **place)


def progress(desk, folder, day=DAY):
    rows = list(LISTING.rows.values())
    return {one.site_id: one for one in known_progress(rows, province(folder), read_edits(desk), day)}


def test_events_and_facts_are_kept_and_told_in_place_of_the_list(desk, planner, tmp_path):
    before = progress(desk, tmp_path)["P1"]
    assert (before.stage, before.capital_bn_vnd, edits_key(desk)) == (Stage.UNKNOWN, 10.0, "")
    sector = NewFact(fact=Fact.SECTOR, value="energy", **DECISION)
    made = write(desk, planner, LISTING, [asked(EVENT), asked(CAPITAL), asked(sector)])
    assert [(one.version, one.kind, one.person_name) for one in made] == [
        (1, EntryKind.EVENT, "planner"), (2, EntryKind.FACT, "planner"), (3, EntryKind.FACT, "planner"),
    ]  # fmt: skip
    assert dict(made[1].body) == {"fact": "capital_bn_vnd", "value": 12.5, "was": 10.0}
    after = progress(desk, tmp_path)["P1"]
    assert (after.stage, after.capital_bn_vnd, after.sector) == (Stage.DECIDED, 12.5, "energy")
    assert after.evidence.evidence == "Công văn 12/UBND"
    assert after.due_on == date(2027, 12, 31)
    # Before the day of the decision the list holds; other projects are as they were.
    earlier = progress(desk, tmp_path, date(2026, 2, 28))["P1"]
    assert (earlier.stage, earlier.capital_bn_vnd) == (Stage.UNKNOWN, 10.0)
    assert progress(desk, tmp_path)["P2"].stage is Stage.UNKNOWN
    assert verify(desk).ok


def test_what_is_withdrawn_stays_to_be_seen_and_counts_no_more(desk, planner, tmp_path):
    (event, fact) = write(desk, planner, LISTING, [asked(EVENT), asked(CAPITAL)])
    key = edits_key(desk)
    write(desk, planner, LISTING, [asked(Withdrawal(entry_id=event.id, reason="Nhầm dự án"))])
    write(desk, planner, LISTING, [asked(Withdrawal(entry_id=fact.id, reason="Nhầm số"))])
    file = read_file(desk, planner, LISTING, "P1")
    assert [one.kind for one in file.entries] == ["event", "fact", "withdrawal", "withdrawal"]
    assert {id_: one.text for id_, one in file.withdrawn.items()} == {
        event.id: "Nhầm dự án", fact.id: "Nhầm số",
    }  # fmt: skip
    assert edits_key(desk) != key
    now_ = progress(desk, tmp_path)["P1"]
    assert (now_.stage, now_.capital_bn_vnd, now_.evidence) == (Stage.UNKNOWN, 10.0, None)
    for wrong in (event.id, file.entries[-1].id, 999):
        with pytest.raises(ProjectError):
            write(desk, planner, LISTING, [asked(Withdrawal(entry_id=wrong, reason="x"), key=f"k{wrong}")])
    assert verify(desk).ok


def test_the_second_of_two_is_told_who_wrote_what(desk, planner):
    write(desk, planner, LISTING, [asked(EVENT, seen=0)])
    with pytest.raises(StaleError, match=r"planner wrote an event \(decided, 2026-03-09\) at") as late:
        write(desk, planner, LISTING, [asked(CAPITAL, seen=0)])
    assert "Chưa ghi gì của bạn" in late.value.vi
    assert read_file(desk, planner, LISTING, "P1").version == 1


def test_of_two_at_once_one_writes(desk, planner):
    start, told = threading.Barrier(2), []

    def edit(number):
        start.wait()
        try:
            write(desk, planner, LISTING, [asked(CAPITAL, seen=0, key=f"form {number}")])
            told.append("written")
        except StaleError:
            told.append("told")

    both = [threading.Thread(target=edit, args=(number,)) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["told", "written"]
    assert read_file(desk, planner, LISTING, "P1").version == 1
    assert verify(desk).ok


def test_the_same_form_twice_writes_once_and_another_with_its_key_is_refused(desk, planner):
    assert len(write(desk, planner, LISTING, [asked(EVENT, key="one", seen=0)])) == 1
    assert write(desk, planner, LISTING, [asked(EVENT, key="one", seen=0)]) == ()
    with pytest.raises(ProjectError, match="used for something else"):
        write(desk, planner, LISTING, [asked(CAPITAL, key="one")])
    with pytest.raises(ProjectError, match="used for something else"):
        write(desk, planner, LISTING, [asked(replace(EVENT, evidence="Công văn 13/UBND"), key="one")])


def test_one_wrong_of_many_writes_none(sqlite_desk):
    with pytest.raises(ProjectError):
        write(sqlite_desk, OWNER, LISTING, [asked(EVENT), asked(EVENT, "P9")])
    late = Withdrawal(entry_id=77, reason="x")
    with pytest.raises(ProjectError):
        write(sqlite_desk, OWNER, LISTING, [asked(EVENT), asked(late)])
    with sqlite_desk.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(project_entries)).scalar_one() == 0
        acts = connection.execute(sa.select(audit.c.act)).scalars().all()
    assert not [act for act in acts if act.startswith("project")]


@pytest.mark.parametrize(
    "change",
    [
        NewEvent(stage=Stage.DECIDED, on="2026-03-09", evidence=" "),
        NewEvent(stage=Stage.DECIDED, on="sớm", evidence="a"),
        NewEvent(stage=Stage.DECIDED, on="31/02/2026", evidence="a"),
        NewEvent(stage=Stage.DECIDED, on=(today() + timedelta(days=1)).isoformat(), evidence="a"),
        NewEvent(stage=Stage.DECIDED, on="2026", evidence="a", due="sớm"),
        NewEvent(stage=Stage.UNKNOWN, on="2026", evidence="a"),
        NewEvent(stage=Stage.DECIDED, on="2026", evidence="a", decision_number="1"),
        NewEvent(stage=Stage.DECIDED, on="2026", evidence="a", decision_date=DAY),
        NewEvent(stage=Stage.DECIDED, on="2026", evidence="a" * 4001),
        NewFact(fact=Fact.CAPITAL, value="12", decision_number="", decision_date=None),
        NewFact(fact=Fact.CAPITAL, value="12", decision_number="1", decision_date=None),
        NewFact(fact=Fact.CAPITAL, value="3.300", **DECISION),
        NewFact(fact=Fact.CAPITAL, value="-1", **DECISION),
        NewFact(fact=Fact.CAPITAL, value="nhiều", **DECISION),
        NewFact(fact=Fact.CAPITAL, value="12 ha", **DECISION),
        NewFact(fact=Fact.SECTOR, value="space", **DECISION),
        NewFact(fact=Fact.COMMUNE, value="99", **DECISION),
        NewFact(fact=Fact.FUNDING, value="vay", **DECISION),
        NewFact(fact=Fact.PHASE, value="sớm", **DECISION),
        NewFact(fact=Fact.INVESTOR, value=" ", **DECISION),
        Withdrawal(entry_id=1, reason=" "),
    ],
)
def test_what_lacks_something_is_refused_with_a_sentence(sqlite_desk, change):
    with pytest.raises(ProjectError) as refused:
        write(sqlite_desk, OWNER, LISTING, [asked(change, key="k")])
    assert refused.value.en.endswith(".")
    assert refused.value.vi.endswith(".")


def test_of_two_decisions_the_later_holds_from_its_day(sqlite_desk, tmp_path):
    later = NewFact(fact=Fact.FUNDING, value="non-public", decision_number="2", decision_date=DAY)
    first = NewFact(fact=Fact.FUNDING, value="public", decision_number="1", decision_date=date(2026, 1, 1))
    write(sqlite_desk, OWNER, LISTING, [asked(later), asked(first)])
    days = (date(2026, 5, 31), DAY)
    told = [progress(sqlite_desk, tmp_path, day)["P1"].owner for day in days]
    assert told == [Owner.STATE, Owner.OTHER]
    # Neither is ever out of sight: what does not hold on a day is told beside what does.
    file = read_file(sqlite_desk, OWNER, LISTING, "P1")
    others = [[one.decision_number for one, _ in other_facts(file, day)] for day in days]
    assert others == [["2"], ["1"]]
    listed = {one.fact: (one.value, one.listed) for one in facts_of(LISTING, file, DAY)}
    assert listed[Fact.FUNDING] == ("non-public", "public")


def test_a_list_that_says_something_else_since_is_marked(sqlite_desk):
    write(sqlite_desk, OWNER, LISTING, [asked(CAPITAL)])
    file = read_file(sqlite_desk, OWNER, LISTING, "P1")
    anew = replace(LISTING, rows={"P1": ROW | {"capital_bn_vnd": 11.0}})
    marked = [
        [str(one.fact) for one in facts_of(listing, file, DAY) if one.is_overtaken]
        for listing in (LISTING, anew)
    ]
    assert marked == [[], ["capital_bn_vnd"]]


@pytest.mark.parametrize(
    "role", [Role.PUBLIC_VIEWER, Role.COMMUNE_OFFICER, Role.DEFENCE_STEWARD, Role.ADMINISTRATOR]
)
def test_who_may_not_edit_writes_nothing(sqlite_desk, role):
    with pytest.raises(RightError, match="edit_projects"):
        write(sqlite_desk, everybody(sqlite_desk)[role], LISTING, [asked(EVENT)])


def test_who_sees_a_project_reads_its_file_and_nobody_else(sqlite_desk):
    people = everybody(sqlite_desk)
    write(sqlite_desk, people[Role.CHIEF], LISTING, [asked(EVENT)])
    own = Listing(rows={"P1": ROW}, plan=LISTING.plan, communes={})
    assert read_file(sqlite_desk, people[Role.COMMUNE_OFFICER], own, "P1").version == 1
    with pytest.raises(ProjectError, match="no project 'P2'"):
        read_file(sqlite_desk, people[Role.COMMUNE_OFFICER], own, "P2")
    for role in (Role.PUBLIC_VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(RightError):
            read_file(sqlite_desk, people[role], LISTING, "P1")


def test_what_was_written_is_put_back_with_its_trail_and_its_guards(desk, planner, tmp_path, monkeypatch):
    (event, _) = write(desk, planner, LISTING, [asked(EVENT), asked(CAPITAL)])
    write(desk, planner, LISTING, [asked(Withdrawal(entry_id=event.id, reason="Nhầm"))])
    before = read_edits(desk)
    (tmp_path / "province.toml").touch()
    back_up(desk, tmp_path, tmp_path / "b", person=OWNER)
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "new" / "office"))
    restore(tmp_path / "b", tmp_path / "new", person=OWNER)
    with closing(open_desk(tmp_path / "new")) as back:
        assert read_edits(back) == before
        assert read_file(back, planner, LISTING, "P1").withdrawn[event.id].text == "Nhầm"
        assert verify(back).problems == ()
        assert len(write(back, OWNER, LISTING, [asked(EVENT, key="again")])) == 1
