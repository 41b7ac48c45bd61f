"""GeoPackage: every table, every row in its place, each shape that cannot be read named by its rowid."""

from __future__ import annotations

import math
import sqlite3
import struct
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.crs import parse_crs
from layers.errors import IntakeError
from layers.intake.formats.geopackage import read_geopackage
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

SQUARES = [shapely.box(500_000 + 200 * n, 2_470_000, 500_100 + 200 * n, 2_470_100) for n in range(5)]
CURVE = struct.pack("<BII", 1, 10, 1) + struct.pack(
    "<BII10d", 1, 8, 5, 0, 0, 1000, 1000, 2000, 0, 1000, -1000, 0, 0
)


@cache
def plain_file() -> bytes:
    with TemporaryDirectory() as folder:
        return write(Path(folder, "a.gpkg"), ma=list("abcde")).read_bytes()


def plain(folder: Path) -> Path:
    """Return a copy of a GeoPackage with five squares, made once."""
    path = folder / "a.gpkg"
    path.write_bytes(plain_file())
    return path


def write(path: Path, layer: str = "thua", **columns: list) -> Path:
    shapes = columns.pop("geometry", SQUARES)
    gpd.GeoDataFrame(columns or {"ma": list("abcde")}, geometry=shapes, crs="EPSG:9205").to_file(
        path, layer=layer
    )
    return path


def change(path: Path, *statements: str, values: tuple = ()) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:  # they call functions that only SpatiaLite and GDAL have
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()
        for _, sql in triggers:
            connection.execute(sql)


def blob(wkb: bytes, *, flags: int = 1, srs: int = 9205, magic: bytes = b"GP\0") -> bytes:
    return magic + bytes([flags]) + struct.pack("<i" if flags & 1 else ">i", srs) + wkb


def one(path: Path) -> SourceLayer:
    (layer,) = read_geopackage(path)
    assert layer.is_reconciled
    return layer


def test_rows_columns_and_place_come_through(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg",
        ma=["LUC", None, "Ấp", "", "x"],
        so=[1, 2, None, 4, 5],
        dai=[0.5, None, 1.5, 2.0, 2.5],
        dung=[True, False, True, True, False],
        ngay=np.array(["2026-02-01"] * 5, dtype="datetime64[s]"),
    )
    layer = one(path)
    assert layer.table.column_names == ["row_number", "geometry", "fid", "ma", "so", "dai", "dung", "ngay"]
    assert [str(kind) for kind in layer.table.schema.types] == [
        "int64", "binary", "int64", "string", "double", "double", "bool", "string",
    ]  # fmt: skip
    assert layer.table["row_number"].to_pylist() == layer.table["fid"].to_pylist() == [1, 2, 3, 4, 5]
    assert layer.table["ma"].to_pylist() == ["LUC", None, "Ấp", "", "x"]
    assert layer.table["dung"].to_pylist() == [True, False, True, True, False]
    assert layer.table["ngay"].to_pylist()[0].startswith("2026-02-01")
    assert shapely.equals_exact(geometry_of(layer.table), np.array(SQUARES), 0).all()
    assert (layer.name, layer.declared_rows, layer.notes) == ("thua", 5, ())
    assert parse_crs(layer.crs_wkt) == parse_crs("EPSG:9205")
    assert layer.crs_name == "VN-2000 / TM-3 103-00 (EPSG:9205)"


def test_more_rows_than_one_fetch_keep_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE thua SET fid = 100 - fid")
    monkeypatch.setattr("layers.intake.formats.geopackage.FETCHED_ROWS", 2)
    layer = one(path)
    assert layer.table["row_number"].to_pylist() == [1, 2, 3, 4, 5]
    assert layer.table["fid"].to_pylist() == [95, 96, 97, 98, 99]
    assert layer.table["ma"].to_pylist() == list("edcba")
    assert geometry_of(layer.table)[0].equals(SQUARES[4])


def test_every_layer_is_listed_and_tables_without_geometry_too(tmp_path: Path) -> None:
    path = plain(tmp_path)
    write(path, layer="ranh giới")
    pyogrio.write_dataframe(pd.DataFrame({"ma": ["x", "y"]}), path, layer="bang", driver="GPKG")
    layers = read_geopackage(path)
    assert [(layer.name, layer.rows_read, layer.declared_rows) for layer in layers] == [
        ("thua", 5, 5),
        ("ranh giới", 5, 5),
        ("bang", 2, 2),
    ]
    assert [n.kind for n in layers[2].notes] == ["attributes only"]
    assert layers[2].table["geometry"].to_pylist() == [None, None]
    assert (layers[2].crs_wkt, layers[2].crs_name) == ("", "")


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    path = plain(tmp_path)
    change(path, "DELETE FROM thua")
    layer = one(path)
    assert layer.table.column_names == ["row_number", "geometry", "fid", "ma"]
    assert (layer.rows_read, layer.declared_rows) == (0, 0)


