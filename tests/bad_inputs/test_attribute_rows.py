"""Rows A14 to A17 and A21 to A23 of the catalogue: types of land, ids, dates, figures, areas."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from layers.intake.cells.days import parse_date, read_dates
from layers.intake.formats.table import build_table
from layers.intake.lists.areas import compare_areas
from layers.intake.lists.code_book import CodeBook, read_code_book
from layers.intake.lists.land_codes import How, normalise, normalise_column
from layers.intake.lists.projects import ProjectReference, province_reference, read_projects
from layers.intake.lists.quantities import Remark, read_area, read_capital
from layers.intake.model import SourceLayer
from layers.intake.text.letters import is_empty, key, visible
from layers.province import open_province

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def reference() -> ProjectReference:
    return province_reference(open_province(DATA / "demo"))


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return read_code_book(DATA / "reference" / "landuse_codes.csv")


def sheet(rows: list[list[str | None]]) -> SourceLayer:
    columns = {str(c + 1): [row[c] for row in rows] for c in range(len(rows[0]))}
    table = build_table(list(range(1, len(rows) + 1)), [None] * len(rows), columns)
    return SourceLayer(name="sheet", table=table, declared_rows=None)


def test_a14_no_type_of_land_is_to_be_checked_and_never_ordinary_land(book: CodeBook) -> None:
    empty = [
        None,
        "",
        " ",
        "\t",
        "\u00a0",
        "NULL",
        "null",
        "<Null>",
        "None",
        "nan",
        "N/A",
        "-",
        "--",
        "?",
        "Chưa xác định",
    ]
    codes, notes = normalise_column(empty, book)
    assert codes == [""] * len(empty)
    assert [note.kind for note in notes] == ["land code missing"]
    assert all(is_empty(text) for text in empty)
    assert not is_empty("0")


@pytest.mark.parametrize("slip", ["CPQ", "CQR", "CQ", "QP", "CQP1", "CQP?!x", "CAM", "ACN", "C0P", "Đất quốc phòg", "XYZ", "12"])  # fmt: skip
def test_a15_an_unknown_code_is_proposed_at_most(book: CodeBook, slip: str) -> None:
    codes, (note,) = normalise_column([slip], book)
    assert codes == [""]
    assert note.kind == "land code unknown"
    proposals = normalise(slip, book).proposals
    assert set(proposals) <= set(book.codes)
    assert not proposals or proposals[0] in {"CQP", "CAN"}


@pytest.mark.parametrize("name", ["Đất quốc phòng", "QUỐC PHÒNG", "quoc phong", "Quốc  phòng", "CQP", "cqp", "C.Q.P", "СQР"])  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a16_every_way_to_write_defence_land(book: CodeBook, name: str, form: str) -> None:
    assert normalise(unicodedata.normalize(form, name), book).code == "CQP"


def test_a06_letters_that_cannot_be_seen_change_nothing(book: CodeBook) -> None:
    for hidden in ("\u200b", "\u200d", "\u202e", "\ufeff", "\u00ad", "\u2066"):
        assert normalise(f"C{hidden}QP", book).how is How.EXACT
        assert visible(f"Đất{hidden} quốc phòng") == "Đất quốc phòng"
    assert key("Đất") == key(unicodedata.normalize("NFD", "Đất"))


def test_a17_a_project_code_that_stands_twice_refuses_all_its_rows(reference: ProjectReference) -> None:
    rows = [
        ["Mã dự án", "Tên dự án", "Xã"],
        ["P1", "A", "xã Bình Lư"],
        ["p1 ", "B", "xã Bình Lư"],
        ["P2", "C", "xã Bình Lư"],
    ]
    found = read_projects(sheet(rows), reference)
    assert [project.site_id for project in found.projects] == ["P2"]
    assert [(note.kind, note.row) for note in found.refused] == [
        ("project code repeated", 2),
        ("project code repeated", 3),
    ]
    assert found.is_reconciled


def test_a17_projects_without_code_get_ids_that_another_order_does_not_change(
    reference: ProjectReference,
) -> None:
    heading, *rows = [["Tên dự án", "Xã"], ["A", "xã Bình Lư"], ["B", "xã Bình Lư"], ["A", "xã Bản Bo"]]
    ids = {p.name + p.location: p.site_id for p in read_projects(sheet([heading, *rows]), reference).projects}
    turned = {
        p.name + p.location: p.site_id
        for p in read_projects(sheet([heading, *rows[::-1]]), reference).projects
    }
    assert ids == turned
    assert len(set(ids.values())) == 3


@pytest.mark.parametrize("text", ["31/02/2025", "30/2/2024", "1900-01-00", "1899-12-30", "00/01/2025", "2025-13-01", "5/3/25", "45123"])  # fmt: skip
def test_a21_a_day_that_cannot_be_is_refused(reference: ProjectReference, text: str) -> None:
    assert parse_date(text).value is None
    found = read_projects(sheet([["Tên dự án", "Ngày quyết định"], ["A", text]]), reference)
    assert found.projects[0].decision_date is None
    assert [note.kind for note in found.notes if "date" in note.kind] == ["date not read"]


def test_a21_one_cell_with_the_month_first_puts_the_others_in_doubt(reference: ProjectReference) -> None:
    days = read_dates(["05/03/2025", "12/31/2024", "31/12/2024"])
    assert [day.value is None for day in days] == [True, True, False]
    rows = [["Tên dự án", "Ngày quyết định"], ["A", "05/03/2025"], ["B", "12/31/2024"], ["C", "2024-12-31"]]
    found = read_projects(sheet(rows), reference)
    assert [str(project.decision_date) for project in found.projects] == ["None", "None", "2024-12-31"]


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [
        ("1.234,5", 1234.5, Remark.NONE),
        ("1,234.5", 1234.5, Remark.NONE),
        ("1.234", None, Remark.AMBIGUOUS),
        ("1e300", None, Remark.TOO_LARGE),
        ("4611686018427387904", None, Remark.TOO_LARGE),
        ("1.23.4", None, Remark.NO_NUMBER),
        ("١٢", None, Remark.NO_NUMBER),
        ("nan", None, Remark.EMPTY),
        ("inf", None, Remark.NO_NUMBER),
        ("=1+1", None, Remark.NO_NUMBER),
    ],
)
def test_a22_figures_with_two_readings_or_none_have_no_value(
    text: str, value: float | None, remark: Remark
) -> None:
    for found in (read_area(text, "ha"), read_capital(text, "tỷ đồng")):
        assert (found.value, found.remark) == (value, remark)


@pytest.mark.parametrize(
    ("declared_ha", "drawn_ha", "cause"),
    [
        (41.85, 41.85 * 10_000, "square metres taken for hectares"),
        (41.85, 41.85 * 1.168, "web mercator"),
        (41.85, 41.85 * 0.947, "a corner left out"),
    ],
)
def test_a23_an_area_far_from_the_declared_one_is_told_with_both_numbers(declared_ha: float, drawn_ha: float, cause: str) -> None:  # fmt: skip
    note = compare_areas(declared_ha, drawn_ha)
    assert note is not None, cause
    assert note.kind == "area far from declared"
    assert "41.85 ha" in note.en
    assert "41,85 ha" in note.vi
