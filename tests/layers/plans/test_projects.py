"""Projects against projects: one place, the same years, what nobody knows."""

from datetime import date

import pytest
from plan_squares import far, write_projects

from layers.corridor.seen import FolderSeen
from layers.money.edits import Decided, Edits, Fact, known_progress
from layers.money.plan import Owner, Stage
from layers.money.progress import Progress
from layers.plans.gap import HIDDEN_PROJECTS, Missing
from layers.plans.own import own_communes
from layers.plans.projects import meetings
from layers.plans.reports import pairs_report
from layers.plans.years import Span, Years, common_years, span_of
from layers.province import open_province
from squares import square

DAY = date(2026, 11, 26)


def found(folder, rows, *, is_exact=True, accuracy="accuracy_m = 10.0\n", own=()):
    write_projects(folder, rows)
    text = (folder / "province.toml").read_text(encoding="utf-8")
    declared = text.replace('id = "sites"\n', f'id = "sites"\n{accuracy}', 1)
    (folder / "province.toml").write_text(declared, encoding="utf-8")
    seen = FolderSeen(whole=open_province(folder), is_exact=is_exact)
    return meetings(seen, DAY, own_communes(seen, own, DAY) if own else None), seen


def told(result):
    return [
        (
            one.one.id,
            one.other.id,
            str(one.state),
            str(one.place),
            str(one.years),
            one.area_ha and round(one.area_ha, 4),
        )
        for one in result.pairs
    ]


def test_same_place_and_same_other_or_unknown_years(plans):
    rows = [
        ("A", "2021-2025", "ODT", far(0, 0, 200), "đã xong", None, "transport", 25.0),
        ("B", "2025-2027", "ODT", far(100, 0, 200)),  # 2 ha on A, both in 2025
        ("C", "2028-2030", "ODT", far(150, 100, 100)),  # 0.5 ha on A, 1 ha on B
        ("D", "", "ODT", far(0, 150, 50)),  # 0.25 ha on A
    ]
    result, seen = found(plans, rows)
    assert told(result) == [
        ("A", "B", "conflict", "overlap", "same", 2.0),
        ("A", "C", "not_checked", "overlap", "unknown", 0.5),
        ("A", "D", "not_checked", "overlap", "unknown", 0.25),
        ("B", "C", "successive", "overlap", "apart", 1.0),
    ]
    assert (result.has_conflict, result.is_whole) == (True, False)
    first = pairs_report(result, seen).rows.iloc[0]
    assert (first["common_from"], first["common_to"], first["certainty"]) == (2025, 2025, "certain")
    assert (first["one_sector_en"], first["one_capital_bn_vnd"], first["other_capital_bn_vnd"]) == (
        "Roads",
        25.0,
        None,
    )


def test_a_phase_that_was_decided_counts_before_the_days_of_the_list(plans):
    listed = {
        "site_id": "A",
        "phase": "2021-2025",
        "effective_from": date(2021, 1, 1),
        "effective_to": date(2024, 12, 31),
    }
    phase = Decided(
        site_id="A", fact=Fact.PHASE, value="2026-2030", decision_number="7", since=date(2026, 3, 1), row=1
    )
    edits = Edits(decided=(phase,))
    province = open_province(plans)
    spans = {}
    for day in (date(2026, 2, 28), DAY):
        (row,), (one,) = edits.over([listed], day), known_progress([listed], province, edits, day)
        spans[day.month] = span_of(row, one, day)
    assert [(spans[month].first, spans[month].last) for month in (2, 11)] == [(2021, 2024), (2026, 2030)]


def test_a_project_is_no_conflict_with_itself_or_its_part(plans):
    rows = [
        ("W", "2026-2030", "ODT", far(0, 0, 200)),
        ("P", "2026-2030", "ODT", far(0, 0, 100), "", "W"),
        ("X", "2026-2030", "ODT", far(0, 100, 50), "", "Y"),
        ("Y", "2026-2030", "ODT", far(0, 120, 50), "", "X"),
    ]
    result, _ = found(plans, rows)
    # Two that both call themselves part of the other are related by mistake.
    assert [row[:2] for row in told(result) if "X" in row and "Y" in row] == [("X", "Y")]
    assert result.related == 1
    assert not any(
        {one.one.id, one.other.id} == {"W", "P"} or one.one.id == one.other.id for one in result.pairs
    )


