"""
Faults of geometry that a reader decides, by their numbers in the catalogue of inputs.

Each is put between two sound rows, in every format that can hold it. The sound rows must come
through, the faulty one must be named (refused) or told (changed), and rows declared must be rows
read plus rows refused.
"""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from layers.intake.formats.features import read_features
from layers.intake.formats.geopackage import read_geopackage
from layers.intake.formats.geoparquet import read_geoparquet
from layers.intake.formats.kml import read_kml
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

SQUARE = shapely.box(103, 22, 103.01, 22.01)


def ring(*positions: tuple[float, ...], kind: int = 3, numbers: int = 2) -> bytes:
    flat = [number for position in positions for number in position]
    assert len(flat) == numbers * len(positions)
    return struct.pack("<BIII", 1, kind, 1, len(positions)) + struct.pack(f"<{len(flat)}d", *flat)


def polygon(*positions: object) -> dict:
    return {"type": "Polygon", "coordinates": [list(positions)]}


def kml_polygon(coordinates: str) -> str:
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon>"


def as_geojson(folder: Path, member: object) -> SourceLayer:
    shapes = [json.loads(shapely.to_geojson(SQUARE)), member, json.loads(shapely.to_geojson(SQUARE))]
    features = [
        f'{{"type": "Feature", "properties": {{}}, "geometry": {one if isinstance(one, str) else json.dumps(one)}}}'
        for one in shapes
    ]
    path = folder / "a.geojson"
    path.write_text(f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}', encoding="utf-8")
    return read_features(path)[0]


def as_geopackage(folder: Path, wkb: bytes | None) -> SourceLayer:
    path = folder / "a.gpkg"
    gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=[SQUARE] * 3, crs="EPSG:4326").to_file(
        path, SPATIAL_INDEX="NO"
    )
    with closing(sqlite3.connect(path)) as connection:
        blob = None if wkb is None else b"GP\0\1" + struct.pack("<i", 4326) + wkb
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("UPDATE a SET geom = ? WHERE fid = 2", (blob,))
        connection.commit()
    return read_geopackage(path)[0]


def as_geoparquet(folder: Path, wkb: bytes | None) -> SourceLayer:
    column = pa.array([shapely.to_wkb(SQUARE), wkb, shapely.to_wkb(SQUARE)], pa.binary())
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    path = folder / "a.parquet"
    parquet.write_table(pa.table({"geometry": column}, metadata={"geo": json.dumps(geo)}), path)
    return read_geoparquet(path)[0]


def as_kml(folder: Path, shape: str) -> SourceLayer:
    good = kml_polygon(" ".join(f"{x},{y}" for x, y in SQUARE.exterior.coords))
    marks = "".join(f"<Placemark>{one}</Placemark>" for one in (good, shape, good))
    path = folder / "a.kml"
    path.write_text(f"<kml><Document>{marks}</Document></kml>", encoding="utf-8")
    return read_kml(path)[0]


READERS = {"geojson": as_geojson, "gpkg": as_geopackage, "parquet": as_geoparquet, "kml": as_kml}

OPEN = [(103, 22), (103.01, 22), (103.01, 22.01), (103, 22.01)]
NAN = [(103, 22), (103.01, math.nan), (103.01, 22.01), (103, 22)]
INF = [(103, 22), (103.01, math.inf), (103.01, 22.01), (103, 22)]
CURVE = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII10d", 1, 8, 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0)

