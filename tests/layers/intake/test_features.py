"""GeoJSON: what is good comes through, every fault is named with its place in the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.formats import features, findings, json_cursor
from layers.intake.formats.features import read_features
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[103, 22], [103.01, 22], [103.01, 22.01], [103, 22.01], [103, 22]]],
}
METRES = {"type": "Point", "coordinates": [547012.17, 2477623.98]}


def feature(geometry: object = SQUARE, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object, **top: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features), **top}


def read(tmp_path: Path, document: object, encoding: str = "utf-8") -> SourceLayer:
    path = tmp_path / "thua.geojson"
    if not isinstance(document, str | bytes):
        document = json.dumps(document, ensure_ascii=False)
    path.write_bytes(document if isinstance(document, bytes) else document.encode(encoding, "surrogatepass"))
    (layer,) = read_features(path)
    assert layer.is_reconciled
    return layer


def refusal(tmp_path: Path, document: object) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(tmp_path, document)
    assert caught.value.en.endswith(".")
    assert caught.value.vi.endswith(".")
    return caught.value


def test_properties_of_other_shapes_become_columns(tmp_path: Path) -> None:
    layer = read(
        tmp_path,
        collection(
            feature(ma="LUC", so=1, xa=["Tân Phong", {"số": 2}]),
            {"type": "Feature", "id": "F2", "properties": {"ma": None, "dien_tich": 2.5}, "geometry": None},
            {"type": "Feature", "id": "F2", "properties": None, "geometry": SQUARE, "style": {"fill": 1}},
            name="Thửa đất",
        ),
    )
    assert layer.table.drop_columns("geometry").to_pylist() == [
        {"row_number": 1, "ma": "LUC", "so": 1, "xa": '["Tân Phong", {"số": 2}]', "dien_tich": None, "id": None},
        {"row_number": 2, "ma": None, "so": None, "xa": None, "dien_tich": 2.5, "id": "F2"},
        {"row_number": 3, "ma": None, "so": None, "xa": None, "dien_tich": None, "id": "F2"},
    ]  # fmt: skip
    assert (layer.name, layer.declared_rows, layer.crs_name, layer.encoding) == ("Thửa đất", 3, "", "UTF-8")
    assert layer.crs_wkt.startswith('GEOGCRS["WGS 84"')
    assert {(note.kind, note.row, note.column) for note in layer.notes} == {
        ("no geometry", 2, ""), ("members not read", 3, "style"), ("id repeated", 3, ""),
    }  # fmt: skip
    assert [shape is None or shape.equals(shapely.geometry.shape(SQUARE)) for shape in geometry_of(layer.table)] == [
        True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]
)
def test_every_kind_is_the_shape_that_it_was(tmp_path: Path, kind: str) -> None:
    text = {
        "Point": "POINT (103 22)",
        "LineString": "LINESTRING (103 22, 104 23)",
        "Polygon": "POLYGON ((100 20, 104 20, 104 24, 100 20), (101 20.5, 102 20.5, 102 21, 101 20.5))",
        "MultiPoint": "MULTIPOINT ((103 22), (104 23))",
        "MultiLineString": "MULTILINESTRING ((103 22, 104 23), (1 2, 3 4, 5 6))",
        "MultiPolygon": "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0), (2 1, 3 1, 3 2, 2 1)), ((5 5, 6 5, 6 6, 5 5)))",
    }[kind]
    whole = shapely.from_wkt(f"GEOMETRYCOLLECTION ({text}, POINT (1 2), {text})")
    layer = read(tmp_path, collection(feature(json.loads(shapely.to_geojson(whole)))))
    assert shapely.equals_exact(geometry_of(layer.table)[0], whole, 0)
    assert layer.notes == ()


@pytest.mark.parametrize(("top", "rows"), [(feature(a=1), 1), (SQUARE, 1), (collection(), 0)])
def test_one_feature_a_bare_geometry_and_no_feature(tmp_path: Path, top: dict, rows: int) -> None:
    layer = read(tmp_path, top)
    assert (layer.rows_read, layer.declared_rows, layer.name) == (rows, rows, "thua")


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_unicode_that_says_so_is_read(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, collection(feature(ten="Tân Phong 😀")), encoding).table["ten"].to_pylist() == [
        "Tân Phong 😀"
    ]


def test_bytes_of_another_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(ten="x"), feature(ten="Y")), ensure_ascii=False, indent=1)
    error = refusal(tmp_path, text.replace("Y", "§Êt").encode("latin-1"))
    line = text[: text.index("Y")].count("\n") + 1
    assert (error.code, error.en) == (
        "json-encoding",
        f"thua.geojson, line {line}: its text is not UTF-8; save the file as UTF-8.",
    )
    assert refusal(tmp_path, json.dumps(collection()).encode("utf-16")[:-1]).code == "json-encoding"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1, column 1: the file ends here"),
        ('{"type": "FeatureCollection",\n "features": [', "line 2, column 15: the file ends here"),
        ('{"type": "FeatureCollection", "features": []}\n]', "line 2, column 1: nothing may follow the document, found ']'"),
        ('{"type": "FeatureCollection",\n "features": [{"type": }]}', "line 2, column 24: expecting value, found '}'"),
        ('{"type": "FeatureCollection",\n\n "features": [{"type": "Fea', "line 3, column 24: a text starts here that does not end"),
        ('{"type": "Point" "coordinates": [1, 2]}', "line 1, column 18: , or } is expected"),
        ('{"type": "Point", coordinates: [1, 2]}', "line 1, column 19: a key in quotes is expected, found 'c'"),
        ('{"type": "Point", "coordinates": [01, 2]}', "line 1, column 36"),
        ('{"type": "Point", "coordinates": [1.e5, 2]}', "line 1, column 36"),
        ("{'type': 'Point'}", "line 1, column 2"),
        ('{"type": "Point",}', "line 1, column 18"),
    ],
)  # fmt: skip
def test_a_syntax_fault_has_its_line_and_column(tmp_path: Path, text: str, told: str) -> None:
    error = refusal(tmp_path, text)
    assert error.code == "json"
    assert told in error.en


def test_places_stay_right_over_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers whether the file is read at once or a few bytes at a time."""
    text = json.dumps(
        collection(
            *(feature(n=n, ten=f"Thửa “{n}”", x=-n / 7 * 1e-9) for n in range(40)), tail=[1.5e-7, True]
        ),
        indent=1,
        ensure_ascii=False,
    )
    whole = read(tmp_path, text)
    at = text.index('"n": 33')
    broken = text[:at] + "!" + text[at:]
    told = refusal(tmp_path, broken).en
    line = text[:at].count("\n") + 1
    assert f"line {line}, column {at - text.rfind(chr(10), 0, at)}:" in told
    for window in (1, 7, 64, 1000):
        monkeypatch.setattr(json_cursor, "WINDOW_BYTES", window)
        again = read(tmp_path, text)
        assert again.table.equals(whole.table)
        assert again.notes == whole.notes
        assert refusal(tmp_path, broken).en == told


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("[1, 2]", "geojson-type", "holds a list"),
        ('"x"', "geojson-type", 'the text "x"'),
        ('{"type": "Topology", "objects": {}}', "geojson-type", "Topology"),
        ('{"type": "gdal_streamed_alg", "command_line": "x"}', "geojson-type", "gdal_streamed_alg"),
        ('{"type": ["Feature"]}', "geojson-type", "a list"),
        ("{}", "geojson-type", "an object"),
        ('{"type": "FeatureCollection"}', "geojson-type", "without a list of features"),
        ('{"type": "FeatureCollection", "features": {}}', "geojson-type", "without a list of features"),
        ('{"type": "FeatureCollection", "features": [], "geometry": null}', "geojson-mixed", "has geometry too"),
        ('{"type": "Feature", "geometry": null, "features": []}', "geojson-mixed", "has features too"),
        ('{"type": "Point", "coordinates": [1, 2],\n "type": "Point"}', "json-key-twice", "line 2, column 2: the key 'type'"),
        ('{"type": "FeatureCollection", "features": [], "features": []}', "json-key-twice", "'features'"),
        ('{"type": "Feature", "properties": {"a": 1, "a": 2}, "geometry": null}', "json-key-twice", "(properties)"),
        ('{"type": "Point", "coordinates": [NaN, 2]}', "not-finite", "holds NaN"),
        ('{"type": "FeatureCollection", "features": [], "a": ' + "[" * 66 + "]" * 66 + "}", "json-depth", "more than 64 levels"),
        ('{"type": "FeatureCollection", "features": [' + "[" * 100_000, "json-depth", "line 1"),
        ('{"type": "FeatureCollection", "features": [' + '{"type": "Feature", "properties": {"a": ' + "[" * 70 + "]" * 70 + "}}]}", "json-depth", "$.features[0].properties.a"),
        ('{"type": "FeatureCollection", "features": [' + '{"type": "Feature", "x": ' + '{"y":' * 70 + "1" + "}" * 70 + "}]}", "json-depth", "$.features[0]"),
        ('{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}", "json", "too many digits"),
    ],
)  # fmt: skip
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str, code: str, told: str) -> None:
    error = refusal(tmp_path, text)
    assert (error.code, told in error.en) == (code, True), error.en


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ({"type": "link", "properties": {"href": "http://127.0.0.1/x", "type": "proj4"}}, "geojson-crs-link"),
        ({"type": "link", "properties": {"name": "EPSG:4326"}}, "geojson-crs-link"),
        ({"type": "EPSG", "properties": {"code": 4326}}, "geojson-crs"),
        ("EPSG:4326", "geojson-crs"),
        ({"type": "name", "properties": {"name": 4326}}, "geojson-crs"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}, "crs-unknown"),
        ({"type": "name", "properties": {"name": "+proj=longlat +datum=WGS84"}}, "crs-unknown"),
        ({"type": "name", "properties": {"name": "+init=epsg:4326"}}, "crs-unknown"),
        ({"type": "name", "properties": {"name": "VN-2000 / TM-3"}}, "crs-unknown"),
        ({"type": "name", "properties": {"name": "file:///etc/passwd"}}, "crs-unknown"),
    ],
)  # fmt: skip
def test_a_crs_member_that_is_no_known_name_is_refused(tmp_path: Path, crs: object, code: str) -> None:
    assert refusal(tmp_path, collection(feature(), crs=crs)).code == code


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "WGS 84 (CRS84)"),
        ("urn:ogc:def:crs:EPSG::9205", "VN-2000 / TM-3 103-00"),
        ("EPSG:4979", "WGS 84"),
        ("VN-2000 / TM-3 103-00", "VN-2000 / TM-3 103-00"),
    ],
)
def test_a_crs_name_is_taken(tmp_path: Path, name: str, found: str) -> None:
    layer = read(tmp_path, collection(feature(METRES), crs={"type": "name", "properties": {"name": name}}))
    assert layer.crs_name == name
    assert layer.crs_wkt.split('"')[1] == found


