"""Projects on the planned land of each period: hectares by code, what fits, what nobody can say."""

from datetime import date

import pytest
from plan_squares import far, write_projects, write_zones

from layers.corridor.seen import FolderSeen
from layers.layer import Layer
from layers.plans.errors import PlanError
from layers.plans.gap import Missing
from layers.plans.own import own_communes
from layers.plans.periods import own_periods, period_of, stretches
from layers.plans.reports import uses_report
from layers.plans.use import NO_LAYER, NO_RULE
from layers.plans.uses import uses
from layers.province import open_province
from squares import square

DAY = date(2026, 11, 26)


def seen(folder, *, is_exact=True):
    return FolderSeen(whole=open_province(folder), is_exact=is_exact)


def edit(folder, file, *changes):
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, encoding="utf-8")


def states(found):
    return [(one.project.id, one.stretch.period.name, str(one.state), one.stands) for one in found.uses]


def test_hectares_by_code_and_what_fits_in_each_period(plans):
    write_zones(plans, "plan1", {"all": ("RPH", far(0, 0, 3000))})
    write_projects(plans, [
        ("A", "2026-2030", "ODT", far(900, 900, 200, 300)),  # 1 ha LUC, 1 ha RPH, 2 ha ODT, 2 ha of nothing
        ("B", "2026-2030", "ODT", far(200, 1200, 100)),
        ("C", "2026-2030", "LUC", far(200, 200, 100)),
    ])  # fmt: skip
    found = uses(seen(plans), DAY)
    assert states(found) == [
        ("A", "2021-2025", "misfit", False), ("A", "2026-2030", "misfit", True),
        ("B", "2021-2025", "misfit", False), ("B", "2026-2030", "fits", True),
        ("C", "2021-2025", "misfit", False), ("C", "2026-2030", "fits", True),
    ]  # fmt: skip
    second = found.uses[1]
    land = [(one.code, round(one.area_ha, 4), str(one.fit)) for one in second.under.land]
    assert land == [("ODT", 2.0, "fits"), ("LUC", 1.0, "misfit"), ("RPH", 1.0, "misfit")]
    assert (round(second.outside_ha, 4), round(second.under.blank_ha, 4), second.rule_id) == (
        2.0,
        2.0,
        "PLAN-01",
    )
    assert second.certainty == "certain"
    assert (found.has_misfit, found.is_whole) == (True, True)
    report = uses_report(found, seen(plans))
    assert report.rows["decisions"].tolist()[:2] == ["7/QĐ-TTg 2024-11-29"] * 2
    assert report.others["land"]["area_ha"].sum() == pytest.approx(6 + 1 + 1 + 4 + 1 + 1)


def test_land_that_no_zone_plans_is_never_fitting(plans):
    write_projects(
        plans,
        [("A", "2026-2030", "ODT", far(900, 1900, 50, 200)), ("B", "2026-2030", "ODT", far(2500, 500, 50))],
    )
    found = uses(seen(plans), DAY)
    assert [str(one.state) for one in found.uses] == ["not_checked"] * 4
    shares = [
        one.why[0].removesuffix(" % of the site the layer of the plan has no zone.") for one in found.uses
    ]
    assert shares == ["On 50.00", "On 50.00", "On 100.00", "On 100.00"]
    assert found.is_whole is False


def test_days_of_a_period_without_a_layer_are_told(plans):
    edit(plans, "province.toml", ("effective_to = 2025-12-31", "effective_to = 2023-06-30"))
    write_projects(
        plans,
        [("A", "2021-2025", "ODT", far(200, 1200, 100)), ("L", "2026-2030", "ODT", far(200, 1400, 100))],
    )
    found = uses(seen(plans), DAY)
    told = [(one.project.id, str(one.stretch.days.first), str(one.state), one.stands) for one in found.uses]
    assert told == [
        ("A", "2021-01-01", "fits", True), ("A", "2023-07-01", "no_layer", True), ("A", "2026-01-01", "fits", True),
        ("L", "2021-01-01", "fits", False), ("L", "2023-07-01", "no_layer", False), ("L", "2026-01-01", "fits", True),
    ]  # fmt: skip
    assert found.uses[1].why == NO_LAYER
    assert [(one.why, one.what) for one in found.gaps] == [(Missing.NO_LAYER, "2021-2025")]
    assert found.is_whole is False


def test_a_project_of_years_that_no_plan_was_asked_for_is_told(plans):
    write_projects(
        plans, [("A", "2026-2030", "ODT", far(200, 1200, 100)), ("Z", "2031-2035", "ODT", far(0, 0, 9))]
    )
    found = uses(seen(plans), DAY)
    assert {one.project.id for one in found.uses if one.stands} == {"A"}
    assert [(one.why, one.what) for one in found.gaps] == [(Missing.NOT_IN_FORCE, "Z")]
    assert found.is_whole is False


