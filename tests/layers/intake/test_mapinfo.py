"""MapInfo tables come in whole, their text as bytes and their system in the file's own words."""

import random

import numpy as np
import pytest
import shapely
from pyogrio import raw

from layers.errors import IntakeError
from layers.intake.formats.mapinfo import read_mif, read_tab
from layers.intake.formats.table import geometry_of
from layers.intake.whereabouts.mapinfo_crs import Datum, mapinfo_datum

EAST_M, NORTH_M = 547_000.0, 2_477_000.0
TCVN3 = "§Êt quèc phßng".encode("latin-1")
SHIFT = "-191.90441429, -39.30318279, -111.45032835, -0.00928836, 0.01975479, -0.00427372, 0.252906278, 0"
PLANE = '"m", 103, 0, 0.9999, 500000, 0'
OFFICIAL = f"CoordSys Earth Projection 8, 9999, 28, {SHIFT}, {PLANE}"
AS_WGS84 = f"CoordSys Earth Projection 8, 104, {PLANE}"


def squares(count):
    x = EAST_M + 10.0 * np.arange(count)
    return shapely.box(x, NORTH_M, x + 5, NORTH_M + 5)


def write_tab(path, count, *, bounds="400000,2300000,700000,2600000"):
    names = np.array([f"Thua {n + 1}" for n in range(count)], dtype=object)
    raw.write(
        str(path),
        np.array(shapely.to_wkb(squares(count)), dtype=object),
        [names, np.arange(count), np.array(["2026-02-01"] * count, dtype="datetime64[D]")],
        ["ten", "so", "ngay"],
        driver="MapInfo File",
        geometry_type="Polygon",
        crs="EPSG:9205",
        layer_options={"BOUNDS": bounds},
        encoding="UTF-8",
    )
    return path


def write_mif(path, objects, cells, *, coordsys=OFFICIAL, charset="WindowsLatin1", columns=b"ten Char(40)"):
    head = f'Version 300\r\nCharset "{charset}"\r\nDelimiter ","\r\n{coordsys}\r\nColumns 1\r\n'
    path.write_bytes(head.encode() + b"  " + columns + b"\r\nData\r\n\r\n" + "\r\n".join(objects).encode())
    path.with_suffix(".mid").write_bytes(b"".join(b'"' + cell + b'"\r\n' for cell in cells))
    return path


def region(square):
    corners = "\r\n".join(f"{x!r} {y!r}" for x, y in shapely.get_coordinates(square).tolist())
    return f"Region  1\r\n  5\r\n{corners}\r\n    Pen (1,2,0)\r\n    Brush (1,0,16777215)"


def only(read, path):
    (layer,) = read(path)
    assert layer.is_reconciled
    return layer


def code_of(read, path):
    with pytest.raises(IntakeError) as caught:
        read(path)
    return caught.value


def kinds(layer):
    return [note.kind for note in layer.notes]


def test_tab_rows_geometry_and_values_come_in(tmp_path):
    layer = only(read_tab, write_tab(tmp_path / "a.tab", 100))
    assert (layer.declared_rows, layer.rows_read, layer.notes) == (100, 100, ())
    assert shapely.equals_exact(geometry_of(layer.table), squares(100), 0.001, normalize=True).all()
    assert layer.table["row_number"].to_pylist() == list(range(1, 101))
    assert layer.table.slice(1, 1).select(["ten", "so", "ngay"]).to_pylist() == [
        {"ten": b"Thua 2", "so": 1, "ngay": "2026-02-01"}
    ]


def test_tab_that_gdal_wrote_is_vn2000_as_wgs84(tmp_path):
    layer = only(read_tab, write_tab(tmp_path / "a.tab", 1))
    assert layer.crs_name == AS_WGS84
    assert mapinfo_datum(layer.crs_name).datum is Datum.VN2000_AS_WGS84
    assert "WGS_1984" in layer.crs_wkt


@pytest.mark.parametrize("number", [9999, 0])
def test_tab_with_the_official_parameters_is_vn2000(tmp_path, number):
    path = write_tab(tmp_path / "a.tab", 1)
    header = bytearray(path.with_suffix(".map").read_bytes())
    values = np.array([float(v) for v in SHIFT.split(",")])
    header[0x1C0:0x200] = values.tobytes()
    header[0x16A:0x16C] = number.to_bytes(2, "little")
    path.with_suffix(".map").write_bytes(header)
    layer = only(read_tab, path)
    assert layer.crs_name == OFFICIAL
    assert mapinfo_datum(layer.crs_name).datum is Datum.VN2000
    assert "TOWGS84[-191.90441429" in layer.crs_wkt


