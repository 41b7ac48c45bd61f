"""A FlatGeobuf comes in whole, its rows counted and not believed."""

import math
import random
import struct

import numpy as np
import pytest
import shapely
from pyogrio import raw

from geo.crs import parse_crs
from layers.errors import IntakeError
from layers.intake.formats.flatgeobuf import read_flatgeobuf
from layers.intake.formats.table import geometry_of

EAST_M, NORTH_M = 547_000.0, 2_477_000.0


def write(path, wkb, columns=None, *, index=True, crs="EPSG:9205"):
    columns = columns or {"ten": np.array([f"Thửa {n + 1}" for n in range(len(wkb))], dtype=object)}
    raw.write(
        str(path),
        np.array(wkb, dtype=object),
        list(columns.values()),
        list(columns),
        driver="FlatGeobuf",
        geometry_type="Unknown",
        crs=crs,
        layer="thua_dat",
        layer_options={"SPATIAL_INDEX": "YES" if index else "NO"},
    )
    return path


def squares(count):
    x = EAST_M + 10.0 * np.arange(count)
    return shapely.box(x, NORTH_M, x + 5, NORTH_M + 5)


def only(path):
    (layer,) = read_flatgeobuf(path)
    assert layer.is_reconciled
    return layer


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("count", [1, 2, 16, 17, 300])
def test_rows_geometry_text_and_system_come_in(tmp_path, index, count):
    layer = only(write(tmp_path / "a.fgb", shapely.to_wkb(squares(count)), index=index))
    assert (layer.name, layer.declared_rows, layer.rows_read, layer.notes) == ("thua_dat", count, count, ())
    named = dict(zip(layer.table["ten"].to_pylist(), geometry_of(layer.table), strict=True))
    for n, square in enumerate(squares(count)):
        assert shapely.equals_exact(named[f"Thửa {n + 1}"], square, 0.001, normalize=True)
    assert parse_crs(layer.crs_wkt) == parse_crs("EPSG:9205")


def test_file_without_system_says_so(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(1)), crs=None)
    assert only(path).crs_wkt == ""


def test_cut_file_is_refused_wherever_it_is_cut(tmp_path):
    path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(100)))
    whole = path.read_bytes()
    for cut_at in random.Random(5).sample(range(1, len(whole)), 200):  # noqa: S311 - a test
        path.write_bytes(whole[:cut_at])
        with pytest.raises(IntakeError) as caught:
            read_flatgeobuf(path)
        assert caught.value.code in {"flatgeobuf-broken", "flatgeobuf-cut", "flatgeobuf-counts"}


@pytest.mark.parametrize("told", [40, 99, 2**40])
def test_header_that_lies_about_its_rows_is_refused(tmp_path, told):
    path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(100)), index=False)
    data = bytearray(path.read_bytes())
    places = [n for n in range(200) if data[n : n + 8] == struct.pack("<Q", 100)]
    data[places[0] : places[0] + 8] = struct.pack("<Q", told)
    path.write_bytes(data)
    with pytest.raises(IntakeError) as caught:
        read_flatgeobuf(path)
    assert caught.value.code == "flatgeobuf-counts"


def test_curves_are_linearised_within_a_centimetre(tmp_path):
    radius_m = 250.0
    arc = (EAST_M - radius_m, NORTH_M, EAST_M, NORTH_M + radius_m, EAST_M + radius_m, NORTH_M)
    ring = (*arc, EAST_M, NORTH_M - radius_m, *arc[:2])
    curved = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII10d", 1, 8, 5, *ring)
    layer = only(write(tmp_path / "a.fgb", [curved, shapely.to_wkb(squares(1)[0])], index=False))
    circle = geometry_of(layer.table)[0]
    assert circle.area == pytest.approx(np.pi * radius_m**2, rel=1e-4)
    xy = shapely.get_coordinates(circle)
    middle = (xy[1:] + xy[:-1]) / 2 - (EAST_M, NORTH_M)
    assert radius_m - np.hypot(*middle.T).min() <= 0.01
    assert [(note.kind, note.row) for note in layer.notes] == [("curve linearised", 0)]