@pytest.mark.parametrize("told", [0, 3, 9])
def test_a_count_that_lies_is_told_and_all_rows_are_read(tmp_path: Path, told: int) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE gpkg_ogr_contents SET feature_count = ?", values=(told,))
    layer = one(path)
    assert (layer.rows_read, layer.declared_rows, [n.kind for n in layer.notes]) == (5, 5, ["count differs"])
    assert f"says {told} rows, counted are 5" in layer.notes[0].en


RING = struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 0, 0, 100, 0, 100, 100, 0, 0.005)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (blob(shapely.to_wkb(SQUARES[0]))[:-20], "wkb-cut"),
        (blob(b""), "wkb-cut"),
        (b"GP", "wkb-cut"),
        (b"", "wkb-cut"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 0))", "wkb-cut"),
        (17, "wkb-cut"),
        (shapely.to_wkb(SQUARES[0]), "wkb-cut"),
        (blob(shapely.to_wkb(SQUARES[0]), magic=b"GP\1"), "wkb-cut"),
        (blob(shapely.to_wkb(SQUARES[0]), flags=1 | 0x20), "wkb-cut"),
        (blob(shapely.to_wkb(SQUARES[0]), flags=1 | 5 << 1), "wkb-cut"),
        (blob(struct.pack("<BII", 1, 16, 0)), "surface"),
        (blob(struct.pack("<BII", 1, 1015, 0)), "surface"),
        (blob(struct.pack("<BII", 1, 99, 0)), "geometry-type"),
        (blob(struct.pack("<BIII", 1, 3, 1, 2) + struct.pack("<4d", 0, 0, 0, 0)), "too-few-points"),
        (blob(RING[:-8] + struct.pack("<d", 5)), "ring-open"),
        (blob(struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 0, 0, math.nan, 0, 9, 9, 0, 0)), "not-finite"),
        (blob(struct.pack("<BIdd", 1, 1, math.inf, 0)), "not-finite"),
        (blob(struct.pack("<BII", 1, 7, 1) * 200_000), "wkb-cut"),
        (blob(struct.pack("<BII", 1, 6, 1) * 400_000), "wkb-cut"),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, value: object, code: str
) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE thua SET geom = ? WHERE fid = 3", values=(value,))
    layer = one(path)
    (note,) = layer.refused
    assert (note.kind, note.row) == (code, 3)
    assert note.en.startswith("thua, rowid 3")
    assert note.vi.startswith("thua, rowid 3")
    assert layer.table["ma"].to_pylist() == list("abde")


@pytest.mark.parametrize(
    ("wkb", "kinds", "told"),
    [
        (None, "no geometry", None),
        (struct.pack("<BII", 1, 3, 0), "empty geometry", "POLYGON EMPTY"),
        (struct.pack("<BIdd", 1, 1, math.nan, math.nan), "empty geometry", "POINT EMPTY"),
        (shapely.to_wkb(shapely.Point(1, 2, 3)), "height dropped", "POINT (1 2)"),
        (shapely.to_wkb(shapely.from_wkt("POINT ZM (1 2 3 4)"), flavor="iso"), "height dropped", "POINT (1 2)"),
        (shapely.to_wkb(shapely.from_wkt("POINT M (1 2 3)"), flavor="iso"), "height dropped", "POINT (1 2)"),
        (shapely.to_wkb(shapely.Point(1, 2), byte_order=0), "", "POINT (1 2)"),
        (RING, "ring closed", "POLYGON ((0 0, 100 0, 100 100, 0 0.005, 0 0))"),
        (shapely.to_wkb(shapely.from_wkt("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))")), "", "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))"),
    ],
)  # fmt: skip
def test_what_was_done_to_a_shape_is_told(
    tmp_path: Path, wkb: bytes | None, kinds: str, told: str | None
) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE thua SET geom = ? WHERE fid = 3", values=(wkb and blob(wkb),))
    layer = one(path)
    assert [note.kind for note in layer.notes] == ([kinds] if kinds else [])
    assert all((note.row, note.refused) == (3, False) for note in layer.notes)
    shape = geometry_of(layer.table)[2]
    assert (None if shape is None else shape.wkt) == told


