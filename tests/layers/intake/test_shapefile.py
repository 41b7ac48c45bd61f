"""A shapefile comes in whole, or each row that is missing is named."""

import random
import struct

import numpy as np
import pytest
import shapely
from pyogrio import raw

from layers.errors import IntakeError
from layers.intake.formats.shapefile import read_shapefile
from layers.intake.formats.table import geometry_of

EAST_M, NORTH_M = 547_000.0, 2_477_000.0
TCVN3 = "§Êt quèc phßng".encode("latin-1")
"""The words "Đất quốc phòng" in the letters of an ABC font."""


def squares(count):
    x = EAST_M + 10.0 * np.arange(count)
    return shapely.box(x, NORTH_M, x + 5, NORTH_M + 5)


def write(path, shapes, columns=None, *, encoding="UTF-8", kind="Unknown", **options):
    columns = columns or {"ten": np.array([f"Thửa {n + 1}" for n in range(len(shapes))], dtype=object)}
    raw.write(
        str(path),
        np.array(shapely.to_wkb(shapes, output_dimension=4, flavor="iso"), dtype=object),
        list(columns.values()),
        list(columns),
        driver="ESRI Shapefile",
        geometry_type=kind,
        crs="EPSG:9205",
        encoding=encoding,
        **options,
    )
    return path


