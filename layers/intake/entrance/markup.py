"""Tell what a text is by its structure: the root of XML, the top level of JSON, the first lines of others."""

from __future__ import annotations

import codecs
import re
from json import JSONDecodeError, JSONDecoder

from layers.intake.entrance.foreign import (
    ESRI_JSON,
    GDALG,
    GML,
    HTML,
    JSON,
    PICKLE,
    PROGRAM,
    SERVICE,
    TOPOJSON,
    UNKNOWN,
    VRT,
    XML,
    XML_DTD,
    Foreign,
)
from layers.intake.model import Kind

GEOJSON_TYPES = frozenset(
    {
        *("FeatureCollection", "Feature", "GeometryCollection", "Point", "LineString", "Polygon"),
        *("MultiPoint", "MultiLineString", "MultiPolygon"),
    }
)
ESRI_KEYS = frozenset({"geometryType", "spatialReference", "fieldAliases", "rings", "displayFieldName"})
SERVICE_KEYS = frozenset({"links", "collections", "conformsTo", "stac_version", "openapi", "service"})

PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)+", re.DOTALL)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
ROOTS: dict[str, Kind | Foreign] = {
    "kml": Kind.KML,
    "ogrvrtdatasource": VRT,
    "vrtdataset": VRT,
    "ogrwfsdatasource": SERVICE,
    "gdal_wms": SERVICE,
    "gdal_wmts": SERVICE,
    "html": HTML,
}
SERVICE_ROOT = re.compile(r".*capabilities|exceptionreport|serviceexceptionreport|.*service.*")
GML_ROOT = re.compile(r"featurecollection|citymodel|.*schema|gml")
STRING = JSONDecoder(strict=False)
NEXT_IN_JSON = re.compile(r'["{}\[\],:]')

PYTHON = (
    r"(?:import [a-z_][\w.]*(?: as \w+)?(?:, [a-z_][\w.]*)*|from [\w.]+ import .*"
    r"|def \w+\(.*\)(?: -> .*)?:|class \w+(?:\([\w., ]*\))?:)"
)
FIRST_LINES: tuple[tuple[str, Kind | Foreign], ...] = (
    (r"\s*!table\b", Kind.TAB),
    (r"\s*version\s+\d+\s*\r?\n", Kind.MIF),
    (r"(?:\s*999[ \t]*\r?\n[^\n]*\n)*[ \t]*0[ \t]*\r?\n[ \t]*SECTION[ \t]*\r?$", Kind.DXF),
    (r"\(?c(?:os|nt|posix|sys|builtins|__builtin__|subprocess)\r?\n", PICKLE),
    (rf"(?:.*\n){{0,20}}?(?-i:{PYTHON})[ \t]*\r?$", PROGRAM),
)
CONTROLS = frozenset(range(32)) - {*b"\t\n\r\f\x1a"}


def decoded(head: bytes) -> str | None:
    r"""
    Return the first part of a text file as text; None where it is no text.

    Bytes that are no UTF-8 (old Vietnamese encodings) are kept one by one as Latin-1: enough to
    see the structure, which is ASCII.

    >>> decoded("đất".encode("utf-16")), decoded(b"a\x00b")
    ('đất', None)
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    if head[1:4:2] == b"\0\0" and head[:1] != b"\0":
        return head.decode("utf-16-le", "replace")
    if head[0:3:2] == b"\0\0" and head[1:2] != b"\0":
        return head.decode("utf-16-be", "replace")
    if CONTROLS & set(head):
        return None
    return head.decode("latin-1")


def text_kind(text: str, *, whole: bool) -> Kind | Foreign:
    """
    Return what a text is; `Kind.CSV` for lines without any other mark.

    Parameters
    ----------
    text
        Its beginning.
    whole
        Whether that is all of it.
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("<"):
        return xml_kind(stripped)
    if stripped.startswith(("{", "\x1e{")):
        return json_kind(stripped.lstrip("\x1e"), whole=whole)
    if re.match(r"\[\s*[\[{\"\d-]", stripped):
        return JSON
    for pattern, kind in FIRST_LINES:
        if re.match(pattern, text.lstrip("\ufeff"), re.MULTILINE | re.IGNORECASE):
            return kind
    return Kind.CSV if stripped else UNKNOWN


def xml_kind(text: str) -> Kind | Foreign:
    """
    Return what XML is by the name of its root element.

    >>> xml_kind('<?xml version="1.0"?><!-- map --><kml xmlns="x">').value
    'kml'
    """
    prolog = PROLOG.match(text)
    rest = text[prolog.end() :] if prolog else text
    if rest[:9].upper() == "<!DOCTYPE":
        return HTML if rest[9:].lstrip()[:4].lower() == "html" else XML_DTD
    root = ROOT.match(rest)
    name = root[1].lower() if root else ""
    if name in ROOTS:
        return ROOTS[name]
    if GML_ROOT.fullmatch(name):
        return GML
    return SERVICE if SERVICE_ROOT.fullmatch(name) else XML


def json_kind(text: str, *, whole: bool) -> Kind | Foreign:
    """
    Return what a JSON object is by its top-level members; the strict parse comes later.

    >>> json_kind('{"name": {"type": "x"}, "type": "Feature", "geometry": null}', whole=True).value
    'geojson'
    >>> json_kind('{"type": "gdal_streamed_alg"}', whole=True).code
    'gdalg'
    """
    members = top_level(text)
    told = members.get("type")
    if told in GEOJSON_TYPES:
        return Kind.GEOJSON
    if told is not None:
        named = {"gdal_streamed_alg": GDALG, "Topology": TOPOJSON}
        return named.get(told, SERVICE if members.keys() & SERVICE_KEYS else JSON)
    if "gdal_streamed_alg" in text:
        return GDALG
    if members.keys() & ESRI_KEYS:
        return ESRI_JSON
    if "features" in members and not whole:
        return Kind.GEOJSON
    return SERVICE if members.keys() & SERVICE_KEYS else JSON


def top_level(text: str) -> dict[str, str | None]:
    """
    Return the members of the outer object as far as the text goes: strings as they are, all else None.

    Of equal keys the first counts here; the strict parse refuses them.

    >>> top_level('{"a": {"b": "c"}, "d": "e", "f": [1, ')
    {'a': None, 'd': 'e', 'f': None}
    """
    found: dict[str, str | None] = {}
    depth, key, at = 0, None, 0
    while (match := NEXT_IN_JSON.search(text, at)) is not None:
        sign, at = match[0], match.end()
        if sign == '"':
            try:
                string, at = STRING.raw_decode(text, match.start())
            except JSONDecodeError:
                return found
            if depth == 1:
                key = _member(found, key, string, is_key=text[at:].lstrip()[:1] == ":")
        elif sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif sign == "," and depth == 1:
            key = None
    return found


def _member(found: dict[str, str | None], key: str | None, string: str, *, is_key: bool) -> str | None:
    """Note a string of the outer object as a key or as the value of `key`; return the key that is open."""
    if is_key and key is None:
        found.setdefault(string, None)
        return string
    if key is not None and found[key] is None:
        found[key] = string
    return key