def test_metres_without_a_crs_are_not_taken_for_degrees(tmp_path: Path) -> None:
    assert read(tmp_path, collection(feature(), feature(METRES))).crs_wkt == ""
    assert read(tmp_path, collection(feature(), crs=None)).crs_wkt == ""
    swapped = {"type": "Point", "coordinates": [22.3, 103.4]}
    assert read(tmp_path, collection(feature(swapped))).crs_wkt == ""


@pytest.mark.parametrize(
    ("item", "code", "told"),
    [
        (7, "not-a-feature", "$.features[1] is not a GeoJSON feature (found 7)."),
        (SQUARE, "not-a-feature", '(found the text "Polygon")'),
        ({"type": "Feature", "geometry": SQUARE, "properties": [1]}, "properties", "$.features[1].properties is a list, not an object."),
        ({**feature(), "features": []}, "geojson-mixed", "has features too"),
        ({**feature(), "crs": {"type": "link"}}, "geojson-crs-nested", "$.features[1].crs"),
        (feature({**SQUARE, "crs": {"type": "link"}}), "geojson-crs-nested", "$.features[1].geometry.crs"),
        (feature(a="\ud800"), "text-surrogate", "$.features[1].properties.a"),
        (feature(**{"a\ud800": 1}), "text-surrogate", "\\ud800"),
        (feature(a=["\ud800"]), "text-surrogate", "$.features[1].properties.a"),
        (feature(a="x\0y"), "text-nul", "Row 2: the text in column a holds a NUL"),
    ],
)  # fmt: skip
def test_a_faulty_feature_is_refused_and_the_others_are_read(
    tmp_path: Path, item: object, code: str, told: str
) -> None:
    layer = read(tmp_path, json.dumps(collection(feature(a="1"), item, feature(a="3"))))
    assert layer.table["row_number"].to_pylist() == [1, 3]
    (note,) = layer.refused
    assert (note.kind, note.row, told in note.en) == (code, 2, True), note.en


