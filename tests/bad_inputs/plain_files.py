"""The smallest sound file of each kind, written byte by byte: the hostile ones are made from these."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing

SQUARE = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0))
FEATURE = {
    "type": "Feature",
    "properties": {"ma": 1},
    "geometry": {"type": "Polygon", "coordinates": [[[x + 103, y + 22] for x, y in SQUARE]]},
}
GEOJSON = json.dumps({"type": "FeatureCollection", "features": [FEATURE]}).encode()
KML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    b"<Point><coordinates>103.4,22.3</coordinates></Point></Placemark></Document></kml>"
)
CSV = "điểm;X;Y\n1;2470000,5;550000,25\n".encode()
DXF = b"  0\nSECTION\n  2\nENTITIES\n  0\nPOINT\n  8\n0\n 10\n1.0\n 20\n2.0\n  0\nENDSEC\n  0\nEOF\n"
DGN = b"\x08\x09\xfe\x02" + bytes(2 * 0x2FE) + b"\xff\xff"
FGB = b"fgb\x03fgb\x01" + bytes(64)
PARQUET = b"PAR1" + bytes(32) + b"PAR1"
TAB = b'!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n  Fields 2\n    Type Char (9) ;\n    ma Integer ;\n'
MIF = b'Version 300\nCharset "Neutral"\nDelimiter ","\nColumns 1\n  ma Integer\nData\n\nPoint 1 2\n'
PRJ = b'PROJCS["VN_2000_TM3_103"]'


def dbf(rows: int, *, told: int | None = None) -> bytes:
    field = b"MA".ljust(11, b"\0") + b"C" + bytes(4) + bytes([4, 0]) + bytes(14)
    head = struct.pack("<BBBBIHH", 3, 125, 1, 1, rows if told is None else told, 65, 5) + bytes(20)
    return head + field + b"\x0d" + b" abcd" * rows + b"\x1a"


def dat(rows: int, *, told: int | None = None) -> bytes:
    return dbf(rows, told=told)


def shape_header(size: int, kind: int) -> bytes:
    head = (
        struct.pack(">i5i", 9994, 0, 0, 0, 0, 0)
        + struct.pack(">i", size // 2)
        + struct.pack("<ii", 1000, kind)
    )
    return head + struct.pack("<8d", 0, 0, 1, 1, 0, 0, 0, 0)


def polygon() -> bytes:
    points = b"".join(struct.pack("<dd", *xy) for xy in SQUARE)
    return struct.pack("<i4dii", 5, 0, 0, 1, 1, 1, len(SQUARE)) + struct.pack("<i", 0) + points


def shapes(rows: int, *, kind: int = 5) -> tuple[bytes, bytes]:
    """Return .shp and .shx of so many squares."""
    record = polygon()
    words = len(record) // 2
    body = b"".join(struct.pack(">ii", row + 1, words) + record for row in range(rows))
    index = b"".join(struct.pack(">ii", 50 + row * (words + 4), words) for row in range(rows))
    return shape_header(100 + len(body), kind) + body, shape_header(100 + len(index), kind) + index


def shapefile(rows: int = 3) -> dict[str, bytes]:
    shp, shx = shapes(rows)
    return {".shp": shp, ".shx": shx, ".dbf": dbf(rows), ".prj": PRJ, ".cpg": b"UTF-8"}


def tab() -> dict[str, bytes]:
    return {".tab": TAB, ".dat": dat(1), ".map": b"map", ".id": b"id"}


def dxf(*parts: str) -> bytes:
    """Return a drawing of pairs such as "0 INSERT"."""
    lines = [line for part in parts for line in part.split(" ", 1)]
    return ("\n".join(lines) + "\n").encode()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return made.getvalue()


def xlsx(**more: bytes) -> dict[str, bytes]:
    """Return the members of a workbook; the names in `more` have "__" for "/"."""
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b"<Relationships/>",
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": b"<worksheet/>",
        **extra,
    }


GPKG_SQL = """
PRAGMA application_id = 1196444487;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '2026-01-01', min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL);
CREATE TABLE dat (fid INTEGER PRIMARY KEY, geom BLOB, ten TEXT);
INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('dat', 'features', 9205);
INSERT INTO gpkg_geometry_columns VALUES ('dat', 'geom', 'POLYGON', 9205, 0, 0);
INSERT INTO gpkg_ogr_contents VALUES ('dat', 3);
INSERT INTO dat (ten) VALUES ('a'), ('b'), ('c');
CREATE VIRTUAL TABLE "rtree_dat_geom" USING rtree(id, minx, maxx, miny, maxy);
CREATE TRIGGER "rtree_dat_geom_delete" AFTER DELETE ON "dat" WHEN old."geom" NOT NULL BEGIN
  DELETE FROM "rtree_dat_geom" WHERE id = OLD."fid"; END;
CREATE TRIGGER "trigger_insert_feature_count_dat" AFTER INSERT ON "dat" BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('dat'); END;
"""


def geopackage(more: str = "", *, schema: dict[str, str] | None = None) -> bytes:
    """
    Return a GeoPackage with one layer of three rows.

    Parameters
    ----------
    more
        Statements to run after.
    schema
        Entries written into the schema itself, as no SQLite with its guards on would: name to SQL.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(GPKG_SQL + more)
        if schema:
            connection.execute("PRAGMA writable_schema = ON")
            for name, sql in schema.items():
                connection.execute(
                    "INSERT INTO sqlite_master VALUES ('table', ?, ?, 0, ?)", (name, name, sql)
                )
            connection.commit()
        return connection.serialize()


def compound(*names: str) -> bytes:
    """Return an OLE compound file whose directory has these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *names)
    )
    return bytes(header) + entries.ljust(2048, b"\0")