def test_a_curve_is_drawn_as_chords_and_told(tmp_path: Path) -> None:
    path = plain(tmp_path)
    inside = struct.pack("<BII", 1, 7, 1) + CURVE  # GEOS reads this as an empty collection
    change(path, "UPDATE thua SET geom = ? WHERE fid = 3", values=(blob(CURVE),))
    change(path, "UPDATE thua SET geom = ? WHERE fid = 4", values=(blob(inside),))
    layer = one(path)
    assert [(note.kind, note.row) for note in layer.notes] == [("curve linearised", 3)]
    assert "2 (first: row 3)" in layer.notes[0].en
    for shape in geometry_of(layer.table)[2:4]:
        assert shape.area == pytest.approx(math.pi * 1000**2, rel=2e-5)


@pytest.mark.parametrize(("envelope", "numbers"), [(0, 0), (1, 4), (2, 6), (3, 6), (4, 8)])
@pytest.mark.parametrize("order", [0, 1])
def test_every_header_is_skipped(tmp_path: Path, envelope: int, numbers: int, order: int) -> None:
    path = plain(tmp_path)
    wkb = bytes(8 * numbers) + shapely.to_wkb(SQUARES[1])
    change(path, "UPDATE thua SET geom = ? WHERE fid = 3", values=(blob(wkb, flags=envelope << 1 | order),))
    layer = one(path)
    assert geometry_of(layer.table)[2].equals(SQUARES[1])
    assert layer.notes == ()


def test_text_of_another_encoding_stays_bytes_and_nul_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE thua SET ma = CAST(x'a7ea74' AS TEXT) WHERE fid = 2")
    layer = one(path)
    assert layer.table["ma"].to_pylist() == [b"a", b"\xa7\xeat", b"c", b"d", b"e"]
    change(path, "UPDATE thua SET ma = CAST(x'610062' AS TEXT) WHERE fid = 2")
    layer = one(path)
    assert [(n.kind, n.row, n.column) for n in layer.refused] == [("text-nul", 2, "ma")]


def test_binary_cells_are_left_out_and_told(tmp_path: Path) -> None:
    path = plain(tmp_path)
    change(path, "UPDATE thua SET ma = x'00ff' WHERE fid IN (2, 4)")
    layer = one(path)
    assert layer.table["ma"].to_pylist() == ["a", None, "c", None, "e"]
    assert [(n.kind, n.row, n.column, n.refused) for n in layer.notes] == [("blob dropped", 2, "ma", False)]


@pytest.mark.parametrize(
    ("statement", "crs", "name", "kinds"),
    [
        ("UPDATE gpkg_spatial_ref_sys SET definition = 'undefined' WHERE srs_id = 9205", "EPSG:9205", "VN-2000 / TM-3 103-00 (EPSG:9205)", []),
        ("UPDATE gpkg_spatial_ref_sys SET definition = (SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = 4326) WHERE srs_id = 9205", "EPSG:4326", "VN-2000 / TM-3 103-00 (EPSG:9205)", ["crs contradicts"]),
        ("UPDATE gpkg_spatial_ref_sys SET definition = 'x', organization = 'NONE' WHERE srs_id = 9205", "", "VN-2000 / TM-3 103-00 (NONE:9205)", ["crs unknown"]),
        ("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 9205", "", "srs_id 9205", ["crs unknown"]),
        ("UPDATE gpkg_geometry_columns SET srs_id = -1", "", "srs_id -1", ["other srs"]),
        ("UPDATE gpkg_geometry_columns SET srs_id = 4326", "EPSG:4326", "WGS 84 geodetic (EPSG:4326)", ["other srs"]),
    ],
)  # fmt: skip
def test_the_coordinate_system_is_what_the_file_says(
    tmp_path: Path, statement: str, crs: str, name: str, kinds: list[str]
) -> None:
    path = plain(tmp_path)
    change(path, statement)
    layer = one(path)
    assert (parse_crs(layer.crs_wkt) == parse_crs(crs)) if crs else (layer.crs_wkt == "")
    assert (layer.crs_name, [note.kind for note in layer.notes]) == (name, kinds)


def test_a_hostile_layer_name_is_only_a_name(tmp_path: Path) -> None:
    name = 'a"b; drop table gpkg_contents --'
    layer = one(write(tmp_path / "a.gpkg", layer=name))
    assert (layer.name, layer.rows_read) == (name, 5)


def test_a_file_left_in_write_ahead_mode_is_read_with_a_note(tmp_path: Path) -> None:
    path = plain(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[18:20] = b"\2\2"
    path.write_bytes(raw)
    assert [note.kind for note in one(path).notes] == ["write-ahead"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg"]


def test_the_gate_comes_first(tmp_path: Path) -> None:
    path = plain(tmp_path)
    change(path, "CREATE VIEW v AS SELECT 1")
    with pytest.raises(IntakeError) as caught:
        read_geopackage(path)
    assert caught.value.code == "gpkg-view"
