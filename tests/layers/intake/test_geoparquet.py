"""GeoParquet: the metadata is checked first; nothing that pandas or Python left beside it is opened."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyproj
import pytest
import shapely
from pyarrow import parquet

from geo.crs import parse_crs
from layers.errors import IntakeError
from layers.intake.formats import geoparquet
from layers.intake.formats.geoparquet import read_geoparquet
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

SQUARES = [shapely.box(103 + n / 100, 22, 103.005 + n / 100, 22.005) for n in range(5)]
COLUMN = {"encoding": "WKB", "geometry_types": []}


def geo(**column: object) -> dict:
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {**COLUMN, **column}}}


def write(folder: Path, metadata: object = None, *, shapes: list | None = None, **columns: object) -> Path:
    wkb = [
        shape if shape is None or isinstance(shape, bytes) else shapely.to_wkb(shape)
        for shape in shapes or SQUARES
    ]
    table = pa.table({"ma": list("abcde")[: len(wkb)], **columns, "geometry": pa.array(wkb, pa.binary())})
    raw = (
        metadata
        if isinstance(metadata, bytes)
        else json.dumps(geo() if metadata is None else metadata).encode()
    )
    path = folder / "a.parquet"
    parquet.write_table(table.replace_schema_metadata({b"geo": raw}), path)
    return path


def one(path: Path) -> SourceLayer:
    (layer,) = read_geoparquet(path)
    assert layer.is_reconciled
    return layer


def refusal(path: Path) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_geoparquet(path)
    return caught.value


@pytest.mark.parametrize("version", ["0.4.0", "1.0.0", "1.1.0"])
def test_what_geopandas_writes_comes_back(tmp_path: Path, version: str) -> None:
    path = tmp_path / "a.parquet"
    frame = gpd.GeoDataFrame(
        {"ma": ["LUC", None, "Ấp", "", "x"], "so": [1, 2, 3, 4, 5], "dt": [0.5, None, 1, 2, 3], "ok": [True] * 5, "ngay": np.array(["2026-02-01T05:00"] * 5, dtype="datetime64[ms]")},
        geometry=SQUARES,
        crs="EPSG:9205",
    )  # fmt: skip
    frame.to_parquet(path, schema_version=version, row_group_size=2)
    layer = one(path)
    assert layer.table.column_names == ["row_number", "geometry", "ma", "so", "dt", "ok", "ngay"]
    assert [str(t) for t in layer.table.schema.types] == [
        "int64",
        "binary",
        "string",
        "int64",
        "double",
        "bool",
        "string",
    ]
    assert layer.table["ma"].to_pylist() == ["LUC", None, "Ấp", "", "x"]
    assert layer.table["ngay"].to_pylist()[0] == "2026-02-01T05:00:00"
    assert layer.table["row_number"].to_pylist() == [1, 2, 3, 4, 5]
    assert shapely.equals_exact(geometry_of(layer.table), np.array(SQUARES), 0).all()
    assert parse_crs(layer.crs_wkt) == parse_crs("EPSG:9205")
    assert (layer.name, layer.crs_name, layer.declared_rows, layer.notes) == (
        "a",
        "VN-2000 / TM-3 103-00 (EPSG:9205)",
        5,
        (),
    )


def test_more_rows_than_one_batch_are_numbered_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoparquet, "BATCH_ROWS", 2)
    layer = one(write(tmp_path, shapes=[*SQUARES[:3], b"\x01", None]))
    assert layer.table["row_number"].to_pylist() == [1, 2, 3, 5]
    assert layer.table["ma"].to_pylist() == list("abce")
    assert [(note.kind, note.row, note.en) for note in layer.refused] == [
        ("wkb-cut", 4, "a #4: the shape is damaged or cut off.")
    ]


@pytest.mark.parametrize(
    ("column", "name", "wkt_name"),
    [
        ({}, "OGC:CRS84 (GeoParquet)", "WGS 84 (CRS84)"),
        ({"crs": None}, "", ""),
        ({"crs": pyproj.CRS("EPSG:9205").to_json_dict()}, "VN-2000 / TM-3 103-00 (EPSG:9205)", "VN-2000 / TM-3 103-00"),
        ({"crs": pyproj.CRS("EPSG:4979").to_json_dict()}, "WGS 84 (EPSG:4979)", "WGS 84"),
        ({"crs": pyproj.CRS("EPSG:3405").to_wkt()}, 'PROJCRS["VN-2000 / UTM zone 48N",BASEGEOGCRS["VN-2000",DATUM["Vietnam 2000",ELLI', "VN-2000 / UTM zone 48N"),
    ],
)  # fmt: skip
def test_the_coordinate_system_is_what_the_metadata_says(
    tmp_path: Path, column: dict, name: str, wkt_name: str
) -> None:
    layer = one(write(tmp_path, geo(**column)))
    assert layer.crs_name == name
    assert (layer.crs_wkt.split('"')[1] if layer.crs_wkt else "") == wkt_name


def test_metres_without_a_system_are_not_taken_for_degrees(tmp_path: Path) -> None:
    layer = one(write(tmp_path, shapes=[shapely.Point(547_012, 2_477_623)]))
    assert (layer.crs_wkt, [note.kind for note in layer.notes]) == ("", ["not degrees"])


@pytest.mark.parametrize(
    ("metadata", "code", "told"),
    [
        (b"{", "geoparquet-metadata", "no JSON"),
        (b"[" * 100_000, "geoparquet-metadata", "no JSON"),
        ([], "geoparquet-metadata", "no object"),
        ({}, "geoparquet-metadata", "primary geometry column is missing"),
        ({**geo(), "primary_column": "x"}, "geoparquet-metadata", "primary geometry column is missing"),
        ({**geo(), "columns": []}, "geoparquet-metadata", "primary geometry column is missing"),
        ({"primary_column": "ma", "columns": {"ma": COLUMN}}, "geoparquet-metadata", "geometry column is string"),
        (geo(encoding="polygon"), "geoparquet-encoding", "'polygon'; only WKB is read"),
        (geo(encoding="WKT"), "geoparquet-encoding", "'WKT'; only WKB is read"),
        (geo(crs=[1]), "geoparquet-metadata", "crs is no PROJJSON"),
        (geo(crs={"type": "GeographicCRS"}), "crs-unknown", "coordinate system that is not known"),
        (geo(crs="+proj=longlat"), "crs-unknown", "+proj"),
    ],
)  # fmt: skip
def test_metadata_that_contradicts_the_file_is_refused(
    tmp_path: Path, metadata: object, code: str, told: str
) -> None:
    error = refusal(write(tmp_path, metadata))
    assert (error.code, told in error.en) == (code, True), error.en


def test_plain_parquet_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"geometry": [b"x"]}), tmp_path / "a.parquet")
    assert refusal(tmp_path / "a.parquet").code == "geoparquet-metadata"


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    for raw in (whole[: len(whole) // 2], whole[:4], b"", whole[:8] + bytes(len(whole) - 12) + whole[-4:]):
        path.write_bytes(raw)
        assert refusal(path).code == "geoparquet-broken"


def test_limits_hold_before_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path)
    monkeypatch.setattr("layers.intake.formats.table.MOST_CELLS", 9)
    assert refusal(path).code == "too-many-cells"


def test_columns_with_equal_names_are_refused(tmp_path: Path) -> None:
    table = pa.table([["a"], ["b"], [shapely.to_wkb(SQUARES[0])]], names=["ma", "ma", "geometry"])
    parquet.write_table(
        table.replace_schema_metadata({b"geo": json.dumps(geo()).encode()}), tmp_path / "a.parquet"
    )
    assert refusal(tmp_path / "a.parquet").code == "geoparquet-columns"


def test_other_geometries_boxes_and_binary_cells_are_left_out(tmp_path: Path) -> None:
    box = {"bbox": {side: ["o", side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    metadata = geo(covering=box, edges="spherical")
    metadata["columns"]["tam"] = COLUMN
    path = write(
        tmp_path,
        metadata,
        o=pa.array([{"xmin": 1.0}] * 5),
        tam=[b"x"] * 5,
        anh=[None, b"\xff", None, b"y", None],
    )
    layer = one(path)
    assert layer.table.column_names == ["row_number", "geometry", "ma", "anh"]
    assert layer.table["anh"].to_pylist() == [None] * 5
    assert {(note.kind, note.row, note.column) for note in layer.notes} == {
        ("blob dropped", 2, "anh"), ("geometry not read", 0, ""), ("edges spherical", 0, ""),
    }  # fmt: skip


def test_odd_columns_become_plain_ones(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        **{
            "a.b": [[1, 2], None, [], [3], None],
            "loai": pa.array(["x", "y", "x", None, "y"]).dictionary_encode(),
            "chu": pa.array([b"\xca\xea", b"b", None, b"d", b"e"]).view(pa.string()),
            "lon": pa.array([1, 2, 3, 4, 2**64 - 1], pa.uint64()),
        },
    )  # fmt: skip
    layer = one(path)
    assert layer.table["a.b"].to_pylist() == ["[1, 2]", None, "[]", "[3]", None]
    assert layer.table["loai"].to_pylist() == ["x", "y", "x", None, "y"]
    assert layer.table["chu"].to_pylist() == [b"\xca\xea", b"b", None, b"d", b"e"]
    assert layer.table["lon"].to_pylist()[-1] == "18446744073709551615"


def test_an_empty_file_keeps_its_columns(tmp_path: Path) -> None:
    table = pa.table({"ma": pa.array([], pa.string()), "geometry": pa.array([], pa.binary())})
    parquet.write_table(
        table.replace_schema_metadata({b"geo": json.dumps(geo()).encode()}), tmp_path / "a.parquet"
    )
    layer = one(tmp_path / "a.parquet")
    assert (layer.table.column_names, layer.declared_rows) == (["row_number", "geometry", "ma"], 0)


class _Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return open, (str(self.path), "w")


def test_pickled_types_and_pandas_metadata_are_not_opened(tmp_path: Path) -> None:
    trap = pickle.dumps(_Trap(tmp_path / "sprung"))
    field = pa.field(
        "ma",
        pa.string(),
        metadata={b"ARROW:extension:name": b"arrow.py_extension_type", b"ARROW:extension:metadata": trap},
    )
    table = pa.table({"ma": ["x"], "geometry": [shapely.to_wkb(SQUARES[0])]})
    schema = pa.schema(
        [field, table.schema.field("geometry")],
        metadata={b"geo": json.dumps(geo()).encode(), b"pandas": trap, b"PANDAS_ATTRS": trap},
    )
    parquet.write_table(table.cast(schema), tmp_path / "a.parquet")
    assert one(tmp_path / "a.parquet").table["ma"].to_pylist() == ["x"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet"]
