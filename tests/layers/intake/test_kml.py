"""KML: placemarks in any folder and namespace; what is no land is told, what is no plain XML refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.formats.kml import read_kml
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

KML22 = "http://www.opengis.net/kml/2.2"
GX = "http://www.google.com/kml/ext/2.2"
RING = "103,22 103.01,22 103.01,22.01 103,22.01 103,22"
HOLE = "103.002,22.002 103.004,22.002 103.004,22.004 103.002,22.002"


def ring(text: str, where: str = "outer") -> str:
    return (
        f"<{where}BoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></{where}BoundaryIs>"
    )


POLYGON = f"<Polygon>{ring(RING)}</Polygon>"


def mark(inside: str = POLYGON, name: str = "A") -> str:
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def kml(*inside: str, namespace: str = KML22) -> str:
    space = f' xmlns="{namespace}" xmlns:gx="{GX}"' if namespace else f' xmlns:gx="{GX}"'
    return f"<kml{space}><Document><name>Bản đồ</name>{''.join(inside)}</Document></kml>"


def read(tmp_path: Path, text: str | bytes, *, reconciled: bool = True) -> SourceLayer:
    path = tmp_path / "x.kml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (layer,) = read_kml(path)
    assert layer.is_reconciled == reconciled
    return layer


def refusal(tmp_path: Path, text: str | bytes) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(tmp_path, text)
    assert caught.value.en.endswith(".")
    assert caught.value.vi.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    "namespace",
    ["", KML22, f"{KML22[:-1]}3", *(f"http://earth.google.com/kml/2.{n}" for n in range(3)), "http://earth.google.com/kml/2.2"],
)  # fmt: skip
def test_every_namespace_is_read(tmp_path: Path, namespace: str) -> None:
    layer = read(tmp_path, kml(mark(), namespace=namespace))
    assert (layer.name, layer.rows_read, layer.declared_rows, layer.notes) == ("Bản đồ", 1, 1, ())
    assert layer.crs_wkt.startswith('GEOGCRS["WGS 84"')
    assert geometry_of(layer.table)[0].equals(shapely.box(103, 22, 103.01, 22.01))


def test_folders_become_a_column(tmp_path: Path) -> None:
    text = kml(
        mark(name="0"),
        f"<Folder><name>Xã A</name>{mark(name='1')}<Folder><name> Rừng </name>{mark(name='2')}</Folder>{mark(name='3')}</Folder>",
        f"<Folder>{mark(name='4')}</Folder><Document><name>B</name>{mark(name='5')}</Document>",
    )
    layer = read(tmp_path, text)
    assert layer.table["name"].to_pylist() == ["0", "1", "2", "3", "4", "5"]
    assert layer.table["folder"].to_pylist() == [None, "Xã A", "Xã A / Rừng", "Xã A", None, "B"]
    assert layer.layer_field == "folder"
    assert read(tmp_path, kml(mark(), mark())).layer_field == ""


@pytest.mark.parametrize("root", ["Document", "Folder", "Placemark"])
def test_a_part_of_kml_may_stand_alone(tmp_path: Path, root: str) -> None:
    inside = mark() if root != "Placemark" else POLYGON
    assert read(tmp_path, f"<{root}>{inside}</{root}>").rows_read == 1


@pytest.mark.parametrize(
    ("inside", "wkt"),
    [
        ("<Point><coordinates>\n 103.5 ,\t22.25 , 0\n</coordinates></Point>", "POINT (103.5 22.25)"),
        ("<LineString><coordinates>103,22,0\n\n104,23,0  105,24</coordinates></LineString>", "LINESTRING (103 22, 104 23, 105 24)"),
        (f"<LinearRing><coordinates>{RING}</coordinates></LinearRing>", "LINESTRING (103 22, 103.01 22, 103.01 22.01, 103 22.01, 103 22)"),
        (f"<Polygon>{ring(RING)}{ring(HOLE, 'inner')}{ring(HOLE, 'inner')}</Polygon>", "POLYGON ((103 22, 103.01 22, 103.01 22.01, 103 22.01, 103 22), (103.002 22.002, 103.004 22.002, 103.004 22.004, 103.002 22.002), (103.002 22.002, 103.004 22.002, 103.004 22.004, 103.002 22.002))"),
        ("<MultiGeometry><Point><coordinates>1,2</coordinates></Point><MultiGeometry><Point><coordinates>3,4</coordinates></Point></MultiGeometry></MultiGeometry>", "MULTIPOINT ((1 2), (3 4))"),
        (f"<MultiGeometry>{POLYGON}{POLYGON}</MultiGeometry>", "MULTIPOLYGON (((103 22, 103.01 22, 103.01 22.01, 103 22.01, 103 22)), ((103 22, 103.01 22, 103.01 22.01, 103 22.01, 103 22)))"),
        ("<MultiGeometry><Point><coordinates>1,2</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates></LineString></MultiGeometry>", "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))"),
        ("<Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4</coordinates></Point>", "MULTIPOINT ((1 2), (3 4))"),
    ],
)  # fmt: skip
def test_every_shape_is_read(tmp_path: Path, inside: str, wkt: str) -> None:
    layer = read(tmp_path, kml(mark(inside)))
    assert geometry_of(layer.table)[0].wkt == wkt
    assert layer.notes == ()


@pytest.mark.parametrize(
    ("inside", "code", "told"),
    [
        (f"<Polygon>{ring('103,22 104,22 104,23 103,23')}</Polygon>", "ring-open", "Placemark 2.coordinates[0] is not closed"),
        (f"<Polygon>{ring('103,22 104,22 103,22')}</Polygon>", "too-few-points", "ring of 3 points"),
        (f"<Polygon>{ring('')}</Polygon>", "too-few-points", "ring of 0 points"),
        (f"<Polygon>{ring(HOLE, 'inner')}</Polygon>", "kml-shape", "0 outer boundaries"),
        (f"<Polygon>{ring(RING)}{ring(RING)}</Polygon>", "kml-shape", "2 outer boundaries"),
        ("<Polygon/>", "kml-shape", "0 outer boundaries"),
        ("<Point/>", "kml-shape", "0 lists of coordinates"),
        ("<Point><coordinates/></Point>", "kml-shape", "a point with 0 positions"),
        ("<Point><coordinates>1,2 3,4</coordinates></Point>", "kml-shape", "a point with 2 positions"),
        ("<Point><coordinates>103</coordinates></Point>", "coordinates", "'103' is no longitude,latitude"),
        ("<Point><coordinates>103,22,0,1</coordinates></Point>", "coordinates", "'103,22,0,1'"),
        ("<Point><coordinates>103,nan</coordinates></Point>", "coordinates", "'103,nan'"),
        ("<Point><coordinates>103,1_0</coordinates></Point>", "coordinates", "'103,1_0'"),
        ("<Point><coordinates>103,--1</coordinates></Point>", "coordinates", "'103,--1'"),
        ("<Point><coordinates>103,22,</coordinates></Point>", "coordinates", "'103,22,'"),
        ("<Point><coordinates>103,1e999</coordinates></Point>", "not-finite", "not finite"),
        ("<Model/>", "kml-shape", "is a Model"),
        ("<gx:Track><when>2026</when><gx:coord>1 2 3</gx:coord></gx:Track>", "kml-shape", "is a gx:Track"),
        (f"<MultiGeometry>{POLYGON}<Model/></MultiGeometry>", "kml-shape", "is a Model"),
        ("<ExtendedData><Data name='a'><value>1</value></Data><Data name='a'><value>2</value></Data></ExtendedData>", "kml-value-twice", "two values for 'a'"),
    ],
)  # fmt: skip
def test_a_faulty_placemark_is_named_and_the_others_are_read(
    tmp_path: Path, inside: str, code: str, told: str
) -> None:
    layer = read(tmp_path, kml(mark(), mark(inside), mark()))
    (note,) = layer.refused
    assert (note.kind, note.row, told in note.en) == (code, 2, True), note.en
    assert layer.table["row_number"].to_pylist() == [1, 3]


def test_attributes_keep_their_types_and_names(tmp_path: Path) -> None:
    schema = "<Schema id='s'><SimpleField name='so' type='int'/><SimpleField name='dt' type='double'/><SimpleField name='ok' type='bool'/><SimpleField name='ma' type='string'/></Schema>"
    first = (
        "<description><![CDATA[<b>Đất</b> & rừng]]></description><TimeSpan><begin>2026-01-01</begin><end>2026-12-31</end></TimeSpan>"
        "<ExtendedData><Data name='chu'><displayName>Chủ</displayName><value>Vàng A Sú</value></Data><Data name='name'><value>B</value></Data>"
        "<SchemaData schemaUrl='#s'><SimpleData name='so'>7</SimpleData><SimpleData name='dt'>2.5</SimpleData><SimpleData name='ok'>1</SimpleData><SimpleData name='ma'>007</SimpleData></SchemaData>"
        "<x:to xmlns:x='urn:x'>12</x:to></ExtendedData>" + POLYGON
    )
    layer = read(
        tmp_path,
        kml(
            schema,
            mark(first),
            mark("<ExtendedData><SchemaData><SimpleData name='so'/></SchemaData></ExtendedData>"),
        ),
    )
    assert layer.table.drop_columns("geometry").to_pylist()[0] == {
        "row_number": 1, "folder": None, "name": "A", "description": "<b>Đất</b> & rừng",
        "begin": "2026-01-01", "end": "2026-12-31", "chu": "Vàng A Sú", "name (ExtendedData)": "B",
        "so": 7, "dt": 2.5, "ok": True, "ma": "007", "to": "12",
    }  # fmt: skip
    assert [str(layer.table.schema.field(name).type) for name in ("so", "dt", "ok", "ma")] == [
        "int64",
        "double",
        "bool",
        "string",
    ]
    assert [(note.kind, note.row) for note in layer.notes] == [("no geometry", 2)]


def test_what_is_not_read_is_told_and_nothing_is_fetched(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/secret.kml</href></Link></NetworkLink>"
    overlay = "<GroundOverlay><Icon><href>file:///etc/passwd</href></Icon></GroundOverlay>"
    style = "<Style id='s'><IconStyle><Icon><href>http://127.0.0.1:9/i.png</href></Icon></IconStyle></Style>"
    layer = read(tmp_path, kml(style, link, overlay, mark("<styleUrl>#s</styleUrl>" + POLYGON)))
    assert [note.en for note in layer.notes] == [
        "Not read: GroundOverlay (1), NetworkLink (1), href (3), styleUrl (1)."
    ]
    assert layer.table.column_names == ["row_number", "geometry", "folder", "name"]


def test_heights_are_told_unless_they_are_zero(tmp_path: Path) -> None:
    point = "<Point><coordinates>103,22,{}</coordinates></Point>"
    layer = read(tmp_path, kml(mark(point.format(0)), mark(point.format(950.5))))
    assert [(note.kind, note.row) for note in layer.notes] == [("height dropped", 2)]
    assert [shape.wkt for shape in geometry_of(layer.table)] == ["POINT (103 22)"] * 2


def test_metres_in_kml_are_not_taken_for_degrees(tmp_path: Path) -> None:
    layer = read(tmp_path, kml(mark("<Point><coordinates>547012.17,2477623.98</coordinates></Point>")))
    assert (layer.crs_wkt, [note.kind for note in layer.notes]) == ("", ["not degrees"])


def test_placemarks_that_are_no_part_of_the_map_are_refused(tmp_path: Path) -> None:
    text = f"<kml><Document>{mark()}</Document><NetworkLinkControl><Update><Create>{mark()}</Create></Update></NetworkLinkControl></kml>"
    layer = read(tmp_path, text)
    assert [(note.kind, note.row) for note in layer.refused] == [("kml-placemark", 2)]
    strange = read(tmp_path, kml(mark(), '<x:Placemark xmlns:x="urn:other"/>'))
    assert [(note.kind, note.row) for note in strange.refused] == [("kml-placemark", 2)]


BOMB = '<!DOCTYPE kml [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>' + kml(mark(name="&b;"))


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (BOMB, "kml-dtd", "document type"),
        ('<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + kml(mark(name="&e;")), "kml-dtd", "document type"),
        ('<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">' + kml(mark()), "kml-dtd", "document type"),
        (kml(mark(name="&e;")), "kml-syntax", "line 1, column"),
        (kml(mark())[:-20], "kml-syntax", "line 1, column"),
        ("", "kml-syntax", "no element found"),
        ("<kml>\n<Document>\n<gx:Tour/></Document></kml>", "kml-syntax", "line 3, column 1: unbound prefix"),
        ("<kml>\n §Êt</kml>".encode("latin-1"), "kml-syntax", "line 2, column 2"),
        ("<OGRVRTDataSource/>", "kml-root", "<OGRVRTDataSource>"),
        ('<kml xmlns="urn:other"/>', "kml-root", "<{urn:other}kml>"),
        (kml("<Schema name='Thua' parent='Placemark'/><Thua/>"), "kml-schema", "KML 2.0"),
        ("<kml>" + "<Folder>" * 100_000, "kml-depth", "64 levels"),
        ('<?xml version="1.0" encoding="x-none"?><kml/>', "unreadable", "unknown encoding"),
    ],
)  # fmt: skip
def test_what_is_no_plain_kml_is_refused(tmp_path: Path, text: str | bytes, code: str, told: str) -> None:
    error = refusal(tmp_path, text)
    assert (error.code, told in error.en) == (code, True), error.en


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1258"])
def test_declared_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' + kml(
        mark(name="Đê Âu")
    ).replace("Bản đồ", "x")
    assert read(tmp_path, text.encode(encoding)).table["name"].to_pylist() == ["Đê Âu"]
