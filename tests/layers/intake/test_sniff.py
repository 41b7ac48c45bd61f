"""What a file is by its bytes, where the first glance deceives."""

from __future__ import annotations

import json

import pytest
from bad_inputs import plain_files as plain

from layers.intake.entrance.compound import compound_kind
from layers.intake.entrance.markup import json_kind, text_kind, top_level, xml_kind
from layers.intake.entrance.sniff import HEAD_BYTES, Container, sniff
from layers.intake.model import Kind


@pytest.fixture
def told(tmp_path):
    def tell(content):
        path = tmp_path / "x"
        path.write_bytes(content)
        found = sniff(path)
        return getattr(found, "code", found)

    return tell


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (plain.GEOJSON, Kind.GEOJSON),
        (b' \n\t{ "type" : "Polygon", "coordinates": [] }', Kind.GEOJSON),
        (b'{"name": "a\\"type\\": \\"gdal_streamed_alg\\"", "type": "Feature"}', Kind.GEOJSON),
        (b'{"a": {"type": "Topology"}, "type": "FeatureCollection"}', Kind.GEOJSON),
        (b'<?xml version="1.0"?>\n<!-- <OGRVRTDataSource> -->\n<kml/>', Kind.KML),
        (b'\xef\xbb\xbf<kml:kml xmlns:kml="x"/>', Kind.KML),
        (b'version 450\r\nCharset "Neutral"\r\n', Kind.MIF),
        (b"!Table\r\n!version 300\r\n", Kind.TAB),
        (b"999\r\nmade by hand\r\n  0\r\nSECTION\r\n", Kind.DXF),
        (b"0\nSECTION\n2\nHEADER\n", Kind.DXF),
        (b"AutoCAD Binary DXF\r\n\x1a\x00\x00\x00SECTION\x00", Kind.DXF),
        (b"\xc8\x09\xfe\x02", Kind.DGN),
        (b"fgb\x03fgb\x00", Kind.FLATGEOBUF),
        (b"STT;X;Y\n0;SECTION;1\n", Kind.CSV),
        (b"Version;300\n", Kind.CSV),
        (b"\xa7\xcat,\x91\n", Kind.CSV),
        (b"MZ;BM;1\n", Kind.CSV),
        (b"PK\x05\x06" + bytes(18), Container.ZIP),
        (b"-105.5 22.1\n", Kind.CSV),
        (b"\x80\x03", "pickle"),
        (b"\x03\x7d\x0d\x20" + bytes(60), "unknown"),
        (b"a\0b", "unknown"),
    ],
)
def test_content(content, kind, told):
    assert told(content) == kind


def test_a_type_beyond_the_head_is_left_to_the_strict_parse(told):
    """In a large file the features may stand before the type."""
    large = {"features": [{"type": "Feature"}] * (HEAD_BYTES // 10), "type": "FeatureCollection"}
    assert len(json.dumps(large)) > HEAD_BYTES
    assert told(json.dumps(large).encode()) == Kind.GEOJSON
    assert told(json.dumps({"data": "x" * HEAD_BYTES, "type": "FeatureCollection"}).encode()) == "json"


def test_top_level_takes_the_first_of_equal_keys_and_no_inner_one():
    assert top_level('{"type": "A", "type": "B", "c": {"type": "C"}, "d": ["type", "D"]}') == {
        "type": "A",
        "c": None,
        "d": None,
    }
    assert top_level('{"type": 5, "x": "type"}') == {"type": None, "x": "type"}
    assert top_level('{"ty') == {}
    assert top_level("") == {}


def test_words_of_xml():
    assert xml_kind("<wfs:FeatureCollection xmlns:wfs='x'>").code == "gml"
    assert xml_kind("<!doctype HTML><x/>").code == "html"
    assert xml_kind("<!DOCTYPE kml><kml/>").code == "xml-dtd"
    assert xml_kind("<?x <!DOCTYPE ?><kml/>") is Kind.KML
    assert xml_kind("<").code == "xml"


def test_python_is_told_from_tables():
    assert text_kind("a;b\nimport os\n", whole=True).code == "program"
    assert text_kind("import numpy as np, os\n", whole=True).code == "program"
    for table in ("Import Export Co.\n", "class A: rung\n", "defence;1\n", "import;export\n"):
        assert text_kind(table, whole=True) is Kind.CSV


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("Dgn~S", "Dgn~Mf"), "dgn-v8"),
        (("Workbook",), "xls"),
        (("Book", "SummaryInformation"), "xls"),
        (("PowerPoint Document",), "doc"),
        (("EncryptedPackage", "Workbook"), "office-locked"),
        (("Dữ liệu",), "ole"),
    ],
)
def test_compound_files_by_the_names_in_them(names, code, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(plain.compound(*names))
    assert compound_kind(path).code == code


def test_compound_file_whose_directory_lies_outside(tmp_path):
    content = bytearray(plain.compound("Workbook"))
    content[48:52] = b"\xff\xff\xff\x7f"
    path = tmp_path / "x"
    path.write_bytes(content)
    assert compound_kind(path).code == "ole"


def test_json_by_its_members():
    assert json_kind('{"type": "Catalog", "links": []}', whole=True).code == "service"
    assert json_kind('{"features": [', whole=False) is Kind.GEOJSON
    assert json_kind('{"features": []}', whole=True).code == "json"