def test_equal_keys_and_nan_in_a_feature_refuse_that_feature(tmp_path: Path) -> None:
    good = json.dumps(feature())
    items = [
        good,
        '{"type": "Feature", "properties": {}, "geometry": null, "geometry": ' + json.dumps(SQUARE) + "}",
        '{"type": "Feature", "properties": {"a": NaN}, "geometry": null}',
        '{"type": "Feature", "properties": {}, "geometry": null, "x": -Infinity}',
        '{"type": "Feature", "properties": {"a": [1e400]}, "geometry": null}',
        good,
    ]
    layer = read(tmp_path, '{"type": "FeatureCollection", "features": [' + ",".join(items) + "]}")
    assert [(n.row, n.kind) for n in layer.refused] == [(2, "json-key-twice"), (3, "not-finite"), (4, "not-finite"), (5, "not-finite")]  # fmt: skip
    assert "'geometry'" in layer.refused[0].en
    assert "-Infinity" in layer.refused[2].en
    assert layer.rows_read == 2


def test_long_text_is_cut_and_told(tmp_path: Path) -> None:
    layer = read(tmp_path, collection(feature(a="ệ" * 20_000), feature(a="x" * 32_768)))
    assert [len(value.encode()) for value in layer.table["a"].to_pylist()] == [32_766, 32_768]
    assert [(n.kind, n.row, n.column) for n in layer.notes] == [("text cut", 1, "a")]


