"""What changed between two sets of facts, in the words that officers read."""

from __future__ import annotations

from copy import deepcopy

import pytest

from office.cases.changes import changes
from office.cases.facts import key_of

FACTS = {
    "found": {
        "verdict": "conflict",
        "severity": "high",
        "certainty": "certain",
        "overlap_area_m2": 12_000,
        "site_share": 0.25,
        "distance_m": 30.0,
        "zone_ids": "r1; r2",
        "zone_count": 2,
        "rules": "",
        "reason_vi": "",
        "reason_en": "",
    },
    "said": {
        "sentence_vi": "Chồng lấn rừng.",
        "sentence_en": "Overlaps forest.",
        "consultee_vi": "Hội đồng nhân dân tỉnh",
        "consultee_en": "People's Council",
        "citation": "Luật Lâm nghiệp",
    },
    "rests_on": {
        "layers": [
            {
                "id": "forest",
                "family": "forest",
                "name_vi": "rừng đặc dụng",
                "name_en": "special-use forest",
                "version": "2024",
                "decision_number": "QĐ 1",
                "sha256": "a" * 64,
            }
        ],
        "zones_named": True,
        "rule": {"id": "FOR-01", "kind": "overlap", "fingerprint": "f1", "citation": "Luật Lâm nghiệp"},
        "footprint": "p1",
    },
}


def changed(part, **values):
    after = deepcopy(FACTS)
    after[part] |= values
    return after


NEW_VERSION = [FACTS["rests_on"]["layers"][0] | {"id": "forest-2026", "version": "2026", "sha256": "b" * 64}]
SAME_VERSION = [FACTS["rests_on"]["layers"][0] | {"sha256": "b" * 64}]


@pytest.mark.parametrize(
    ("after", "vi", "en", "matters"),
    [
        (
            changed("found", overlap_area_m2=34_000),
            "diện tích chồng lấn 1,20 ha → 3,40 ha",
            "overlap 1.20 ha → 3.40 ha",
            True,
        ),
        (
            changed("found", overlap_area_m2=12_001),
            "diện tích chồng lấn 1,2000 ha → 1,2001 ha",
            "overlap 1.2000 ha → 1.2001 ha",
            True,
        ),
        (
            changed("found", overlap_area_m2=None),
            "diện tích chồng lấn 1,20 ha → -",
            "overlap 1.20 ha → -",
            True,
        ),
        (
            changed("found", site_share=1.0),
            "tỷ lệ khu đất 25,00 % → 100,00 %",
            "share of the site 25.00 % → 100.00 %",
            True,
        ),
        (
            changed("found", distance_m=1234.5),
            "khoảng cách 30,0 m → 1.234,5 m",
            "distance 30.0 m → 1,234.5 m",
            True,
        ),
        (
            changed("found", verdict="not_checked"),
            "kết quả xung đột → chưa kiểm tra được",
            "verdict conflict → not checked",
            True,
        ),
        (
            changed("found", severity="critical"),
            "mức độ cao → nghiêm trọng",
            "severity high → critical",
            True,
        ),
        (
            changed("found", certainty="within_map_error"),
            "độ chắc chắn chắc chắn → trong sai số bản đồ",
            "certainty certain → within map error",
            True,
        ),
        (
            changed("found", zone_ids="r2; r3"),
            "vùng: thêm r3; không còn r1",
            "zones: added r3; no longer r1",
            True,
        ),
        (changed("found", rules="A; B"), "quy tắc: thêm A, B", "rules: added A, B", True),
        (
            changed("found", reason_vi="Chưa có lớp.", reason_en="No layer."),
            "lý do chưa kiểm tra được - → Chưa có lớp.",
            "why not checked - → No layer.",
            True,
        ),
        (
            changed("rests_on", footprint="p2"),
            "ranh giới khu đất dự án thay đổi",
            "the footprint of the project changed",
            True,
        ),
        (
            changed("rests_on", layers=NEW_VERSION),
            "lớp rừng đặc dụng, phiên bản 2024 → 2026",
            "layer special-use forest, version 2024 → 2026",
            False,
        ),
        (
            changed("rests_on", layers=SAME_VERSION),
            "lớp rừng đặc dụng, phiên bản aaaaaaaaaaaa → bbbbbbbbbbbb",
            "layer special-use forest, version aaaaaaaaaaaa → bbbbbbbbbbbb",
            False,
        ),
        (
            changed("said", consultee_vi="Sở", consultee_en="Department"),
            "cơ quan lấy ý kiến Hội đồng nhân dân tỉnh → Sở",
            "office to ask People's Council → Department",
            False,
        ),
        (
            changed("said", sentence_vi="Khác."),
            "lời văn của kết quả thay đổi",
            "the wording of the finding changed",
            False,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_change_has_its_sentence_and_its_weight(after, vi, en, matters):
    assert changes(FACTS, after) == ((en, vi),)
    assert (key_of(FACTS) != key_of(after)) == matters


def test_the_same_facts_change_nothing():
    assert changes(FACTS, deepcopy(FACTS)) == ()


def test_ids_that_are_row_numbers_are_no_facts_but_their_count_is():
    before, after = (changed("rests_on", zones_named=False) for _ in range(2))
    after["found"]["zone_ids"] = "7; 8"
    assert (changes(before, after), key_of(before)) == ((), key_of(after))
    after["found"] |= {"zone_ids": "7", "zone_count": 1}
    assert changes(before, after) == (("zones 2 → 1", "số vùng 2 → 1"),)
    assert key_of(before) != key_of(after)


def test_a_day_in_a_reason_is_no_change():
    days = [
        changed("found", reason_en=f"Not in force on {day}.", reason_vi=f"Chưa có hiệu lực ngày {day}.")
        for day in ("2026-11-26", "2026-11-27")
    ]
    assert (changes(*days), key_of(days[0])) == ((), key_of(days[1]))
