"""Rule files: valid ones are read, every fault is refused with file and rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from layers.errors import RuleError
from layers.rules import read_rules
from squares import rule_text


def rules_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(rule_text("B", "x"), encoding="utf-8")
    (tmp_path / "a.toml").write_text(rule_text("A", "x"), encoding="utf-8")
    assert [rule.id for rule in read_rules(tmp_path)] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "holds no rule", id="empty"),
        pytest.param("[[rule]\n", "r.toml", id="no TOML"),
        pytest.param(rule_text("A", "x", more='colour = "red"'), "rule A: colour: Extra inputs", id="unknown key"),
        pytest.param(rule_text("A", "x", severity="fatal"), "rule A: severity", id="unknown severity"),
        pytest.param(rule_text("A", "x", "covers"), "rule A: kind", id="unknown kind"),
        pytest.param(rule_text("A", "x") + rule_text("A", "y"), "'A' is there twice", id="equal ids"),
        pytest.param(rule_text("A", "x", "distance"), "exactly one of", id="distance rule without distance"),
        pytest.param(rule_text("A", "x", "distance", more="distance_m = nan"), "distance_m", id="NaN"),
        pytest.param(rule_text("A", "x", "distance", more="distance_m = -5.0"), "distance_m", id="negative"),
        pytest.param(rule_text("A", "x", more="distance_m = 5.0"), "takes no distance", id="overlap with distance"),
        pytest.param(rule_text("A", "x", more="effective_from = 2025-01-01\neffective_to = 2024-01-01"), "before", id="dates"),
        pytest.param(rule_text("A", "x").replace('"confirmed"', '"unverified"'), "citation_note_vi", id="unsaid doubt"),
        pytest.param('[vocabulary.y]\nk = ["v"]\n' + rule_text("A", "x"), "speaks of a layer", id="stray vocabulary"),
        pytest.param('layer = "x"\n' + rule_text("A", "x"), "unknown key 'layer'", id="stray key"),
    ],
)  # fmt: skip
def test_faults_are_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        read_rules(rules_file(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rule_text("A", "x", more='colour = "red"'), ", quy tắc A không dùng được: có khóa lạ colour."),
        (rule_text("A", "x", severity="fatal"), ", quy tắc A không dùng được: giá trị của khóa severity"),
        ('[[rule]]\nid = "A"', ", quy tắc A không dùng được: thiếu khóa"),
        ("a = 1\n[[rule]\n", " không dùng được: sai cú pháp TOML ở dòng 2, cột 7."),
        ('layer = "x"', " không dùng được: có khóa lạ 'layer'."),
    ],
)
def test_faults_are_told_in_vietnamese_alone(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_rules(rules_file(tmp_path, text))
    assert refused.value.vi.startswith(f"Tệp quy tắc r.toml{told}")


def test_dates_count_both_ends(tmp_path: Path) -> None:
    text = rule_text("A", "x", more="effective_from = 2024-08-01\neffective_to = 2024-08-31")
    rule = read_rules(rules_file(tmp_path, text))[0]
    days = [date(2024, 7, 31), date(2024, 8, 1), date(2024, 8, 31), date(2024, 9, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]


def test_reach_is_the_largest_distance_there_is(tmp_path: Path) -> None:
    more = 'distance_field = "belt"\nunknown_reach_m = 700.0'
    rule = read_rules(rules_file(tmp_path, rule_text("A", "x", "distance", more=more)))[0]
    assert rule.reach_m() == 700
    assert rule.reach_m([float("nan"), 900.0]) == 900