REFUSED = [
    *(("G02 open ring", "ring-open", form, value) for form, value in {
        "geojson": polygon(*OPEN), "gpkg": ring(*OPEN), "parquet": ring(*OPEN),
        "kml": kml_polygon(" ".join(f"{x},{y}" for x, y in OPEN)),
    }.items()),
    *((f"G03 ring of {count}", "too-few-points", form, value) for count in (1, 2, 3) for form, value in {
        "geojson": polygon(*[[103, 22]] * count), "gpkg": ring(*[(103, 22)] * count),
        "parquet": ring(*[(103, 22)] * count), "kml": kml_polygon(" ".join(["103,22"] * count)),
    }.items()),
    *(("G04 NaN", code, form, value) for form, code, value in [
        ("geojson", "not-finite", '{"type": "Point", "coordinates": [NaN, 22]}'), ("gpkg", "not-finite", ring(*NAN)),
        ("parquet", "not-finite", ring(*NAN)), ("kml", "coordinates", "<Point><coordinates>NaN,22</coordinates></Point>"),
    ]),
    *(("G05 infinity", code, form, value) for form, code, value in [
        ("geojson", "not-finite", '{"type": "Point", "coordinates": [-Infinity, 22]}'), ("gpkg", "not-finite", ring(*INF)),
        ("parquet", "not-finite", ring(*INF)), ("kml", "coordinates", "<Point><coordinates>INF,22</coordinates></Point>"),
    ]),
    ("G05 1e400", "not-finite", "geojson", '{"type": "Point", "coordinates": [1e400, 22]}'),
    ("G05 1e400", "not-finite", "geojson", '{"type": "LineString", "coordinates": [[1, 2], [3, -1e400]]}'),
    ("G05 1e400", "not-finite", "geojson", '{"type": "Point", "coordinates": [1' + "0" * 400 + ", 22]}"),
    ("G05 1e400", "not-finite", "kml", "<Point><coordinates>1e400,22</coordinates></Point>"),
    ("G08 text", "coordinates", "geojson", {"type": "Point", "coordinates": ["103", "22"]}),
    ("G08 decimal comma", "coordinates", "geojson", {"type": "LineString", "coordinates": [[103, 22], [103, "22,5"]]}),
    ("G08 decimal comma", "coordinates", "kml", "<Point><coordinates>103,5,22,5</coordinates></Point>"),
    ("G08 text", "coordinates", "kml", "<Point><coordinates>103°,22°</coordinates></Point>"),
    ("G08 text for all", "coordinates", "geojson", {"type": "Point", "coordinates": "103 22"}),
    ("G08 one number", "coordinates", "geojson", {"type": "Point", "coordinates": [103]}),
    ("G08 one number", "coordinates", "kml", "<Point><coordinates>103</coordinates></Point>"),
    ("G08 five numbers", "coordinates", "geojson", {"type": "Point", "coordinates": [1, 2, 3, 4, 5]}),
    ("G08 null", "coordinates", "geojson", {"type": "Point", "coordinates": None}),
    ("G08 null inside", "coordinates", "geojson", {"type": "LineString", "coordinates": [[103, 22], None]}),
    ("G08 null number", "coordinates", "geojson", {"type": "LineString", "coordinates": [[103, 22], [103, None]]}),
    ("G08 truth", "coordinates", "geojson", {"type": "Point", "coordinates": [True, 22]}),
    ("G08 missing", "coordinates", "geojson", {"type": "Polygon"}),
    ("G08 nested too little", "coordinates", "geojson", {"type": "Polygon", "coordinates": [[103, 22], [104, 22], [104, 23], [103, 22]]}),
    ("G08 nested too much", "coordinates", "geojson", {"type": "Polygon", "coordinates": [[[[103, 22], [104, 22], [104, 23], [103, 22]]]]}),
    ("G08 an object", "coordinates", "geojson", {"type": "Point", "coordinates": {"x": 103, "y": 22}}),
    ("G08 two letters", "coordinates", "geojson", {"type": "MultiPoint", "coordinates": ["12", "34"]}),
    ("G08 no geometry at all", "coordinates", "geojson", [103, 22]),
    ("G08 no kind", "geometry-type", "geojson", {"coordinates": [103, 22]}),
    ("G08 a list as kind", "geometry-type", "geojson", {"type": ["Point"], "coordinates": [103, 22]}),
    ("G10 cut off", "wkb-cut", "gpkg", shapely.to_wkb(SQUARE)[:-1]),
    ("G10 cut off", "wkb-cut", "parquet", shapely.to_wkb(SQUARE)[:40]),
    ("G17 curve", "curve", "geojson", {"type": "CurvePolygon", "coordinates": []}),
    ("G17 surface", "surface", "geojson", {"type": "PolyhedralSurface", "coordinates": []}),
    *((f"G17 {name}", "surface", form, struct.pack("<BII", 1, kind, 0)) for form in ("gpkg", "parquet") for name, kind in
      {"polyhedral surface": 15, "TIN": 16, "triangle": 17, "polyhedral surface Z": 1015}.items()),
    ("G17 curve in a collection", "curve", "geojson", {"type": "GeometryCollection", "geometries": [{"type": "CircularString", "coordinates": []}]}),
    ("G18 a collection without end", "wkb-cut", "gpkg", struct.pack("<BII", 1, 7, 1) * 100_000),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "code", "form", "value"), REFUSED, ids=[f"{row[0]} {row[2]}" for row in REFUSED]
)
def test_a_fault_is_named_and_the_rows_beside_it_are_read(
    tmp_path: Path, fault: str, code: str, form: str, value: object
) -> None:
    layer = READERS[form](tmp_path, value)
    assert fault
    assert [(note.kind, note.row) for note in layer.refused] == [(code, 2)]
    assert layer.table["row_number"].to_pylist() == [1, 3]
    assert all(shape.equals(SQUARE) for shape in geometry_of(layer.table))
    assert (layer.declared_rows, layer.is_reconciled) == (3, True)
    place = {
        "geojson": "$.features[1].geometry",
        "gpkg": "a, rowid 2",
        "parquet": "a #2",
        "kml": "Placemark 2",
    }[form]
    assert layer.refused[0].en.startswith(place)
    assert layer.refused[0].vi.startswith(place)


