"""Tables of targets: what is taken, what is refused and in which words; the account adds up."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from target_squares import lay_out_targets

from layers.intake.lists.code_book import read_code_book
from layers.province import open_province
from layers.targets.errors import TargetError
from layers.targets.importing import bring, keep
from layers.targets.kept import read_targets
from layers.targets.model import TOTAL, Citation, Kind
from layers.targets.reading import Reference, read_target_table
from layers.targets.units import Level, read_target_units

DEMO = Path(__file__).parents[3] / "data" / "demo"
VIETNAMESE = "Mã loại đất;Mã xã;Năm;Loại số liệu;Diện tích (ha);Số quyết định;Ngày quyết định\n"


@pytest.fixture
def province(folder):
    return open_province(lay_out_targets(folder, "LUA,,2020,actual,120.5,,,kiểm kê,confirmed\n"))


@pytest.fixture
def reference(province):
    return Reference(book=read_code_book(province.path(province.codes)), units=read_target_units(province))


def read(tmp_path, reference, text):
    path = tmp_path / "bảng.csv"
    path.write_text(text, encoding="utf-8")
    return read_target_table(path, reference)


def test_the_own_table_of_the_province_is_whole():
    province = open_province(DEMO)
    book, units = read_code_book(province.path(province.codes)), read_target_units(province)
    reference = Reference(book=book, units=units, needs_decision=False)
    table = read_target_table(province.path(province.targets), reference)
    assert (table.rows, len(table.targets), table.without_figure, table.refused) == (92, 66, 26, ())
    found = {(one.code, one.year, one.kind): one for one in table.targets}
    assert found["CQP", 2020, Kind.PLANNED].area_ha == 3887
    assert found["CQP", 2020, Kind.PLANNED].citation is Citation.NOT_STATED
    assert found["KKT", 2045, Kind.PLANNED].decision == "QĐ 1185/QĐ-TTg, 19/06/2025"
    assert found[TOTAL, 2020, Kind.ACTUAL].area_ha == 906872.76
    assert {year for _, year, kind in found if kind is Kind.PLANNED} == {2020, 2045}


def test_vietnamese_headings_a_decimal_comma_and_an_old_code(tmp_path, reference):
    table = read(
        tmp_path,
        reference,
        "Biểu 01\n" + VIETNAMESE
        + "LUA;01;2030;quy hoạch;1.234,5;QĐ 1/QĐ-TTg;05/09/2025\n"
        + "BHK;01;2030;quy hoạch;12,25;QĐ 1/QĐ-TTg;05/09/2025\n"
        + "Tổng diện tích tự nhiên;01;2030;Quy hoạch;9.000;QĐ 1/QĐ-TTg;05/09/2025\n",
    )  # fmt: skip
    assert table.refused[0].en.startswith("Row 4: 'BHK' is no land code")
    assert [(one.code, one.area_ha) for one in table.targets] == [("LUA", 1234.5), (TOTAL, 9000.0)]
    assert {one.unit.level for one in table.targets} == {Level.COMMUNE}
    assert table.targets[0].decision_date == date(2025, 9, 5)


def test_an_old_code_of_the_real_list_stays_and_has_todays_beside_it(tmp_path):
    province = open_province(DEMO)
    reference = Reference(
        book=read_code_book(province.path(province.codes)), units=read_target_units(province)
    )
    row = "BHK;03388;2020;hiện trạng;12,25;;\n"
    assert "say of which day" in read(tmp_path, reference, VIETNAMESE + row).refused[0].en
    for day, level in ((date(2025, 6, 30), Level.FORMER_COMMUNE), (date(2025, 7, 1), Level.COMMUNE)):
        table = read(tmp_path, replace(reference, units_on=day), VIETNAMESE + row)
        (one,) = table.targets
        assert (one.code, one.current, one.unit.level) == ("BHK", "HNK", level)


@pytest.mark.parametrize(
    ("row", "why", "vi"),
    [
        ("XYZ;01;2030;quy hoạch;5;QĐ 1;05/09/2025", "no land code", "không phải mã loại đất"),
        ("LUA;09;2030;quy hoạch;5;QĐ 1;05/09/2025", "no unit with the code '09'", "Không có đơn vị"),
        ("LUA;;2030;quy hoạch;5;QĐ 1;05/09/2025", "the unit is blank", "chưa ghi đơn vị"),
        ("LUA;01;30;quy hoạch;5;QĐ 1;05/09/2025", '"30" is no year', "không phải là năm"),
        ("LUA;01;2030;?;5;QĐ 1;05/09/2025", "planned or actual", "quy hoạch hay hiện trạng"),
        ("LUA;01;2030;quy hoạch;-5;QĐ 1;05/09/2025", "no area", "không đọc được"),
        ("LUA;01;2030;quy hoạch;5;QĐ 1;", "number AND the date", "số VÀ ngày"),
        ("LUA;01;2030;quy hoạch;5;;05/09/2025", "number AND the date", "số VÀ ngày"),
        ("LUA;01;2030;quy hoạch;5;QĐ 1;31/02/2025", "", ""),
        ("RPH;01;2030;quy hoạch;6;QĐ 1;05/09/2025", "stands in row 2 already", "đã có ở dòng 2"),
    ],
)
def test_each_refusal_is_one_sentence_and_the_rest_is_taken(tmp_path, reference, row, why, vi):
    first = "RPH;01;2030;quy hoạch;7,5;QĐ 1;05/09/2025\n"
    table = read(tmp_path, reference, f"{VIETNAMESE}{first}{row}\n")
    assert (len(table.targets), len(table.refused), table.rows) == (1, 1, 2)
    assert table.is_reconciled
    told = table.refused[0]
    assert told.en.startswith("Row 3: ")
    assert why in told.en
    assert vi in told.vi
    assert told.vi.startswith("Dòng 3: ")


def test_a_blank_area_is_no_target_and_never_zero(tmp_path, reference):
    rows = "LUA;01;2030;quy hoạch;;QĐ 1;05/09/2025\nLUA;01;2025;quy hoạch;0;QĐ 1;05/09/2025\n"
    table = read(tmp_path, reference, VIETNAMESE + rows)
    assert (table.without_figure, [(one.year, one.area_ha) for one in table.targets]) == (1, [(2025, 0.0)])


def test_a_name_without_a_code_is_refused(tmp_path, reference):
    text = "code,Tên xã,year,kind,Diện tích (ha)\nLUA,Xã Tây,2020,actual,5\n"
    assert "by its name alone" in read(tmp_path, reference, text).refused[0].en


def test_a_table_without_a_heading_is_no_table(tmp_path, reference):
    with pytest.raises(TargetError, match="No row names the columns"):
        read(tmp_path, reference, "a;b\n1;2\n")


def test_a_workbook_is_imported_once_and_nothing_contradicts_it(province, reference, tmp_path):
    def workbook(name, area):
        book = openpyxl.Workbook()
        for row in (["code", "year", "kind", "area_ha", "decision", "dated"],
                    ["RPH", 2030, "planned", area, "QĐ 2/QĐ-TTg", "2024-03-12"]):  # fmt: skip
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    brought = bring(workbook("a.xlsx", 80.125), province, reference)
    assert keep(brought, province, by="người nhập").parent == province.folder / "targets"
    (kept,) = [t for t in read_targets(province, reference.units, reference.book) if t.code == "RPH"]
    assert (kept.area_ha, kept.unit, kept.file) == (80.125, reference.units.province, "a.xlsx")
    again = bring(workbook("b.xlsx", 80.125), province, reference)
    assert (again.new, keep(again, province, by="x")) == ((), None)
    with pytest.raises(TargetError, match=r"80.5 ha here and 80.125 ha in a.xlsx"):
        bring(workbook("c.xlsx", 80.5), province, reference)


def table(tmp_path, name, *rows):
    head = "code,year,kind,area_ha,decision_number,decision_date\n"
    (tmp_path / name).write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return tmp_path / name


def test_a_table_is_called_as_the_person_calls_it_also_where_it_is_refused(province, reference, tmp_path):
    path = table(tmp_path, "data.csv", "RPH,2030,planned,1,QĐ 2,2024-03-12")
    assert bring(path, province, reference, name="Biểu 01.csv").table.file == "Biểu 01.csv"
    with pytest.raises(TargetError, match=r"^Biểu 01\.csv: say which sheet"):
        bring(path, province, reference, name="Biểu 01.csv", sheet="Trang 2")


def test_two_who_bring_tables_at_once_take_turns(province, reference, tmp_path):
    rows = [f"RPH,{2026 + turn},planned,{turn},QĐ 2,2024-03-12" for turn in range(6)]
    brought = [
        bring(table(tmp_path, f"{turn}.csv", row), province, reference) for turn, row in enumerate(rows)
    ]
    same = [bring(table(tmp_path, "0.csv", rows[0]), province, reference) for _ in range(3)]
    other = bring(table(tmp_path, "c.csv", rows[0].replace(",0,", ",9,")), province, reference)
    with ThreadPoolExecutor(9) as pool:
        kept = list(pool.map(lambda one: keep(one, province, by="x"), brought + same))
    assert sorted(path.name for path in kept if path) == [f"{number:06d}.json" for number in range(1, 7)]
    held = [one for one in read_targets(province, reference.units, reference.book) if one.code == "RPH"]
    assert sorted(one.area_ha for one in held) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(TargetError, match=r"9 ha here and 0 ha in 0\.csv"):
        keep(other, province, by="x")
    assert max(path.name for path in (province.folder / "targets").iterdir()) == "000006.json"


def test_what_was_left_half_written_is_no_table_and_takes_no_number(province, reference, tmp_path):
    brought = bring(table(tmp_path, "a.csv", "RPH,2030,planned,1,QĐ 2,2024-03-12"), province, reference)
    (province.folder / "targets" / ".ranh-x").mkdir(parents=True)
    (province.folder / "targets" / ".ranh-x" / "000001.json").write_text("{", encoding="utf-8")
    assert keep(brought, province, by="x").name == "000001.json"
    assert len(read_targets(province, reference.units, reference.book)) == 2


def test_the_same_area_in_square_metres_is_no_other_figure(province, reference, tmp_path):
    keep(bring(table(tmp_path, "a.csv", "RPH,2030,planned,1234.5678,QĐ 2,2024-03-12"), province, reference),
         province, by="x")  # fmt: skip
    again = table(tmp_path, "b.csv", "RPH,2030,planned,12345678,QĐ 2,2024-03-12")
    again.write_text(again.read_text(encoding="utf-8").replace("area_ha", "area_m2"), encoding="utf-8")
    assert bring(again, province, reference).new == ()


def test_two_areas_in_one_row_that_differ_are_refused(tmp_path, reference):
    text = "code,year,kind,Diện tích (ha),Diện tích (m2)\nRPH,2020,actual,5,50000\nLUA,2020,actual,5,60000\n"
    found = read(tmp_path, reference, text)
    assert ([one.area_ha for one in found.targets], len(found.refused)) == ([5.0], 1)
    assert "các cột diện tích ghi khác nhau" in found.refused[0].vi


def test_what_is_not_told_is_not_compared(province, reference, tmp_path):
    head = "code,unit_code,year,kind,area_ha,decision_number,decision_date\n"

    def brought(cqp, pnn, **knows):
        path = tmp_path / "t.csv"
        areas = (
            f"CQP,squares,2030,planned,{cqp},QĐ 2,2025-09-05",
            f"PNN,02,2030,planned,{pnn},QĐ 2,2025-09-05",
        )
        path.write_text(head + "\n".join(areas) + "\n", encoding="utf-8")
        return bring(path, province, reference, **knows)

    keep(brought(37.25, 81.5), province, by="x")
    told = [brought(cqp, pnn, knows_restricted=False) for cqp, pnn in ((37.25, 81.5), (1, 2))]
    assert [one.new for one in told] == [(), ()]
    assert [[row.vi for row in one.table.refused] for one in told] == [
        [f"Dòng {row}: {code} năm 2030 của đơn vị này theo quyết định này đã được nạp, không cung cấp cho bạn:"
         " hãy bỏ dòng này." for row, code in ((2, "CQP"), (3, "PNN"))]
    ] * 2  # fmt: skip
    assert {one.code for one in told[0].held} == {"LUA"}
    with pytest.raises(TargetError, match=r"37\.25 ha in t\.csv"):
        brought(1, 81.5)


def test_a_damaged_import_is_said_and_not_left_out(province, reference):
    (province.folder / "targets").mkdir()
    (province.folder / "targets" / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TargetError, match="damaged"):
        read_targets(province, reference.units, reference.book)
