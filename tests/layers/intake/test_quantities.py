"""Areas and sums of money with their units."""

from __future__ import annotations

import pytest

from layers.intake.cells.figures import Style
from layers.intake.lists.measures import area_unit, capital_unit
from layers.intake.lists.quantities import Remark, column_style, read_area, read_capital
from layers.intake.lists.quantity_notes import SAID, quantity_note


@pytest.mark.parametrize(
    ("text", "style", "value", "remark"),
    [
        ("41,85", None, 41.85, Remark.NONE),
        ("41.85 ha", Style.COMMA, 41.85, Remark.NONE),
        ("418.500 m2", Style.COMMA, 41.85, Remark.NONE),
        ("418.500 m2", None, None, Remark.AMBIGUOUS),
        ("418.500,5 m²", None, 41.85005, Remark.NONE),
        ("0,5 km2", None, 50.0, Remark.NONE),
        ("khoảng 3,5 ha", None, 3.5, Remark.ABOUT),
        ("~3,5", None, 3.5, Remark.ABOUT),
        ("41,85 (trong đó 2 ha lúa)", None, 41.85, Remark.MORE_WORDS),
        ("10-12 ha", None, None, Remark.RANGE),
        ("5 sào", None, None, Remark.NO_NUMBER),
        ("chưa rõ", None, None, Remark.EMPTY),
        ("0", None, None, Remark.NOT_POSITIVE),
        ("-3", None, None, Remark.NOT_POSITIVE),
        ("1e300", None, None, Remark.TOO_LARGE),
        ("1.234,5.6", None, None, Remark.NO_NUMBER),
        (None, None, None, Remark.EMPTY),
    ],
)
def test_areas(text: str | None, style: Style | None, value: float | None, remark: Remark) -> None:
    found = read_area(text, "ha", style)
    assert (found.value, found.remark) == (value, remark)


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [
        ("3.300", 3300.0, Remark.NONE),
        ("3,300 tỷ", 3.3, Remark.NONE),
        ("850 triệu đồng", 0.85, Remark.NONE),
        ("12,5 tr.đ", 0.0125, Remark.NONE),
        ("1.250.000.000 đồng", 1.25, Remark.NONE),
        ("2,5 nghìn tỷ đồng", 2500.0, Remark.NONE),
        ("5 tỷđ", 5.0, Remark.NONE),
        ("0", 0.0, Remark.NONE),
        ("~500 tỷ", 500.0, Remark.ABOUT),
        ("3.300 tỷ (NSTW 2.500)", 3300.0, Remark.MORE_WORDS),
        ("100 - 120 tỷ", None, Remark.RANGE),
        ("1 tỷ 200 triệu", None, Remark.NO_NUMBER),
        ("100 triệu USD", None, Remark.FOREIGN),
        ("-5", None, Remark.NOT_POSITIVE),
        ("99.999.999", None, Remark.TOO_LARGE),
    ],
)
def test_money(text: str, value: float | None, remark: Remark) -> None:
    found = read_capital(text, "tỷ đồng", Style.COMMA)
    assert (found.value, found.remark) == (value, remark)


@pytest.mark.parametrize(
    ("heading", "area", "capital"),
    [
        ("Diện tích (ha)", 1.0, 0.0),
        ("Diện tích (m²)", 1e-4, 0.0),
        ("declared_area_ha", 1.0, 0.0),
        ("Diện tích đất hạ tầng (m2)", 1e-4, 0.0),
        ("Dien tich dat ha tang", 0.0, 0.0),
        ("Diện tích (ha, m2)", 0.0, 0.0),
        ("Tổng vốn (1.000 đồng)", 0.0, 1e-6),
        ("Kinh phí (Tr. đồng)", 0.0, 1e-3),
        ("Tổng mức đầu tư (tỷ VNĐ)", 0.0, 1.0),
        ("Vốn đầu tư, tỷ đồng", 0.0, 1.0),
        ("ĐVT: đồng", 0.0, 1e-9),
        ("Vốn hợp đồng", 0.0, 0.0),
        ("Vốn", 0.0, 0.0),
    ],
)
def test_units_of_headings(heading: str, area: float, capital: float) -> None:
    assert (area_unit(heading), capital_unit(heading)) == (area, capital)


def test_a_quantity_without_any_unit_has_no_value() -> None:
    assert read_area("41,85", "").remark is Remark.NO_UNIT
    assert read_capital("41,85", "").remark is Remark.NO_UNIT


def test_the_style_of_texts_beside_typed_numbers() -> None:
    cells = ["12.3450", "41.85", "1.234"]
    assert column_style(cells) is Style.POINT
    assert column_style(cells, typed_numbers=True) is Style.AMBIGUOUS
    assert column_style([*cells, "1,5"], typed_numbers=True) is Style.COMMA


def test_every_remark_but_none_and_empty_has_its_sentence() -> None:
    assert set(SAID) == set(Remark) - {Remark.NONE, Remark.EMPTY}
    note = quantity_note(read_area("10-12", "ha"), "area", 7, "4")
    assert note is not None
    assert (note.row, note.column, note.kind) == (7, "4", "area range")
    assert note.vi == 'Dòng 7: diện tích "10-12" (10 / 12) là một khoảng nên chưa lấy giá trị nào.'
    assert quantity_note(read_area("10", "ha"), "area", 7, "4") is None
