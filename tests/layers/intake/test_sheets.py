"""Raw cells: separators found by structure, nothing computed, nothing lost."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pytest

from layers.errors import IntakeError
from layers.intake.cells.separators import Separator, cut
from layers.intake.cells.sheets import read_csv, read_pasted, read_text, read_xlsx
from layers.intake.limits import LIMITS

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def cells(layer):
    names = layer.table.column_names[2:]
    return [[row[name] for name in names] for row in layer.table.to_pylist()]


def csv(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (layer,) = read_csv(path)
    return layer


def kinds(layer):
    return [note.kind for note in layer.notes]


@pytest.mark.parametrize(
    ("text", "separator", "first"),
    [
        ("1;2477623,98;547012,17\n2;2477653,98;547012,17", Separator.SEMICOLON, ("1", "2477623,98", "547012,17")),
        ("1,2477623.98,547012.17\n2,2477653.98,547012.17", Separator.COMMA, ("1", "2477623.98", "547012.17")),
        ("1\t2477623,98\t547012,17", Separator.TAB, ("1", "2477623,98", "547012,17")),
        ("1|2 477 623,98|547 012,17", Separator.BAR, ("1", "2 477 623,98", "547 012,17")),
        ("1   2 477 623,98   547 012,17", Separator.WIDE, ("1", "2 477 623,98", "547 012,17")),
        ("1 2477623,98  547012,17", Separator.BLANK, ("1", "2477623,98", "547012,17")),
        ("1, 2477623.98, 547012.17", Separator.COMMA, ("1", " 2477623.98", " 547012.17")),
        ("1,22 23 47.1,103 27 30.6", Separator.COMMA, ("1", "22 23 47.1", "103 27 30.6")),
        ("1,2 477 623.98,547 012.17", Separator.COMMA, ("1", "2 477 623.98", "547 012.17")),
        ("(2477623,98; 547012,17)", Separator.SEMICOLON, ("(2477623,98", " 547012,17)")),
        ("5000,98 123,45\n5001,98 123,45", Separator.BLANK, ("5000,98", "123,45")),
        ("1,Dự án A,LUK (2.82); BHK (4.74),7.56", Separator.COMMA, ("1", "Dự án A", "LUK (2.82); BHK (4.74)", "7.56")),
        ("1;Dự án A, B;7,56\n2;Dự án C, D;1,5", Separator.SEMICOLON, ("1", "Dự án A, B", "7,56")),
        ("M1 2477623.98  547012.17", Separator.BLANK, ("M1", "2477623.98", "547012.17")),
        ("một\nhai", Separator.NONE, ("một",)),
    ],
)  # fmt: skip
def test_what_parts_the_columns(text, separator, first):
    done = cut(text)
    assert done.separator is separator
    assert done.rows[0] == (1, first)


def test_titles_and_areas_do_not_change_the_separator():
    done = cut(
        "Bảng kê toạ độ, xã X\nSTT;X;Y\n1;2477623,98;547012,17\n2;2477653,98;547012,17\n\nS: 12.345,6 m2\n"
    )
    assert done.separator is Separator.SEMICOLON
    assert done.rows[0] == (1, ("Bảng kê toạ độ, xã X",))
    assert done.rows[4] == (5, ())


def test_text_among_rows_parted_by_blanks_stays_whole():
    (layer,) = read_pasted(
        "Số hiệu điểm X (m) Y (m)\n1 2477623,98 547012,17\n2 2477653,98 547012,17\nDiện tích: 9 ha"
    )
    assert cells(layer)[0] == ["Số hiệu điểm X (m) Y (m)", None, None]
    assert cells(layer)[3] == ["Diện tích: 9 ha", None, None]


def test_a_comma_that_is_both_is_refused():
    with pytest.raises(IntakeError, match="decimal sign too") as caught:
        read_pasted("1,2477623,98,547012,17\n2,2477653,98,547012,17\n3,2477653,98,547042,17")
    assert caught.value.code == "table-comma-twice"
    (layer,) = read_pasted("id,a,b,c,d\n12345,98,54701,17,1\n12346,98,54701,17,2\n12347,98,54704,17,3")
    assert layer.table.num_columns == 7


def test_the_choice_is_told_with_a_preview(tmp_path):
    note = csv(tmp_path, "STT;X;Y\n1;2477623,98;547012,17\n").notes[0]
    assert note.kind == "columns parted"
    assert (
        note.en
        == 'Columns are parted by ";": 2 of 2 rows have 3 cells; line 2: [1] [2477623,98] [547012,17].'
    )
    assert note.vi == 'Các cột cách nhau bởi ";": 2 trên 2 dòng có 3 ô; dòng 2: [1] [2477623,98] [547012,17].'


def test_columns_rows_and_geometry(tmp_path):
    layer = csv(tmp_path, "a;b\n1;\n\n\n;2\n\n")
    assert layer.table.column_names == ["row_number", "geometry", "1", "2"]
    assert layer.table["row_number"].to_pylist() == [1, 2, 3, 5]
    assert layer.table["geometry"].null_count == 4
    assert cells(layer) == [["a", "b"], ["1", None], [None, None], [None, "2"]]
    assert layer.declared_rows is None
    assert {layer.table[n].type for n in ("1", "2")} == {pa.string()}


def test_quotes_hold_separators_and_line_ends(tmp_path):
    layer = csv(tmp_path, '"a;b";"c\nd";"e""f"\r\n1;2;3\r\n')
    assert cells(layer) == [["a;b", "c\nd", 'e"f'], ["1", "2", "3"]]
    assert layer.table["row_number"].to_pylist() == [1, 3]


@pytest.mark.parametrize("text", ['a;b\n"1;2\n3;4\n', 'a;b\n"1"x;2\n'])
def test_a_quotation_that_does_not_end_is_refused_with_its_line(tmp_path, text):
    with pytest.raises(IntakeError, match="Line 2") as caught:
        csv(tmp_path, text)
    assert caught.value.code == "table-quotes"


def test_in_pasted_text_a_quotation_mark_is_only_a_mark(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text('1\t22°23\'47.1"\n2\t"x\n', encoding="utf-8")
    (layer,) = read_text(path)
    assert cells(layer) == [["1", "22°23'47.1\""], ["2", '"x']]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", None),
        ("utf-16-be", None),
    ],
)
def test_unicode_is_decoded(tmp_path, codec, encoding):
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    layer = csv(tmp_path, marks.get(codec, b"") + "Điểm;X\n1;2\n".encode(codec))
    assert cells(layer)[0] == ["Điểm", "X"]
    assert layer.encoding == (encoding or "utf-16")


def test_other_bytes_stay_bytes_where_they_are_not_ascii(tmp_path):
    raw = "Điểm;X\nấp;2\n".encode("cp1258", errors="replace")
    layer = csv(tmp_path, raw)
    assert layer.table["1"].type == pa.binary()
    assert layer.table["2"].type == pa.string()
    assert layer.encoding == ""
    assert layer.table["1"].to_pylist()[0] == "Điểm".encode("cp1258", errors="replace")


@pytest.mark.parametrize("data", [b"a;b\n1\x002;3\n", "a;b\n1;2".encode("utf-16-le"), "a;1".encode("utf-32")])
def test_nul_is_refused(tmp_path, data):
    with pytest.raises(IntakeError) as caught:
        csv(tmp_path, data)
    assert caught.value.code == "text-nul"


def test_broken_utf16_is_refused(tmp_path):
    with pytest.raises(IntakeError) as caught:
        csv(tmp_path, b"\xff\xfea\x00b")
    assert caught.value.code == "text-utf16"


@pytest.mark.parametrize("data", ["", "\n\n", ";;\n", " \n"])
def test_an_empty_table_is_refused(tmp_path, data):
    with pytest.raises(IntakeError) as caught:
        csv(tmp_path, data)
    assert caught.value.code == "table-empty"


def test_limits_are_named(tmp_path):
    with pytest.raises(IntakeError) as caught:
        csv(tmp_path, ";".join(map(str, range(10_001))))
    assert caught.value.code == "too-many-columns"
    for size in (LIMITS.cell_bytes + 1, 200_000):
        with pytest.raises(IntakeError, match="Line 2") as caught:
            csv(tmp_path, "a;b\n1;" + "x" * size)
        assert caught.value.code == "table-cell-too-long"
    assert csv(tmp_path, ";".join(["1"] * 255)).table.num_columns == 257
    assert csv(tmp_path, "a;" + "x" * LIMITS.cell_bytes).table.num_rows == 1


def test_control_characters_are_dropped_and_told(tmp_path):
    layer = csv(tmp_path, "a\x07b;\x1bc\n1;2\n")
    assert cells(layer)[0] == ["ab", "c"]
    assert layer.notes[0].en == "2 control characters were left out of the text."


@pytest.mark.parametrize("payload", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-A1", "=HYPERLINK(1)"])
def test_what_looks_like_a_formula_is_text(tmp_path, payload):
    layer = csv(tmp_path, f"a;b\n{payload};1\nx;-5\n")
    assert cells(layer)[1][0] == payload
    counted = [note for note in layer.notes if note.kind == "formula as text"]
    assert len(counted) == (0 if payload == "=1+1" else 1)


def test_rows_of_other_width_are_told(tmp_path):
    layer = csv(tmp_path, "a,b\n1,2\n3,4,5\n6,7\n")
    (note,) = [note for note in layer.notes if note.kind == "rows of other width"]
    assert note.en == "1 rows have more than 2 cells (lines 3)."


def workbook(tmp_path, fill):
    book = openpyxl.Workbook()
    fill(book.active)
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def test_values_become_text_that_loses_nothing(tmp_path):
    def fill(sheet):
        sheet.append(["Điểm", 7, 547012.17, 12.345, 1e-7, True, False, None, "2.477,5"])
        sheet.append([date(2025, 3, 5), datetime(2025, 3, 5, 6, 7, 8), -3.125, 2477623.123, 547.012])  # noqa: DTZ001

    (layer,) = read_xlsx(workbook(tmp_path, fill))
    assert cells(layer)[0] == ["Điểm", "7", "547012.17", "12.3450", "1e-07", "TRUE", "FALSE", None, "2.477,5"]
    assert cells(layer)[1][:5] == ["2025-03-05", "2025-03-05T06:07:08", "-3.1250", "2477623.123", "547.0120"]
    assert layer.name == "Sheet"


def test_blank_rows_become_one(tmp_path):
    def fill(sheet):
        sheet["A3"], sheet["A9"], sheet["C9"] = 1, 2, 3

    (layer,) = read_xlsx(workbook(tmp_path, fill))
    assert layer.table["row_number"].to_pylist() == [3, 4, 9]
    assert cells(layer) == [["1", None, None], [None] * 3, ["2", None, "3"]]


def test_sheets_hidden_rows_and_merged_cells_are_told(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append([1, 2])
    other = book.create_sheet("Ẩn")
    other.append(["x", None, 3])
    other.append(["y"])
    other.sheet_state = "hidden"
    other.row_dimensions[2].hidden = True
    other.column_dimensions["C"].hidden = True
    other.merge_cells("A1:B1")
    book.create_sheet("trống")
    book.save(path)
    first, second = read_xlsx(path)
    assert [first.name, second.name] == ["Sheet", "Ẩn"]
    assert kinds(first) == []
    assert kinds(second) == ["hidden sheet", "hidden rows", "hidden columns", "merged cells"]
    assert second.notes[1].en == "1 rows are hidden and read all the same (2)."
    assert second.notes[3].en == "1 ranges of cells are merged; the value stands in the first cell (A1:B1)."
    assert cells(second) == [["x", None, "3"], ["y", None, None]]


def edited(path, sheet_xml):
    """Put another XML in the place of the first sheet."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet_xml.encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


