"""
Coordinate tables as offices really save them (catalogue F40 to F42, G24, G27, A21 to A25).

Each file either gives the same known square, to a millimetre, or a question or a refusal by name.
"""

from __future__ import annotations

import unicodedata

import openpyxl
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.cells.sheets import read_csv, read_text, read_xlsx
from layers.intake.corners.coordinates import draw, read_points

SQUARE = shapely.Polygon(
    [(547012.17, 2477623.98), (547012.17, 2477723.98), (547112.17, 2477723.98), (547112.17, 2477623.98)]
)
ROWS = [("1", 2477623.98, 547012.17), ("2", 2477723.98, 547012.17), ("3", 2477723.98, 547112.17), ("4", 2477623.98, 547112.17)]  # fmt: skip


def written(value, style):
    """Write a number as 'decimal mark + thousands mark' says."""
    text = f"{value:,.2f}"
    return text.replace(",", "T").replace(".", style[0]).replace("T", style[1:])


def lines(separator=";", style=",", head="STT;X;Y", rows=ROWS, more=()):
    body = [separator.join([n, written(x, style), written(y, style)]) for n, x, y in rows]
    return "\n".join([*([head.replace(";", separator)] if head else []), *body, *more]) + "\n"


EDGES = lines(head="").splitlines()

GOOD = {
    "semicolon and decimal comma": lines(),
    "semicolon and decimal point": lines(style="."),
    "comma and decimal point": lines(",", "."),
    "tab and decimal comma": lines("\t"),
    "bar": lines("|"),
    "blanks": lines("   "),
    "single blanks": lines(" ", head="Điểm;X;Y"),
    "dots as thousands": lines(style=",."),
    "commas as thousands": lines(style=".,"),
    "blanks as thousands": lines(style=", "),
    "no-break blanks as thousands": lines(style=",\u00a0"),
    "apostrophes as thousands": lines(style=".'"),
    "commas as thousands in quotes": "\n".join(
        ["STT,X,Y", *(f'{n},"{written(x, ".,")}","{written(y, ".,")}"' for n, x, y in ROWS)]
    ),
    "decimal commas in quotes between commas": "\n".join(
        ["STT,X,Y", *(f'"{n}","{written(x, ",")}","{written(y, ",")}"' for n, x, y in ROWS)]
    ),
    "UTF-8 with its mark": b"\xef\xbb\xbf" + lines(head="Số hiệu điểm;Toạ độ X(m);Tọa độ Y(m)").encode(),
    "UTF-16 little endian": lines(head="Số hiệu điểm;X;Y").encode("utf-16"),
    "UTF-16 big endian": b"\xfe\xff" + lines(head="Số hiệu điểm;X;Y").encode("utf-16-be"),
    "Windows line ends": lines().replace("\n", "\r\n"),
    "old Macintosh line ends": lines().replace("\n", "\r"),
    "decomposed accents": unicodedata.normalize("NFD", lines(head="Số hiệu điểm;Toạ độ X;Toạ độ Y")),
    "no heading": lines(head=""),
    "no point numbers": "X;Y\n" + "\n".join(line.partition(";")[2] for line in EDGES),
    "heading in capitals": lines(head="SỐ HIỆU ĐIỂM;X(M);Y(M)"),
    "heading in English": lines(head="Point;Northing;Easting"),
    "heading without accents": lines(head="So hieu diem;Toa do X;Toa do Y"),
    "heading broken over lines": '"Số hiệu\nđiểm";"X\n(m)";"Y\n(m)"\n' + lines(head=""),
    "headings in two rows": "Điểm;Toạ độ VN-2000;\n;X (m);Y (m)\n" + lines(head=""),
    "column numbers under the heading": lines(head="STT;X;Y\n(1);(2);(3)"),
    "east first by heading": "\n".join(
        ["STT;Y;X", *(f"{n};{written(y, ',')};{written(x, ',')}" for n, x, y in ROWS)]
    ),
    "east first without heading": "\n".join(f"{n};{written(y, ',')};{written(x, ',')}" for n, x, y in ROWS),
    "closing point repeated": lines(rows=[*ROWS, ROWS[0]]),
    "closing point under its own number": lines(rows=[*ROWS, ("5", *ROWS[0][1:])]),
    "title, blank lines, area, signature": "BẢNG KÊ TOẠ ĐỘ;;\nXã X, tỉnh Lai Châu;;\n;;\n"
    + lines(more=["", "Diện tích: 10.000,0 m2;;", ";;Người lập biểu"]),
    "empty columns and rows": "\n".join(f";{line};;" for line in lines().splitlines()) + "\n;;;;\n;;;;\n",
    "units in cells": "\n".join(["STT;X;Y", *(f"{n};{x:.2f} m;{y:.2f} m" for n, x, y in ROWS)]),
    "lengths, notes and heights beside": "\n".join(
        ["STT;X;Y;Cạnh;H;Ghi chú", *(f"{line};100,00;912,3;cọc gỗ" for line in EDGES)]
    ),
    "marks of direction": "\n".join(["STT;X;Y", *(f"\u200e{line}" for line in EDGES)]),
    "page heading in the middle": "STT;X;Y\n" + "\n".join([*EDGES[:2], "", "STT;X;Y", *EDGES[2:]]),
    "tables side by side": "\n".join(
        ["STT;X;Y;;STT;X;Y", f"{EDGES[0]};;{EDGES[2]}", f"{EDGES[1]};;{EDGES[3]}"]
    ),
    "pairs in brackets": "\n".join(f"({written(x, ',')}; {written(y, ',')})" for _, x, y in ROWS),
    "letters before numbers": "\n".join(f"M{n} X={x:.2f} Y={y:.2f}" for n, x, y in ROWS),
}


