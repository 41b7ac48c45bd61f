"""Balances of squares whose figures are done in the head; 1 ha = one square of 100 m."""

import csv
from datetime import date

import geopandas as gpd
import pytest
from target_squares import lay_out_targets

from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.targets.balance import codes_told
from layers.targets.bounds import Bound
from layers.targets.breaches import breaches_of
from layers.targets.gathering import balancing_of
from layers.targets.model import Citation
from layers.targets.reach import units_told
from layers.targets.row import State
from layers.targets.takes import By
from layers.targets.units import Level, UnitKey
from squares import square, write

DAY = date(2026, 11, 1)
BY = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
ROWS = f"""LUA,,2030,planned,99.6,{BY}
RPH,,2030,planned,90,{BY}
ODT,,2030,planned,101.25,{BY}
PNN,,2030,planned,300,,,,confirmed
KKT,,2030,planned,0.5,{BY}
LUA,,2020,planned,100.5,{BY}
"""


def sites(folder, *, declared=True, phase="2026-2030"):
    """S1: half rice, half forest, becomes ODT; S2: half ODT, half defence land, becomes ODT; S3: KKT."""
    shapes = [square(950, 100), square(950, 1100), square(7000, 7000)]
    columns = {
        "site_id": ["S1", "S2", "S3"], "name": ["Một", "Hai", "Ba"], "planned_code": ["ODT", "ODT", "KKT"],
        "status": ["approved", "planned", "planned"], "phase": [phase] * 3, "part_of": ["", "", ""],
    }  # fmt: skip
    if declared:
        columns["declared_area_ha"] = [1.0, 1.0, 1.0]
    write(folder / "sites.gpkg", columns, shapes)


def made(folder, *, is_exact=True):
    return balancing_of(FolderSeen(whole=open_province(folder), is_exact=is_exact), DAY)


@pytest.fixture
def land(folder):
    sites(folder)
    return lay_out_targets(folder, ROWS)


def test_what_projects_take_and_leave(land):
    balancing = made(land)
    rows = {
        code: balancing.row(balancing.units.province, code, 2030) for code in ("LUA", "RPH", "ODT", "PNN")
    }
    rice, forest, homes = rows["LUA"], rows["RPH"], rows["ODT"]
    assert (rice.bound, rice.present.area_ha) == (Bound.AT_LEAST, pytest.approx(100))
    assert (rice.decided.taken_ha, rice.left_ha) == (pytest.approx(0.5), pytest.approx(-0.1))
    assert (rice.state, forest.state) == (State.BROKEN, State.KEPT)
    assert forest.left_ha == pytest.approx(100 - 0.5 - 90)
    # S1 adds a whole hectare; of S2, asked for, half is homes already.
    assert (homes.decided.gained_ha, homes.pending.gained_ha) == (pytest.approx(1), pytest.approx(0.5))
    assert (homes.left_ha, homes.left_if_granted_ha) == (pytest.approx(0.25), pytest.approx(-0.25))
    assert homes.state is State.BROKEN_IF_GRANTED
    # Homes for defence land: non-agricultural before and after, so that its group gains from S1 alone.
    assert (rows["PNN"].decided.gained_ha, rows["PNN"].pending.gained_ha) == (pytest.approx(1), 0)


def test_functional_areas_stand_by_themselves(land):
    balancing = made(land)
    zone = balancing.row(balancing.units.province, "KKT", 2030)
    assert (zone.is_overlay, zone.pending.gained_ha, zone.present.area_ha) == (True, pytest.approx(1), None)
    assert zone.state is State.NO_PRESENT
    for code in ("TOTAL", "NNP", "PNN", "LUA", "RPH", "ODT"):
        row = balancing.row(balancing.units.province, code, 2030)
        assert "S3" not in {site for site, _ in row.pending.sites}
    assert "KKT" in codes_told(balancing, 2030)


def test_no_target_is_told_as_none(land):
    row = made(land).row(UnitKey(level=Level.COMMUNE, code="01"), "LUA", 2025)
    assert (row.state, row.target.area_ha, row.left_ha) == (State.NO_TARGET, None, None)


def test_a_project_of_a_later_period_is_not_held_against_an_earlier_year(land):
    row = made(land).row(made(land).units.province, "LUA", 2020)
    assert (row.decided.taken_ha, row.state) == (0.0, State.BROKEN)
    assert [(one.site_id, one.by_ha) for one in breaches_of([row])] == [("", pytest.approx(0.5))]


def test_a_broken_target_names_project_figures_decision_and_how_sure(land):
    balancing = made(land)
    rows = balancing.rows([balancing.units.province], ["LUA", "RPH", "ODT", "PNN"], 2030)
    breaches = {(one.code, one.site_id): one for one in breaches_of(rows)}
    assert set(breaches) == {("LUA", "S1"), ("ODT", "S1"), ("ODT", "S2")}
    rice, homes = breaches["LUA", "S1"], breaches["ODT", "S2"]
    assert (rice.target_ha, rice.project_ha, rice.by_ha) == (99.6, pytest.approx(-0.5), pytest.approx(0.1))
    assert (rice.decision, rice.citation, rice.is_decisive) == (
        "QĐ 7/QĐ-TTg, 29/11/2024",
        Citation.CONFIRMED,
        True,
    )
    assert (homes.is_decided, homes.state) == (False, State.BROKEN_IF_GRANTED)
    assert rows[3].target.first.citation is Citation.NOT_STATED


