"""Lists of projects: a synthetic list laid out like that of a resolution on land recovery, and odd ones."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from layers.errors import IntakeError
from layers.intake.cells.figures import Style
from layers.intake.cells.sheets import read_csv, read_xlsx
from layers.intake.formats.table import build_table
from layers.intake.lists.projects import ProjectList, ProjectReference, province_reference, read_projects
from layers.intake.lists.unit_match import UnitHow
from layers.intake.lists.unit_table import Unit
from layers.intake.model import SourceLayer
from layers.province import open_province

DATA = Path(__file__).parents[3] / "data"
DECIDED = date(2021, 12, 10)
TITLE = "DANH MỤC GIẢ ĐỊNH (dữ liệu thử nghiệm, không có thật)"
HEADING = [
    "STT", "Tên công trình, dự án", "Địa điểm (xã, huyện)", "Diện tích (ha)", "Loại đất hiện trạng",
    "Tổng mức đầu tư (triệu đồng)", "Thời gian thực hiện", "Chủ đầu tư", "Ghi chú",
]  # fmt: skip
TYPES = {
    "Đất giao thông": "DGT", "Đất thủy lợi": "DTL", "Đất công trình năng lượng": "DNL",
    "Đất xây dựng cơ sở giáo dục và đào tạo": "DGD", "Đất ở tại nông thôn": "ONT", "Đất an ninh": "CAN",
}  # fmt: skip
CODES = ("LUK", "LUC", "BHK", "NHK", "CLN", "RSX", "RPH", "ONT", "DGT", "DCS", "NTS", "SON")
KINDS = {"Xã": ("xã", "Xã", "X."), "Phường": ("phường", "P."), "Thị trấn": ("thị trấn", "TT.")}
PERIODS = {
    "2021-2025": "2021-2025", "GĐ 2026-2030": "2026-2030", "2023÷2027": "2021-2025/2026-2030", "2022": "2021-2025",
}  # fmt: skip


@dataclass
class Truth:
    """What was written of one project."""

    name: str
    section: str
    units: list[Unit]
    parts: dict[str, int]
    capital_mn: int
    phase: str
    planned: str

    @property
    def area(self) -> int:
        """Thousandths of a hectare."""
        return sum(self.parts.values())


@pytest.fixture(scope="module")
def reference() -> ProjectReference:
    return province_reference(open_province(DATA / "demo"), DECIDED)


def comma(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def made(reference: ProjectReference) -> tuple[list[list[str]], list[Truth]]:
    """Return 125 invented projects of 660.898 ha in districts and types of land, as rows of a sheet."""
    rng = random.Random(51)  # noqa: S311 - reproducible, no secret
    former = [unit for unit in reference.units.units if not unit.is_current]
    districts = list(dict.fromkeys(unit.district for unit in former))
    truths: list[Truth] = []
    for number in range(125):
        district = districts[number * len(districts) // 125]
        units = rng.sample(
            [unit for unit in former if unit.district == district], rng.choice([1, 1, 1, 2, 3])
        )
        codes = rng.sample(CODES, rng.randint(1, 4))
        truths.append(
            Truth(
                name=f"Công trình giả định số {number + 1}",
                section=district,
                units=units,
                parts={code: rng.randint(10, 2600) for code in codes},
                capital_mn=rng.randint(500, 900_000),
                phase=rng.choice(list(PERIODS)),
                planned=rng.choice(list(TYPES)),
            )
        )
    truths.sort(key=lambda truth: (districts.index(truth.section), list(TYPES).index(truth.planned)))
    first = next(iter(truths[-1].parts))
    truths[-1].parts[first] += 660_898 - sum(truth.area for truth in truths)
    assert truths[-1].parts[first] > 0
    return [
        [TITLE],
        ["Đơn vị tính diện tích: ha"],
        HEADING,
        [f"({n})" for n in range(1, 10)],
        *rows_of(truths, rng),
    ], truths


def rows_of(truths: list[Truth], rng: random.Random) -> list[list[str]]:
    rows = [["", f"TỔNG CỘNG ({len(truths)} công trình, dự án)", "", comma(sum(t.area for t in truths))]]
    district = planned = ""
    number = 0
    for truth in truths:
        if truth.section != district:
            district, planned, number = truth.section, "", 0
            area = sum(t.area for t in truths if t.section == district)
            rows.append(
                [
                    chr(ord("A") + len({t.section for t in truths[: truths.index(truth)]})),
                    district,
                    "",
                    comma(area),
                ]
            )
            numerals = iter(["I", "II", "III", "IV", "V", "VI"])
        if truth.planned != planned:
            planned = truth.planned
            inside = [t for t in truths if (t.section, t.planned) == (district, planned)]
            rows.append([next(numerals), planned, "", comma(sum(t.area for t in inside))])
        number += 1
        places = ", ".join(f"{rng.choice(KINDS[unit.kind])} {unit.name}" for unit in truth.units)
        between = rng.choice(["; ", ";", ", ", "\n", " + "])
        land = between.join(
            rng.choice(["{} ({})", "{}: {}", "{} {} ha"]).format(c, comma(a)) for c, a in truth.parts.items()
        )
        rows.append(
            [
                str(number),
                truth.name,
                f"{places}, {truth.section}",
                comma(truth.area),
                land,
                dots(truth.capital_mn),
                truth.phase,
                "UBND (giả định)",
                "",
            ]
        )
    return [*rows, ["", "", "", "", "", "", "", "Người lập biểu (giả định)"]]


def layer(rows: list[list[str | None]], name: str = "sheet") -> SourceLayer:
    width = max(map(len, rows))
    columns = {str(c + 1): [row[c] or None if c < len(row) else None for row in rows] for c in range(width)}
    table = build_table(list(range(1, len(rows) + 1)), [None] * len(rows), columns)
    return SourceLayer(name=name, table=table, declared_rows=None)


def kinds(found: ProjectList) -> Counter[str]:
    return Counter(note.kind for note in found.notes)


def assert_all_right(found: ProjectList, truths: list[Truth]) -> None:
    assert len(found.projects) == len(truths) == 125
    assert found.is_reconciled
    assert not found.refused
    for project, truth in zip(found.projects, truths, strict=True):
        assert project.name == truth.name
        assert project.declared_area_ha == pytest.approx(truth.area / 1000, abs=1e-9)
        assert [match.unit for match in project.communes] == truth.units
        assert {match.how for match in project.communes} == {UnitHow.MATCHED}
        assert set(project.commune_codes) == {unit.commune_code for unit in truth.units}
        assert project.former_commune_codes == tuple(unit.code for unit in truth.units)
        parts = {part.match.text: round((part.area_ha or 0) * 1000) for part in project.breakdown.parts}
        assert parts == truth.parts
        assert project.breakdown.total_ha == pytest.approx(truth.area / 1000, abs=1e-6)
        assert project.capital_bn_vnd == pytest.approx(truth.capital_mn / 1000, rel=1e-12)
        assert project.phase == PERIODS[truth.phase]
        assert project.planned_code == TYPES[truth.planned]
        assert project.section == f"{truth.section} / {truth.planned}"
    assert sum(project.declared_area_ha or 0 for project in found.projects) == pytest.approx(
        660.898, abs=1e-6
    )
    assert len({project.site_id for project in found.projects}) == 125
    assert set(kinds(found)) == {"row is total", "row is section", "row is text", "land code former"}


def test_a_list_of_125_projects_is_read_back_whole(reference: ProjectReference) -> None:
    rows, truths = made(reference)
    found = read_projects(layer(rows), reference)
    assert_all_right(found, truths)
    assert found.counts["heading"] == 4
    assert found.counts["total"] == found.counts["text"] == 1


def test_the_same_list_as_a_workbook_with_merged_cells(reference: ProjectReference, tmp_path: Path) -> None:
    rows, truths = made(reference)
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([cell or None for cell in row])
    sheet.merge_cells("A1:I1")
    path = tmp_path / "list.xlsx"
    book.save(path)
    (read,) = read_xlsx(path)
    assert_all_right(read_projects(read, replace(reference, typed_numbers=True)), truths)


def test_the_same_list_as_csv_gives_the_same_ids(reference: ProjectReference, tmp_path: Path) -> None:
    rows, truths = made(reference)
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    (read,) = read_csv(path)
    found = read_projects(read, reference)
    assert_all_right(found, truths)
    again = read_projects(layer(rows), reference)
    assert [project.site_id for project in found.projects] == [project.site_id for project in again.projects]


def test_without_a_day_the_district_beside_the_commune_still_tells(reference: ProjectReference) -> None:
    rows, truths = made(reference)
    assert_all_right(read_projects(layer(rows), replace(reference, as_of=None)), truths)


def test_a_wrong_sum_and_a_wrong_count_are_told(reference: ProjectReference) -> None:
    rows, _ = made(reference)
    rows[4][1], rows[4][3] = "TỔNG CỘNG (124 dự án)", "661,898"
    rows[5][3] = "1.000,5"
    found = read_projects(layer(rows), reference)
    told = [note for note in found.notes if note.kind in {"sum differs", "count differs"}]
    assert [(note.kind, note.row) for note in told] == [
        ("sum differs", 5),
        ("count differs", 5),
        ("sum differs", 6),
    ]
    assert told[0].en == ("Row 5: the area is stated as 661.898 ha, its 125 projects add up to 660.898 ha.")
    assert told[1].vi == "Dòng 5 ghi 124 dự án; đọc được 125."


def test_the_projects_of_the_reference_table_are_read_as_they_are(reference: ProjectReference) -> None:
    path = DATA / "reference" / "projects.csv"
    (read,) = read_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    found = read_projects(read, replace(reference, as_of=None))
    assert found.counts["project"] == len(wanted) == 74
    codes = {unit.full_name: unit.code for unit in reference.units.units if unit.is_current}
    for project, row in zip(found.projects, wanted, strict=True):
        said = (
            project.site_id,
            project.name,
            project.name_en,
            project.sector,
            project.status,
            project.planned_code,
        )
        assert said == tuple(row[c] for c in ("id", "name_vi", "name_en", "sector", "status", "planned_code"))
        assert project.declared_area_ha == (float(row["area_ha"]) if row["area_ha"] else None)
        assert project.capital_bn_vnd == (float(row["capital_bn_vnd"]) if row["capital_bn_vnd"] else None)
        assert project.commune_code == codes.get(row["commune_2025"], "")
        assert project.funding == row["funding"].replace("unknown", "")
        assert project.phase == row["phase"].replace("2021-2030 (to 2045)", "2021-2045")


MATRIX = [
    ["Biểu số 10 (giả định)"],
    ["Đơn vị tính: m2"],
    ["TT", "Danh mục công trình", "Địa điểm", None, "Diện tích", "Trong đó sử dụng từ loại đất", None, None, "Căn cứ pháp lý"],
    [None, None, "Xã", "Huyện", None, "LUA", "RPH", "Đất khác", None],
    ["(1)", "(2)", "(3)", "(4)", "(5)=(6)+(7)+(8)", "(6)", "(7)", "(8)", "(9)"],
    ["1", "Hồ chứa A", "Bình Lư", "Tam Đường", "12.500,5", "10.000", "2.000,5", "500", "QĐ 1"],
    ["2", "Kè suối B", "Nậm Tăm", "Sìn Hồ", "3.000", "1.000", "-", "2.500", "QĐ 2"],
    ["3", "Đường C", "Mường Than", "Than Uyên", "4.000", "4.000", None, None, "QĐ 3"],
]  # fmt: skip


def test_columns_by_land_type_in_square_metres_with_two_lines_of_heading(reference: ProjectReference) -> None:
    found = read_projects(layer(MATRIX), reference)
    assert [project.declared_area_ha for project in found.projects] == [1.25005, 0.3, 0.4]
    assert [project.commune_code for project in found.projects] == ["03390", "03517", "03595"]
    assert found.projects[0].breakdown.by_code() == {"LUA": 1.0, "RPH": 0.20005, "": 0.05}
    assert found.projects[0].legal_basis == "QĐ 1"
    assert [(note.kind, note.row) for note in found.notes] == [("breakdown differs", 7)]
    assert found.notes[0].vi == "Dòng 7: các loại đất cộng lại là 0,35 ha, diện tích khai báo là 0,3 ha."


def test_columns_for_rice_alone_need_not_add_up(reference: ProjectReference) -> None:
    rows = [
        ["STT", "Tên dự án", "Diện tích (ha)", "Trong đó", None],
        [None, None, None, "Đất trồng lúa (ha)", "Đất rừng phòng hộ"],
        ["1", "A", "5,5", "1,2", "0,3"],
        ["2", "B", "7,5", "1,0", None],
        ["3", "C", "0,5", "1,0", None],
    ]
    found = read_projects(layer(rows), reference)
    assert [note.row for note in found.notes if note.kind == "breakdown differs"] == [5]
    assert found.projects[0].breakdown.by_code() == {"LUA": 1.2, "RPH": 0.3}


def one(reference: ProjectReference, **cells: str) -> ProjectList:
    return read_projects(layer([["STT", *cells], ["1", *cells.values()]]), reference)


@pytest.mark.parametrize(
    ("heading", "cell", "capital"),
    [
        ("Tổng vốn (tỷ đồng)", "3.300,5", 3300.5),
        ("Tổng mức đầu tư (triệu đồng)", "850", 0.85),
        ("Vốn đầu tư", "1.250.000.000 đồng", 1.25),
        ("Vốn đầu tư", "2,5 nghìn tỷ đồng", 2500.0),
        ("Kinh phí (1.000 đồng)", "12.500.000", 12.5),
        ("capital_bn_vnd", "12.5", 12.5),
        ("Vốn đầu tư", "500", None),
        ("Tổng vốn (tỷ đồng)", "100 - 120", None),
        ("Tổng vốn (tỷ đồng)", "3.300", None),
        ("Tổng vốn (tỷ đồng)", "20 triệu USD", None),
    ],
)
def test_capital_in_the_unit_of_cell_or_heading(reference: ProjectReference, heading: str, cell: str, capital: float | None) -> None:  # fmt: skip
    found = one(reference, **{"Tên dự án": "A", "Xã": "xã Bình Lư", heading: cell})
    assert found.projects[0].capital_bn_vnd == capital
    assert ("capital" in " ".join(kinds(found))) is (capital is None)
    assert found.projects[0].as_written["capital"] == cell


def test_what_two_readings_a_figure_has_the_person_settles(reference: ProjectReference) -> None:
    cells = {"Tên dự án": "A", "Xã": "xã Bình Lư", "Diện tích (ha)": "1.234"}
    found = one(reference, **cells)
    assert found.projects[0].declared_area_ha is None
    assert kinds(found)["area ambiguous"] == 1
    assert found.notes[-1].en == (
        'Row 2: the area "1.234" (1.234 / 1,234) can be read in two ways, so none was taken:'
        " say whether decimals follow a comma or a point."
    )
    settled = [one(replace(reference, style=style), **cells) for style in (Style.COMMA, Style.POINT)]
    assert [found.projects[0].declared_area_ha for found in settled] == [1234.0, 1.234]


def test_a_decimal_comma_in_one_column_settles_another_but_a_point_does_not(
    reference: ProjectReference,
) -> None:
    heading = ["Tên dự án", "Xã", "Diện tích (ha)", "Vốn (tỷ đồng)"]
    by_comma = read_projects(layer([heading, ["A", "xã Bình Lư", "41,85", "3.300"]]), reference)
    by_point = read_projects(layer([heading, ["A", "xã Bình Lư", "41.85", "3.300"]]), reference)
    assert by_comma.projects[0].capital_bn_vnd == 3300.0
    assert by_point.projects[0].capital_bn_vnd is None


def test_numbers_of_a_workbook_beside_texts_with_a_comma(reference: ProjectReference, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["STT", "Tên dự án", "Xã", "Diện tích (ha)"], [1, "A", "xã Bình Lư", 12.345], [2, "B", "xã Bình Lư", "1,5"], [3, "C", "xã Bình Lư", "1.234"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    (read,) = read_xlsx(tmp_path / "list.xlsx")
    found = read_projects(read, replace(reference, typed_numbers=True))
    assert [project.declared_area_ha for project in found.projects] == [12.345, 1.5, 1234.0]


def test_area_without_any_unit_is_asked_for(reference: ProjectReference) -> None:
    cells = {"Tên dự án": "A", "Xã": "xã Bình Lư", "Diện tích": "41,85"}
    assert kinds(one(reference, **cells))["area no unit"] == 1
    assert one(replace(reference, area_unit="m2"), **cells).projects[0].declared_area_ha == 0.004185
    assert one(reference, **{**cells, "Diện tích": "418.500,0 m2"}).projects[0].declared_area_ha == 41.85


def test_several_communes_in_one_cell_leave_the_single_code_empty(reference: ProjectReference) -> None:
    found = one(
        reference, **{"Tên dự án": "A", "Địa điểm": "xã Bình Lư, huyện Tam Đường\nxã Nậm Tăm, huyện Sìn Hồ"}
    )
    (project,) = found.projects
    assert (project.commune_code, project.commune_codes) == ("", ("03390", "03517"))
    assert project.record()["commune_codes"] == "03390;03517"
    assert project.location == "xã Bình Lư, huyện Tam Đường; xã Nậm Tăm, huyện Sìn Hồ"


def test_an_open_unit_is_asked_and_the_answer_taken(reference: ProjectReference) -> None:
    cells = {"Tên dự án": "A", "Xã": "xã Mường Than", "Diện tích (ha)": "1,5"}
    today = replace(reference, as_of=None)
    found = one(today, **cells)
    assert kinds(found) == {"unit open": 1}
    assert found.projects[0].commune_code == ""
    answered = one(replace(today, said_units={"xã Mường Than": "03618"}), **cells)
    assert answered.projects[0].commune_code == "03618"
    assert not answered.notes


def test_an_unknown_sector_is_not_taken_for_another(reference: ProjectReference) -> None:
    found = one(reference, **{"Tên dự án": "A", "Xã": "xã Bình Lư", "Lĩnh vực": "Vũ trụ"})
    assert found.projects[0].sector == ""
    assert kinds(found)["sector not read"] == 1
    assert one(reference, **{"Tên dự án": "A", "Lĩnh vực": "Giao thông"}).projects[0].sector == "transport"


def test_rows_that_are_no_projects_are_told_and_counted(reference: ProjectReference) -> None:
    rows = [
        ["DANH MỤC"], [],
        ["STT", "Tên dự án", "Địa điểm", "Diện tích (ha)"],
        ["A. CÁC DỰ ÁN GIAO THÔNG"],
        ["I", "Huyện Tam Đường", "", "3,0"],
        ["1", "Đường A", "xã Bình Lư", "1,0"],
        [],
        ["2", "Cổng chào", "xã Sơn Bình", "2,0"],
        [None, None, "xã Khun Há", "4,0"],
        ["", "Cộng I", "", "3,0"],
        ["II", "Huyện Sìn Hồ"],
        ["1", "Cầu B", None, "5,0"],
        ["", "Tổng cộng", "", "8,0"],
        ["Ghi chú: số liệu giả định"],
    ]  # fmt: skip
    found = read_projects(layer(rows), reference)
    assert found.counts == {
        "heading": 3, "project": 3, "blank": 1, "section": 3, "total": 2, "text": 1, "refused": 1,
    }  # fmt: skip
    assert found.is_reconciled
    assert [project.name for project in found.projects] == ["Đường A", "Cổng chào", "Cầu B"]
    assert [project.commune_code for project in found.projects] == ["03390", "03390", ""]
    assert [note.row for note in found.refused] == [9]
    assert found.projects[2].communes[0].how is UnitHow.DISTRICT
    assert kinds(found)["sum differs"] == 0


def test_a_number_above_numbered_rows_is_a_section(reference: ProjectReference) -> None:
    rows = [
        ["STT", "Tên dự án", "Địa điểm", "Diện tích (ha)"],
        ["1", "Đất thủy lợi", None, "3,5"],
        ["1.1", "Kênh A", "xã Bình Lư", "1,5"],
        ["1.2", "Kênh B", "xã Bình Lư", "2,0"],
        ["2", "Đất giao thông", None, "1,0"],
        ["2.1", "Đường C", "xã Bình Lư", "1,0"],
        ["3", "Dự án D", None, "1,0"],
    ]
    found = read_projects(layer(rows), reference)
    assert [project.planned_code for project in found.projects] == ["DTL", "DTL", "DGT", "DGT"]
    assert found.counts["section"] == 2
    assert kinds(found)["sum differs"] == 1


def test_english_headings(reference: ProjectReference) -> None:
    rows = [
        ["No", "Project name", "Location", "Area (ha)", "Investment (bn VND)", "Period", "Investor", "Notes"],
        ["1", "Road A", "Binh Lu commune, Tam Duong district", "1.5", "12.5", "2026-2030", "PC", "x"],
    ]
    (project,) = read_projects(layer(rows), reference).projects
    assert (project.declared_area_ha, project.capital_bn_vnd, project.phase) == (1.5, 12.5, "2026-2030")
    assert (project.commune_code, project.investor, project.remark) == ("03390", "PC", "x")


def test_defence_land_that_the_list_itself_names_is_told(reference: ProjectReference) -> None:
    found = one(reference, **{"Tên dự án": "A", "Xã": "xã Bình Lư", "Diện tích (ha)": "1,5", "Loại đất hiện trạng": "CQP 1,0; LUK 0,5"})  # fmt: skip
    assert kinds(found)["defence land declared"] == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["a", "b"], ["1", "2"]], "projects-no-heading"),
        ([["Tên dự án"], ["A"]], "projects-no-heading"),
        ([["Tên dự án", "Diện tích (ha)"]], "projects-no-rows"),
    ],
)
def test_sheets_that_are_no_lists_are_refused(
    reference: ProjectReference, rows: list[list[str]], code: str
) -> None:
    with pytest.raises(IntakeError) as refused:
        read_projects(layer(rows), reference)
    assert refused.value.code == code


def test_bytes_are_decoded_first(reference: ProjectReference) -> None:
    table = build_table([1], [None], {"1": [b"T\xaan"]})
    assert table["1"].type == pa.binary()
    with pytest.raises(IntakeError) as refused:
        read_projects(SourceLayer(name="t", table=table, declared_rows=None), reference)
    assert refused.value.code == "projects-not-text"