def test_what_cannot_be_decided_is_not_checked(plans):
    write_projects(plans, [
        ("A", "2026-2030", "KKT", far(200, 1200, 100)),  # a functional area
        ("B", "2026-2030", None, far(200, 1200, 100)),
        ("NO", "2026-2030", "ODT", None),
    ])  # fmt: skip
    found = uses(seen(plans), DAY)
    assert {str(one.state) for one in found.uses} == {"not_checked"}
    assert [(one.why, one.what) for one in found.gaps] == [(Missing.NO_FOOTPRINT, "NO")]
    assert {str(one.fit) for use in found.uses if use.under for one in use.under.land} == {"unclear"}


def test_a_plan_that_cannot_be_read_and_a_rule_that_is_not_in_force(plans):
    write_projects(plans, [("A", "2026-2030", "ODT", far(200, 1200, 100))])
    edit(
        plans,
        "rules.toml",
        ("except_planned_code = true\n", "except_planned_code = true\neffective_from = 2026-01-01\n"),
    )
    found = uses(seen(plans), DAY)
    assert [(str(one.state), one.why == NO_RULE) for one in found.uses] == [
        ("not_checked", True),
        ("fits", False),
    ]
    (plans / "plan2.gpkg").write_bytes(b"nothing")
    found = uses(seen(plans), DAY)
    assert ([str(one.state) for one in found.uses], found.gaps[0].why) == (
        ["not_checked"] * 2,
        Missing.UNREAD,
    )
    edit(plans, "rules.toml", ("except_planned_code = true\n", ""))
    found = uses(seen(plans), DAY)
    assert (found.uses, [one.why for one in found.gaps], found.is_whole) == ((), [Missing.NO_RULE], False)


def test_near_withheld_land_nothing_is_called_fitting(plans):
    rows = [
        ("A", "2026-2030", "ODT", square(2550, 1100, 100)),
        ("B", "2026-2030", "ODT", square(2450, 1100, 150)),
    ]
    write_projects(plans, [*rows, ("SECRET", "2026-2030", "CQP", far(0, 0, 100))])
    exact = {one.project.id: str(one.state) for one in uses(seen(plans), DAY).uses if one.stands}
    assert exact == {"A": "fits", "B": "fits", "SECRET": "misfit"}
    found = uses(seen(plans, is_exact=False), DAY)
    told = {one.project.id: str(one.state) for one in found.uses if one.stands}
    assert told == {"A": "fits", "B": "not_checked"}  # squares end at 2500
    assert [one.why for one in found.gaps] == [Missing.WITHHELD]
    hidden = {one.project.id: one.under.withheld_ha for one in found.uses}
    assert hidden == {"A": 0.0, "B": pytest.approx(0.75)}


def test_own_communes_alone(plans):
    write_projects(
        plans,
        [("E", "2026-2030", "ODT", far(0, 1200, 100)), ("W", "2026-2030", "ODT", square(3000, 500, 100))],
    )
    one = seen(plans)
    assert {use.project.id for use in uses(one, DAY, own_communes(one, ["01"], DAY)).uses} == {"W"}


def test_a_province_without_periods_takes_the_versions_own(plans):
    edit(plans, "province.toml", ('money = "money.toml"\n', ""))
    write_projects(plans, [("A", "2026-2030", "ODT", far(200, 1200, 100))])
    assert [one.name for one in uses(seen(plans), DAY).periods] == ["2021-2025", "2026-2030"]
    bare = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg")
    (period,) = own_periods([bare], DAY)
    assert (period.name, period.days.first, period.days.last) == ("a", date(2026, 1, 1), date(2026, 12, 31))


def test_versions_that_follow_overlap_and_leave_gaps():
    def version(name, first, last):
        return Layer(
            id=name, family="p", name_vi="p", name_en="p", file="p", effective_from=first, effective_to=last
        )

    layers = [version("a", None, date(2023, 12, 31)), version("b", date(2023, 7, 1), date(2024, 12, 31))]
    found = [
        (str(one.days.first), [layer.id for layer in one.layers])
        for one in stretches(period_of("2021-2025"), layers)
    ]
    assert found == [
        ("2021-01-01", ["a"]), ("2023-07-01", ["a", "b"]), ("2024-01-01", ["b"]), ("2025-01-01", []),
    ]  # fmt: skip
    for name in ("2030", "2030-2026", "sau 2030"):
        with pytest.raises(PlanError):
            period_of(name)