def test_columns_and_refusals_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        refusal(tmp_path, collection(feature(**{f"c{n}": n for n in range(10_001)}))).code
        == "too-many-columns"
    )
    monkeypatch.setattr(findings, "MOST_REFUSED", 5)
    assert refusal(tmp_path, collection(*range(6))).code == "too-many-faults"
    assert len(read(tmp_path, collection(*range(5))).refused) == 5


def test_names_that_differ_in_case_are_told_apart(tmp_path: Path) -> None:
    layer = read(tmp_path, collection(feature(fid=1, FID=2, id=3), {**feature(), "id": "x"}))
    assert layer.table.column_names == ["row_number", "geometry", "fid", "FID_2", "id", "id_2"]
    assert {n.column for n in layer.notes if n.kind == "column renamed"} == {"FID_2", "id_2"}


def test_a_value_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_cursor, "WINDOW_BYTES", 64)
    monkeypatch.setattr(features, "LONGEST_FOREIGN", 1000)
    assert refusal(tmp_path, collection(x="x" * 5000)).code == "json-too-long"
    assert read(tmp_path, collection(*(feature(a="x" * 300) for _ in range(20)))).rows_read == 20


MEASURE = """
import resource, sys
from pathlib import Path
from layers.intake.formats.features import read_features
import pyarrow.compute
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
(layer,) = read_features(Path(sys.argv[1]))
print(layer.rows_read, peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is told in kilobytes there")
def test_memory_stays_near_the_size_of_the_file(tmp_path: Path) -> None:
    """The standard library alone takes nine times the size."""
    path = tmp_path / "large.geojson"
    one = json.dumps(feature(ma="LUC", ten="Thửa đất số 1", dien_tich=1234.5, to=12), ensure_ascii=False)
    path.write_text(
        '{"type": "FeatureCollection", "features": [' + ",".join([one] * 60_000) + "]}", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    rows, used_bytes = map(int, done.stdout.split())
    assert rows == 60_000
    assert used_bytes < 6 * path.stat().st_size


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"x\.geojson cannot be opened") as caught:
        read_features(tmp_path / "x.geojson")
    assert caught.value.code == "unreadable"
