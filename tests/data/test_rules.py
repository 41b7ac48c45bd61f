"""The rule files against the table of facts they come from."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from layers.rules import read_rules

DATA = Path(__file__).parents[2] / "data"
RULES = read_rules(DATA / "rules")
THEMES = {"defence", "security", "border", "forest", "rice", "water", "irrigation", "road", "power"} | {
    "mineral",
    "heritage",
    "project",
    "plan",
    "place",
}
SENTENCES = ("when_conflict", "when_clear", "consequence", "citation_note")
PROVINCE = DATA / "demo" / "province.toml"
OWN_RULES = {"PLACE-01"}
"""Rules of the project itself, without a row in the table of facts."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def facts() -> dict[str, dict[str, str]]:
    with (DATA / "reference" / "rules.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule_id"]: row for row in csv.DictReader(file)}


def without_letter(rule_id: str) -> str:
    return rule_id.rstrip("ABCDP")


def not_loaded() -> set[str]:
    text = (DATA / "rules" / "README.md").read_text(encoding="utf-8")
    section = text.split("## Rules that are not loaded")[1]
    return set(re.findall(r"^\| ([A-Z]+-\d+) \|", section, flags=re.MULTILINE))


def by_id(rule_id: str):
    return next(rule for rule in RULES if rule.id == rule_id)


def in_force(day: date) -> set[str]:
    return {rule.id for rule in RULES if rule.in_force(day)}


def test_the_fact_table_is_split_into_loaded_and_not_loaded():
    loaded = {without_letter(rule.id) for rule in RULES} - OWN_RULES
    assert loaded | not_loaded() == set(facts())
    assert loaded & not_loaded() == set()


def test_every_theme_has_its_file_and_only_its_rules():
    files = {path.stem: read_rules(path) for path in (DATA / "rules").glob("*.toml")}
    assert set(files) == THEMES
    for stem, rules in files.items():
        assert {rule.theme for rule in rules} == {stem}


@every_rule
def test_the_sentences_stand_in_both_languages(rule):
    for name in SENTENCES:
        vi, en = getattr(rule, f"{name}_vi"), getattr(rule, f"{name}_en")
        assert bool(vi) == bool(en)
        assert all(text.endswith(".") and text == text.strip() for text in (vi, en) if text)
    assert rule.consultee_vi
    assert rule.consultee_en
    assert rule.consequence_vi
    assert rule.source
    assert rule.when_conflict_vi.startswith("Khu đất dự án")


@every_rule
def test_a_doubtful_citation_tells_what_is_not_confirmed(rule):
    if rule.citation_status != "confirmed":
        assert len(rule.citation_note_vi) > 30
        assert len(rule.citation_note_en) > 30
    fact = facts().get(without_letter(rule.id))
    if fact and re.search(r"recalled|unverified|missing|not looked up|NOT FOUND", fact["confidence"]):
        assert rule.citation_status != "confirmed"


@every_rule
def test_the_severity_is_that_of_the_fact_table(rule):
    graded_by_zone = {"FOR-06B": "high", "FOR-06C": "high", "FOR-06D": "medium", "HER-01A": "critical"}
    fact = facts().get(without_letter(rule.id), {"severity_hint": "high"})
    assert rule.severity == graded_by_zone.get(rule.id, fact["severity_hint"])


@every_rule
def test_dates_are_those_of_the_fact_table(rule):
    fact = facts().get(without_letter(rule.id))
    own_date = rule.id == "DEF-01P"
    if fact is None or own_date:
        return
    first, _, last = fact["effective"].partition("..")
    year_only = re.fullmatch(r"\d{4}", first.split("/")[0])
    if first == "-":
        assert rule.effective_from is None
    elif year_only:
        assert rule.effective_from == date(int(first[:4]), 1, 1)
        assert f"01/01/{first[:4]}" in rule.citation_note_vi
    else:
        assert rule.effective_from == date.fromisoformat(first)
    assert rule.effective_to == (date.fromisoformat(last) if last else None)
    assert (fact["status"] == "superseded") == (rule.effective_to is not None)


