"""Capital and progress: sums that add up to all projects, stages with their evidence, late and blocked."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from target_squares import lay_out_targets

from layers.model import Verdict
from layers.money.errors import MoneyError
from layers.money.history import parse_when, read_history
from layers.money.lists import blocked_frame, late_frame, project_frame, unasked_count
from layers.money.plan import Owner, Plan, Stage, read_plan
from layers.money.progress import Late, progress_of
from layers.money.sums import against_frame, by_period, by_sector, by_unit, counted_capital
from layers.province import open_province

DEMO = Path(__file__).parents[3] / "data" / "demo"
PROVINCE = open_province(DEMO)
PLAN, EVENTS = read_plan(PROVINCE), read_history(PROVINCE)
DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def projects():
    rows = pyogrio.read_dataframe(DEMO / "projects.gpkg", layer="sites", read_geometry=False)
    return progress_of(rows.to_dict("records"), PLAN, EVENTS, DAY)


def row(site_id="P1", **more):
    return {
        "site_id": site_id,
        "name": "Dự án",
        "sector": "transport",
        "funding": "public",
        "phase": "2026-2030",
    } | more


def one(row, events=(), day=DAY):
    return progress_of([row], PLAN, events, day)[0]


def test_the_frame_is_168_thousand_billion_of_the_plans_decision():
    assert sum(part.capital_bn_vnd for part in PLAN.frame) == 168_000
    held = {(str(part.owner), part.period): part.capital_bn_vnd for part in PLAN.frame}
    assert held == {
        ("state", "2021-2025"): 21_000, ("state", "2026-2030"): 34_000,
        ("other", "2021-2025"): 37_000, ("other", "2026-2030"): 76_000,
    }  # fmt: skip
    assert (PLAN.decision.number, PLAN.decision.date) == ("QĐ 1486/QĐ-TTg", date(2024, 11, 29))


def test_every_sector_of_the_plan_has_a_row_also_without_a_project(projects):
    table = by_sector(projects, PLAN).set_index("sector")
    assert list(table.index) == [
        "transport", "economic_zones", "industrial_parks", "mining", "farm_forest_fish", "power", "logistics",
        "inland_ports", "urban", "tourism", "education", "health", "culture", "sport", "trade_services", "outside",
    ]  # fmt: skip
    assert table.loc["health", "projects"] == table.loc["logistics", "projects"] == 0
    assert table.loc["outside", "projects"] == 0
    # Lines and stations 430 + 781.64 + 4000 + 306.406, plants 1050 + 970 + 35700.
    assert table.loc["power", "capital_bn_vnd"] == pytest.approx(43_238.046)
    assert (table.loc["sport", "projects"], table.loc["inland_ports", "projects"]) == (1, 1)


def test_all_tables_add_up_to_all_projects(projects):
    whole = sum(one.capital_bn_vnd or 0 for one in projects)
    names = {one.commune_code: one.commune_code for one in projects}
    for table in (by_sector(projects, PLAN), by_period(projects, PLAN), by_unit(projects, names)):
        assert table["projects"].sum() == 74
        assert table["capital_bn_vnd"].sum() == pytest.approx(whole)
        assert (table["capital_known"] + table["capital_unknown"] == table["projects"]).all()
        owners = table["state"] + table["other"] + table["divided"] + table["owner_unknown"]
        stages = table[["pending", "decided", "done", "stopped", "stage_unknown"]].sum(axis=1)
        assert (owners == table["projects"]).all()
        assert (stages == table["projects"]).all()
    frame = against_frame(projects, PLAN)
    assert (frame["projects"].sum(), frame["capital_bn_vnd"].sum()) == (74, pytest.approx(whole))
    assert frame["frame_bn_vnd"].sum() == 168_000


AMOUNTS = st.one_of(st.none(), st.floats(0, 1e5))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["public", "non-public", "PPP", "?", ""]),
        st.sampled_from(["2021-2025", "2026-2030", "2021-2030", "done", "sau 2030", ""]),
        AMOUNTS,
    )
)


@settings(max_examples=25)
@given(ROWS)
def test_nothing_is_lost_or_counted_twice_whatever_is_stated(rows):
    made = progress_of(
        [row(str(n), funding=f, phase=p, capital_bn_vnd=c) for n, (f, p, c) in enumerate(rows)], PLAN, (), DAY
    )
    known = sum(c for _, _, c in rows if c is not None)
    for table in (by_sector(made, PLAN), by_period(made, PLAN), against_frame(made, PLAN)):
        assert table["projects"].sum() == len(rows)
        assert table["capital_bn_vnd"].sum() == pytest.approx(known, abs=1e-3)
        assert table["capital_unknown"].sum() == sum(c is None for _, _, c in rows)


def test_an_unknown_capital_is_no_zero_and_a_part_is_not_counted_beside_its_whole():
    made = progress_of(
        [
            row("W", capital_bn_vnd=100.0), row("A", part_of="W", capital_bn_vnd=30.0),
            row("B", part_of="?", capital_bn_vnd=7.0), row("C", capital_bn_vnd=float("nan")),
        ],
        PLAN, (), DAY,
    )  # fmt: skip
    assert counted_capital(made) == {"W": 100.0, "B": 7.0}
    assert made[3].capital_bn_vnd is None
    table = against_frame(made[3:], PLAN).set_index(["owner", "period"])
    assert table.loc[("state", "2026-2030"), ["capital_bn_vnd", "share_of_frame"]].isna().all()
    assert table.loc[("state", "2021-2025"), "capital_bn_vnd"] == 0


def test_capital_of_several_owners_or_periods_is_never_divided():
    made = progress_of([row(funding="PPP", phase="2021-2030", capital_bn_vnd=9.0)], PLAN, (), DAY)
    table = against_frame(made, PLAN)
    filled = table[table["projects"] > 0].iloc[0]
    assert (filled["owner"], filled["period"], filled["capital_bn_vnd"]) == ("divided", "several", 9.0)
    assert pd.isna(filled["frame_bn_vnd"])
    assert made[0].is_public is None


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("operating", Stage.DONE), ("QĐ 2629/QĐ-UBND 10/2025", Stage.DECIDED), ("", Stage.UNKNOWN),
        ("listed in QĐ 509/QĐ-TTg 13/06/2024", Stage.PENDING), ("Đã hủy bỏ chủ trương", Stage.STOPPED),
        ("kêu gọi đầu tư", Stage.PENDING), ("Đang thi công", Stage.DECIDED), ("quite new words", Stage.UNKNOWN),
        ("policy approved 09/2025; due Q4/2025", Stage.DECIDED),
    ],
)  # fmt: skip
def test_the_words_of_a_status_tell_the_stage(status, stage):
    assert one(row(status=status)).stage is stage


def test_a_history_goes_before_words_and_holds_from_its_day():
    event = next(event for event in EVENTS if event.site_id == "P029")
    told = row("P029", status="planned")
    assert one(told, EVENTS).stage is Stage.DONE
    assert one(told, EVENTS).evidence is event
    assert one(told, EVENTS).done_on == date(2021, 2, 26)
    assert one(told, EVENTS, date(2021, 2, 25)).stage is Stage.PENDING


def test_late_by_a_stated_day_or_by_the_end_of_the_period():
    by_day = one(row("P027"), EVENTS)
    assert (by_day.late, by_day.due_on) == (Late.DUE, date(2025, 12, 31))
    assert one(row("P027"), EVENTS, date(2025, 12, 31)).late is None
    assert one(row(phase="2021-2025", status="planned")).late is Late.PHASE
    assert one(row(phase="2021-2025", status="operating")).late is None
    assert one(row(phase="")).late is None


def test_lists_say_what_they_rest_on(projects):
    table = project_frame(projects).set_index("site_id")
    assert table.loc["P014", ["stage", "decision_number", "decision_date"]].tolist() == [
        "decided", "QĐ 1466/QĐ-UBND", "2016-10-27",
    ]  # fmt: skip
    late = late_frame(projects)
    assert {"P027", "P028"} <= set(late.loc[late["late"] == "due", "site_id"])
    assert set(late["stage"]) <= {"pending", "decided", "unknown"}


class Result:
    """What the list takes of a check."""

    def __init__(self, *rows):
        columns = ["site_id", "rule_id", "verdict", "severity", "citation"]
        self.findings = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=[None] * len(rows))


def test_blocked_are_open_projects_with_a_conflict_the_heaviest_first():
    made = progress_of([row("A"), row("B"), row("C"), row("D", phase="done")], PLAN, (), DAY)
    met, near, open_ = str(Verdict.CONFLICT), str(Verdict.NEAR), str(Verdict.NOT_CHECKED)
    result = Result(
        ("A", "R1", met, "low", "x"), ("A", "R2", open_, "high", "x"), ("B", "R1", met, "critical", "y"),
        ("C", "R1", near, "critical", "y"), ("D", "R1", met, "critical", "y"),
    )  # fmt: skip
    table = blocked_frame(made, result)
    assert table[["site_id", "worst", "conflicts", "not_checked"]].to_numpy().tolist() == [
        ["B", "critical", 1, 0], ["A", "low", 1, 1],
    ]  # fmt: skip


def test_projects_of_which_not_all_could_be_asked_are_counted_beside_the_blocked():
    made = progress_of([row("A"), row("B"), row("C"), row("D", phase="done")], PLAN, (), DAY)
    met, open_ = str(Verdict.CONFLICT), str(Verdict.NOT_CHECKED)
    result = Result(
        ("A", "R1", met, "low", "x"), ("A", "R2", open_, "high", "x"), ("B", "R1", open_, "low", "x"),
        ("C", "R1", str(Verdict.CLEAR), "low", "x"), ("D", "R1", open_, "low", "x"),
    )  # fmt: skip
    assert unasked_count(made, result) == 1


@pytest.mark.parametrize("text", ["2025-13", "2025-Q5", "2025-02-31", "25", "soon", "2025-Q4-01"])
def test_a_time_that_is_none_is_refused(text):
    assert parse_when(text) is None


def test_a_province_without_the_tables_has_no_frame_and_a_damaged_one_says_so(tmp_path):
    bare = PROVINCE.model_copy(update={"money": "", "history": ""})
    assert (read_plan(bare), read_history(bare)) == (Plan(), ())
    assert Plan().owner_of("public") is Owner.UNKNOWN
    (tmp_path / "m.toml").write_text(
        "[[frame]]\nowner='state'\nperiod='a'\ncapital_bn_vnd=-1\n", encoding="utf-8"
    )
    (tmp_path / "h.csv").write_text("site_id\nP1\n", encoding="utf-8")
    wrong = PROVINCE.model_copy(update={"money": "m.toml", "history": "h.csv", "folder": tmp_path})
    with pytest.raises(MoneyError, match=r"m\.toml"):
        read_plan(wrong)
    with pytest.raises(MoneyError, match=r"h\.csv"):
        read_history(wrong)


def test_parts_of_parts_count_once_and_a_circle_loses_nothing():
    def one(site_id, part_of, capital):
        row = {"site_id": site_id, "part_of": part_of, "capital_bn_vnd": capital}
        return progress_of([row], Plan(), (), date(2026, 11, 1))[0]

    chain = [one("A", "", 100.0), one("B", "A", None), one("C", "B", 40.0)]
    assert counted_capital(chain) == {"A": 100.0}
    circle = [one("A", "B", 10.0), one("B", "A", 5.0), one("D", "D", 7.0)]
    assert counted_capital(circle) == {"A": 10.0, "B": 5.0, "D": 7.0}
    assert counted_capital([one("E", "", -3.0)]) == {}


def test_a_period_that_is_no_pair_of_years_is_refused(folder):
    land = lay_out_targets(folder)
    path = land / "money.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-2025", "đến 2025"), encoding="utf-8")
    with pytest.raises(MoneyError, match=r"money.toml cannot be used"):
        read_plan(open_province(land))