@pytest.fixture
def book(tmp_path):
    return workbook(tmp_path, lambda sheet: sheet.append([1]))


def test_a_formula_counts_by_its_stored_result(book):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>"x"</f><v>x</v></c></row>'
    )
    (layer,) = read_xlsx(edited(book, f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"))
    assert cells(layer) == [["2", None, "x"]]
    assert (
        layer.notes[0].en == "3 cells are formulas; the result stored in the workbook is taken (A1, B1, C1)."
    )


def test_a_formula_without_a_result_is_refused_by_its_cell(tmp_path):
    path = workbook(tmp_path, lambda sheet: sheet.append([1, "=A1+1"]))
    with pytest.raises(IntakeError, match="cell B1") as caught:
        read_xlsx(path)
    assert caught.value.code == "xlsx-formula"
    assert "ô B1" in caught.value.vi


def test_a_sheet_that_understates_its_size_is_read_whole(book):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 9)
    )
    xml = f'<worksheet {NS}><dimension ref="A1:A2"/><sheetData>{rows}</sheetData></worksheet>'
    (layer,) = read_xlsx(edited(book, xml))
    assert layer.table.num_rows == 8
    assert cells(layer)[7] == ["8", "8"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
    ],
    ids=["rows", "row twice", "cells", "cell of another row", "row that no sheet has"],
)
def test_rows_out_of_order_are_refused_because_readers_drop_them(book, rows):
    with pytest.raises(IntakeError) as caught:
        read_xlsx(edited(book, f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"))
    assert caught.value.code == "xlsx-rows"


def test_errors_and_control_characters_in_cells_are_told(book):
    rows = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="inlineStr"><is><t>a_x0007_b</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>_xABCD_</t></is></c></row>'
    )
    (layer,) = read_xlsx(edited(book, f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"))
    assert cells(layer) == [["#REF!", "ab", "_xABCD_"]]
    assert kinds(layer) == ["control characters dropped", "error in cell"]
    assert layer.notes[1].en == "1 cells hold an error instead of a value (A1 #REF!)."


@pytest.mark.parametrize(
    "xml",
    ["<worksheet", f'<worksheet {NS}><sheetData><row r="x"/></sheetData></worksheet>',
     f"<!DOCTYPE a><worksheet {NS}><sheetData/></worksheet>",
     f'<worksheet {NS}><sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData></worksheet>'],
    ids=["no XML", "row that is no number", "DTD", "text that is not there"],
)  # fmt: skip
def test_damaged_workbooks_are_refused(book, xml):
    with pytest.raises(IntakeError) as caught:
        read_xlsx(edited(book, xml))
    assert caught.value.code == "xlsx-damaged"


def test_no_workbook_at_all(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(IntakeError) as caught:
        read_xlsx(path)
    assert caught.value.code == "xlsx-damaged"


def test_a_workbook_without_cells_is_refused(tmp_path):
    with pytest.raises(IntakeError) as caught:
        read_xlsx(workbook(tmp_path, lambda _: None))
    assert caught.value.code == "table-empty"


def test_too_many_cells_are_refused(book, monkeypatch):
    monkeypatch.setattr("layers.intake.cells.sheet_marks.MOST_CELLS", 3)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5))
    with pytest.raises(IntakeError) as caught:
        read_xlsx(edited(book, f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"))
    assert caught.value.code == "xlsx-too-many-cells"