@pytest.mark.parametrize("charset", ["Neutral", "WindowsLatin1", "WindowsVietnamese"])
def test_tab_text_stays_bytes_whatever_the_charset_says(tmp_path, charset):
    path = write_tab(tmp_path / "a.tab", 2)
    path.write_bytes(path.read_bytes().replace(b"Neutral", charset.encode()))
    data = path.with_suffix(".dat")
    data.write_bytes(data.read_bytes().replace(b"Thua 2" + bytes(8), TCVN3))
    layer = only(read_tab, path)
    assert layer.table["ten"].to_pylist() == [b"Thua 1", TCVN3]
    assert layer.encoding == ("" if charset == "Neutral" else charset)
    assert layer.notes == ()


def test_tab_names_of_columns_are_bytes_too(tmp_path):
    path = write_tab(tmp_path / "a.tab", 1)
    path.write_bytes(path.read_bytes().replace(b"    ten Char", b"    t\xaan_charset Char"))
    assert only(read_tab, path).table.column_names[2] == "tªn_charset"


def test_tab_that_says_utf8_is_text(tmp_path):
    path = write_tab(tmp_path / "a.tab", 2)
    path.write_bytes(path.read_bytes().replace(b"Neutral", b"UTF-8"))
    data = path.with_suffix(".dat")
    data.write_bytes(data.read_bytes().replace(b"Thua 2" + bytes(8), "Thửa 2".encode().ljust(14, b"\0")))
    assert only(read_tab, path).table["ten"].to_pylist() == ["Thua 1", "Thửa 2"]


def test_tab_coarse_steps_are_told(tmp_path):
    layer = only(read_tab, write_tab(tmp_path / "a.tab", 1, bounds="-30000000,-15000000,30000000,15000000"))
    assert kinds(layer) == ["coarse coordinates"]
    assert "0.03 units" in layer.notes[0].en


@pytest.mark.parametrize(
    ("part", "cut", "code"),
    [(".id", 100, "tab-counts"), (".dat", 100, "tab-counts"), (".map", 1500, "tab-cut")],
)
def test_tab_with_a_cut_part_is_refused(tmp_path, part, cut, code):
    path = write_tab(tmp_path / "a.tab", 100 if part != ".map" else 1)
    beside = path.with_suffix(part)
    beside.write_bytes(beside.read_bytes()[:200] if part == ".map" else beside.read_bytes()[:-cut])
    assert code_of(read_tab, path).code == code


def test_tab_header_that_says_fewer_rows_is_refused(tmp_path):
    path = write_tab(tmp_path / "a.tab", 100)
    data = bytearray(path.with_suffix(".dat").read_bytes())
    data[4:8] = (40).to_bytes(4, "little")
    path.with_suffix(".dat").write_bytes(data)
    assert "100 objects in its .id but 40 rows in its .dat" in code_of(read_tab, path).en


def test_tab_map_cut_anywhere_loses_no_row_in_silence(tmp_path):
    path = write_tab(tmp_path / "a.tab", 100)
    beside = path.with_suffix(".map")
    whole = beside.read_bytes()
    for cut_at in random.Random(6).sample(range(512, len(whole)), 60):  # noqa: S311 - a test
        beside.write_bytes(whole[:cut_at])
        try:
            layer = only(read_tab, path)
        except IntakeError as error:
            assert error.code in {"tab-cut", "unreadable"}  # noqa: PT017 - or the layer is whole
            continue
        rows = layer.table["row_number"].to_numpy() - 1
        assert shapely.equals_exact(geometry_of(layer.table), squares(100)[rows], 0.001, normalize=True).all()


def test_tab_object_that_cannot_be_reached_is_refused_alone(tmp_path):
    path = write_tab(tmp_path / "a.tab", 10)
    index = bytearray(path.with_suffix(".id").read_bytes())
    index[12:16] = (10**6).to_bytes(4, "little")
    path.with_suffix(".id").write_bytes(index)
    assert [note.row for note in only(read_tab, path).refused] == [4]


def test_tab_row_without_object_stays(tmp_path):
    path = write_tab(tmp_path / "a.tab", 10)
    index = bytearray(path.with_suffix(".id").read_bytes())
    index[12:16] = bytes(4)
    path.with_suffix(".id").write_bytes(index)
    layer = only(read_tab, path)
    assert (layer.rows_read, [(note.kind, note.row) for note in layer.notes]) == (10, [("no geometry", 4)])


def test_tab_deleted_rows_are_counted(tmp_path):
    path = write_tab(tmp_path / "a.tab", 10)
    data = bytearray(path.with_suffix(".dat").read_bytes())
    start, size = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    data[start + size * 2] = ord("*")
    path.with_suffix(".dat").write_bytes(data)
    layer = only(read_tab, path)
    assert (layer.declared_rows, kinds(layer)) == (9, ["deleted rows"])
    assert 3 not in layer.table["row_number"].to_pylist()


def test_tab_text_with_nul_is_refused(tmp_path):
    path = write_tab(tmp_path / "a.tab", 2)
    data = path.with_suffix(".dat")
    data.write_bytes(data.read_bytes().replace(b"Thua 2" + bytes(4), b"Thu\0a 2" + bytes(3)))
    assert [(note.kind, note.row) for note in only(read_tab, path).refused] == [("text-nul", 2)]


