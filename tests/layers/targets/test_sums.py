"""Figures of units and land types added up: whole sets alone, both ways alike, overlays in none."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.intake.lists.code_book import read_code_book
from layers.province import open_province
from layers.targets.figures import Basis, Figures, children_of
from layers.targets.kept import read_targets
from layers.targets.model import TOTAL, Kind, Target
from layers.targets.sums import Adds, check_sums
from layers.targets.telling import told_targets
from layers.targets.units import Level, UnitKey, read_target_units

PROVINCE = open_province(Path(__file__).parents[3] / "data" / "demo")
UNITS = read_target_units(PROVINCE)
BOOK = read_code_book(PROVINCE.path(PROVINCE.codes))
FORMER = UNITS.at(Level.FORMER_COMMUNE)


def target(code, area_ha, unit=UNITS.province, year=2030, kind=Kind.PLANNED):
    return Target(unit=unit, code=code, current=code, year=year, kind=kind, area_ha=area_ha)


def figures(*targets):
    return Figures(targets=targets, units=UNITS, book=BOOK)


@settings(max_examples=10)
@given(st.lists(st.integers(0, 10**9), min_size=106, max_size=106))
def test_communes_add_up_to_the_province_through_districts_and_through_communes(areas):
    made = figures(*(target("LUA", one / 1e4, unit) for one, unit in zip(areas, FORMER, strict=True)))
    whole = made.get(UNITS.province, "LUA", 2030, Kind.PLANNED)
    assert whole.area_ha == pytest.approx(sum(areas) / 1e4)
    for level in (Level.DISTRICT, Level.COMMUNE):
        parts = [made.get(unit, "LUA", 2030, Kind.PLANNED) for unit in UNITS.at(level)]
        assert {part.basis for part in parts} == {Basis.UNITS} or level is Level.COMMUNE
        assert sum(part.area_ha for part in parts) == pytest.approx(whole.area_ha)


def test_one_missing_commune_leaves_no_sum_and_is_named():
    made = figures(*(target("LUA", 1.0, unit) for unit in FORMER[1:]))
    found = made.get(UNITS.province, "LUA", 2030, Kind.PLANNED)
    assert (found.area_ha, found.missing) == (None, (FORMER[0],))


def test_nothing_loaded_is_none_and_not_zero():
    found = figures(target("LUA", 0.0)).get(UNITS.province, "LUA", 2025, Kind.PLANNED)
    assert (found.area_ha, found.basis) == (None, Basis.NONE)


def test_old_codes_add_up_to_todays_and_none_is_counted_twice():
    both = figures(target("BHK", 3.0), target("NHK", 4.0))
    assert both.get(UNITS.province, "HNK", 2030, Kind.PLANNED).area_ha == 7.0
    assert figures(target("BHK", 3.0)).get(UNITS.province, "HNK", 2030, Kind.PLANNED).area_ha is None
    within = figures(target("HNK", 9.0), target("BHK", 3.0))
    assert within.get(UNITS.province, "HNK", 2030, Kind.PLANNED).area_ha == 9.0
    beside = figures(target("DKV", 9.0), target("DSH", 3.0)).get(UNITS.province, "DKV", 2030, Kind.PLANNED)
    assert (beside.area_ha, beside.basis) == (12.0, Basis.OLD_CODES)


def test_functional_areas_are_part_of_nothing():
    overlays = {code for code, one in BOOK.codes.items() if not one.group}
    assert {"KKT", "KDT", "KBT", "CNC", "DNT", "KDL"} <= overlays
    within = {child for code in (TOTAL, *BOOK.codes) for child in children_of(code, BOOK.codes)}
    assert not within & overlays
    made = figures(target("NNP", 1.0), target("PNN", 2.0), target("CSD", 3.0), target("KKT", 500.0))
    assert made.get(UNITS.province, TOTAL, 2030, Kind.PLANNED).area_ha == 6.0


def test_the_inventories_of_the_plan_report_add_up():
    made = Figures(targets=read_targets(PROVINCE, UNITS, BOOK), units=UNITS, book=BOOK)
    checks = {(one.code, one.year, one.kind): one for one in check_sums(made)}
    land = checks["NNP", 2020, Kind.ACTUAL]
    hand = 33479.72 + 52877.24 + 29501.63 + 262924.93 + 41275.0 + 213651.44 + 1001.03 + 69.45
    assert (land.adds, round(land.parts_ha, 2)) == (Adds.EQUAL, round(hand, 2))
    assert checks[TOTAL, 2020, Kind.ACTUAL].adds is Adds.EQUAL
    assert checks["LUA", 2020, Kind.ACTUAL].adds is Adds.INCOMPLETE
    assert checks["LUA", 2020, Kind.ACTUAL].missing == ("LUK",)
    assert checks[TOTAL, 2020, Kind.PLANNED].adds is Adds.EQUAL
    # 633,132 + 42,328 + 231,419 = 906,879.
    assert checks[TOTAL, 2020, Kind.PLANNED].parts_ha == 906879


@pytest.mark.parametrize(("parts", "adds"), [((4.25, 6.0), Adds.EQUAL), ((4.25, 5.0), Adds.DIFFERS)])
def test_a_whole_that_is_not_its_parts_is_told(parts, adds):
    made = figures(target("LUA", 10.25), *(target(c, a) for c, a in zip(("LUC", "LUK"), parts, strict=True)))
    (check,) = check_sums(made)
    assert (check.adds, check.difference_ha) == (adds, 10.25 - sum(parts))


def test_parts_that_exceed_and_units_that_differ_are_told():
    (check,) = check_sums(figures(target("LUA", 10.5), target("LUC", 11.0)))
    assert (check.adds, check.missing) == (Adds.EXCEEDS, ("LUK",))
    units = [target("LUA", 1.0, unit) for unit in UNITS.at(Level.COMMUNE)]
    (check,) = check_sums(figures(target("LUA", 40.25), *units))
    assert (check.of, check.adds, check.difference_ha) == ("units", Adds.DIFFERS, 2.25)


def test_a_later_decision_goes_before_an_earlier_one():
    from datetime import date  # noqa: PLC0415 - of this test alone

    old, new = (
        Target(
            unit=UNITS.province, code="LUA", current="LUA", year=2030, kind=Kind.PLANNED, area_ha=area,
            decision_number="QĐ", decision_date=day,
        )
        for area, day in ((1.0, date(2022, 3, 9)), (2.0, date(2024, 3, 12)))
    )  # fmt: skip
    made = figures(old, new)
    assert made.get(UNITS.province, "LUA", 2030, Kind.PLANNED).area_ha == 2.0
    assert made.superseded() == (old,)


@settings(max_examples=25)
@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_how_much_restricted_land_there_is_changes_nothing_that_is_told(one, other):
    commune = UnitKey(level=Level.COMMUNE, code="03390")

    def told(area_ha):
        rows = [
            target("CQP", area_ha), target("CQP", area_ha, commune), target("CAN", area_ha, commune),
            target("PNN", 100 + area_ha, commune), target(TOTAL, 500 + area_ha, commune),
            target("CCC", 60.0, commune), target("DGT", 60.0, commune), target("OTC", 40.0, commune),
            target("NNP", 400.0, commune),
        ]  # fmt: skip
        return told_targets(rows, BOOK, UNITS.province)

    assert told(one) == told(other)
    # Beside the restricted class the largest other one is left out, with its parts.
    assert {row.code for row in told(one)} == {"OTC", "NNP"}