def test_nearer_than_the_map_is_accurate_and_survey_noise(plans):
    rows = [
        ("A", "2026-2030", "ODT", far(0, 0, 100)),
        ("B", "2026-2030", "ODT", far(114, 0, 100)),  # 14 m: nearer than 10 m and 10 m together
        ("C", "2026-2030", "ODT", far(228.2, 0, 100)),  # 14.2 m: further
        ("D", "2026-2030", "ODT", far(-50, 100, 100)),  # shares a border
        ("E", "2026-2030", "ODT", far(-50, -99.999, 100)),  # 0.05 m2 on A
        ("F", "", "ODT", far(0, 205, 100)),  # years not known
    ]
    result, _ = found(plans, rows)
    assert [(*row[:3], row[3]) for row in told(result) if row[2] == "near"] == [
        ("A", "E", "near", "near"), ("A", "B", "near", "near"), ("A", "D", "near", "near"),
    ]  # fmt: skip
    assert [row[:3] for row in told(result) if row[2] != "near"] == [("D", "F", "not_checked")]
    distances = {(one.one.id, one.other.id): one.distance_m for one in result.pairs}
    assert (distances["A", "B"], distances["A", "D"]) == (pytest.approx(14.0), 0.0)


def test_a_layer_that_states_no_accuracy_gives_no_certainty_and_no_nearness(plans):
    rows = [
        ("A", "2026-2030", "ODT", far(0, 0, 100)),
        ("B", "2026-2030", "ODT", far(50, 0, 100)),
        ("C", "2026-2030", "ODT", far(152, 0, 100)),
    ]
    result, _ = found(plans, rows, accuracy="")
    assert [(one.one.id, one.other.id, str(one.certainty)) for one in result.pairs] == [
        ("A", "B", "not_stated")
    ]


def test_a_sliver_stays_a_conflict_and_says_so(plans):
    rows = [("A", "2026-2030", "ODT", far(0, 0, 300)), ("B", "2026-2030", "ODT", far(295, 0, 300))]
    result, _ = found(plans, rows)
    assert [(str(one.state), str(one.certainty)) for one in result.pairs] == [
        ("conflict", "within_map_error")
    ]


def test_restricted_projects_are_named_to_nobody_without_the_right(plans):
    rows = [
        ("A", "2026-2030", "ODT", far(0, 0, 100)),
        ("SECRET", "2026-2030", "CQP", far(50, 0, 100)),
        ("B", "2026-2030", "ODT", far(80, 0, 100)),
        ("GONE", "2026-2030", "CQP", None),
    ]
    result, seen = found(plans, rows, is_exact=False)
    assert [row[:2] for row in told(result)] == [("A", "B")]
    # Said whether or not there are any.
    assert (result.gaps, result.is_whole) == ((HIDDEN_PROJECTS,), False)
    assert found(plans, [rows[0], rows[2]], is_exact=False, accuracy="")[0].gaps == (HIDDEN_PROJECTS,)
    words = str([table.to_dict() for table in pairs_report(result, seen).tables.values()])
    assert ("SECRET" in words, "GONE" in words) == (False, False)
    exact, _ = found(plans, rows, is_exact=True, accuracy="")
    assert {row[:2] for row in told(exact)} == {("A", "B"), ("A", "SECRET"), ("SECRET", "B")}
    assert pairs_report(exact, seen).rows["restricted"].sum() == 2


def test_what_was_not_compared_is_told(plans):
    rows = [
        ("A", "2026-2030", "ODT", far(0, 0, 100)),
        ("NO", "2026-2030", "ODT", None, "", None, "", 1.0, "01"),
        ("WHERE", "2026-2030", "ODT", None),
    ]
    result, _ = found(plans, rows, accuracy="accuracy_m = 1.0\nmissing_rows = 3\n")
    assert [(one.why, one.what) for one in result.gaps] == [
        (Missing.ROWS, "sites"), (Missing.NO_FOOTPRINT, "NO"), (Missing.NO_FOOTPRINT, "WHERE"),
    ]  # fmt: skip
    assert result.is_whole is False