def test_no_distance_of_a_defence_rule_is_a_constant():
    distances = [rule for rule in RULES if rule.theme == "defence" and rule.kind == "distance"]
    assert [rule.id for rule in distances] == ["DEF-02", "DEF-03", "DEF-06", "DEF-07", "DEF-08"]
    for rule in distances:
        assert rule.distance_m == 0
        assert rule.distance_by is None
        assert rule.distance_field in {"restricted_extension_m", "water_extension_m", "belt_m"}


@pytest.mark.parametrize(
    ("rule_id", "distance_m"),
    [
        pytest.param("ROAD-01", 17.0, id="road class I, II"),
        pytest.param("ROAD-02", 13.0, id="road class III"),
        pytest.param("ROAD-03", 9.0, id="road class IV, V"),
        pytest.param("ROAD-04", 4.0, id="road below class V"),
        pytest.param("ROAD-05", 17.0, id="expressway"),
        pytest.param("PWR-01A", 2.0, id="22 kV bare"),
        pytest.param("PWR-01B", 1.0, id="22 kV insulated"),
        pytest.param("PWR-02A", 3.0, id="35 kV bare"),
        pytest.param("PWR-02B", 1.5, id="35 kV insulated"),
        pytest.param("PWR-03", 4.0, id="110 kV"),
        pytest.param("PWR-04", 6.0, id="220 kV"),
        pytest.param("PWR-05", 7.0, id="500 kV"),
        pytest.param("WAT-03", 10.0, id="river in town"),
        pytest.param("WAT-04", 5.0, id="river elsewhere"),
        pytest.param("WAT-05A", 20.0, id="ecological river in town"),
        pytest.param("WAT-05B", 15.0, id="ecological river elsewhere"),
        pytest.param("WAT-06A", 10.0, id="lake"),
        pytest.param("WAT-06B", 30.0, id="special water"),
    ],
)
def test_distances(rule_id, distance_m):
    assert by_id(rule_id).distance_m == distance_m


def test_only_conformity_with_the_plan_depends_on_the_planned_code():
    assert [rule.id for rule in RULES if rule.except_planned_code] == ["PLAN-01"]


def test_the_vicinity_of_a_dam_follows_its_class():
    distance_by = by_id("IRR-01").distance_by
    assert distance_by.field == "dam_class"
    assert distance_by.metres == {"special": 300, "I": 200, "II": 100, "III": 50, "IV": 20}


def test_forest_and_rice_thresholds_change_hands_on_one_day():
    old, new = {"FOR-03", "FOR-04", "RICE-03A", "RICE-03B"}, {"FOR-02", "FOR-02P", "RICE-01", "PLAN-01"}
    assert old <= in_force(date(2024, 7, 31))
    assert not new & in_force(date(2024, 7, 31))
    assert new <= in_force(date(2024, 8, 1))
    assert not old & in_force(date(2024, 8, 1))


def test_every_class_of_a_layer_is_met_by_a_rule():
    classes = {
        ("roads", "road_class"): {"expressway", "I", "II", "III", "IV", "V", "VI"},
        ("national_park", "park_zone"): {"strict", "restoration", "service", "buffer"},
        ("heritage", "protection_zone"): {"I", "II"},
        ("rivers", "setting"): {"urban", "rural"},
        ("lakes", "lake_kind"): {"natural", "urban", "special"},
        ("defence", "category"): {"military_zone", "work", "ammunition_depot", "antenna"},
        ("canals", "lining"): {"earth", "lined"},
    }
    for (layer, column), values in classes.items():
        met = [set(rule.where.get(column, ())) for rule in RULES if rule.layer == layer]
        assert set().union(*met) == values


@pytest.mark.skipif(not PROVINCE.exists(), reason="the demonstration province has not been built")
def test_every_rule_speaks_of_a_layer_of_the_demonstration_province():
    families = {layer["family"] for layer in tomllib.loads(PROVINCE.read_text(encoding="utf-8"))["layer"]}
    assert {rule.layer for rule in RULES} <= families