def test_surfaces_are_refused_by_name(tmp_path):
    triangle = struct.pack("<BIII12d", 1, 1017, 1, 4, *(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0))
    tin = struct.pack("<BII", 1, 1016, 1) + triangle
    layer = only(write(tmp_path / "a.fgb", [tin, shapely.to_wkb(squares(1)[0])], index=False))
    assert (layer.declared_rows, layer.rows_read) == (2, 1)
    assert [(note.kind, note.row) for note in layer.refused] == [("surface", 1)]
    assert "TIN" in layer.refused[0].en
    assert layer.refused[0].vi.startswith("Dòng 1: ")


def test_mixed_types_and_collections_stay(tmp_path):
    shapes = [shapely.Point(1, 2), shapely.box(0, 0, 9, 9), shapely.LineString([(0, 0), (5, 5)])]
    shapes.append(shapely.GeometryCollection(shapes))
    layer = only(write(tmp_path / "a.fgb", shapely.to_wkb(shapes), index=False))
    found = geometry_of(layer.table)
    assert [shape.geom_type for shape in found] == ["Point", "Polygon", "LineString", "GeometryCollection"]
    assert found[3].geoms[1].area == 81.0


def test_row_without_shape_stays_and_ring_left_open_is_refused(tmp_path):
    open_ring = struct.pack("<BIII8d", 1, 3, 1, 4, *(0, 0, 1000, 0, 1000, 1000, 0, 500))
    layer = only(write(tmp_path / "a.fgb", [None, open_ring, shapely.to_wkb(squares(1)[0])], index=False))
    assert [note.kind for note in layer.notes] == ["reader's remark", "ring-open", "no geometry"]
    assert layer.table["row_number"].to_pylist() == [1, 3]


def test_values_keep_their_types(tmp_path):
    columns = {
        "so": np.array([2**62, -1]),
        "ha": np.array([1.5, np.nan]),
        "ngay": np.array(["2026-02-01", "NaT"], dtype="datetime64[D]"),
        "ma": np.array(["Đ", None], dtype=object),
        "MA": np.array(["x", "y"], dtype=object),
    }
    table = only(write(tmp_path / "a.fgb", shapely.to_wkb(squares(2)), columns, index=False)).table
    assert table["so"].to_pylist() == [2**62, -1]
    assert table["ha"].to_pylist() == [1.5, None]
    assert table["ngay"].to_pylist() == ["2026-02-01T00:00:00", None]
    assert table["ma"].to_pylist() == ["Đ", None]
    assert table["MA_2"].to_pylist() == ["x", "y"]


def test_text_that_is_no_utf8_stays_bytes(tmp_path):
    path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(2)))
    path.write_bytes(path.read_bytes().replace("Thửa 2".encode(), b"Thua\xa7\xd2 2"))
    layer = only(path)
    assert sorted(layer.table["ten"].to_pylist()) == [b"Thua\xa7\xd2 2", "Thửa 1".encode()]
    assert [note.kind for note in layer.notes] == ["encoding contradicted"]


def test_text_with_nul_is_refused(tmp_path):
    path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(1)), {"ten": np.array(["LUC ONT"], dtype=object)})
    path.write_bytes(path.read_bytes().replace(b"LUC ONT", b"LUC\0ONT"))
    assert [(note.kind, note.column) for note in only(path).refused] == [("text-nul", "ten")]


def test_damaged_row_is_named(tmp_path):
    path = write(tmp_path / "a.fgb", shapely.to_wkb(squares(30)), index=False)
    data = path.read_bytes()
    at = data.index("Thửa 17".encode()) - 4
    path.write_bytes(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :])
    with pytest.raises(IntakeError) as caught:
        read_flatgeobuf(path)
    assert caught.value.code == "flatgeobuf-row"
    assert "row 17 is damaged" in caught.value.en


def test_coordinate_that_is_no_number_is_refused(tmp_path):
    shapes = [shapely.to_wkb(squares(1)[0])] * 2
    path = write(tmp_path / "a.fgb", shapes, index=False)
    data = bytearray(path.read_bytes())
    at = data.rindex(struct.pack("<d", NORTH_M + 5))
    data[at : at + 8] = struct.pack("<d", math.nan)
    path.write_bytes(data)
    assert [note.kind for note in only(path).refused] == ["not-finite"]