def test_own_communes_alone(plans):
    rows = [
        ("E1", "2026-2030", "ODT", far(0, 0, 100)),
        ("E2", "2026-2030", "ODT", far(50, 0, 100)),
        ("W1", "2026-2030", "ODT", square(4800, 5000, 300)),
        ("W2", "2026-2030", "ODT", square(4700, 5000, 200)),
        ("NO", "2026-2030", "ODT", None, "", None, "", 1.0, "02"),
        ("WHERE", "2026-2030", "ODT", None),
    ]
    result, _ = found(plans, rows, own=("01",))
    assert [row[:2] for row in told(result)] == [("W1", "W2")]
    assert [one.what for one in result.gaps] == ["WHERE"]


def progress(phase, stage=Stage.PENDING, done_on=None):
    return Progress(
        site_id="", name="", sector="", funding="", owner=Owner.UNKNOWN, phase=phase, period="", start_year=None,
        commune_code="", capital_bn_vnd=None, part_of="", status="", stage=stage, evidence=None, done_on=done_on,
        late=None, due_on=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "stage", "span"),
    [
        ("2026-2030", Stage.PENDING, Span(first=2026, last=2030, sure=(2026, 2030))),
        ("", Stage.UNKNOWN, Span()),
        ("đến 2030", Stage.PENDING, Span(last=2030, sure=(2030, 2030))),
        ("sau 2030", Stage.PENDING, Span(first=2031, sure=(2031, 2031))),
        ("2021-2025", Stage.DECIDED, Span(first=2021, sure=(2021, 2026))),
        ("2021-2025", Stage.PENDING, Span(first=2021, sure=(2021, 2025))),
        ("2021-2025", Stage.STOPPED, Span(first=2021, last=2025, sure=(2021, 2025))),
        ("done", Stage.DONE, Span(last=2026)),
        ("2021-2030", Stage.DONE, Span(first=2021, last=2026, sure=(2021, 2026))),
    ],
)
def test_years_of_a_project(phase, stage, span):
    assert span_of({}, progress(phase, stage), DAY) == span


def test_stated_days_count_before_the_phase_and_a_finished_project_ends_when_it_was():
    days = {"effective_from": date(2022, 1, 1), "effective_to": "2023-06-30"}
    assert span_of(days, progress("2026-2030"), DAY) == Span(first=2022, last=2023, sure=(2022, 2023))
    assert span_of({"effective_from": float("nan")}, progress("2026"), DAY).first == 2026
    done = span_of({}, progress("done", Stage.DONE, date(2020, 5, 1)), DAY)
    assert done == Span(last=2020, sure=(2020, 2020))


@pytest.mark.parametrize(
    ("one", "other", "years"),
    [
        ((2021, 2025), (2026, 2030), Years.APART),
        ((2021, 2025), (2025, 2030), Years.SAME),
        ((2021, 9999), (2026, 2030), Years.UNKNOWN),
        ((1, 2025), (2026, 9999), Years.APART),
        ((1, 9999), (1, 9999), Years.UNKNOWN),
    ],
)
def test_common_years(one, other, years):
    def span(ends):
        return Span(first=ends[0], last=ends[1], sure=ends if ends[0] > 1 and ends[1] < 9999 else None)

    assert common_years(span(one), span(other))[0] is years
    assert common_years(span(other), span(one))[0] is years


def test_one_that_was_given_up_stands_in_nobodys_way(plans):
    (plans / "history.csv").write_text(
        "site_id,stage,on,due,decision_number,decision_date,evidence,source,confidence\nA,stopped,2026,,,,,,\n",
        "utf-8",
    )
    rows = [("A", "", "ODT", far(0, 0, 200)), ("B", "2026-2030", "ODT", far(100, 0, 200))]
    result, _ = found(plans, rows)
    assert ([str(one.state) for one in result.pairs], result.has_conflict, result.is_whole) == (
        ["stopped"],
        False,
        True,
    )
