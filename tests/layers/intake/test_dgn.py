"""A DGN v7 file: every element becomes a row or is named, holes are joined, arcs within 1 cm."""

import math
import random
import struct

import numpy as np
import pytest
import shapely
from pyogrio import raw

from layers.errors import IntakeError
from layers.intake.formats.cad import read_dgn
from layers.intake.formats.dgn_scan import middle_int, vax_float
from layers.intake.formats.table import geometry_of

EAST_M, NORTH_M = 547_000.0, 2_477_000.0
STEPS = 100
ORIGIN = -2_147_483_600
"""Of the design plane in GDAL's seed file, in its steps of 1 cm."""
TCVN3 = "§Êt quèc phßng".encode("latin-1")


def middle(value):
    low, high = value & 0xFFFF, value >> 16 & 0xFFFF
    return struct.pack("<2H", high, low)


def vax(value):
    """Return a VAX D floating number."""
    if not value:
        return bytes(8)
    fraction, exponent = math.frexp(abs(value))
    bits = (value < 0) << 63 | (exponent + 128) << 55 | int(fraction * 2**56) & (1 << 55) - 1
    return struct.pack("<4H", *(bits >> shift & 0xFFFF for shift in (48, 32, 16, 0)))


def place(x, y):
    return middle(round(x * STEPS) + ORIGIN & 0xFFFFFFFF) + middle(round(y * STEPS) + ORIGIN & 0xFFFFFFFF)


def element(kind, body, *, level=5, member=False, deleted=False, properties=0):
    body += b"\0" * (len(body) % 2)
    size = (36 + len(body) - 4) // 2
    head = bytes([level | member << 7, kind | deleted << 7]) + struct.pack("<H", size) + bytes(24)
    return head + struct.pack("<4H", 0, size - 14, properties, 0) + body


def points(kind, *xy, **more):
    return element(kind, struct.pack("<H", len(xy)) + b"".join(place(*p) for p in xy), **more)


def shape(*xy, **more):
    return points(6, *xy, xy[0], **more)


def text(words, x=EAST_M, y=NORTH_M):
    body = bytes([0, 0]) + middle(1000) + middle(1000) + middle(0) + place(x, y) + bytes([len(words), 0])
    return element(17, body + words)


def arc(x, y, radius, start, sweep):
    sign = 0x80000000 if sweep < 0 else 0
    body = middle(round(start * 360_000)) + middle(abs(round(sweep * 360_000)) | sign)
    return element(
        16, body + vax(radius * STEPS) * 2 + middle(0) + vax(x * STEPS + ORIGIN) + vax(y * STEPS + ORIGIN)
    )


def ellipse(x, y, long, short, turn):
    body = vax(long * STEPS) + vax(short * STEPS) + middle(round(turn * 360_000))
    return element(15, body + vax(x * STEPS + ORIGIN) + vax(y * STEPS + ORIGIN))


def group(kind, *members, count=None):
    """Return a header of a cell (2), chain (12) or complex shape (14) with its members."""
    inside = b"".join(members)
    body = struct.pack("<2H", (len(inside) + (54 if kind == 2 else 10)) // 2, count or len(members))
    return element(kind, body + bytes(56 if kind == 2 else 8), level=0) + inside


def at(*xy):
    return [(EAST_M + x, NORTH_M + y) for x, y in xy]


@pytest.fixture
def head(tmp_path):
    """Return the elements that describe the file, which GDAL writes."""
    path = tmp_path / "seed.dgn"
    wkb = shapely.to_wkb(np.array([shapely.LineString(at((0, 0), (1, 1)))], dtype=object))
    raw.write(str(path), wkb, [], [], driver="DGN", geometry_type="LineString", crs="EPSG:9205")
    data = path.read_bytes()
    end = 0
    for _ in range(12):
        end += 4 + 2 * int.from_bytes(data[end + 2 : end + 4], "little")
    return data[:end]


@pytest.fixture
def write(head, tmp_path):
    def written(*elements):
        path = tmp_path / "a.dgn"
        path.write_bytes(head + b"".join(elements) + b"\xff\xff")
        return path

    return written


def only(path):
    (layer,) = read_dgn(path)
    assert layer.is_reconciled
    return layer


def column(layer, name):
    return layer.table[name].to_pylist()


def kinds(layer):
    return {note.kind for note in layer.notes} - {"drawing unit", "coarse coordinates"}


def test_what_gdal_writes_is_read_back_within_a_centimetre(tmp_path):
    rng = np.random.default_rng(7)
    corner = rng.random((100, 2)) * 10_000 + (EAST_M, NORTH_M)
    boxes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 50, corner[:, 1] + 50)
    path = tmp_path / "a.dgn"
    raw.write(
        str(path), shapely.to_wkb(boxes), [], [], driver="DGN", geometry_type="Polygon", crs="EPSG:9205"
    )
    layer = only(path)
    assert (layer.declared_rows, layer.rows_read, kinds(layer), layer.layer_field) == (
        100,
        100,
        set(),
        "level",
    )
    moved_m = np.abs(shapely.bounds(geometry_of(layer.table)) - shapely.bounds(boxes))
    assert 0 < moved_m.max() <= 0.0101
    assert (layer.crs_wkt, layer.encoding) == ("", "")


