"""Breakdowns of land as lists write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.intake.cells.figures import Style
from layers.intake.lists.breakdown import figures_of, read_breakdown
from layers.intake.lists.code_book import CodeBook, read_code_book

CODES = Path(__file__).parents[3] / "data" / "reference" / "landuse_codes.csv"


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return read_code_book(CODES)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("LUK (2,82); BHK (4,74)", [("LUK", 2.82), ("BHK", 4.74)]),
        ("LUC: 1,2 ha, RSX 3,4", [("LUC", 1.2), ("RSX", 3.4)]),
        ("2,82 ha LUK", [("LUK", 2.82)]),
        ("2,82 ha LUK; 4,74 ha BHK", [("LUK", 2.82), ("BHK", 4.74)]),
        ("LUA=1.2+CLN=0,3", [("LUA", 1.2), ("CLN", 0.3)]),
        ("LUK 2,82\nBHK 4,74", [("LUK", 2.82), ("BHK", 4.74)]),
        ("LUK(2,82),BHK(4,74)", [("LUK", 2.82), ("BHK", 4.74)]),
        ("LUC1,2;RSX3,4", [("LUC", 1.2), ("RSX", 3.4)]),
        ("0,35LUC+0,15RSX", [("LUC", 0.35), ("RSX", 0.15)]),
        ("LUK-2,82; BHK-4,74", [("LUK", 2.82), ("BHK", 4.74)]),
        ("LUK (2,82) và BHK (4,74)", [("LUK", 2.82), ("BHK", 4.74)]),
        ("Trong đó: luk 1,0; c.q.p 0,5", [("LUK", 1.0), ("CQP", 0.5)]),
        ("Đất trồng lúa còn lại 1,2; đất rừng sản xuất: 3,4 ha", [("LUK", 1.2), ("RSX", 3.4)]),
        ("LUC 1 234,5 m2, 500 m² ONT", [("LUC", 0.12345), ("", 0.05)]),
        ("LUC (m2): 500", [("LUC", 0.05)]),
        ("đất lúa 1,2; XYZ 3", [("", 1.2), ("", 3.0)]),
        ("LUK: 2,82ha; NHK: 0", [("LUK", 2.82), ("NHK", 0.0)]),
        ("", []), (None, []), ("-", []),
    ],
)  # fmt: skip
def test_types_and_areas(book: CodeBook, text: str | None, parts: list[tuple[str, float]]) -> None:
    found = read_breakdown(text, book, unit="ha" if "(m2)" not in (text or "") else "m2")
    assert [(part.match.code, part.area_ha) for part in found.parts] == parts


def test_the_sum_is_of_land_types_and_none_where_a_part_is_open(book: CodeBook) -> None:
    assert read_breakdown("LUK (2,82); BHK (4,74)", book).total_ha == 7.56
    assert read_breakdown("KKT 5; LUC 3", book).total_ha == 3.0
    for open_ in ("LUK", "LUK, BHK", "1,2", "LUK (2,82); (4,74)", "LUK 2,82; BHK", "LUC 12.345 m2"):
        found = read_breakdown(open_, book)
        assert (found.is_read, found.total_ha) == (False, None)
        assert found.parts
    assert read_breakdown("LUC 12.345 m2", book, style=Style.COMMA).total_ha == 1.2345


def test_without_a_unit_areas_stay_open(book: CodeBook) -> None:
    assert read_breakdown("LUK 2,82; BHK 4,74 ha", book, unit="").parts[0].area_ha is None
    assert read_breakdown("LUK 2,82; BHK 4,74 ha", book, unit="").parts[1].area_ha == 4.74


def test_former_codes_keep_their_own_and_todays(book: CodeBook) -> None:
    old, unsure, wrong = (part.match for part in read_breakdown("BHK 1; LUN 2; CQR 3", book).parts)
    assert (old.text, old.code, old.current) == ("BHK", "BHK", "HNK")
    assert (unsure.code, unsure.current, unsure.proposals) == ("LUN", "", ("LUK", "HNK"))
    assert (wrong.code, wrong.proposals) == ("", ("CQP",))
    assert read_breakdown("CQR 3", book, said={"CQR": "CQP"}).by_code() == {"CQP": 3.0}


def test_rounding_allows_for_the_last_digit(book: CodeBook) -> None:
    found = read_breakdown("LUK 2,8; BHK 4,74; RSX 1", book)
    assert found.tolerance_ha == pytest.approx(0.015)
    assert read_breakdown("LUK 2,8; BHK 4,7", book).tolerance_ha == pytest.approx(0.1)


def test_parts_of_one_code_are_added(book: CodeBook) -> None:
    assert read_breakdown("LUK 1,5; LUK 2; XX 1", book).by_code() == {"LUK": 3.5, "": 1.0}


def test_figures_as_written() -> None:
    assert figures_of("LUK (2,82); 1.234,5 m2 BHK; 500m2") == ["2,82", "1.234,5", "500"]
    assert figures_of(None) == []