def test_mif_rows_geometry_and_bytes_come_in(tmp_path):
    path = write_mif(tmp_path / "a.mif", map(region, squares(20)), [TCVN3] * 20)
    layer = only(read_mif, path)
    assert (layer.declared_rows, layer.rows_read, layer.encoding, layer.notes) == (
        20,
        20,
        "WindowsLatin1",
        (),
    )
    assert shapely.equals_exact(geometry_of(layer.table), squares(20), 0.001, normalize=True).all()
    assert set(layer.table["ten"].to_pylist()) == {TCVN3}


@pytest.mark.parametrize(
    ("coordsys", "datum", "has_wkt"),
    [
        (OFFICIAL, Datum.VN2000, True),
        (AS_WGS84, Datum.VN2000_AS_WGS84, True),
        ('CoordSys NonEarth Units "m" Bounds (0, 0) (600000, 3000000)', Datum.NONE, False),
    ],
)
def test_mif_system_is_told_in_its_own_words(tmp_path, coordsys, datum, has_wkt):
    layer = only(read_mif, write_mif(tmp_path / "a.mif", [region(squares(1)[0])], [b"x"], coordsys=coordsys))
    assert layer.crs_name == coordsys
    assert mapinfo_datum(layer.crs_name).datum is datum
    assert bool(layer.crs_wkt) is has_wkt


@pytest.mark.parametrize(("objects", "cells"), [(3, 2), (2, 3), (0, 1)])
def test_mif_and_mid_must_agree(tmp_path, objects, cells):
    path = write_mif(tmp_path / "a.mif", map(region, squares(objects)), [b"x"] * cells)
    fault = code_of(read_mif, path)
    assert fault.code == "mif-counts"
    assert f"{objects} objects in the .mif but {cells} lines in the .mid" in fault.en


def test_mif_without_rows_is_an_empty_layer(tmp_path):
    layer = only(read_mif, write_mif(tmp_path / "a.mif", [], []))
    assert (layer.declared_rows, layer.rows_read) == (0, 0)


def test_mif_without_data_is_refused(tmp_path):
    path = tmp_path / "a.mif"
    path.write_bytes(b"Version 300\nColumns 0\n")
    path.with_suffix(".mid").write_bytes(b"")
    assert code_of(read_mif, path).code == "mif-broken"


def test_mif_objects_of_every_kind_are_counted(tmp_path):
    objects = [
        "Point 547000 2477000",
        "Line 0 0 5 5",
        "Pline 3\n0 0\n5 0\n5 5",
        "None",
        'Text\n  "Region 1"\n0 0 5 5',
        "Rect 0 0 5 5",
        "Multipoint 2\n0 0\n1 1",
        "Collection 2\nRegion 1\n4\n0 0\n10 0\n10 10\n0 0\nMultipoint 1\n0 0",
        "Point 1 2",
    ]
    layer = only(read_mif, write_mif(tmp_path / "a.mif", objects, [b"x"] * 9))
    assert layer.rows_read == 9
    assert [None if shape is None else shape.geom_type for shape in geometry_of(layer.table)] == [
        "Point", "LineString", "LineString", None, "Point", "Polygon", "MultiPoint", "GeometryCollection", "Point",
    ]  # fmt: skip


@pytest.mark.parametrize("radius_m", [5, 500, 4000])
def test_ellipses_and_arcs_come_within_a_centimetre(tmp_path, radius_m):
    box = f"{EAST_M - radius_m} {NORTH_M - radius_m} {EAST_M + radius_m} {NORTH_M + radius_m}"
    layer = only(read_mif, write_mif(tmp_path / "a.mif", [f"Ellipse {box}", f"Arc {box} 0 90"], [b"x"] * 2))
    circle, arc = geometry_of(layer.table)
    for shape in (circle, arc):
        xy = shapely.get_coordinates(shape)
        off_m = np.abs(np.hypot(*((xy[1:] + xy[:-1]) / 2 - (EAST_M, NORTH_M)).T) - radius_m)
        assert off_m.max() <= 0.0101
    assert circle.area == pytest.approx(np.pi * radius_m**2, rel=0.005)
    assert arc.length == pytest.approx(np.pi * radius_m / 2, rel=0.001)
    assert kinds(layer) == ["curve linearised"]


def test_mid_line_end_inside_quotation_marks_ends_no_row(tmp_path):
    path = write_mif(tmp_path / "a.mif", map(region, squares(2)), [b"a", b"b"])
    path.with_suffix(".mid").write_bytes(b'"a"\r\n"b"')
    assert only(read_mif, path).rows_read == 2


def test_mid_with_nul_is_refused(tmp_path):
    path = write_mif(tmp_path / "a.mif", map(region, squares(2)), [b"a", b"b\0c"])
    assert [(note.kind, note.row) for note in only(read_mif, path).refused] == [("text-nul", 2)]
