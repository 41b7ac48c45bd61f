"""The card says verdict, figures and law, keeps names as text, and never lets unknown read as clear."""

from datetime import date

import pytest

from views.card import card_html
from views.choice import choice_of
from views.listing import findings_table, groups_html, projects_table
from views.narrow import find_groups
from views.text import Text

DAY = date(2026, 11, 23)


@pytest.fixture
def result(store):
    return store.result(DAY)


def card(store, result, finding_id, language="vi"):
    finding = result.findings.set_index("finding_id", drop=False).loc[finding_id]
    return card_html(finding, result, store.province, Text(language))


def test_a_conflict_tells_area_share_law_and_consultee(store, result):
    html = card(store, result, "P1/DEF-01")
    for words in ("Xung đột", "50,00 ha", "50,0 %", "Luật thử", "Sở thử", "Dừng lại.", "Lớp defence"):
        assert words in html
    assert "Căn cứ CHƯA được xác nhận" in html
    assert "Chưa đối chiếu." in html
    assert "bí mật nhà nước" in html
    assert "Khu A" in html


def test_english_is_english(store, result):
    html = card(store, result, "P1/DEF-01", "en")
    for words in ("Conflict", "50.00 ha", "50.0 %", "Test department", "Citation NOT confirmed"):
        assert words in html


def test_a_hostile_name_stays_text(store, result):
    html = card(store, result, "P1/DEF-01")
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


@pytest.mark.parametrize("finding_id", ["P1/HER-01", "P3/DEF-01"])
def test_unknown_says_that_it_is_not_clear_and_shows_no_figure(store, result, finding_id):
    html = card(store, result, finding_id)
    assert "KHÔNG phải là kết luận không vướng" in html
    assert "#6A1B9A" in html
    assert "Không vướng" not in html
    assert ">0,00 ha" not in html
    assert ">0,0 %" not in html


def test_groups_are_told_with_reason_and_names_as_text(result):
    html = groups_html(find_groups(result.findings), result, Text("vi"))
    assert "1 quy tắc chưa kiểm tra được" in html
    assert "1 dự án chưa kiểm tra được" in html
    assert "HER-01" in html
    assert "Dự án chưa có ranh" in html
    assert "<img" not in html


def test_the_list_names_projects_in_the_language_and_keeps_the_order(result):
    table = findings_table(result.findings, result, Text("en"))
    assert table.finding_ids == tuple(result.findings["finding_id"])
    assert "Far project" in set(table.rows["Project"])
    assert table.rows["Verdict"].iloc[0] == "✖ Conflict"


def test_a_project_is_as_bad_as_its_worst_finding_whatever_is_listed(result):
    listed = result.findings[result.findings["finding_id"] == "P1/HER-01"]
    table = projects_table(listed, result, Text("vi"))
    assert table.verdicts == ("conflict",)
    assert table.finding_ids == ("P1/DEF-01",)


def test_the_map_goes_to_the_overlap_and_outlines_the_site(store, result):
    finding = result.findings[result.findings["finding_id"] == "P1/DEF-01"]
    site = result.sites[result.sites["site_id"] == "P1"]
    choice = choice_of(
        store, turn=7, finding=finding, site=site, listed=["b", "a"], setback=result.findings.iloc[:0]
    ).options
    (south, west), (north, east) = choice["bounds"]
    assert (north - south) * 110_574 == pytest.approx(1000, rel=0.02)
    assert (east - west) * 102_900 == pytest.approx(500, rel=0.02)
    assert len(choice["shapes"]) == 1
    assert choice["only"] == {"overlaps": ["P1/DEF-01"]}


def test_without_a_card_all_listed_overlaps_are_drawn(store, result):
    none = result.findings.iloc[:0]
    choice = choice_of(
        store,
        turn=7,
        finding=none,
        site=result.sites.iloc[:0],
        listed=["b", "a"],
        setback=result.findings.iloc[:0],
    ).options
    assert choice["only"] == {"overlaps": ["a", "b"]}


def test_a_project_without_a_place_moves_nothing(store, result):
    finding = result.findings[result.findings["finding_id"] == "P3/DEF-01"]
    site = result.sites[result.sites["site_id"] == "P3"]
    choice = choice_of(
        store, turn=7, finding=finding, site=site, listed=[], setback=result.findings.iloc[:0]
    ).options
    assert choice["bounds"] is None
    assert choice["shapes"] == []
