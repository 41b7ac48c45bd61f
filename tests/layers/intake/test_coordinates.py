"""Tables of corner points: any polygon in any layout comes back; what is in doubt is asked, never guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layers.errors import IntakeError
from layers.intake.cells.sheets import read_pasted, read_xlsx
from layers.intake.corners.coordinates import DoubtKind, Unit, draw, read_points
from layers.intake.corners.headings import headings_in
from layers.intake.corners.stated_edges import tolerance_m

E0, N0 = 547_000.0, 2_477_600.0
SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]
"""Offsets north, east."""


def points_of(text, answers=None):
    (layer,) = read_pasted(text)
    return read_points(layer, answers)


def rows_of(offsets, first=1, sep=";"):
    return [f"{n}{sep}{N0 + dn:.10g}{sep}{E0 + de:.10g}" for n, (dn, de) in enumerate(offsets, first)]


def table(*groups, head="STT;X;Y"):
    return "\n".join([head, *(line for group in groups for line in group)])


def kinds(notes):
    return [note.kind for note in notes]


def only(notes, kind):
    (note,) = [note for note in notes if note.kind == kind]
    return note


# ---- any polygon in any layout comes back to a millimetre


@dataclass(frozen=True)
class Layout:
    """How a table is written."""

    separator: str
    decimal: str
    thousands: str
    decimals: int
    heading: tuple[str, str, str, str] | None
    is_east_first: bool
    closing: str
    edges: str
    labels: str
    title: bool
    blank_before_area: bool


HEADINGS = [
    ("Số hiệu điểm", "X (m)", "Y (m)", "Cạnh (m)"),
    ("STT", "Tọa độ X", "Tọa độ Y", "Chiều dài"),
    ("Điểm", "Toạ độ X(m)", "Toạ độ Y(m)", "Khoảng cách (m)"),
    ("Tên mốc", "X", "Y", "S(m)"),
    ("Point", "Northing", "Easting", "Length"),
    ("SỐ HIỆU ĐỈNH THỬA", "X(M)", "Y(M)", "CHIỀU DÀI CẠNH (M)"),
    ("Điểm", "X (Bắc)", "Y (Đông)", "Cạnh"),
]


@st.composite
def layouts(draw_from):
    separator = draw_from(st.sampled_from([";", "\t", "|", ",", "    "]))
    decimal = "." if separator == "," else draw_from(st.sampled_from([",", "."]))
    marks = ["", " ", "\u00a0", "'"] + ([] if separator == "," else ["." if decimal == "," else ","])
    return Layout(
        separator=separator,
        decimal=decimal,
        thousands=draw_from(st.sampled_from(marks)),
        decimals=draw_from(st.sampled_from([2, 3, 4])),
        heading=draw_from(st.sampled_from([None, *HEADINGS])),
        is_east_first=draw_from(st.booleans()),
        closing=draw_from(st.sampled_from(["none", "same label", "next label"])),
        edges=draw_from(st.sampled_from(["none", "start", "end"])),
        labels=draw_from(st.sampled_from(["1", "M1", "7"])),
        title=draw_from(st.booleans()),
        blank_before_area=draw_from(st.booleans()),
    )


@st.composite
def polygons(draw_from, center=(E0, N0)):
    """Make the corners of a star-shaped polygon, counted from one of its points."""
    count = draw_from(st.integers(3, 12))
    turns = sorted(draw_from(st.lists(st.integers(0, 359), min_size=count, max_size=count, unique=True)))
    radii = draw_from(st.lists(st.integers(20, 900), min_size=count, max_size=count))
    angles = np.radians(np.array(turns) + 0.5)
    # near the middle of the province or anywhere in VN-2000
    x = center[0] + np.array(radii) * np.sin(angles) + 0.0137
    y = center[1] + np.array(radii) * np.cos(angles) + 0.0461
    return np.column_stack([x, y])


def number(value, layout, decimals=None):
    text = f"{value:,.{layout.decimals if decimals is None else decimals}f}"
    return text.replace(",", "T").replace(".", layout.decimal).replace("T", layout.thousands)


def label(layout, place):
    first = int(layout.labels.strip("M"))
    return f"{layout.labels[:-1]}{first + place}"


def written(xy, layout):
    rounded = np.round(xy, layout.decimals)
    count = len(rounded)
    lengths = np.hypot(*(np.roll(rounded, -1, axis=0) - rounded).T)
    rows = []
    for place in range(count + (layout.closing != "none")):
        east, north = rounded[place % count]
        pair = [number(north, layout), number(east, layout)]
        name = label(layout, place if layout.closing == "next label" else place % count)
        row = [name, *(pair[::-1] if layout.is_east_first else pair)]
        if layout.edges != "none":
            end = lengths[place - 1] if place or layout.closing == "none" else None
            start = lengths[place] if place < count else None
            length = start if layout.edges == "start" else end
            row.append("" if length is None else number(length, layout, 2))
        rows.append(row)
    if layout.heading:
        head = list(layout.heading[: 4 if layout.edges != "none" else 3])
        if layout.is_east_first:
            head[1], head[2] = head[2], head[1]
        rows.insert(0, head)
    lines = [layout.separator.join(row).rstrip(" ") for row in rows]
    area = shapely.Polygon(rounded).area
    if layout.title:
        lines.insert(0, "BẢNG KÊ TOẠ ĐỘ RANH GIỚI")
    stated = f"{area:.1f}".replace(".", layout.decimal)
    if layout.separator != ",":
        lines += [""] * layout.blank_before_area + [f"Diện tích: {stated} m2"]
    return rounded, lengths, area, "\n".join(lines)


@given(xy=polygons(), layout=layouts())
@settings(max_examples=250, deadline=None)
def test_any_polygon_in_any_layout_comes_back(xy, layout):
    rounded, lengths, area, text = written(xy, layout)
    assume(shapely.Polygon(rounded).is_valid)
    assume(np.hypot(*(rounded[:, None] - rounded[None]).T)[~np.eye(len(rounded), dtype=bool)].min() > 1)
    table_read = points_of(text)
    assert table_read.doubts == ()
    assert table_read.refused == ()
    (ring,) = table_read.rings
    assert np.abs(ring.xy - rounded).max() < 0.001
    assert ring.is_closed == (layout.closing != "none")
    assert ring.labels == tuple(label(layout, place) for place in range(len(rounded)))
    drawn = draw(table_read)
    assert drawn.area_m2 == pytest.approx(area, abs=1e-6)
    if layout.edges == "none":
        assert np.isnan(ring.stated_m).all()
    else:
        assert np.abs(ring.stated_m - lengths).max() < 0.006
    assert not {"length differs", "area differs", "ring crosses itself"} & set(kinds(drawn.notes))
    assert (ring.area is not None) == (layout.separator != ",")


@given(
    xy=polygons(center=(315_000.0, 1_105_000.0)),
    other=polygons(center=(318_000.0, 1_105_000.0)),
    layout=layouts(),
)
@settings(max_examples=60, deadline=None)
def test_two_parts_come_back_in_any_layout(xy, other, layout):
    first, second = written(xy, layout), written(other, layout)
    assume(all(shapely.Polygon(r).is_valid and len(r) > 3 for r in (first[0], second[0])))
    text = "\n".join(["Thửa 12", first[3], "Thửa 13", second[3]])
    rings = points_of(text).rings
    assert [ring.part for ring in rings] == ["Thửa 12", "Thửa 13"]
    assert np.abs(rings[0].xy - first[0]).max() < 0.001
    assert np.abs(rings[1].xy - second[0]).max() < 0.001


@given(st.lists(st.text(alphabet='0123456789.,; XYĐm\n\t"()-', max_size=30), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader(lines):
    refusals, geometry = [], None
    try:
        geometry = draw(points_of("\n".join(lines)), preview=True).geometry
    except IntakeError as error:
        refusals.append((error.code, error.vi))
    assert all(code and vi for code, vi in refusals)
    assert geometry is None or (geometry.is_valid and geometry.area > 0)


# ---- axes


def test_x_is_north_and_the_map_has_east_first():
    table_read = points_of(table(rows_of(SQUARE)))
    assert table_read.rings[0].x.tolist() == [E0, E0, E0 + 100, E0 + 100]
    assert table_read.rings[0].y.tolist() == [N0, N0 + 100, N0 + 100, N0]
    assert "X is north and Y is east (headings and figures agree)" in only(table_read.notes, "axes").en
    assert [(c.column, c.heading, c.role) for c in table_read.columns] == [
        ("1", "STT", "point"), ("2", "X", "north"), ("3", "Y", "east")
    ]  # fmt: skip


@pytest.mark.parametrize("heads", ["STT;Y;X", "STT;X (Đông);Y (Bắc)", "STT;Easting;Northing", "STT;E;N"])
def test_east_may_stand_first_where_headings_say_so(heads):
    lines = [f"{n};{E0 + de:.10g};{N0 + dn:.10g}" for n, (dn, de) in enumerate(SQUARE, 1)]
    table_read = points_of(table(lines, head=heads))
    assert table_read.doubts == ()
    assert table_read.rings[0].x.tolist() == [E0, E0, E0 + 100, E0 + 100]


def test_without_headings_the_figures_tell():
    lines = [f"{n};{E0 + de:.10g};{N0 + dn:.10g}" for n, (dn, de) in enumerate(SQUARE, 1)]
    table_read = points_of("\n".join(lines))
    assert table_read.rings[0].x.tolist() == [E0, E0, E0 + 100, E0 + 100]
    assert "by the size of the figures" in only(table_read.notes, "axes").en


@pytest.mark.parametrize("heads", ["STT;X;Y", "STT;Northing;Easting"])
def test_headings_against_figures_are_a_question(heads):
    lines = [f"{n};{E0 + de:.10g};{N0 + dn:.10g}" for n, (dn, de) in enumerate(SQUARE, 1)]
    text = table(lines, head=heads)
    doubt = points_of(text).axis_doubt
    assert doubt.proposed == "x-east"
    assert [option.value for option in doubt.options] == ["x-east", "x-north"]
    with pytest.raises(IntakeError) as caught:
        draw(points_of(text))
    assert caught.value.code == "points-doubt"
    preview = draw(points_of(text), preview=True)
    assert preview.geometry is None
    assert preview.parts[0].area_m2 == 10_000.0
    answered = points_of(text, {"axes": "x-east"})
    assert answered.doubts == ()
    assert answered.rings[0].x.tolist() == [E0, E0, E0 + 100, E0 + 100]
    assert [c.role for c in answered.columns] == ["point", "east", "north"]
    as_headed = points_of(text, {"axes": "x-north"})
    assert as_headed.rings[0].y.tolist() == [E0, E0, E0 + 100, E0 + 100]


def test_coordinates_of_no_known_size_are_a_question():
    table_read = points_of("STT;X;Y\n1;5000,12;1200,5\n2;5100,12;1200,5\n3;5100,12;1300,5")
    assert table_read.axis_doubt.proposed == "x-north"
    assert points_of("5000,12;1200,5\n5100,12;1200,5\n5100,12;1300,5").axis_doubt is not None


def test_one_row_the_other_way_round_is_a_question():
    lines = rows_of(SQUARE)
    lines[1] = f"2;{E0:.10g};{N0 + 100:.10g}"
    table_read = points_of(table(lines))
    (doubt,) = table_read.doubts
    assert doubt.kind is DoubtKind.EXCHANGED
    assert "rows 3" in doubt.en
    done = points_of(table(lines), {"rows-exchanged": "exchange"})
    assert draw(done).area_m2 == 10_000.0
    kept = points_of(table(lines), {"rows-exchanged": "keep"})
    assert [note.row for note in kept.refused] == [3]


@pytest.mark.parametrize("zone", ["48", "18"])
def test_digits_of_the_zone_before_the_easting_are_a_question(zone):
    lines = [f"{n};{N0 + dn:.10g};{zone}{E0 + de:.10g}" for n, (dn, de) in enumerate(SQUARE, 1)]
    (doubt,) = points_of(table(lines)).doubts
    assert doubt.kind is DoubtKind.ZONE
    assert f"({zone})" in doubt.en
    assert draw(points_of(table(lines), {"zone-digits": "drop"})).area_m2 == 10_000.0
    kept = points_of(table(lines), {"zone-digits": "keep"})
    assert kept.rings[0].x.tolist()[0] == float(zone) * 1e6 + E0


def test_an_answer_that_is_none_of_the_options_is_refused():
    with pytest.raises(IntakeError) as caught:
        points_of("5000,12;1200,5\n5100,12;1200,5\n5100,12;1300,5", {"axes": "north"})
    assert caught.value.code == "points-answer"


# ---- numbers


def test_a_column_that_can_be_read_in_two_ways_follows_the_other():
    table_read = points_of("1;2.477.623;547.012\n2;2.477.653;547.012\n3;2.477.653;547.042")
    assert table_read.rings[0].x.tolist() == [547012.0, 547012.0, 547042.0]
    assert "decimal comma" in only(table_read.notes, "number style").en


def test_a_table_that_can_be_read_in_two_ways_is_a_question():
    text = "1;123.456;547.012\n2;123.489;547.012\n3;123.999;547.042"
    doubts = points_of(text, {"axes": "x-north"}).doubts
    assert [doubt.kind for doubt in doubts] == [DoubtKind.STYLE]
    assert points_of(text, {"axes": "x-north", "number-style": "comma"}).rings[0].x.tolist()[0] == 547012.0
    assert points_of(text, {"axes": "x-north", "number-style": "point"}).rings[0].x.tolist()[0] == 547.012


def test_both_decimal_signs_in_one_table_are_told():
    table_read = points_of("1;2477623,5;547012.5\n2;2477653.5;547012,5\n3;2477653,5;547042,5")
    assert table_read.rings[0].x.tolist() == [547012.5, 547012.5, 547042.5]
    assert "each is read by itself" in only(table_read.notes, "number style").en


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2;2477700;5470O0", "lacks a coordinate"),
        ("2;2477700;", "lacks a coordinate"),
        ("2;;", "lacks a coordinate"),
        ("2;?;?", "lacks a coordinate"),
        ("2;2,48E+06;547000", "cannot be read"),
        ("2;2477700 km;547000", "cannot be read"),
        ("2;2477700;98", "another size"),
        ("2;24777000;547000", "another size"),
        ("2;NaN;547000", "lacks a coordinate"),
    ],
)
def test_a_point_that_cannot_be_read_stops_the_drawing(row, words):
    lines = rows_of(SQUARE)
    lines[1] = row
    table_read = points_of(table(lines))
    (note,) = table_read.refused
    assert note.row == 3
    assert words in note.en
    assert "3" in note.vi
    with pytest.raises(IntakeError) as caught:
        draw(table_read)
    assert caught.value.code == "points-row"
    assert draw(table_read, preview=True).geometry is None


# ---- degrees


@pytest.mark.parametrize(
    "text",
    [
        "1;22°23'47.1\";103°27'30.6\"\n2;22°23'57.1\";103°27'30.6\"\n3;22°23'57.1\";103°27'40.6\"",
        "1 22 23 47.1 103 27 30.6\n2 22 23 57.1 103 27 30.6\n3 22 23 57.1 103 27 40.6",
        "Điểm;Kinh độ;Vĩ độ\n1;103.4585;22.39641667\n2;103.4585;22.39919444\n3;103.46127778;22.39919444",
        "Điểm,B,L\n1,22 23 47.1,103 27 30.6\n2,22 23 57.1,103 27 30.6\n3,22 23 57.1,103 27 40.6",
        "1 22° 23' 47.1\" 103° 27' 30.6\"\n2 22° 23' 57.1\" 103° 27' 30.6\"\n3 22° 23' 57.1\" 103° 27' 40.6\"",
    ],
    ids=["signs", "six columns", "decimal", "blanks in cells", "signs and blanks"],
)
def test_degrees_are_known_as_such(text):
    table_read = points_of(text)
    assert table_read.unit is Unit.DEGREES
    assert table_read.doubts == ()
    assert table_read.rings[0].x[0] == pytest.approx(103.4585, abs=1e-8)
    assert table_read.rings[0].y[0] == pytest.approx(22 + 23 / 60 + 47.1 / 3600, abs=1e-8)
    drawn = draw(table_read)
    assert drawn.area_m2 is None
    assert drawn.parts[0].area_m2 is None
    assert drawn.geometry.is_valid


def test_packed_degrees_are_a_question():
    text = "1;22.23471;103.27306\n2;22.23571;103.27306\n3;22.23571;103.27406"
    (doubt,) = points_of(text).doubts
    assert (doubt.kind, doubt.proposed) == (DoubtKind.DEGREES, "packed")
    packed = points_of(text, {"degrees": "packed"}).rings[0]
    assert packed.x[0] == pytest.approx(103 + 27 / 60 + 30.6 / 3600, abs=1e-9)
    assert points_of(text, {"degrees": "decimal"}).rings[0].x[0] == pytest.approx(103.27306)


def test_decimals_that_cannot_be_minutes_are_decimal_degrees():
    table_read = points_of("1;22.39641;103.45850\n2;22.39919;103.45850\n3;22.39919;103.46127")
    assert table_read.doubts == ()
    assert table_read.rings[0].x[0] == 103.4585


def test_degrees_among_parts_are_refused_by_row():
    table_read = points_of(
        "1;22°23'47\";103°27'30\"\n2;22.3991;103.4585\n3;22°23'57\";103°27'40\"\n4;22°24';103°28'"
    )
    assert [note.row for note in table_read.refused] == [2]


# ---- headings, sections, other rows


def test_headings_over_two_rows_and_ordinals():
    text = "Số hiệu\tToạ độ\t\tChiều dài\nđiểm\tX(m)\tY(m)\tcạnh (m)\n(1)\t(2)\t(3)\t(4)\n"
    text += "\n".join(f"{n}\t{N0 + dn:.10g}\t{E0 + de:.10g}\t100,00" for n, (dn, de) in enumerate(SQUARE, 1))
    table_read = points_of(text)
    assert [c.role for c in table_read.columns] == ["point", "north", "east", "edge"]
    assert len(table_read.rings[0].labels) == 4
    assert table_read.rings[0].stated_m.tolist() == [100.0] * 4


def test_merged_headings_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["C2"], sheet["E2"] = "Số hiệu\nđiểm", "Toạ độ VN-2000", "Cạnh\n(m)"
    sheet["C3"], sheet["D3"] = "X\n(m)", "Y\n(m)"
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:D2")
    for n, (dn, de) in enumerate([*SQUARE, SQUARE[0]]):
        for column, value in zip(
            "BCDE", (n % 4 + 1, N0 + dn + 0.125, E0 + de + 0.125, 100.0 if n else None), strict=True
        ):
            sheet[f"{column}{n + 4}"] = value
    sheet["B10"] = "Diện tích: 10.000,0 m2"
    book.save(tmp_path / "a.xlsx")
    (layer,) = read_xlsx(tmp_path / "a.xlsx")
    table_read = read_points(layer)
    (ring,) = table_read.rings
    assert ring.labels == ("1", "2", "3", "4")
    assert ring.x.tolist() == [E0 + 0.125, E0 + 0.125, E0 + 100.125, E0 + 100.125]
    assert ring.stated_m.tolist() == [100.0] * 4
    assert "beside the last point" in only(table_read.notes, "lengths").en
    assert draw(table_read).area_m2 == 10_000.0


def test_a_heading_in_one_line_of_pasted_text():
    assert [str(h.role) for h in headings_in("STT Toạ độ X (m) Toạ độ Y (m) S (m)")] == [
        "ordinal",
        "X",
        "Y",
        "edge",
    ]
    lines = [
        "Điểm Y (m) X (m)",
        *(f"{n} {E0 + de:.10g} {N0 + dn:.10g}" for n, (dn, de) in enumerate(SQUARE, 1)),
    ]
    table_read = points_of("\n".join(lines))
    assert table_read.rings[0].x.tolist() == [E0, E0, E0 + 100, E0 + 100]
    assert "headings and figures agree" in only(table_read.notes, "axes").en


def test_tables_side_by_side_are_read_one_after_another():
    left, right = rows_of(SQUARE[:2]), rows_of(SQUARE[2:], first=3)
    text = "\n".join(["STT;X;Y;STT;X;Y", *(f"{a};{b}" for a, b in zip(left, right, strict=True))])
    table_read = points_of(text)
    assert table_read.rings[0].labels == ("1", "2", "3", "4")
    assert draw(table_read).area_m2 == 10_000.0
    assert draw(points_of(text.partition("\n")[2])).area_m2 == 10_000.0


def test_tables_side_by_side_of_unequal_length():
    text = (
        f"Điểm;X;Y;Điểm;X;Y\n1;{N0};{E0};4;{N0};{E0 + 100}\n2;{N0 + 100};{E0};;;\n3;{N0 + 100};{E0 + 100};;;"
    )
    assert points_of(text).rings[0].labels == ("1", "2", "3", "4")


def test_tables_side_by_side_numbered_line_by_line():
    rows = rows_of(SQUARE)
    text = "\n".join(["STT;X;Y;STT;X;Y", f"{rows[0]};{rows[1]}", f"{rows[2]};{rows[3]}"])
    table_read = points_of(text)
    assert table_read.rings[0].labels == ("1", "2", "3", "4")
    assert "line by line" in only(table_read.notes, "read line by line").en


@pytest.mark.parametrize("head", ["STT;X;Y;X;Y\n", "", "X;Y;X;Y\n"])
def test_two_systems_in_one_table_are_refused(head):
    rows = [f"{N0 + dn};{E0 + de};{N0 + dn + 111};{E0 + de + 190}" for dn, de in SQUARE]
    rows = rows if head == "X;Y;X;Y\n" else [f"{n};{row}" for n, row in enumerate(rows, 1)]
    with pytest.raises(IntakeError) as caught:
        points_of(head + "\n".join(rows))
    assert caught.value.code == "points-two-systems"


def test_degrees_beside_metres_are_left_aside():
    rows = [f"{n};{N0 + dn};{E0 + de};22,4;103,4" for n, (dn, de) in enumerate(SQUARE, 1)]
    assert draw(points_of("\n".join(["STT;X;Y;Vĩ độ;Kinh độ", *rows]))).area_m2 == 10_000.0


def test_a_heading_repeated_on_the_next_page_parts_nothing():
    rows = rows_of(SQUARE)
    table_read = points_of("\n".join(["STT;X;Y", *rows[:2], "", "Trang 2", "STT;X;Y", *rows[2:]]))
    assert len(table_read.rings) == 1
    assert draw(table_read).area_m2 == 10_000.0
    assert "Trang 2" in only(table_read.notes, "text rows").en


def test_a_second_table_below_is_another_part():
    other = rows_of([(dn + 500, de) for dn, de in SQUARE])
    table_read = points_of("\n".join(["STT;X;Y", *rows_of(SQUARE), "STT;X;Y", *other]))
    assert [len(ring.labels) for ring in table_read.rings] == [4, 4]
    assert draw(table_read).area_m2 == 20_000.0


def test_texts_around_the_table_are_told_and_not_taken():
    text = table(
        rows_of(SQUARE), ["Người lập biểu;Ngày 5 tháng 3"], head="Bảng kê số 7\nTỉnh Lai Châu\nSTT;X;Y"
    )
    note = only(points_of(text).notes, "text rows")
    assert note.en.startswith("3 rows are text")
    assert "Người lập biểu" in note.vi


@pytest.mark.parametrize("text", ["a;b\nc;d", "x\ny", "STT;X;Y", "STT;X;Y\nghi chú;;", "1;2\n3;4;5"])
def test_no_points_is_said(text):
    with pytest.raises(IntakeError) as caught:
        draw(points_of(text, {"axes": "x-north"}))
    assert caught.value.code in {"points-none", "points-row"}


def test_text_that_is_still_bytes_is_refused(tmp_path):
    from layers.intake.cells.sheets import read_csv  # noqa: PLC0415

    path = tmp_path / "a.csv"
    path.write_bytes("Điểm;X;Y\n1;2477600;547000\n".encode("cp1258", errors="replace"))
    (layer,) = read_csv(path)
    with pytest.raises(IntakeError) as caught:
        read_points(layer)
    assert caught.value.code == "points-encoding"


# ---- parts


def moved(offsets, north):
    return [(dn + north, de) for dn, de in offsets]


def test_parts_by_a_column_that_is_filled_once():
    lines = [f"{'A' if n == 1 else ''};{n};{N0 + dn};{E0 + de}" for n, (dn, de) in enumerate(SQUARE, 1)]
    lines += [
        f"{'B' if n == 1 else ''};{n};{N0 + dn};{E0 + de}" for n, (dn, de) in enumerate(moved(SQUARE, 500), 1)
    ]
    table_read = points_of(table(lines, head="Thửa;Điểm;X;Y"))
    assert [ring.part for ring in table_read.rings] == ["A", "B"]


def test_sheet_and_parcel_name_a_part_together():
    lines = [
        f"7;{p};{n};{N0 + dn + 500 * p};{E0 + de}" for p in (1, 2) for n, (dn, de) in enumerate(SQUARE, 1)
    ]
    table_read = points_of(table(lines, head="Tờ bản đồ;Số thửa;Điểm;X;Y"))
    assert [ring.part for ring in table_read.rings] == ["7 / 1", "7 / 2"]


def test_parts_by_numbering_and_by_closing_points():
    again = table(rows_of(SQUARE), rows_of(moved(SQUARE, 500)))
    assert [ring.is_closed for ring in points_of(again).rings] == [False, False]
    closed = table(rows_of([*SQUARE, SQUARE[0]]), rows_of(moved([*SQUARE, SQUARE[0]], 500), first=6))
    table_read = points_of(closed)
    assert [ring.is_closed for ring in table_read.rings] == [True, True]
    assert table_read.rings[1].labels == ("6", "7", "8", "9")


def test_numbers_that_go_back_to_one_inside_a_part_do_not_split_it():
    labels = ("5", "6", "7", "8", "1", "2", "3")
    corners = [(0, 0), (50, -20), (100, 0), (130, 50), (100, 100), (50, 120), (0, 100)]
    lines = [f"{n};{N0 + dn};{E0 + de}" for n, (dn, de) in zip(labels, corners, strict=True)]
    assert [ring.labels for ring in points_of(table(lines)).rings] == [labels]


def test_blank_lines_split_where_nothing_else_tells():
    lines = [f"{N0 + dn};{E0 + de}" for dn, de in SQUARE]
    other = [f"{N0 + dn};{E0 + de}" for dn, de in moved(SQUARE, 500)]
    table_read = points_of("\n".join(["X;Y", *lines, "", *other]))
    assert len(table_read.rings) == 2
    assert "blank lines part 2 parts" in only(table_read.notes, "parts at blank lines").en


def test_a_blank_line_after_every_row_splits_nothing():
    assert len(points_of("\n\n".join(["X;Y", *(f"{N0 + dn};{E0 + de}" for dn, de in SQUARE)])).rings) == 1


def test_a_blank_line_in_a_running_numbering_is_a_question():
    corners = [(0, 0), (100, 0), (100, 100), (0, 100), (-100, 100), (-100, 0)]
    rows = rows_of(corners)
    text = "\n".join(["STT;X;Y", *rows[:3], "", *rows[3:]])
    (doubt,) = points_of(text).doubts
    assert (doubt.kind, doubt.proposed) == (DoubtKind.BLANK_LINES, "one")
    assert len(points_of(text, {"blank-lines": "one"}).rings) == 1
    assert len(points_of(text, {"blank-lines": "split"}).rings) == 2


def test_a_part_inside_another_is_a_question():
    inner = [(20, 20), (40, 20), (40, 40), (20, 40)]
    table_read = points_of(table(rows_of([*SQUARE, SQUARE[0]]), rows_of(inner)))
    drawn = draw(table_read)
    assert drawn.geometry is None
    assert drawn.area_m2 is None
    assert [doubt.kind for doubt in drawn.doubts] == [DoubtKind.INSIDE]
    hole = draw(table_read, {"parts-inside": "hole"})
    assert hole.area_m2 == 9_600.0
    assert len(hole.geometry.interiors) == 1
    own = draw(table_read, {"parts-inside": "own"})
    assert own.area_m2 == 10_000.0


def test_an_island_in_a_hole_is_land():
    hole = [(20, 20), (80, 20), (80, 80), (20, 80)]
    island = [(40, 40), (60, 40), (60, 60), (40, 60)]
    drawn = draw(points_of(table(rows_of(SQUARE), rows_of(hole), rows_of(island))), {"parts-inside": "hole"})
    assert drawn.area_m2 == 10_000 - 3_600 + 400


def test_parts_over_one_another_count_once_and_are_told():
    drawn = draw(points_of(table(rows_of(SQUARE), rows_of(moved(SQUARE, 50)))))
    assert drawn.area_m2 == pytest.approx(15_000.0)
    assert "overlap by 5,000.0 m²" in only(drawn.notes, "parts overlap").en
    twice = draw(points_of(table(["Thửa 1"], rows_of(SQUARE), ["Thửa 2"], rows_of(SQUARE))))
    assert twice.area_m2 == pytest.approx(10_000.0)
    assert only(twice.notes, "parts overlap").kind == "parts overlap"


def test_parts_that_share_a_boundary_are_one_area():
    drawn = draw(points_of(table(rows_of(SQUARE), rows_of(moved(SQUARE, 100)))))
    assert drawn.geometry.is_valid
    assert drawn.area_m2 == pytest.approx(20_000.0)
    assert "parts overlap" not in kinds(drawn.notes)


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_are_refused(count):
    table_read = points_of(table(rows_of(SQUARE[:count])))
    assert "too few points" in kinds(table_read.refused)
    with pytest.raises(IntakeError):
        draw(table_read)


def test_a_closing_point_elsewhere_is_a_contradiction():
    rows = [*rows_of(SQUARE), f"1;{N0 + 3};{E0}"]
    table_read = points_of(table(rows))
    assert only(table_read.refused, "too few points").row == 6
    near = points_of(table([*rows_of(SQUARE), f"1;{N0 + 0.008:.3f};{E0}"]))
    assert "0.008 m" in only(near.notes, "closing point differs").en
    assert draw(near).area_m2 == 10_000.0


# ---- what is stated


def test_a_wrong_length_is_told_with_both_numbers():
    lines = [f"{row};100,00" for row in rows_of(SQUARE)]
    lines[2] = lines[2].replace("100,00", "110,00")
    drawn = draw(points_of(table(lines, head="STT;X;Y;Cạnh")))
    assert only(drawn.notes, "length differs").en == "Edge 3-4: stated 110.00 m, drawn 100.00 m."
    assert only(drawn.notes, "length differs").vi == "Cạnh 3-4: ghi 110.00 m, theo toạ độ 100.00 m."
    assert drawn.parts[0].differs.tolist() == [False, False, True, False]
    assert drawn.parts[0].difference_m.tolist() == [0.0, 0.0, 10.0, 0.0]


@pytest.mark.parametrize(("off", "is_told"), [(0.014, False), (0.02, True), (0.015, True)])
def test_lengths_may_differ_by_their_rounding(off, is_told):
    lines = [
        f"{n};{N0 + dn:.2f};{E0 + de:.2f};{100 + off * (n == 1):.3f}" for n, (dn, de) in enumerate(SQUARE, 1)
    ]
    drawn = draw(points_of(table(lines, head="STT;X;Y;Cạnh")))
    assert ("length differs" in kinds(drawn.notes)) == (off > tolerance_m(2, 3)) == is_told


def test_lengths_between_the_lines():
    rows = rows_of(SQUARE, sep="\t")
    lines = [line for row in rows for line in (row, "\t\t\t100,00")]
    table_read = points_of(table(lines, head="Điểm\tX\tY\tCạnh"))
    assert table_read.rings[0].stated_m.tolist() == [100.0] * 4
    assert "between the two points" in only(table_read.notes, "lengths").en
    pasted = "\n".join(line for row in rows_of(SQUARE, sep=" ") for line in (row, "100,00"))
    assert points_of(pasted).rings[0].stated_m.tolist() == [100.0] * 4


def test_a_length_that_is_no_number_is_told():
    lines = [
        f"{row};{length}"
        for row, length in zip(rows_of(SQUARE), ["100,00", "1OO,00", "100,00", "-"], strict=True)
    ]
    table_read = points_of(table(lines, head="STT;X;Y;Cạnh"))
    assert "1OO,00" in only(table_read.notes, "length not read").en
    assert np.isnan(table_read.rings[0].stated_m).tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("Diện tích: 10.000,0 m2", False),
        ("Diện tích: 10.000,9 m2", False),
        ("Diện tích: 10.001,2 m2", True),
        ("S = 1,00 ha", False),
        ("S = 1,02 ha", True),
        ("Diện tích (m2);10000", False),
        ("Tổng diện tích khu đất là 10 000 m²", False),
        ("DT: 9.000 m2", True),
    ],
)
def test_a_stated_area_is_compared(line, is_told):
    drawn = draw(points_of(table(rows_of(SQUARE), [line])))
    assert ("area differs" in kinds(drawn.notes)) == is_told


def test_a_stated_area_that_differs_is_told_with_both_numbers():
    drawn = draw(points_of(table(rows_of(SQUARE), ["Diện tích: 12.345,6 m2"])))
    note = only(drawn.notes, "area differs")
    assert note.en == "The area: stated 12,345.6 m², drawn 10,000.0 m² (-2,345.6 m², 23.46%)."
    assert note.row == 6


def test_an_area_with_two_readings_takes_the_one_that_agrees_and_says_so():
    drawn = draw(points_of(table(rows_of(SQUARE), ["Diện tích: 10.000 m2"])))
    assert "read as 10,000.0 m²" in only(drawn.notes, "stated area read").en
    bare = draw(points_of(table(rows_of(SQUARE), ["Diện tích: 1,00"])))
    assert "read as 10,000.0 m²" in only(bare.notes, "stated area read").en


def test_areas_of_parts_and_of_all():
    text = table(
        ["Thửa 1"], rows_of(SQUARE), ["Diện tích: 10000 m2", "Thửa 2"], rows_of(moved(SQUARE, 500)),
        ["Diện tích: 9000 m2", "Tổng diện tích: 2,0 ha"],
    )  # fmt: skip
    table_read = points_of(text)
    assert [ring.area.readings_m2 for ring in table_read.rings] == [(10_000.0,), (9_000.0,)]
    assert table_read.total_area.readings_m2 == (20_000.0,)
    assert only(draw(table_read).notes, "area differs").en.startswith("Part Thửa 2: stated 9,000.0 m²")


def test_one_area_under_several_parts_is_that_of_all_if_it_agrees():
    table_read = points_of(table(rows_of(SQUARE), rows_of(moved(SQUARE, 500)), ["Diện tích: 20000 m2"]))
    assert table_read.total_area.readings_m2 == (20_000.0,)
    assert table_read.rings[1].area is None
    assert "that of all 2 parts" in only(table_read.notes, "total area").en


def test_a_column_of_areas():
    lines = [f"{row};{'1,00' if n == 0 else ''}" for n, row in enumerate(rows_of(SQUARE))]
    ring = points_of(table(lines, head="STT;X;Y;Diện tích (ha)")).rings[0]
    assert ring.area.readings_m2 == (10_000.0,)


# ---- what is wrong with the points


def test_a_list_that_crosses_itself_is_shown_and_not_repaired():
    order = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    drawn = draw(points_of(table(rows_of(order))))
    (part,) = drawn.parts
    assert drawn.geometry is None
    assert drawn.area_m2 is None
    assert part.area_m2 is None
    assert part.polygon is None
    (crossing,) = part.crossings.found
    assert (crossing.x, crossing.y, crossing.first, crossing.second) == (E0 + 50, N0 + 50, 0, 2)
    assert part.crossings.swaps == (1, 3)
    assert len(part.outline.coords) == 5
    (note,) = drawn.refused
    assert "1-2 × 3-4 (X 2477650.00, Y 547050.00)" in note.en
    assert "Exchanging 2 ↔ 3 or 4 ↔ 1 would end it" in note.en
    assert "Đổi chỗ 2 ↔ 3 hoặc 4 ↔ 1" in note.vi


@pytest.mark.parametrize(
    "offsets",
    [
        [(0, 0), (100, 0), (50, 0), (100, 100)],
        [(0, 0), (100, 0), (200, 0)],
        [(0, 0), (100, 0), (100, 100), (100, 0), (0, 100)],
        [(0, 0), (100, 0), (50, 50), (100, 100), (0, 100), (50, 50)],
        [(0, 0), (100, 0), (100, 50), (50, 0), (0, 50)],
    ],
    ids=["spike", "line", "there and back", "touches itself in a point", "corner on an edge"],
)
def test_every_ring_that_bounds_no_area_names_a_place(offsets):
    drawn = draw(points_of(table(rows_of(offsets))))
    assert drawn.geometry is None
    assert drawn.parts[0].crossings.found
    assert all(math.isfinite(c.x + c.y) for c in drawn.parts[0].crossings.found)
    assert "ring crosses itself" in kinds(drawn.refused)


@given(polygons(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_crossings_and_validity_agree(xy, random):
    order = list(range(len(xy)))
    random.shuffle(order)
    shuffled = np.round(xy[order], 2)
    rows = [f"{n};{y:.2f};{x:.2f}" for n, (x, y) in enumerate(shuffled.tolist(), 1)]
    drawn = draw(points_of(table(rows)))
    polygon = shapely.Polygon(shuffled)
    assert (drawn.geometry is not None) == polygon.is_valid
    for place in drawn.parts[0].crossings.swaps:
        swapped = shuffled.copy()
        swapped[[place, (place + 1) % len(xy)]] = swapped[[(place + 1) % len(xy), place]]
        assert shapely.Polygon(swapped).is_valid


def test_a_list_in_disorder_ends_in_time():
    rng = np.random.default_rng(7)
    rows = [
        f"{n};{N0 + dn:.2f};{E0 + de:.2f}" for n, (dn, de) in enumerate(rng.uniform(0, 5000, (2000, 2)), 1)
    ]
    drawn = draw(points_of(table(rows)))
    assert len(drawn.parts[0].crossings.found) == 100
    assert not drawn.parts[0].crossings.is_complete
    assert "100+ places" in drawn.refused[0].en


def test_numbers_missing_twice_and_points_too_close():
    rows = [
        f"1;{N0};{E0}",
        f"2;{N0 + 100};{E0}",
        f"5;{N0 + 100};{E0 + 100}",
        f"5;{N0 + 99.995};{E0 + 100}",
        f"6;{N0};{E0 + 100}",
    ]
    drawn = draw(points_of(table(rows)))
    assert "3, 4 are missing" in only(drawn.notes, "point missing").en
    assert "Point 5 stands 2 times" in only(drawn.notes, "point number twice").en
    assert "0.005 m apart" in only(drawn.notes, "points too close").en


def test_a_point_twice_in_a_row_does_no_harm():
    rows = rows_of([SQUARE[0], SQUARE[1], SQUARE[1], *SQUARE[2:]])
    drawn = draw(points_of(table(rows)))
    assert drawn.area_m2 == 10_000.0
    assert "0.000 m apart" in only(drawn.notes, "points too close").en