@pytest.mark.parametrize("code", ["LUA", "RPH", "ODT", "NNP"])
def test_units_add_up_to_the_province_both_ways(land, code):
    balancing = made(land)
    whole = balancing.row(balancing.units.province, code, 2030)
    for level in (Level.DISTRICT, Level.COMMUNE, Level.FORMER_COMMUNE):
        rows = balancing.rows(balancing.units.at(level), [code], 2030)
        for name in ("decided", "pending"):
            for side in ("gained_ha", "taken_ha"):
                parts = sum(getattr(getattr(row, name), side) for row in rows)
                assert parts == pytest.approx(getattr(getattr(whole, name), side))
        assert sum(row.present.area_ha for row in rows) == pytest.approx(whole.present.area_ha)


def test_a_declared_breakdown_goes_before_the_drawing_and_what_it_lacks_is_unclear(land):
    (land / "projects.csv").write_text('id,current_land_ha\nS1,"LUC (0,3); ODT (0,2)"\n', encoding="utf-8")
    balancing = made(land)
    (claim,) = [one for one in balancing.claims if one.progress.site_id == "S1"]
    rice = balancing.row(balancing.units.province, "LUA", 2030)
    assert (claim.by, claim.area_ha, rice.decided.taken_ha) == (By.BREAKDOWN, 1.0, pytest.approx(0.3))
    assert (rice.decided.unclear_ha, rice.is_most) == (pytest.approx(0.5), True)
    homes = balancing.row(balancing.units.province, "ODT", 2030)
    assert homes.decided.gained_ha == pytest.approx(0.8)


def test_a_declared_area_scales_what_is_drawn(land):
    frame = gpd.read_file(land / "sites.gpkg")
    write(land / "sites.gpkg", {c: frame[c] for c in frame if c not in {"geometry", "declared_area_ha"}} | {
        "declared_area_ha": [2.0, 1.0, 1.0]}, list(frame.geometry))  # fmt: skip
    balancing = made(land)
    assert balancing.claims[0].by is By.DRAWN_SCALED
    assert balancing.row(balancing.units.province, "LUA", 2030).decided.taken_ha == pytest.approx(1)


def test_an_area_that_nobody_states_is_unknown_and_not_zero(folder):
    sites(folder, declared=False)
    land = lay_out_targets(folder, ROWS)
    text = (land / "province.toml").read_text(encoding="utf-8")
    invented = text.replace('file = "sites.gpkg"\n', 'file = "sites.gpkg"\norigin = "synthetic"\n', 1)
    (land / "province.toml").write_text(invented, encoding="utf-8")
    balancing = made(land)
    assert {one.by for one in balancing.claims} == {By.UNKNOWN}
    homes = balancing.row(balancing.units.province, "ODT", 2030)
    assert (homes.decided.unknown, homes.pending.unknown, homes.is_most) == (("S1",), ("S2",), True)
    assert (homes.decided.gained_ha, homes.left_ha) == (0.0, pytest.approx(1.25))


def test_defence_land_is_told_to_nobody_and_changes_no_figure_that_is(land):
    def told(units):
        balancing = made(land, is_exact=False)
        rows = balancing.rows(units(balancing.units), codes_told(balancing, 2030), 2030)
        return [(r.unit, r.code, r.target, r.present, r.decided, r.pending, r.state) for r in rows]

    def everywhere(units):
        return [units.province, *units.at(Level.COMMUNE), *units.at(Level.DISTRICT)]

    before = told(everywhere)
    assert {row[-1] for row in before if row[1] == "CQP"} == {State.WITHHELD}
    with (land / "targets.csv").open("a", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["CQP", unit, 2030, "planned", 5, "QĐ 7", "2025-11-29", "", ""]
                for unit in ("squares", "01", "02")
            ]
        )
    text = (
        (land / "targets.csv").read_text(encoding="utf-8").replace(",,2030,planned", ",squares,2030,planned")
    )
    (land / "targets.csv").write_text(text.replace(",,2020,", ",squares,2020,"), encoding="utf-8")
    after = told(everywhere)
    assert [row[2].area_ha for row in after] == [row[2].area_ha for row in before]
    assert [row[3:] for row in after] == [row[3:] for row in before]
    exact = made(land).row(UnitKey(level=Level.COMMUNE, code="01"), "CQP", 2030)
    assert exact.target.area_ha == 5


def test_a_commune_officer_is_told_of_the_own_communes(land):
    units = made(land).units
    own = units_told(units, frozenset({"02"}), (), None, DAY)
    assert own == (UnitKey(level=Level.COMMUNE, code="02"),)
    assert units_told(units, frozenset({"02"}), (), Level.DISTRICT, DAY) == ()
    with pytest.raises(ValueError, match="not one of your communes"):
        units_told(units, frozenset({"02"}), ("01",), None, DAY)
    assert units_told(units, None, ("91",), None, DAY) == (UnitKey(level=Level.DISTRICT, code="91"),)
