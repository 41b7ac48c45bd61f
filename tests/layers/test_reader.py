"""Incoming files: what is good comes through, every fault is named with its place."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet
import pyogrio
import pytest
import shapely

from geo.errors import CRSError, RanhError
from layers.errors import ReadError
from layers.files import read_file
from layers.layer import Layer
from layers.province import Province
from layers.reader import read_layer, read_sites
from squares import EAST, NORTH, square, write


def layer(path: Path, **more: object) -> Layer:
    return Layer(id="x", family="x", name_vi="x", name_en="x", file=str(path), **more)


def geojson(path: Path, *geometries: object, **top: object) -> Path:
    features = [
        {"type": "Feature", "properties": {"id": n}, "geometry": g} for n, g in enumerate(geometries, 1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **top}), encoding="utf-8")
    return path


def member(shape: shapely.Geometry) -> dict:
    return json.loads(shapely.to_geojson(shape))


SQUARE = member(shapely.box(103.45, 22.39, 103.46, 22.40))
METRES = member(square(0, 0))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb", ".parquet"])
def test_every_format_gives_the_same_zones(tmp_path: Path, province: Province, suffix: str) -> None:
    path = tmp_path / f"zones{suffix}"
    frame = gpd.GeoDataFrame({"k": ["a", "b"]}, geometry=[square(0, 0), square(500, 0)], crs="EPSG:9205")
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    data = read_layer(layer(path, id_field="k"), province)
    assert sorted(data.zones["zone_id"]) == ["a", "b"]
    assert data.zones.geometry.area.sum() == pytest.approx(20_000)
    assert data.zones.crs == "EPSG:9205"
    assert (data.feature_count, data.issues, len(data.sha256)) == (2, (), 64)


def test_ids_are_text_and_keep_their_zeros(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "z.gpkg", {"code": ["03388"], "n": [7.0]}, [square(0, 0)])
    assert read_layer(layer(path, id_field="code"), province).zones["zone_id"].tolist() == ["03388"]
    assert read_layer(layer(path, id_field="n"), province).zones["zone_id"].tolist() == ["7"]
    assert read_layer(layer(path), province).zones["zone_id"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("rows", "field", "told"),
    [
        ({"id": ["a", "a"]}, "id", "row 2: id 'a' is there twice"),
        ({"id": ["a", None]}, "id", "row 2 has no id"),
        ({"id": ["a", "b"]}, "key", "no column 'key'"),
    ],
)
def test_ids_that_cannot_be_used(
    tmp_path: Path, province: Province, rows: dict, field: str, told: str
) -> None:
    path = write(tmp_path / "z.gpkg", rows, [square(0, 0), square(200, 0)])
    with pytest.raises(ReadError, match=told):
        read_layer(layer(path, id_field=field), province)


def test_missing_file_unknown_format_and_disguise(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not there"):
        read_file(tmp_path / "none.gpkg")
    odd = tmp_path / "plan.dwg"
    odd.write_text("x")
    with pytest.raises(ReadError, match="no format that can be read"):
        read_file(odd)
    disguised = tmp_path / "zones.gpkg"
    disguised.write_text("<OGRVRTDataSource><OGRVRTLayer name='passwd'/></OGRVRTDataSource>")
    with pytest.raises(ReadError, match="not what its ending says"):
        read_file(disguised)


def test_instructions_named_geojson_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>CSV:{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    path = tmp_path / "zones.geojson"
    for text in (vrt, '{"type":"gdal_streamed_alg","command_line":"gdal vector read"}'):
        path.write_text(text)
        with pytest.raises(ReadError):
            read_file(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{", "not valid GeoJSON", id="cut off"),
        pytest.param("[1, 2]", "not a GeoJSON feature", id="a list"),
        pytest.param('{"type": "Topology"}', "not a GeoJSON feature", id="TopoJSON"),
        pytest.param('{"type": "Point", "type": "Point", "coordinates": [103, 22]}', "twice", id="equal keys"),
        pytest.param('{"type": "Point", "coordinates": [NaN, 22]}', "NaN", id="NaN"),
        pytest.param('{"type": "Point", "coordinates": ["103", "22"]}', "feature 1", id="text coordinates"),
        pytest.param('{"type": "Point", "coordinates": [103, 22], "crs": {"type": "link", "properties": {"href": "http://h/"}}}', "crs member", id="crs link"),
    ],
)  # fmt: skip
def test_faulty_geojson_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=told):
        read_file(path)


def test_geojson_metres_without_a_crs_are_asked_about(tmp_path: Path, province: Province) -> None:
    path = geojson(tmp_path / "x.geojson", METRES)
    with pytest.raises(ReadError, match="names no coordinate system"):
        read_file(path)
    assert read_layer(layer(path, crs="EPSG:9205"), province).zones.geometry.iloc[0].equals(square(0, 0))
    named = geojson(
        tmp_path / "y.geojson",
        METRES,
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9205"}},
    )
    assert read_file(named).crs == "EPSG:9205"


def test_geojson_degrees_are_wgs84_and_null_geometry_stays(tmp_path: Path) -> None:
    frame = read_file(geojson(tmp_path / "x.geojson", SQUARE, None))
    assert frame.crs == "EPSG:4326"
    assert frame["id"].tolist() == [1, 2]
    assert frame.geometry.iloc[1] is None


def test_no_crs_in_a_shapefile_is_asked_about(tmp_path: Path) -> None:
    path = write(tmp_path / "z.shp", {"id": ["a"]}, [square(0, 0)])
    path.with_suffix(".prj").unlink()
    with pytest.raises(CRSError, match=r"z\.shp: The data declares no coordinate system"):
        read_file(path)
    assert read_file(path, crs="EPSG:9205").crs == "EPSG:9205"


def test_a_datum_that_is_not_known_names_the_file(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "old.gpkg", {"id": ["a"]}, [square(0, 0)], crs="EPSG:3148")
    with pytest.raises(ReadError, match=r"old\.gpkg: .*Indian 1960"):
        read_layer(layer(path), province)


def test_several_tables_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for name in ("a", "b"):
        gpd.GeoDataFrame({"k": [name]}, geometry=[square(0, 0)], crs="EPSG:9205").to_file(path, layer=name)
    with pytest.raises(ReadError, match=r"holds 2 tables \(a, b\)"):
        read_file(path)
    assert read_file(path, table="b")["k"].tolist() == ["b"]
    with pytest.raises(ReadError, match="no table 'c'"):
        read_file(path, table="c")


def test_a_stale_row_count_in_a_geopackage_is_not_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "z.gpkg", {"id": list("abcdef")}, [square(200 * n, 0) for n in range(6)])
    with sqlite3.connect(path) as db:
        db.execute("update gpkg_ogr_contents set feature_count = 2")
    db.close()
    assert len(read_file(path)) == 6


def test_an_empty_layer_is_refused(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "z.gpkg", {"id": pd.Series([], dtype=str)}, [])
    with pytest.raises(ReadError, match="no rows"):
        read_layer(layer(path), province)


def test_lines_where_polygons_are_needed(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "z.gpkg", {"id": ["a"]}, [shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH)])])
    with pytest.raises(ReadError, match="holds no polygon, but LineString"):
        read_layer(layer(path), province)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_coordinates_that_are_no_numbers_are_refused_by_row(
    tmp_path: Path, province: Province, bad: float
) -> None:
    shape = shapely.from_wkt(
        f"POLYGON (({EAST} {NORTH}, {EAST + 9} {NORTH}, {EAST + 9} {bad}, {EAST} {NORTH}))"
    )
    path = tmp_path / "z.parquet"
    frame = gpd.GeoDataFrame({"id": ["good", "bad"]}, geometry=[square(0, 0), shape], crs="EPSG:9205")
    frame.to_parquet(path)
    with pytest.raises(ReadError, match="row 'bad' has a coordinate that is not a finite number"):
        read_layer(layer(path, id_field="id"), province)


def test_repairs_are_listed_with_both_areas(tmp_path: Path, province: Province) -> None:
    bow_tie = shapely.Polygon(
        [(EAST, NORTH), (EAST + 60, NORTH + 60), (EAST + 60, NORTH), (EAST, NORTH + 60)]
    )
    path = write(tmp_path / "z.gpkg", {"id": ["tie"]}, [bow_tie])
    data = read_layer(layer(path, id_field="id"), province)
    assert data.zones.geometry.area.tolist() == pytest.approx([1800])
    assert not data.issues[0].blocks
    assert "row 'tie' crossed itself and was repaired (0.0 -> 1800.0 m2)" in data.issues[0].en


def test_sites_keep_their_order_and_their_missing_footprints(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "s.gpkg", {"site_id": list("abc")}, [square(0, 0), None, square(200, 0)])
    sites, issues = read_sites(path, province)
    assert sites["site_id"].tolist() == ["a", "b", "c"]
    assert sites.geometry.isna().tolist() == [False, True, False]
    assert issues == ()


def test_a_site_that_is_no_area_is_refused_by_name(tmp_path: Path, province: Province) -> None:
    shapes = [square(0, 0), shapely.Point(EAST, NORTH)]
    path = write(tmp_path / "s.gpkg", {"site_id": ["ok", "point"]}, shapes)
    with pytest.raises(ReadError, match="row 'point' is of another kind"):
        read_sites(path, province)


def test_every_error_speaks_both_languages(tmp_path: Path) -> None:
    with pytest.raises(RanhError) as caught:
        read_file(tmp_path / "none.gpkg")
    assert caught.value.sentence("vi").startswith("Không thấy tệp")
    assert caught.value.sentence("en") == str(caught.value)


def test_a_shapefile_whose_parts_disagree_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "z.shp", {"id": ["a", "b"]}, [square(0, 0), square(200, 0)])
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[4] = 1
    path.with_suffix(".dbf").write_bytes(table)
    with pytest.raises(ReadError, match="2 shapes but 1 rows"):
        read_file(path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(ReadError, match="incomplete"):
        read_file(path)


def test_a_changed_attribute_table_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "z.shp", {"id": ["a"]}, [square(0, 0)])
    assert read_file(path)["id"].tolist() == ["a"]
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"a  ", b"b  "))
    assert read_file(path)["id"].tolist() == ["b"]


def test_tables_without_geometry_do_not_count(tmp_path: Path) -> None:
    path = write(tmp_path / "z.gpkg", {"id": ["a"]}, [square(0, 0)])
    pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="layer_styles")
    assert read_file(path)["id"].tolist() == ["a"]


def test_bad_geometry_bytes_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "z.parquet"
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[square(0, 0)], crs="EPSG:9205").to_parquet(path)
    table = pyarrow.parquet.read_table(path)
    bad = pyarrow.array([b"\x01\x03\x00\x00\x00\xff\xff\xff\x7f"], type=pyarrow.binary())
    table = table.set_column(table.column_names.index("geometry"), table.schema.field("geometry"), bad)
    pyarrow.parquet.write_table(table, path)
    with pytest.raises(ReadError, match="cannot be read"):
        read_file(path)


def test_a_column_of_our_own_words_is_kept(tmp_path: Path, province: Province) -> None:
    path = write(tmp_path / "z.gpkg", {"code": ["CQP"], "name": ["Khu A"]}, [square(0, 0)])
    zones = read_layer(layer(path), province).zones
    assert (zones["code"].tolist(), zones["name"].tolist()) == (["CQP"], ["Khu A"])