def dbf_bytes(fields, rows):
    """Return a .dbf with fields (name, kind, width, decimals) and cells of bytes."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack("<4BIHH20x", 3, 126, 1, 1, len(rows), 33 + 32 * len(fields), width)
    for name, kind, size, decimals in fields:
        head += name.ljust(11, b"\0") + kind + bytes(4) + bytes([size, decimals]) + bytes(14)
    cells = (b" " + b"".join(c.ljust(f[2]) for c, f in zip(row, fields, strict=True)) for row in rows)
    return head + b"\r" + b"".join(cells) + b"\x1a"


@pytest.fixture
def hundred(tmp_path):
    return write(tmp_path / "zones.shp", squares(100), kind="Polygon")


def only(path):
    (layer,) = read_shapefile(path)
    assert layer.is_reconciled
    return layer


def code_of(path):
    with pytest.raises(IntakeError) as caught:
        read_shapefile(path)
    return caught.value


def test_rows_geometry_text_and_system_come_in(hundred):
    layer = only(hundred)
    assert (layer.name, layer.declared_rows, layer.rows_read, layer.notes) == ("zones", 100, 100, ())
    assert shapely.equals_exact(geometry_of(layer.table), squares(100), 0.001, normalize=True).all()
    assert layer.table["row_number"].to_pylist() == list(range(1, 101))
    assert layer.table["ten"].to_pylist()[:2] == ["Thửa 1", "Thửa 2"]
    assert (layer.encoding, str(layer.table.schema.field("ten").type)) == ("UTF-8", "string")
    assert layer.crs_wkt.startswith('PROJCS["VN-2000_TM-3_103-00"')


def test_every_byte_of_a_text_without_declared_encoding_is_kept(tmp_path):
    path = write(tmp_path / "z.shp", squares(8), {"a": np.arange(8)})
    path.with_suffix(".cpg").unlink()
    cells = [bytes(range(max(1, 32 * n), 32 * n + 32)).strip() or b"x" for n in range(8)]
    path.with_suffix(".dbf").write_bytes(dbf_bytes([(b"ten", b"C", 40, 0)], [[c] for c in cells]))
    layer = only(path)
    assert layer.table["ten"].to_pylist() == cells
    assert layer.encoding == ""


def test_cpg_that_lies_leaves_the_bytes_and_is_told(tmp_path):
    path = write(tmp_path / "z.shp", squares(2))
    rows = [[TCVN3, b"LUC"], [b"\xa7", "Đ".encode()]]
    fields = [(b"ten", b"C", 40, 0), (b"ma", b"C", 4, 0)]
    path.with_suffix(".dbf").write_bytes(dbf_bytes(fields, rows))
    layer = only(path)
    assert layer.table["ten"].to_pylist() == [TCVN3, b"\xa7"]
    assert layer.table["ma"].to_pylist() == ["LUC", "Đ"]
    assert [(note.kind, note.column) for note in layer.notes] == [("encoding contradicted", "ten")]


def test_names_of_columns_keep_ten_characters_and_stay_apart(tmp_path):
    path = write(tmp_path / "z.shp", squares(1))
    fields = [(b"ma_loai_da", b"C", 4, 0), (b"ma_loai_da", b"C", 4, 0), (b"di\xd6n t\xddch", b"N", 9, 2)]
    path.with_suffix(".dbf").write_bytes(dbf_bytes(fields, [[b"LUC", b"CQP", b"12.50"]]))
    row = only(path).table.to_pylist()[0]
    assert (row["ma_loai_da"], row["ma_loai_da (2)"], row["diÖn tÝch"]) == ("LUC", "CQP", 12.5)


def test_cut_shp_loses_no_row_in_silence(tmp_path):
    path = write(tmp_path / "z.shp", squares(100), kind="Polygon")
    whole = path.read_bytes()
    assert len(whole) == 13_700
    for cut_at in random.Random(4).sample(range(100, 13_700), 200):  # noqa: S311 - a test
        path.write_bytes(whole[:cut_at])
        layer = only(path)
        left = (cut_at - 100) // 136
        assert layer.declared_rows == 100
        assert layer.table["row_number"].to_pylist() == list(range(1, left + 1))
        assert [note.row for note in layer.refused] == list(range(left + 1, 101))
        assert {note.kind for note in layer.refused} == {"shape-cut"}


@pytest.mark.parametrize("length", [0, 3, 99])
def test_shp_without_its_header_is_refused(hundred, length):
    hundred.write_bytes(hundred.read_bytes()[:length])
    assert code_of(hundred).code == "shapefile-cut"


def test_dbf_that_says_fewer_rows_is_refused_with_three_numbers(hundred):
    table = bytearray(hundred.with_suffix(".dbf").read_bytes())
    table[4:8] = (40).to_bytes(4, "little")
    hundred.with_suffix(".dbf").write_bytes(table)
    fault = code_of(hundred)
    assert fault.code == "shapefile-counts"
    assert "100 shapes in the .shp, 100 in the .shx, 40 rows in the .dbf" in fault.en


def test_index_and_table_cut_alike_are_found_by_the_shapes(hundred):
    index, table = hundred.with_suffix(".shx"), bytearray(hundred.with_suffix(".dbf").read_bytes())
    index.write_bytes(index.read_bytes()[: 100 + 8 * 40])
    table[4:8] = (40).to_bytes(4, "little")
    hundred.with_suffix(".dbf").write_bytes(table)
    assert "100 shapes in the .shp, 40 in the .shx, 40 rows in the .dbf" in code_of(hundred).en


def test_cut_dbf_is_refused(hundred):
    table = hundred.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-2000])
    assert code_of(hundred).code == "shapefile-counts"


def test_missing_index_is_refused_by_name(hundred):
    hundred.with_suffix(".shx").unlink()
    fault = code_of(hundred)
    assert fault.code == "shapefile-shx-missing"
    assert "thiếu tệp .shx" in fault.vi


def test_cut_index_is_refused(hundred):
    index = hundred.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:-300])
    assert code_of(hundred).code == "shapefile-counts"


def test_index_that_swaps_two_rows_does_not_swap_their_names(hundred):
    index = bytearray(hundred.with_suffix(".shx").read_bytes())
    index[100:108], index[108:116] = index[108:116], index[100:108]
    hundred.with_suffix(".shx").write_bytes(index)
    assert [note.row for note in only(hundred).refused] == [1, 2]


def test_missing_dbf_is_told(hundred):
    hundred.with_suffix(".dbf").unlink()
    layer = only(hundred)
    assert layer.rows_read == 100
    assert layer.table.column_names == ["row_number", "geometry"]
    assert [note.kind for note in layer.notes] == ["no attributes"]


def test_deleted_rows_are_counted(hundred):
    table = bytearray(hundred.with_suffix(".dbf").read_bytes())
    start, size = struct.unpack_from("<HH", table, 8)
    for row in (3, 7):
        table[start + size * (row - 1)] = ord("*")
    hundred.with_suffix(".dbf").write_bytes(table)
    layer = only(hundred)
    assert (layer.declared_rows, layer.rows_read) == (98, 98)
    assert "2 rows are marked as deleted" in layer.notes[0].en
    assert not {3, 7} & set(layer.table["row_number"].to_pylist())


def test_rows_without_shape_stay_and_are_told(tmp_path):
    shapes = squares(5)
    shapes[2] = None
    layer = only(write(tmp_path / "z.shp", shapes, kind="Polygon"))
    assert (layer.rows_read, layer.table["geometry"].null_count) == (5, 1)
    assert [(note.kind, note.row) for note in layer.notes] == [("no geometry", 3)]


def test_damaged_record_is_refused_alone(hundred):
    content = bytearray(hundred.read_bytes())
    content[100 + 136 + 8 + 36 : 100 + 136 + 8 + 40] = (10**6).to_bytes(4, "little")
    hundred.write_bytes(content)
    assert [note.row for note in only(hundred).refused] == [2]


def test_multipatches_are_refused_by_name(hundred):
    content = bytearray(hundred.read_bytes())
    content[108:112] = (31).to_bytes(4, "little")
    hundred.write_bytes(content)
    assert [(note.kind, note.row) for note in only(hundred).refused] == [("surface", 1)]


def test_text_with_nul_is_refused_and_padding_is_not(tmp_path):
    path = write(tmp_path / "z.shp", squares(3))
    cells = [b"LUC\0ONT", b"ONT\0\0", b"CQP"]
    path.with_suffix(".dbf").write_bytes(dbf_bytes([(b"ma", b"C", 10, 0)], [[c] for c in cells]))
    layer = only(path)
    assert layer.table["ma"].to_pylist() == ["ONT", "CQP"]
    assert [(note.kind, note.row, note.column) for note in layer.refused] == [("text-nul", 1, "ma")]


def test_numbers_are_exact_or_kept_as_text(tmp_path):
    path = write(tmp_path / "z.shp", squares(3))
    path.with_suffix(".cpg").unlink()
    fields = [
        (b"so", b"N", 20, 0),
        (b"dt", b"N", 12, 2),
        (b"ha", b"N", 12, 2),
        (b"ngay", b"D", 8, 0),
        (b"hen", b"D", 8, 0),
    ]
    rows = [
        [str(2**62).encode(), b"1.234,5", b"1234.5", b"20260201", b"20261301"],
        [b"-7", b"12.5", b"*" * 12, b"", b""],
        [b"", b"", b"", b"00000000", b"20260228"],
    ]
    path.with_suffix(".dbf").write_bytes(dbf_bytes(fields, rows))
    layer = only(path)
    table = layer.table
    assert table["so"].to_pylist() == [2**62, -7, None]
    assert table["dt"].to_pylist() == [b"1.234,5", b"12.5", b""]
    assert table["ha"].to_pylist() == [1234.5, None, None]
    assert table["ngay"].to_pylist() == ["2026-02-01", None, None]
    assert table["hen"].to_pylist() == [b"20261301", b"", b"20260228"]
    told = [note.column for note in layer.notes if note.kind == "number or day not understood"]
    assert told == ["dt", "hen"]


@pytest.mark.parametrize("dimension", ["Z", "M", "ZM"])
def test_heights_and_measures_are_dropped_with_a_note(tmp_path, dimension):
    more = {"Z": " 7", "M": " 7", "ZM": " 7 8"}[dimension]
    ring = ", ".join(f"{x} {y}{more}" for x, y in ((0, 0), (0, 100), (100, 100), (0, 0)))
    shapes = shapely.from_wkt([f"POLYGON {dimension} (({ring}))"])
    layer = only(write(tmp_path / "z.shp", shapes, layer_options={"SHPT": f"POLYGON{dimension}"}))
    (shape,) = geometry_of(layer.table)
    assert (shape.area, shape.has_z, shape.has_m) == (5000.0, False, False)
    assert [note.kind for note in layer.notes] == ["height dropped"]


def test_lines_and_points_stay_what_they_are(tmp_path):
    lines = shapely.linestrings([[(0, 0), (10, 0), (10, 10), (0, 0)]])
    layer = only(write(tmp_path / "l.shp", lines, kind="LineString"))
    assert geometry_of(layer.table)[0].geom_type == "LineString"
    layer = only(write(tmp_path / "p.shp", shapely.points([[1, 2], [3, 4]]), kind="Point"))
    assert [shape.wkt for shape in geometry_of(layer.table)] == ["POINT (1 2)", "POINT (3 4)"]


def test_no_rows_is_an_empty_layer(tmp_path):
    layer = only(write(tmp_path / "z.shp", squares(0), {"a": np.arange(0)}, kind="Polygon"))
    assert (layer.declared_rows, layer.rows_read) == (0, 0)
