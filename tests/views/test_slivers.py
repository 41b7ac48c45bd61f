"""Certainty on card and list, and the drawer of slivers: every one of them in the reader's words."""

import shutil
from datetime import date

import pytest

from layers.check import check_province
from layers.province import open_province
from views.card import card_html
from views.listing import findings_table
from views.slivers import slivers_table
from views.text import Text

DAY = date(2026, 11, 23)


@pytest.fixture
def accurate(province_folder, tmp_path):
    """Return the tiny province with defence land to 600 m: project P1 overlaps it by 500 m."""
    folder = shutil.copytree(province_folder, tmp_path / "accurate")
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('id = "defence"\n', 'id = "defence"\naccuracy_m = 600.0\n', 1)
    path.write_text(text, encoding="utf-8")
    return open_province(folder)


def card(province, result, finding_id, language):
    finding = result.findings.set_index("finding_id", drop=False).loc[finding_id]
    return card_html(finding, result, province, Text(language))


def test_the_card_says_how_certain_it_is(accurate):
    result = check_province(accurate, DAY)
    html = card(accurate, result, "P1/DEF-01", "vi")
    assert "Trong sai số bản đồ" in html
    assert "Bản đồ có thể sai lệch đến 600,0 m; khu đất coi như đã đo đạc thực địa." in html
    assert "Within map error" in card(accurate, result, "P1/DEF-01", "en")
    assert "Chưa rõ độ chính xác" in card(accurate, result, "P1/COM-01", "vi")
    assert "Độ chắc chắn" not in card(accurate, result, "P1/HER-01", "vi")


def test_the_list_says_it_in_a_word(accurate):
    result = check_province(accurate, DAY)
    words = findings_table(result.findings, result, Text("en")).rows["Certainty"]
    by_id = dict(zip(result.findings["finding_id"], words, strict=True))
    assert by_id["P1/DEF-01"] == "within error"
    assert by_id["P2/DEF-01"] == "certain"
    assert by_id["P1/COM-01"] == "not stated"
    assert by_id["P1/HER-01"] == ""


def test_the_drawer_names_reason_project_rule_zone_and_area(accurate):
    result = check_province(accurate, DAY)
    row = slivers_table(result, Text("en")).iloc[0].to_dict()
    assert row["Why"] == "Within map error"
    assert row["Rule"] == "DEF-01 Defence"
    assert row["Parcel, zone"] == "1 Khu A"
    assert row["m²"] == pytest.approx(500_000)
    assert row["± (m)"] == 600.0
    vietnamese = slivers_table(result, Text("vi"))
    assert list(vietnamese.columns) == ["Vì sao", "Dự án", "Quy tắc", "Thửa, vùng", "m²", "Sai số (m)"]
    assert len(vietnamese) == len(result.slivers)
