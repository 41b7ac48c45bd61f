"""Headings of lists, the fields they name, and rows that no list would have."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from layers.errors import IntakeError
from layers.intake.formats.table import build_table
from layers.intake.lists.code_book import CodeBook, read_code_book
from layers.intake.lists.list_fields import Field, field_of
from layers.intake.lists.list_headings import find_headings
from layers.intake.lists.projects import ProjectList, ProjectReference, province_reference, read_projects
from layers.intake.model import SourceLayer
from layers.province import open_province

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return read_code_book(DATA / "reference" / "landuse_codes.csv")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("STT", Field.NUMBER), ("Số TT", Field.NUMBER), ("Tên công trình, dự án", Field.NAME),
        ("Danh mục công trình, dự án", Field.NAME), ("Dự án đầu tư xây dựng", Field.NAME), ("Mã dự án", Field.CODE),
        ("Địa điểm (xã, huyện)", Field.LOCATION), ("Địa điểm thực hiện dự án", Field.LOCATION),
        ("Xã, phường, thị trấn", Field.COMMUNE), ("Huyện", Field.DISTRICT), ("commune_code", Field.COMMUNE_CODE),
        ("Diện tích thu hồi đất (ha)", Field.AREA), ("declared_area_ha", Field.AREA), ("Diện tích hiện trạng", None),
        ("Trong đó", Field.BREAKDOWN), ("Sử dụng từ các loại đất", Field.BREAKDOWN), ("Hiện trạng sử dụng đất", Field.BREAKDOWN),
        ("Mục đích sử dụng đất", Field.PLANNED), ("Mã loại đất", Field.PLANNED),
        ("Tổng mức đầu tư (tỷ đồng)", Field.CAPITAL), ("Nhu cầu vốn (triệu đồng)", Field.CAPITAL),
        ("Kinh phí thu hồi đất", None), ("Nguồn vốn đầu tư", Field.FUNDING), ("Chủ đầu tư", Field.INVESTOR),
        ("Giai đoạn", Field.PHASE), ("Thời gian thực hiện dự án", Field.PHASE), ("Lĩnh vực", Field.SECTOR),
        ("Căn cứ pháp lý", Field.LEGAL), ("Ngày quyết định", Field.DECISION_DAY), ("Ghi chú", Field.REMARK), ("Công suất", None),
    ],
)  # fmt: skip
def test_fields(heading: str, field: Field | None) -> None:
    assert field_of(heading) is field


def test_two_lines_with_merged_cells_and_counted_columns(book: CodeBook) -> None:
    rows = [
        ["DANH MỤC", None, None, None, None, None, None],
        ["TT", "Danh mục", "Diện tích (ha)", None, None, "Vốn (triệu đồng)", None],
        [None, None, "Hiện trạng", "Quy hoạch", "Tăng thêm", "Tổng số", "NSTW"],
        ["(1)", "(2)", "(3)", "(4)", "(5)=(4)-(3)", "(6)", "(7)"],
        ["1", "A", "1", "2", "3", "4", "5"],
    ]
    found = find_headings(rows, [str(n) for n in range(1, 8)], book)
    assert (found.first, found.last) == (1, 3)
    area, capital = found.column(Field.AREA), found.column(Field.CAPITAL)
    assert area is not None
    assert capital is not None
    assert (area.heading, capital.heading) == ("Diện tích (ha) / Quy hoạch", "Vốn (triệu đồng) / Tổng số")
    assert [column.name for column in found.unused] == ["3", "5", "7"]
    assert (found.area_unit, found.capital_unit) == (area.heading, capital.heading)


def test_a_first_row_of_small_numbers_is_no_counted_heading(book: CodeBook) -> None:
    rows = [["STT", "Tên dự án", "Diện tích (ha)"], ["1", "A", "1"], ["2", "B", "3"]]
    assert find_headings(rows, ["1", "2", "3"], book).last == 0


WORDS = (
    None, "", "STT", "Tên dự án", "Địa điểm", "Diện tích (ha)", "Trong đó", "LUA", "1", "I", "A", "1.1", "Tổng cộng",
    "41,85", "1.234", "LUK (2,82); BHK (4,74)", "xã Bình Lư", "huyện Sìn Hồ", "Đất giao thông", "NULL", "=1+1",
    "\u202e", "(1)", "Ghi chú", "2021-2025", "Vốn (tỷ đồng)", "CQP", "-", "Cộng", "P01", "Mã dự án", "\x00", "x" * 300,
)  # fmt: skip


@pytest.fixture(scope="module")
def reference() -> ProjectReference:
    return province_reference(open_province(DATA / "demo"))


def read_or_refused(layer: SourceLayer, reference: ProjectReference) -> ProjectList | str:
    try:
        return read_projects(layer, reference)
    except IntakeError as error:
        return error.code


def test_whatever_a_sheet_holds_every_row_is_counted_once(reference: ProjectReference) -> None:
    rng = random.Random(4)  # noqa: S311 - reproducible, no secret
    read = refused = 0
    for _ in range(600):
        width = rng.randint(2, 7)
        rows = [[rng.choice(WORDS) for _ in range(width)] for _ in range(rng.randint(1, 14))]
        rows[0][:2] = ["Tên dự án", "Diện tích (ha)"]
        columns = {str(c + 1): [row[c] for row in rows] for c in range(width)}
        table = build_table(list(range(1, len(rows) + 1)), [None] * len(rows), columns)
        found = read_or_refused(SourceLayer(name="t", table=table, declared_rows=None), reference)
        if isinstance(found, str):
            assert found in {"projects-no-heading", "projects-no-rows"}
            refused += 1
            continue
        read += 1
        assert found.is_reconciled
        refused_rows = [note.row for note in found.refused]
        assert len(set(refused_rows)) == len(refused_rows)
        assert not set(refused_rows) & {project.row_number for project in found.projects}
        assert len({project.site_id for project in found.projects}) == len(found.projects)
    assert read > 200
    assert read + refused == 600
