"""Declared areas beside drawn ones."""

from __future__ import annotations

import math

import pytest

from layers.intake.lists.areas import compare_areas, number_words


@pytest.mark.parametrize(
    ("declared_ha", "drawn_ha", "kind"),
    [
        (41.85, 41.85, None),
        (41.85, 41.66, None),
        (100.0, 100.5, None),
        (100.0, 100.51, "area differs from declared"),
        (41.85, 41.58, "area differs from declared"),
        (100.0, 95.0, "area differs from declared"),
        (100.0, 105.01, "area far from declared"),
        (41.85, 418_500.0, "area far from declared"),
        (41.85, 0.0, "area far from declared"),
        (41.85, math.nan, "area far from declared"),
        (0.0, 5.0, "area far from declared"),
        (None, 5.0, None),
    ],
)
def test_shares(declared_ha: float | None, drawn_ha: float, kind: str | None) -> None:
    note = compare_areas(declared_ha, drawn_ha)
    assert (note.kind if note else None) == kind


def test_the_sentence_has_both_numbers() -> None:
    note = compare_areas(41.85, 58.6, row=3)
    assert note is not None
    assert note.row == 3
    assert note.en == (
        "Row 3: the drawn area is 58.6 ha, the declared one 41.85 ha (40 % more):"
        " check zone, unit and coordinate system."
    )
    assert note.vi == (
        "Dòng 3: diện tích vẽ là 58,6 ha, diện tích khai báo là 41,85 ha (lớn hơn 40 %):"
        " hãy kiểm tra múi chiếu, đơn vị đo và hệ toạ độ."
    )


def test_numbers_in_both_languages() -> None:
    assert number_words(1_234_567.5) == ("1,234,567.5", "1.234.567,5")
    assert number_words(3.0) == ("3", "3")