@pytest.mark.parametrize(
    ("geometry", "path"),
    [
        (polygon([103, 22], [104, 22], [104, "23"], [103, 22]), "coordinates[0][2][1]"),
        ({"type": "MultiPolygon", "coordinates": [polygon(*map(list, SQUARE.exterior.coords))["coordinates"], [[[1, 2], [3]]]]}, "coordinates[1][0][1]"),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}, {"type": "MultiPoint", "coordinates": [[1, 2], [1, None]]}]}, "geometries[1].coordinates[1][1]"),
        ({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[1, 2]]]}, "coordinates[1]"),
    ],
)  # fmt: skip
def test_the_json_path_leads_to_the_fault(tmp_path: Path, geometry: dict, path: str) -> None:
    (note,) = as_geojson(tmp_path, geometry).refused
    assert note.en.split(" ")[0].rstrip(":") == f"$.features[1].geometry.{path}"


NEARLY = [(103, 22), (103.01, 22), (103.01, 22.01), (103, 22.01), (103, 22 + 5e-8)]
FLAT = [(103, 22), (103.01, 22), (103.01, 22.01), (103, 22.01), (103, 22)]

TOLD = [
    *(("G02 open by 5 mm", "ring closed", form, value, None) for form, value in {
        "geojson": polygon(*NEARLY), "gpkg": ring(*NEARLY), "parquet": ring(*NEARLY),
        "kml": kml_polygon(" ".join(f"{x},{y!r}" for x, y in NEARLY)),
    }.items()),
    *(("G06 no geometry", "no geometry", form, value, "None") for form, value in
      {"geojson": None, "gpkg": None, "parquet": None, "kml": ""}.items()),
    *(("G07 empty", "empty geometry", form, value, "POLYGON EMPTY") for form, value in {
        "geojson": {"type": "Polygon", "coordinates": []}, "gpkg": struct.pack("<BII", 1, 3, 0),
        "parquet": struct.pack("<BII", 1, 3, 0),
    }.items()),
    ("G07 empty point", "empty geometry", "geojson", {"type": "Point", "coordinates": []}, "POINT EMPTY"),
    ("G07 empty point", "empty geometry", "gpkg", struct.pack("<BIdd", 1, 1, math.nan, math.nan), "POINT EMPTY"),
    ("G07 empty collection", "empty geometry", "geojson", {"type": "GeometryCollection", "geometries": []}, "GEOMETRYCOLLECTION EMPTY"),
    ("G07 empty collection", "empty geometry", "kml", "<MultiGeometry/>", "GEOMETRYCOLLECTION EMPTY"),
    *(("G16 heights", "height dropped", form, value, SQUARE.wkt) for form, value in {
        "geojson": polygon(*(( x, y, 950) for x, y in SQUARE.exterior.coords)),
        "gpkg": ring(*((x, y, 950) for x, y in SQUARE.exterior.coords), kind=1003, numbers=3),
        "parquet": ring(*((x, y, 950, 7) for x, y in SQUARE.exterior.coords), kind=3003, numbers=4),
        "kml": kml_polygon(" ".join(f"{x},{y},950" for x, y in SQUARE.exterior.coords)),
    }.items()),
    ("G16 measures", "height dropped", "gpkg", ring(*((x, y, 7) for x, y in SQUARE.exterior.coords), kind=2003, numbers=3), SQUARE.wkt),
    ("G16 mixed in one ring", "height dropped", "geojson", polygon(*((x, y, 950) if n % 2 else (x, y) for n, (x, y) in enumerate(SQUARE.exterior.coords))), SQUARE.wkt),
    ("G16 mixed in one ring", "height dropped", "kml", kml_polygon(" ".join(f"{x},{y},950" if n % 2 else f"{x},{y}" for n, (x, y) in enumerate(SQUARE.exterior.coords))), SQUARE.wkt),
    ("G17 curve", "curve linearised", "gpkg", CURVE, None),
    ("G17 curve", "curve linearised", "parquet", CURVE, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "kind", "form", "value", "wkt"), TOLD, ids=[f"{row[0]} {row[2]}" for row in TOLD]
)
def test_a_change_is_told_and_nothing_is_lost(
    tmp_path: Path, change: str, kind: str, form: str, value: object, wkt: str | None
) -> None:
    layer = READERS[form](tmp_path, value)
    assert change
    assert [(note.kind, note.row, note.refused) for note in layer.notes] == [(kind, 2, False)]
    assert (layer.rows_read, layer.declared_rows) == (3, 3)
    shape = geometry_of(layer.table)[1]
    if wkt is not None:
        assert (str(shape)) == wkt
    elif kind == "ring closed":
        assert shape.exterior.is_closed
        assert shape.area == pytest.approx(SQUARE.area, rel=1e-5)
    else:
        assert shape.area == pytest.approx(math.pi, rel=1e-5)


