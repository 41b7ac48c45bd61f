"""The box on a card that draws the part inside a distance: only where asked, never around defence land."""

import shutil
from datetime import date

import geopandas as gpd
import pytest
import streamlit as st

from views import setback, state
from views.choice import choice_of
from views.setback import drawn_setback, offers_setback
from views.store import current_store

DAY = date(2026, 11, 23)
RULE = """
[[rule]]
id = "{id}"
theme = "water"
kind = "distance"
layer = "{layer}"
distance_m = {metres}
severity = "high"
citation = "Luật thử"
citation_status = "confirmed"
when_conflict_vi = "Quá gần."
when_conflict_en = "Too close."
when_clear_vi = "Đủ xa."
when_clear_en = "Far enough."
"""


@pytest.fixture
def distances(province_folder, tmp_path, monkeypatch):
    """Return a store with two distance rules: P1 lies 500 m over the zones of both."""
    folder = shutil.copytree(province_folder, tmp_path / "province")
    rules = RULE.format(id="D-01", layer="landuse_plan", metres=200.0)
    rules += RULE.format(id="D-02", layer="defence", metres=200.0)
    (folder / "rules" / "all.toml").write_text(rules, encoding="utf-8")
    plan = gpd.read_file(folder / "landuse-plan.gpkg")
    plan.loc[:, "code"] = "RPH"
    plan.to_file(folder / "landuse-plan.gpkg", layer="landuse-plan")
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    return current_store()


@pytest.fixture
def session(monkeypatch):
    values = {}
    monkeypatch.setattr(st, "session_state", values)
    return values


def frame_of(result, finding_id):
    return result.findings[result.findings["finding_id"] == finding_id]


def test_it_is_offered_for_conflicts_of_distance_rules_but_not_around_defence_land(distances):
    result = distances.result(DAY)
    assert offers_setback(frame_of(result, "P1/D-01"), result)
    assert frame_of(result, "P1/D-02")["verdict"].tolist() == ["conflict"]
    assert not offers_setback(frame_of(result, "P1/D-02"), result)
    assert not offers_setback(frame_of(result, "P2/D-01"), result)
    assert not offers_setback(result.findings.iloc[:0], result)


def test_nothing_is_computed_before_the_box_is_ticked(distances, session, monkeypatch):
    result = distances.result(DAY)
    monkeypatch.setattr(setback, "setback_of", lambda *_: pytest.fail("computed without being asked"))
    session[state.FINDING] = "P1/D-01"
    assert drawn_setback(frame_of(result, "P1/D-01"), distances, result).empty
    session["setback-P2/D-01"] = True
    assert drawn_setback(frame_of(result, "P1/D-01"), distances, result).empty


def test_a_ticked_box_draws_the_part_in_degrees(distances, session):
    result = distances.result(DAY)
    session |= {state.FINDING: "P1/D-01", "setback-P1/D-01": True}
    finding = frame_of(result, "P1/D-01")
    part = drawn_setback(finding, distances, result)
    # The site covers columns 4.5 to 5.5; zones end at 5.0 and begin again at 6.0: 200 m beside the first.
    assert part.geometry.iloc[0].area == pytest.approx(700 * 1000, rel=1e-3)
    site = result.sites[result.sites["site_id"] == "P1"]
    choice = choice_of(distances, turn=1, finding=finding, site=site, listed=[], setback=part).options
    lon, lat = choice["inside"][0]["coordinates"][0][0]
    assert 103 < lon < 104
    assert 22 < lat < 23
    assert len(choice["shapes"]) == 1


def test_a_ticked_box_draws_nothing_around_defence_land(distances, session):
    result = distances.result(DAY)
    session |= {state.FINDING: "P1/D-02", "setback-P1/D-02": True}
    assert drawn_setback(frame_of(result, "P1/D-02"), distances, result).empty