def test_unit_and_step_are_told(write):
    layer = only(write(shape(*at((0, 0), (50, 0), (50, 50)))))
    assert "called 'm'" in layer.notes[0].en
    assert "steps of 0.01 units" in layer.notes[1].en


def test_elements_keep_level_kind_and_number(write):
    layer = only(
        write(
            shape(*at((0, 0), (50, 0), (50, 50)), level=33),
            points(4, *at((0, 0), (9, 0), (9, 9), (0, 0)), level=7),
            element(3, place(EAST_M, NORTH_M) + place(EAST_M + 4, NORTH_M)),
        )
    )
    assert column(layer, "level") == [33, 7, 5]
    assert column(layer, "element") == ["SHAPE", "LINE STRING", "LINE"]
    assert column(layer, "is_closed") == [False, True, False]
    assert column(layer, "row_number") == [13, 14, 15]
    polygon, line, short = geometry_of(layer.table)
    assert (polygon.area, line.length, short.length) == (
        pytest.approx(1250, abs=0.01),
        pytest.approx(18 + math.sqrt(162), abs=0.02),
        pytest.approx(4, abs=0.001),
    )


def test_text_stays_bytes(write):
    layer = only(write(text(TCVN3)))
    assert column(layer, "text") == [TCVN3]
    assert geometry_of(layer.table)[0].equals_exact(shapely.Point(EAST_M, NORTH_M), 0.001)


def test_text_with_nul_is_refused_and_padding_is_not(write):
    layer = only(write(text(b"LUC\0ONT"), text(b"ONT\0\0")))
    assert column(layer, "text") == [b"ONT"]
    assert [(note.kind, note.row) for note in layer.refused] == [("text-nul", 13)]


@pytest.mark.parametrize("radius_m", [1, 50, 400, 3000])
@pytest.mark.parametrize(("start", "sweep"), [(10, 7), (30, 100), (200, -150), (0, 0)])
def test_arcs_stay_within_a_centimetre(write, radius_m, start, sweep):
    layer = only(write(arc(EAST_M, NORTH_M, radius_m, start, sweep)))
    (line,) = geometry_of(layer.table)
    xy = shapely.get_coordinates(line) - (EAST_M, NORTH_M)
    off_m = np.abs(np.hypot(*((xy[1:] + xy[:-1]) / 2).T) - radius_m)
    assert off_m.max() <= 0.0101
    turned = math.radians(start), math.radians(start + (sweep or 360))
    for end, angle in zip(xy[[0, -1]], turned, strict=True):
        assert np.allclose(end, (radius_m * math.cos(angle), radius_m * math.sin(angle)), atol=0.001)
    assert "curve linearised" in kinds(layer)


def test_turned_ellipse_has_its_area(write):
    (line,) = geometry_of(only(write(ellipse(EAST_M, NORTH_M, 300, 100, 30))).table)
    assert shapely.Polygon(line).area == pytest.approx(math.pi * 300 * 100, rel=1e-4)
    assert line.distance(shapely.Point(EAST_M + 300 * math.cos(math.pi / 6), NORTH_M + 150)) < 0.01


def test_chain_is_one_line_and_complex_shape_one_polygon(write):
    first = points(4, *at((0, 0), (100, 0), (100, 100)), member=True)
    last = points(4, *at((100, 100), (0, 100), (0, 0)), member=True)
    layer = only(write(group(12, first, last), group(14, first, last)))
    assert column(layer, "element") == ["COMPLEX CHAIN", "COMPLEX SHAPE"]
    chain, polygon = geometry_of(layer.table)
    assert (chain.geom_type, column(layer, "is_closed")) == ("LineString", [True, False])
    assert (polygon.geom_type, polygon.area) == ("Polygon", pytest.approx(10_000, abs=0.1))