MIXED = "GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0)), LINESTRING (0 0, 1 1), POINT (1 2))"


@pytest.mark.parametrize("form", ["geojson", "gpkg", "parquet", "kml"])
def test_g18_a_collection_is_kept_as_it_is(tmp_path: Path, form: str) -> None:
    shape = shapely.from_wkt(MIXED)
    value: object = shapely.to_wkb(shape)
    if form == "geojson":
        value = json.loads(shapely.to_geojson(shape))
    if form == "kml":
        value = (
            f"<MultiGeometry>{kml_polygon('0,0 1,0 1,1 0,0')}<LineString><coordinates>0,0 1,1</coordinates></LineString>"
            "<Point><coordinates>1,2</coordinates></Point></MultiGeometry>"
        )
    layer = READERS[form](tmp_path, value)
    assert geometry_of(layer.table)[1].wkt == MIXED
    assert layer.notes == ()


@pytest.mark.parametrize("form", ["geojson", "gpkg", "parquet", "kml"])
def test_g19_kinds_may_mix_in_one_layer(tmp_path: Path, form: str) -> None:
    value: object = shapely.to_wkb(shapely.Point(103, 22))
    if form == "geojson":
        value = {"type": "Point", "coordinates": [103, 22]}
    if form == "kml":
        value = "<Point><coordinates>103,22</coordinates></Point>"
    assert [shape.geom_type for shape in geometry_of(READERS[form](tmp_path, value).table)] == [
        "Polygon",
        "Point",
        "Polygon",
    ]


@pytest.mark.parametrize("form", ["geojson", "parquet", "kml"])
def test_g29_metres_without_a_coordinate_system_are_never_degrees(tmp_path: Path, form: str) -> None:
    value: object = shapely.to_wkb(shapely.Point(547_012, 2_477_623))
    if form == "geojson":
        value = {"type": "Point", "coordinates": [547_012, 2_477_623]}
    if form == "kml":
        value = "<Point><coordinates>547012,2477623</coordinates></Point>"
    assert READERS[form](tmp_path, value).crs_wkt == ""