def is_the_square(shape):
    return shapely.normalize(shape).equals_exact(shapely.normalize(SQUARE), 0.001)


# in text that is no CSV a quotation mark is only a character
READ = [(read_csv, n) for n in GOOD] + [(read_text, n) for n in GOOD if '"' not in str(GOOD[n])]


@pytest.mark.parametrize(("read", "name"), READ)
def test_the_square_comes_back(tmp_path, read, name):
    path = tmp_path / "a"
    path.write_bytes(GOOD[name] if isinstance(GOOD[name], bytes) else GOOD[name].encode())
    (layer,) = read(path)
    points = read_points(layer)
    assert points.doubts == ()
    drawn = draw(points)
    assert is_the_square(drawn.geometry)
    assert drawn.area_m2 == pytest.approx(10_000.0, abs=1e-6)
    assert not {"length differs", "area differs"} & {note.kind for note in drawn.notes}
    assert [column.role for column in points.columns if column.role in {"north", "east"}]


ASKED = {
    "headings against figures": ("STT;Y;X\n" + lines(head=""), "axes"),
    "local coordinates": ("STT;X;Y\n1;5000,1;100,5\n2;5100,1;100,5\n3;5100,1;200,5", "axes"),
    "digits of the zone": (lines(rows=[(n, x, y + 48e6) for n, x, y in ROWS]), "zone-digits"),
    "digits of the zone apart": (
        "\n".join(["STT;X;Y", *(f"{n};{x};48 {y}" for n, x, y in ROWS)]), "zone-digits",
    ),
    "one row the other way round": (lines(rows=[*ROWS[:3], ("4", ROWS[3][2], ROWS[3][1])]), "rows-exchanged"),
    "thousands or decimals": ("STT;X;Y\n1;123.456;547.012\n2;123.489;547.012\n3;123.999;547.042", "number-style"),
    "packed degrees": ("1;22.23471;103.27306\n2;22.23571;103.27306\n3;22.23571;103.27406", "degrees"),
    "blank line in a running numbering": (
        lines(rows=[*ROWS, ("5", 2477523.98, 547112.17), ("6", 2477523.98, 547012.17)]).replace("\n4;", "\n\n4;"),
        "blank-lines",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_what_the_figures_do_not_tell_is_asked(tmp_path, name):
    text, kind = ASKED[name]
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    (layer,) = read_csv(path)
    doubts = read_points(layer).doubts
    assert kind in [doubt.kind for doubt in doubts]
    with pytest.raises(IntakeError) as caught:
        draw(read_points(layer))
    assert caught.value.code == "points-doubt"
    proposed = {doubt.kind: doubt.proposed for doubt in doubts}
    assert read_points(layer, proposed).doubts == ()
    assert all(doubt.en.endswith("?") or doubt.en.endswith(".") for doubt in doubts)
    assert all(option.en and option.vi for doubt in doubts for option in doubt.options)


def four(text):
    """Return a table whose third point has other cells."""
    return "\n".join(["STT;X;Y", *EDGES[:2], text, EDGES[3]])


REFUSED = {
    "comma parts and is decimal": ("1,2477623,98,547012,17\n2,2477723,98,547012,17\n3,2477723,98,547112,17", "table-comma-twice"),
    "NUL": (lines().replace("2477", "24\x0077", 1), "text-nul"),
    "UTF-16 without its mark": (lines().encode("utf-16-le"), "text-nul"),
    "quotation without end": ('STT;X;Y\n"1;2477623,98;547012,17\n', "table-quotes"),
    "empty": ("", "table-empty"),
    "only separators": (";;;\n;;;\n", "table-empty"),
    "10,001 columns": (";".join(["1"] * 10_001), "too-many-columns"),
    "40 KB in a cell": ("a;b\n1;" + "x" * 40_960, "table-cell-too-long"),
    "no coordinates": ("Họ tên;Địa chỉ\nA;B\n", "points-none"),
    "heading only": ("STT;X;Y\n", "points-none"),
    "digits lost by a spreadsheet": (four("3;2,48E+06;547112,17"), "points-row"),
    "letter O for zero": (four("3;2477723,98;5471l2,17"), "points-row"),
    "a coordinate missing": (four("3;2477723,98;"), "points-row"),
    "both coordinates missing": (four("3;;"), "points-row"),
    "infinite": (four("3;1e999;547112,17"), "points-row"),
    "huge": (four("3;1e300;547112,17"), "points-row"),
    "2 to the power of 62": (four("3;4611686018427387904;547112,17"), "points-row"),
    "a date where a coordinate was": (four("3;3397-08-30;547112,17"), "points-row"),
    "decimals torn off by a comma": ("STT,X,Y\n1,2477623,547012\n2,2477723,547012\n3,2477723,98,547112,17\n4,2477623,547112", "points-row"),
    "two points": (lines(rows=ROWS[:2]), "points-row"),
    "closing point elsewhere": (lines(rows=[*ROWS, ("1", 2477623.98, 547015.17)]), "points-row"),
    "two systems": ("\n".join(f"{e};2477734,98;547202,17" for e in EDGES), "points-two-systems"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(tmp_path, name):
    text, code = REFUSED[name]
    path = tmp_path / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(IntakeError) as caught:
        draw(read_points(read_csv(path)[0]))
    assert caught.value.code == code
    assert caught.value.en != caught.value.vi


@pytest.mark.parametrize("kind", ["numbers", "text with decimal commas", "numbers with thousands as text"])
def test_the_square_comes_back_from_a_workbook(tmp_path, kind):
    styles = {"text with decimal commas": ",", "numbers with thousands as text": ",."}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Số hiệu điểm", "X(m)", "Y(m)", "Cạnh (m)"])
    for n, x, y in ROWS:
        pair = [x, y] if kind == "numbers" else [written(x, styles[kind]), written(y, styles[kind])]
        sheet.append([int(n), *pair, 100])
    sheet.append(["Diện tích: 10.000 m2"])
    book.save(tmp_path / "a.xlsx")
    (layer,) = read_xlsx(tmp_path / "a.xlsx")
    drawn = draw(read_points(layer))
    assert is_the_square(drawn.geometry)
    (note,) = [note for note in drawn.notes if note.kind == "stated area read"]
    assert "10,000.0 m²" in note.en


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (0, 1, 3, 2), (1, 3, 0, 2)])
def test_points_in_a_wrong_order_are_shown_with_the_crossing(tmp_path, order):
    path = tmp_path / "a.csv"
    path.write_text(
        lines(rows=[(str(n), *ROWS[place][1:]) for n, place in enumerate(order, 1)]), encoding="utf-8"
    )
    drawn = draw(read_points(read_csv(path)[0]))
    assert drawn.geometry is None
    assert drawn.area_m2 is None
    (crossing,) = drawn.parts[0].crossings.found
    assert (crossing.x, crossing.y) == (pytest.approx(547062.17), pytest.approx(2477673.98))
    assert drawn.parts[0].crossings.swaps