def test_hole_of_a_cell_is_cut_out_and_no_land_of_its_own(write):
    outer = shape(*at((0, 0), (100, 0), (100, 100), (0, 100)), member=True)
    hole = shape(*at((10, 10), (20, 10), (20, 20), (10, 20)), member=True, properties=0x8000)
    layer = only(write(group(2, outer, hole)))
    assert (layer.declared_rows, layer.rows_read) == (1, 1)
    assert geometry_of(layer.table)[0].area == pytest.approx(9_900, abs=0.1)
    assert "holes joined" in kinds(layer)


@pytest.mark.parametrize("where", ["outside", "alone", "two"])
def test_hole_of_nothing_certain_stays_and_is_told(write, where):
    outer = shape(*at((0, 0), (100, 0), (100, 100), (0, 100)), member=True)
    x = 300 if where == "outside" else 10
    hole = shape(*at((x, 10), (x + 9, 10), (x + 9, 20)), member=where != "alone", properties=0x8000)
    cell = {"outside": group(2, outer, hole), "alone": outer + hole, "two": group(2, outer, outer, hole)}[
        where
    ]
    layer = only(write(cell))
    assert column(layer, "is_hole") == [False] * (layer.rows_read - 1) + [True]
    assert "holes loose" in kinds(layer)


@pytest.mark.parametrize(
    ("kind", "name"), [(27, "B-SPLINE CURVE"), (35, "SHARED CELL"), (36, "MULTILINE"), (13, "CONIC")]
)
def test_element_that_gdal_leaves_out_is_refused_by_name(write, kind, name):
    layer = only(write(shape(*at((0, 0), (50, 0), (50, 50))), element(kind, bytes(60), level=9)))
    (note,) = layer.refused
    assert note.en.startswith(f"Element 14 ({name}) on level 9 cannot be read")
    assert (layer.declared_rows, layer.rows_read, note.row) == (2, 1, 14)


def test_poles_of_a_curve_are_no_line(write):
    curve = element(27, bytes(60)) + points(21, *at((0, 0), (50, 90), (100, 0)), member=True)
    layer = only(write(curve, shape(*at((0, 0), (50, 0), (50, 50)))))
    assert column(layer, "element") == ["SHAPE"]
    assert [note.row for note in layer.refused] == [13]


def test_deleted_elements_and_dimensions_are_counted(write):
    square = at((0, 0), (50, 0), (50, 50))
    layer = only(write(shape(*square), shape(*square, deleted=True), element(33, bytes(60))))
    assert (layer.declared_rows, layer.rows_read) == (1, 1)
    assert kinds(layer) == {"deleted rows", "not land"}


def test_definition_of_a_shared_cell_is_no_land(write):
    inside = shape(*at((0, 0), (50, 0), (50, 50)), member=True)
    definition = element(34, struct.pack("<H", (len(inside) + 62) // 2) + bytes(60)) + inside
    layer = only(write(definition, shape(*at((0, 0), (9, 0), (9, 9)))))
    assert [round(area, 1) for area in shapely.area(geometry_of(layer.table))] == [40.5]


def test_cut_file_is_refused_wherever_it_is_cut(write):
    path = write(*[shape(*at((n, 0), (n + 5, 0), (n + 5, 5))) for n in range(100)])
    whole = path.read_bytes()
    for cut_at in random.Random(8).sample(range(1600, len(whole) - 1), 60):  # noqa: S311 - a test
        path.write_bytes(whole[:cut_at])
        with pytest.raises(IntakeError) as caught:
            read_dgn(path)
        assert caught.value.code == "dgn-cut"


def test_version_8_is_refused_with_what_to_ask_for(tmp_path):
    path = tmp_path / "a.dgn"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    with pytest.raises(IntakeError) as caught:
        read_dgn(path)
    assert caught.value.code == "dgn-v8"
    assert "save it as DGN v7 or DXF" in caught.value.en


@pytest.mark.parametrize("value", [1.0, -2.5, 54_700_000.0, 1e-9])
def test_vax_numbers(value):
    assert vax_float(vax(value), 0) == value
    assert middle_int(middle(round(value) & 0xFFFFFFFF), 0) == round(value)
