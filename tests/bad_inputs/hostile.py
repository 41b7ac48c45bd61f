"""
Files that must be refused by name: each row is a name, a writer and the code of the refusal.

All are written from scratch here. A writer gets an empty folder and returns the path to hand in.
Some point to `OUTSIDE`, a file outside that folder: nothing may ever open it.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from bad_inputs import plain_files as plain

OUTSIDE = "/etc/passwd"
HOST = "http://127.0.0.1:9/never"
Writer = Callable[[Path], Path]

VRT = f"""<?xml version="1.0"?><!-- map --><OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>CSV:{OUTSIDE}</SrcDataSource>
<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""
GDALG = {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {OUTSIDE} ! write"}
XXE = f"""<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file://{OUTSIDE}">]><kml><Document><name>&x;</name></Document></kml>"""
BOMB = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><kml><name>&b;</name></kml>'
DTD = f'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE kml SYSTEM "{HOST}/kml.dtd"><kml></kml>'
COUNT_TRIGGER = 'CREATE TRIGGER "trigger_delete_feature_count_dat" AFTER DELETE ON "dat" BEGIN {} END;'


def file(name: str, content: bytes | str) -> Writer:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def files(main: str, contents: dict[str, bytes | None], *, stem: str = "dat") -> Writer:
    """Write the parts of a dataset side by side; None leaves a part out."""

    def write(folder: Path) -> Path:
        for ending, content in contents.items():
            if content is not None:
                (folder / (stem + ending)).write_bytes(content)
        return folder / (stem + main)

    return write


def archive(members: dict[str, bytes], name: str = "goi.zip") -> Writer:
    return file(name, plain.zipped(members))


def shapefile(**parts: bytes | None) -> Writer:
    return files(".shp", plain.shapefile() | {f".{ending}": content for ending, content in parts.items()})


def entry(content: bytes = plain.GEOJSON, name: str = "a.geojson", **attributes: object) -> Writer:
    """Write an archive of one member whose directory entry has these attributes."""
    info = zipfile.ZipInfo(name)
    for attribute, value in attributes.items():
        setattr(info, attribute, value)

    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "goi.zip", "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(info, content)
        return folder / "goi.zip"

    return write


def patched(content: bytes, *changes: tuple[bytes, int, bytes]) -> bytes:
    """Change bytes at an offset from the first place of a mark."""
    made = bytearray(content)
    for mark, offset, new in changes:
        at = content.index(mark) + offset
        made[at : at + len(new)] = new
    return bytes(made)


CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
ONE = plain.zipped({"a.geojson": plain.GEOJSON})
SIZE_IN_CENTRAL, CRC_IN_CENTRAL, FLAGS_IN_CENTRAL, METHOD_IN_CENTRAL = 24, 16, 8, 10


def lying(told: int) -> bytes:
    """Return a zip that tells a wrong size; its sum is that of the first `told` bytes: zipfile is content."""
    content = b'{"type":"FeatureCollection","features":[' + b" " * 500_000
    crc = zlib.crc32(content[:told]).to_bytes(4, "little")
    made = plain.zipped({"a.geojson": content})
    return patched(
        made, (CENTRAL, SIZE_IN_CENTRAL, told.to_bytes(4, "little")), (CENTRAL, CRC_IN_CENTRAL, crc)
    )


def overlapping() -> bytes:
    """Return a zip whose directory names the same packed bytes twice."""
    made = plain.zipped({"a.geojson": plain.GEOJSON, "b.geojson": plain.GEOJSON})
    second = made.index(CENTRAL, made.index(CENTRAL) + 1)
    return made[: second + 42] + bytes(4) + made[second + 46 :]


def quoted_overlap() -> bytes:
    """Return a zip with an entry whose packed bytes hold the header and the bytes of the next."""
    inner = plain.zipped({"b.geojson": plain.GEOJSON}, zipfile.ZIP_STORED)
    body = inner[: inner.index(CENTRAL)]
    made = plain.zipped({"a.geojson": body}, zipfile.ZIP_STORED)
    start = made.index(b"PK\x03\x04", 1)
    directory = made.index(CENTRAL)
    record = bytearray(inner[inner.index(CENTRAL) : inner.index(b"PK\x05\x06")])
    record[42:46] = start.to_bytes(4, "little")
    end = made.index(b"PK\x05\x06")
    both = made[directory:end] + bytes(record)
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, len(both), directory, 0)
    return made[:directory] + both + tail


def link(folder: Path) -> Path:
    (folder / "dat.geojson").symlink_to(OUTSIDE)
    return folder / "dat.geojson"


def part_link(folder: Path) -> Path:
    path = shapefile(dbf=None)(folder)
    (folder / "dat.dbf").symlink_to(OUTSIDE)
    return path


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "dat.geojson")
    return folder / "dat.geojson"


def folder_named(name: str) -> Writer:
    def write(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return write


def nested_blocks(levels: int, width: int) -> bytes:
    parts = ["0 SECTION", "2 BLOCKS"]
    for level in range(levels):
        inside = [f"0 INSERT\n2\nB{level + 1}"] * width if level + 1 < levels else ["0 POINT", "8 0"]
        parts += [
            "0 BLOCK",
            f"2 B{level}",
            *(line for each in inside for line in [each.replace("\n", " ", 0)]),
        ]
        parts += ["0 ENDBLK"]
    parts += ["0 ENDSEC", "0 SECTION", "2 ENTITIES", "0 INSERT", "2 B0", "0 ENDSEC", "0 EOF"]
    return plain.dxf(*parts)


def block_drawing(*inside: str, entities: tuple[str, ...] = ("0 INSERT", "2 B0")) -> bytes:
    return plain.dxf(
        *("0 SECTION", "2 BLOCKS", "0 BLOCK", "2 B0", *inside, "0 ENDBLK", "0 ENDSEC"),
        *("0 SECTION", "2 ENTITIES", *entities, "0 ENDSEC", "0 EOF"),
    )


def binary_dxf(text: bytes) -> bytes:
    """Return a drawing of codes 0, 2, 8 and 70 to 71 in the binary form of release 13 and later."""
    lines = text.decode().split("\n")
    made = b"AutoCAD Binary DXF\r\n\x1a\x00"
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        number = int(code)
        made += number.to_bytes(2, "little")
        made += struct.pack("<h", int(value)) if number in {70, 71} else value.encode() + b"\0"
    return made


def cut_geopackage() -> bytes:
    return plain.geopackage()[:-4096]


def damaged_geopackage() -> bytes:
    """Return one whose tables are overwritten while the schema is whole."""
    made = bytearray(plain.geopackage())
    made[4096:] = b"\xff" * (len(made) - 4096)
    return bytes(made)


def with_page_swapped() -> bytes:
    made = bytearray(plain.geopackage())
    made[4096 * 5 : 4096 * 6] = made[4096 * 7 : 4096 * 8]
    return bytes(made)


def shx_of_one_shape() -> bytes:
    _, shx = plain.shapes(3)
    return shx[:100] + shx[100:108] * 3


def gpkg(more: str = "", **schema: str) -> Writer:
    return file("dat.gpkg", plain.geopackage(more, schema=schema or None))


def many_entries(count: int) -> bytes:
    """Return a zip whose directory has so many entries for one file; zipfile would list them all."""
    first = ONE.index(CENTRAL)
    record = ONE[first : ONE.index(b"PK\x05\x06")]
    directory = record * count
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count % 65_536, count % 65_536, len(directory), first, 0
    )
    return ONE[:first] + directory + tail


SHP, SHX = plain.shapes(3)

HOSTILE: dict[str, tuple[Writer, str]] = {
    # documents that make GDAL read other files or call hosts
    "vrt named geojson": (file("x.geojson", VRT), "vrt"),
    "vrt named kml": (file("x.kml", VRT), "vrt"),
    "vrt named csv": (file("x.csv", VRT), "vrt"),
    "vrt of its own": (file("x.vrt", VRT), "vrt"),
    "vrt after a BOM": (file("x.geojson", "\ufeff" + VRT), "vrt"),
    "vrt in UTF-16": (file("x.kml", VRT.encode("utf-16")), "vrt"),
    "vrt in UTF-16 without BOM": (file("x.kml", VRT.encode("utf-16-le")), "vrt"),
    "vrt with a prefix": (file("x.kml", VRT.replace("<OGR", "<a:OGR").replace("</OGR", "</a:OGR")), "vrt"),
    "vrt in a zip": (archive({"x.geojson": VRT.encode()}), "vrt"),
    "vrt in a kmz": (archive({"doc.kml": VRT.encode()}, "x.kmz"), "vrt"),
    "vrt as a shp in a zip": (archive({"a.shp": VRT.encode(), "a.shx": b"x", "a.dbf": b"x"}), "vrt"),
    "gdal raster vrt": (file("x.kml", "<VRTDataset/>"), "vrt"),
    "gdalg": (file("x.geojson", json.dumps(GDALG)), "gdalg"),
    "gdalg with its type last": (
        file(
            "x.json",
            json.dumps(
                {"features": [{"type": "Feature"}] * 99, **{k: GDALG[k] for k in ("command_line", "type")}}
            ),
        ),
        "gdalg",
    ),
    "gdalg with a hidden type": (file("x.json", '{"ty\\u0070e": "gdal_streamed_\\u0061lg"}'), "gdalg"),
    "gdalg in a zip": (archive({"a/x.geojson": json.dumps(GDALG).encode()}), "gdalg"),
    "wfs document": (file("x.geojson", f"<OGRWFSDataSource><URL>{HOST}</URL></OGRWFSDataSource>"), "service"),
    "wfs capabilities": (file("x.kml", '<wfs:WFS_Capabilities xmlns:wfs="x"/>'), "service"),
    "wms document": (file("x.kml", f"<GDAL_WMS><ServerUrl>{HOST}</ServerUrl></GDAL_WMS>"), "service"),
    "ogc api landing page": (
        file("x.json", json.dumps({"title": "x", "links": [{"href": HOST}]})),
        "service",
    ),
    "ogc api collections": (file("x.json", json.dumps({"collections": [], "links": []})), "service"),
    "stac catalogue": (
        file("x.json", json.dumps({"type": "Catalog", "stac_version": "1.0.0", "links": []})),
        "service",
    ),
    "gml": (file("x.kml", '<gml:FeatureCollection xmlns:gml="x"/>'), "gml"),
    "gml schema": (file("x.kml", '<xs:schema xmlns:xs="x"/>'), "gml"),
    "unknown xml": (file("x.kml", "<gpx/>"), "xml"),
    "kml that reads a file": (file("x.kml", XXE), "xml-dtd"),
    "kml with a bomb of entities": (file("x.kml", BOMB), "xml-dtd"),
    "kml with an outside DTD": (file("x.kml", DTD), "xml-dtd"),
    "kml with a DTD in a kmz": (archive({"doc.kml": XXE.encode()}, "x.kmz"), "xml-dtd"),
    "web page named csv": (file("x.csv", "<!DOCTYPE html><html></html>"), "html"),
    "web page named xls": (file("x.xls", "<html><table/></html>"), "html"),
    "topojson": (file("x.json", '{"type":"Topology","objects":{}}'), "topojson"),
    "esri json": (file("x.json", '{"geometryType":"esriGeometryPolygon","features":[]}'), "esri-json"),
    "json array": (file("x.json", "[1, 2]"), "json"),
    "json of another kind": (file("x.geojson", '{"a": 1}'), "json"),
    # GeoPackage
    **{
        f"gpkg with {module}": (
            gpkg(bad=f"CREATE VIRTUAL TABLE bad USING {module}('{OUTSIDE}', 'utf-8')"),
            "gpkg-virtual",
        )
        for module in ("VirtualText", "VirtualShape", "VirtualDbf", "VirtualGeoJSON", "VirtualXL")
    },
    "gpkg with fts": (gpkg("CREATE VIRTUAL TABLE t USING fts5(a);"), "gpkg-virtual"),
    "gpkg with a foreign rtree": (
        gpkg("CREATE VIRTUAL TABLE r USING rtree(id, a, b, c, d);"),
        "gpkg-virtual",
    ),
    "gpkg with a virtual table in hiding": (
        gpkg(bad="CREATE/**/VIRTUAL/**/TABLE bad USING VirtualText('x')"),
        "gpkg-virtual",
    ),
    "gpkg whose layer is a virtual table": (
        gpkg(
            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('bad', 'features');",
            bad=f"CREATE VIRTUAL TABLE bad USING VirtualText('{OUTSIDE}')",
        ),
        "gpkg-virtual",
    ),
    "gpkg with an rtree of another module": (
        gpkg(rtree_dat_x="CREATE VIRTUAL TABLE rtree_dat_x USING VirtualText('x')"),
        "gpkg-virtual",
    ),
    "gpkg with an endless view": (
        gpkg(
            "CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c;"
        ),
        "gpkg-view",
    ),
    "gpkg with a plain view": (gpkg("CREATE VIEW v AS SELECT * FROM dat;"), "gpkg-view"),
    "gpkg with a trigger": (
        gpkg("CREATE TRIGGER t AFTER INSERT ON dat BEGIN DELETE FROM dat; END;"),
        "gpkg-trigger",
    ),
    "gpkg with a known trigger that deletes": (
        gpkg(COUNT_TRIGGER.format("DELETE FROM dat;")),
        "gpkg-trigger",
    ),
    "gpkg with a known trigger that does more": (
        gpkg(
            COUNT_TRIGGER.format(
                "UPDATE gpkg_ogr_contents SET feature_count = 1; INSERT INTO dat (ten) VALUES ('x');"
            )
        ),
        "gpkg-trigger",
    ),
    "gpkg with a known trigger that calls": (
        gpkg(COUNT_TRIGGER.format("UPDATE gpkg_ogr_contents SET feature_count = load_extension('x');")),
        "gpkg-trigger",
    ),
    "gpkg with a known trigger that selects": (
        gpkg(COUNT_TRIGGER.format("UPDATE gpkg_ogr_contents SET feature_count = (SELECT ten FROM dat);")),
        "gpkg-trigger",
    ),
    "gpkg with a known trigger and a comment": (
        gpkg(COUNT_TRIGGER.format("UPDATE /* x */ gpkg_ogr_contents SET feature_count = 1;")),
        "gpkg-trigger",
    ),
    "gpkg with a trigger of another table's name": (
        gpkg(
            "CREATE TRIGGER rtree_dat_geom_insert AFTER INSERT ON gpkg_contents BEGIN DELETE FROM rtree_dat_geom; END;"
        ),
        "gpkg-trigger",
    ),
    "gpkg with a computed column": (
        gpkg(
            "DROP TABLE dat; CREATE TABLE dat (fid INTEGER PRIMARY KEY, geom BLOB, t AS (hex(zeroblob(9))));"
        ),
        "gpkg-generated",
    ),
    "gpkg with an index of an odd text": (
        gpkg(
            "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES ('index', 'i', 'dat', 2, 'CREATE/**/INDEX i ON dat(ten)');"
        ),
        "gpkg-schema",
    ),
    "gpkg that names a table that is not there": (
        gpkg("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('khac', 'features');"),
        "gpkg-table",
    ),
    "gpkg without its geometry column": (
        gpkg(
            "UPDATE gpkg_geometry_columns SET column_name = 'g'; DROP TABLE rtree_dat_geom; DROP TRIGGER rtree_dat_geom_delete;"
        ),
        "gpkg-table",
    ),
    "gpkg with features that are none": (
        gpkg(
            "DROP TABLE rtree_dat_geom; DROP TRIGGER rtree_dat_geom_delete; DELETE FROM gpkg_geometry_columns;"
        ),
        "gpkg-table",
    ),
    "gpkg of 300 columns": (
        gpkg("".join(f"ALTER TABLE dat ADD COLUMN c{n} TEXT;" for n in range(300))),
        "gpkg-columns",
    ),
    "gpkg that hides a layer": (gpkg("DELETE FROM gpkg_contents;"), "gpkg-table"),
    "gpkg with two geometry columns": (
        gpkg("INSERT INTO gpkg_geometry_columns VALUES ('DAT', 'ten', 'POINT', 9205, 0, 0);"),
        "gpkg-table",
    ),
    "gpkg without layers": (
        gpkg(
            "DROP TABLE rtree_dat_geom; DROP TRIGGER rtree_dat_geom_delete;"
            "DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns;"
        ),
        "gpkg-empty",
    ),
    "sqlite that is no gpkg": (gpkg("DROP TABLE gpkg_contents;"), "gpkg-not"),
    "sqlite header alone": (file("x.gpkg", b"SQLite format 3\x00"), "gpkg-not"),
    "gpkg cut": (file("x.gpkg", cut_geopackage()), "gpkg-cut"),
    "gpkg with destroyed pages": (file("x.gpkg", damaged_geopackage()), "gpkg-broken"),
    "gpkg with swapped pages": (file("x.gpkg", with_page_swapped()), "gpkg-broken"),
    "gpkg with unsaved changes": (
        files(".gpkg", {".gpkg": plain.geopackage(), ".gpkg-wal": b"x" * 32}),
        "gpkg-unsaved",
    ),
    "gpkg with a journal": (
        files(".gpkg", {".gpkg": plain.geopackage(), ".gpkg-journal": b"x"}),
        "gpkg-unsaved",
    ),
    "gpkg with unsaved changes in a zip": (
        archive({"a.gpkg": plain.geopackage(), "a.gpkg-wal": b"x" * 32}),
        "gpkg-unsaved",
    ),
    "gpkg with a view in a zip": (
        archive({"a.gpkg": plain.geopackage("CREATE VIEW v AS SELECT 1;")}),
        "gpkg-view",
    ),
    # archives
    "zip with a parent path": (entry(name="../a.geojson"), "zip-path"),
    "zip with a parent path inside": (entry(name="a/../../b.geojson"), "zip-path"),
    "zip with an absolute path": (entry(name="/srv/a.geojson"), "zip-path"),
    "zip with a drive": (entry(name="C:/a.geojson"), "zip-path"),
    "zip with backslashes": (file("goi.zip", ONE.replace(b"a.geojson", b"..\\eojson")), "zip-path"),
    "zip with a NUL in a name": (file("goi.zip", ONE.replace(b"a.geojson", b"a.shp\0son")), "zip-path"),
    "zip with a side file out of its folder": (
        archive({"a.geojson": plain.GEOJSON, "../../x.qml": b"x"}),
        "zip-path",
    ),
    "zip with a folder that has content": (entry(name="a.geojson", external_attr=0o040755 << 16), "zip-path"),
    "zip with a link": (
        entry(OUTSIDE.encode(), "a.dbf", external_attr=0o120777 << 16, create_system=3),
        "zip-link",
    ),
    "zip with a Windows link": (entry(external_attr=0x400), "zip-link"),
    "zip with a pipe": (entry(external_attr=0o010644 << 16), "zip-device"),
    "zip with a device": (entry(external_attr=0o020644 << 16), "zip-device"),
    "zip with a password": (
        file("goi.zip", patched(ONE, (CENTRAL, FLAGS_IN_CENTRAL, b"\1"), (LOCAL, 6, b"\1"))),
        "zip-encrypted",
    ),
    "zip encrypted by its own header only": (file("goi.zip", patched(ONE, (LOCAL, 6, b"\1"))), "zip-header"),
    "zip with AES": (
        file("goi.zip", patched(ONE, (CENTRAL, METHOD_IN_CENTRAL, b"\x63"), (LOCAL, 8, b"\x63"))),
        "zip-method",
    ),
    "zip packed with bzip2": (
        file("goi.zip", plain.zipped({"a.geojson": plain.GEOJSON}, zipfile.ZIP_BZIP2)),
        "zip-method",
    ),
    "zip packed with lzma": (
        file("goi.zip", plain.zipped({"a.geojson": plain.GEOJSON}, zipfile.ZIP_LZMA)),
        "zip-method",
    ),
    "zip in a zip": (archive({"a.zip": ONE}), "zip-nested"),
    "zip in a zip beside a layer": (archive({"a.geojson": plain.GEOJSON, "b.zip": ONE}), "zip-nested"),
    "kmz in a zip": (archive({"a.kmz": plain.zipped({"doc.kml": plain.KML})}), "zip-nested"),
    "rar in a zip": (archive({"a.geojson": plain.GEOJSON, "b.rar": b"Rar!"}), "zip-nested"),
    "zip named geojson in a zip": (archive({"a.geojson": ONE}), "zip-nested"),
    "zip that is a bomb": (archive({"a.geojson": b" " * 20_000_000}), "zip-ratio"),
    "zip of many small bombs": (archive({f"a{n}.csv": b"1" * 900_000 for n in range(30)}), "zip-ratio"),
    "zip with a bomb in a side file": (
        archive({"a.geojson": plain.GEOJSON, "b.qml": b" " * 9_000_000}),
        "zip-ratio",
    ),
    "zip that tells too much": (
        file("goi.zip", patched(ONE, (CENTRAL, SIZE_IN_CENTRAL, b"\xff\xff\xff\x7f"))),
        "zip-total",
    ),
    "zip that tells too little": (file("goi.zip", lying(60)), "zip-size"),
    "zip that tells nothing": (file("goi.zip", lying(0)), "zip-size"),
    "zip with a wrong sum": (
        file("goi.zip", patched(ONE, (CENTRAL, CRC_IN_CENTRAL, b"\0\0\0\0"))),
        "zip-crc",
    ),
    "zip with damaged bytes": (
        file("goi.zip", patched(ONE, (LOCAL, 45, b"\xff\xff\xff\xff\xff"))),
        "zip-crc",
    ),
    "zip whose entries share bytes": (file("goi.zip", overlapping()), "zip-header"),
    "zip with an entry in an entry": (file("goi.zip", quoted_overlap()), "zip-overlap"),
    "zip with two names for an entry": (file("goi.zip", patched(ONE, (LOCAL, 30, b"z"))), "zip-header"),
    "zip of 201 entries": (
        archive({f"{n}.qml": b"" for n in range(200)} | {"a.geojson": plain.GEOJSON}),
        "zip-entries",
    ),
    "zip of 100,000 entries": (file("goi.zip", many_entries(100_000)), "zip-entries"),
    "zip with a layer twice": (
        archive({"A.geojson": plain.GEOJSON, "a.GEOJSON": plain.GEOJSON}),
        "zip-duplicate",
    ),
    "zip cut": (file("goi.zip", ONE[:-30]), "zip-broken"),
    "zip of nothing but an end": (file("goi.zip", plain.zipped({})), "zip-empty"),
    "zip of folders": (archive({"a/": b"", "b/": b""}), "zip-empty"),
    "zip without data": (archive({"anh.png": b"\x89PNG", "doc.pdf": b"%PDF"}), "zip-no-data"),
    "zip of macOS remains": (archive({"__MACOSX/._a.geojson": b"x", ".DS_Store": b"x"}), "zip-no-data"),
    "zip with a file geodatabase": (archive({"a.gdb/a00000001.gdbtable": b"x"}), "file-geodatabase"),
    "kmz without kml": (archive({"a.geojson": plain.GEOJSON}, "a.kmz"), "zip-no-data"),
    "kmz named geojson": (archive({"doc.kml": plain.KML}, "a.geojson"), "ending-content"),
    "rar named zip": (file("goi.zip", b"Rar!\x1a\x07\x01\x00xxxx"), "rar"),
    "7z named zip": (file("goi.zip", b"7z\xbc\xaf\x27\x1cxxxx"), "7z"),
    "gzip": (file("a.geojson.gz", b"\x1f\x8b\x08xxx"), "packed"),
    "tar named zip": (file("goi.zip", b"a.geojson".ljust(257, b"\0") + b"ustar" + bytes(300)), "packed"),
    # parts
    "dbf alone": (file("a.dbf", plain.dbf(2)), "part-alone"),
    "shx alone": (file("a.shx", SHX), "part-alone"),
    "shx named shp": (file("a.shp", SHX), "part-alone"),
    "dbf named csv": (file("a.csv", plain.dbf(2)), "part-alone"),
    "prj alone": (file("a.prj", plain.PRJ), "part-alone"),
    "shp without shx": (shapefile(shx=None), "shapefile-part-missing"),
    "shp without dbf": (shapefile(dbf=None), "shapefile-part-missing"),
    "shp without dbf in a zip": (
        archive({f"a/B{e.upper()}": c for e, c in plain.shapefile().items() if e != ".dbf"}),
        "shapefile-part-missing",
    ),
    "shx without shp in a zip": (
        archive({"b.geojson": plain.GEOJSON, "a.shx": SHX, "a.dbf": b""}),
        "shapefile-part-missing",
    ),
    "shp cut": (shapefile(shp=SHP[: len(SHP) // 2]), "shapefile-cut"),
    "shp of 50 bytes": (shapefile(shp=SHP[:50]), "shapefile-cut"),
    "shp with more behind": (shapefile(shp=SHP + b"more"), "shapefile-cut"),
    "shx cut": (shapefile(shx=SHX[:-8]), "shapefile-cut"),
    "dbf cut": (shapefile(dbf=plain.dbf(3)[:-9]), "shapefile-cut"),
    "dbf that tells fewer rows": (shapefile(dbf=plain.dbf(3, told=1)), "shapefile-rows"),
    "shx of another shapefile": (shapefile(shx=plain.shapes(2)[1]), "shapefile-rows"),
    "shx that names one shape for all": (shapefile(shx=shx_of_one_shape()), "shapefile-index"),
    "shx that points outside": (
        shapefile(shx=SHX[:100] + b"\x7f\xff\xff\x00" + SHX[104:]),
        "shapefile-index",
    ),
    "shx that points back": (shapefile(shx=SHX[:100] + b"\xff\xff\xff\x00" + SHX[104:]), "shapefile-index"),
    "shapefile of multipatches": (shapefile(shp=plain.shapes(3, kind=31)[0]), "shapefile-multipatch"),
    "shapefile of an unknown kind": (shapefile(shp=plain.shapes(3, kind=99)[0]), "shapefile-type"),
    "shapefile with a program as prj": (shapefile(prj=b"\x7fELF\0"), "shapefile-text"),
    "shapefile with a long cpg": (shapefile(cpg=b"U" * 5000), "shapefile-text"),
    "tab that is a view": (
        file("a.tab", f'!table\n!version 300\nOpen Table "{OUTSIDE}"\nCreate View x As Select *\n'),
        "tab-part-missing",
    ),
    "tab that is a view with parts": (
        files(
            ".tab",
            plain.tab() | {".tab": f'!table\nOpen Table "{OUTSIDE}"\nCreate View x As Select *\n'.encode()},
        ),
        "tab-pointer",
    ),
    "seamless tab": (
        files(
            ".tab",
            plain.tab() | {".tab": plain.TAB + b'begin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n'},
        ),
        "tab-pointer",
    ),
    "tab of a picture": (
        files(".tab", plain.tab() | {".tab": b'!table\nDefinition Table\n  File "x.tif"\n  Type "RASTER"\n'}),
        "tab-pointer",
    ),
    "tab linked to a database": (
        files(".tab", plain.tab() | {".tab": plain.TAB.replace(b"NATIVE", b"LINKED")}),
        "tab-type",
    ),
    "tab of a dBASE file": (
        files(".tab", plain.tab() | {".tab": plain.TAB.replace(b"NATIVE", b"DBF")}),
        "tab-type",
    ),
    "tab of two types": (files(".tab", plain.tab() | {".tab": plain.TAB + b"  Type DBF\n"}), "tab-type"),
    "tab without map": (files(".tab", plain.tab() | {".map": None}), "tab-part-missing"),
    "tab with dat cut": (files(".tab", plain.tab() | {".dat": plain.dat(1, told=9)}), "tab-cut"),
    "mapinfo workspace": (
        file("a.tab", f'!Workspace\n!Version 300\nOpen Table "{OUTSIDE}"\n'),
        "mapinfo-workspace",
    ),
    "mif without mid": (file("a.mif", plain.MIF), "mif-part-missing"),
    # drawings
    "dxf bomb of blocks": (file("a.dxf", nested_blocks(9, 12)), "dxf-bomb"),
    "binary dxf bomb of blocks": (file("a.dxf", binary_dxf(nested_blocks(9, 12))), "dxf-bomb"),
    "dxf bomb of rows and columns": (
        file("a.dxf", block_drawing("0 POINT", "8 0", entities=("0 INSERT", "2 B0", "70 30000", "71 30000"))),
        "dxf-bomb",
    ),
    "dxf block that inserts itself": (file("a.dxf", block_drawing("0 INSERT", "2 b0")), "dxf-recursive"),
    "dxf blocks 40 deep": (file("a.dxf", nested_blocks(40, 1)), "dxf-depth"),
    "dxf cut between pairs": (file("a.dxf", plain.DXF.removesuffix(b"  0\nEOF\n")), "dxf-cut"),
    "dxf cut": (file("a.dxf", plain.DXF[:60]), "dxf-broken"),
    "dxf with a broken code": (file("a.dxf", plain.DXF.replace(b" 10\n", b" ten\n")), "dxf-broken"),
    "binary dxf cut": (file("a.dxf", binary_dxf(nested_blocks(2, 1))[:-3]), "dxf-broken"),
    "dgn cut": (file("a.dgn", plain.DGN[:-40]), "dgn-cut"),
    "dgn v8": (file("a.dgn", plain.compound("Dgn~S", "Dgn~Mf", "Dgn^Mh")), "dgn-v8"),
    "dgn v8 that cannot be told": (file("a.dgn", plain.compound("x")), "dgn-v8"),
    "dgn v8 in a zip": (archive({"Bản đồ/A.DGN": plain.compound("Dgn~S")}), "dgn-v8"),
    "dwg named dxf": (file("a.dxf", b"AC1032" + bytes(100)), "dwg"),
    "dwf": (file("a.dxf", b"(DWF V06.00)"), "dwg"),
    # office
    "xls": (file("a.xls", plain.compound("Workbook")), "xls"),
    "xls named xlsx": (file("a.xlsx", plain.compound("Book")), "xls"),
    "doc named csv": (file("a.csv", plain.compound("WordDocument")), "doc"),
    "xlsx with a password": (
        file("a.xlsx", plain.compound("EncryptionInfo", "EncryptedPackage")),
        "office-locked",
    ),
    "ole of an unknown kind": (file("a.xlsx", plain.compound("x")), "ole"),
    "ole with a sector size that is none": (
        file("a.xlsx", plain.compound("x")[:30] + b"\xff\xff" + bytes(600)),
        "ole",
    ),
    "xlsx with macros": (
        archive(plain.xlsx(xl__vbaProject=b"x") | {"xl/vbaProject.bin": b"x"}, "a.xlsx"),
        "macros",
    ),
    "xlsm": (archive(plain.xlsx() | {"xl/vbaProject.bin": b"x"}, "a.xlsm"), "macros"),
    "xlsb": (archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, "a.xlsb"), "xlsb"),
    "docx named xlsx": (archive({"[Content_Types].xml": b"", "word/document.xml": b""}, "a.xlsx"), "office"),
    "ods": (
        archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, "a.ods"),
        "office",
    ),
    "xlsx with a DTD": (
        archive(plain.xlsx(xl__sharedStrings=b"") | {"xl/s.xml": XXE.encode()}, "a.xlsx"),
        "xlsx-dtd",
    ),
    "xlsx with a DTD in UTF-16": (
        archive(plain.xlsx() | {"xl/s.xml": XXE.encode("utf-16")}, "a.xlsx"),
        "xlsx-dtd",
    ),
    "xlsx with a DTD across two blocks": (
        archive(plain.xlsx() | {"xl/s.xml": b" " * 65_530 + b"<!DOCTYPE x>"}, "a.xlsx"),
        "xlsx-dtd",
    ),
    "xlsx that is a bomb": (
        archive(plain.xlsx() | {"xl/worksheets/sheet1.xml": b" " * 9_000_000}, "a.xlsx"),
        "zip-ratio",
    ),
    "xlsx with a DTD in a zip": (
        archive({"a.xlsx": plain.zipped(plain.xlsx() | {"xl/s.xml": XXE.encode()})}),
        "xlsx-dtd",
    ),
    "zip named xlsx": (archive({"a.geojson": plain.GEOJSON}, "a.xlsx"), "ending-content"),
    "xlsx named zip": (archive(plain.xlsx(), "a.zip"), "ending-content"),
    # programs, pictures, databases
    "pickle": (file("a.parquet", b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x02os."), "pickle"),
    "pickle in old letters": (file("a.csv", b"cos\nsystem\n(S'ls'\ntR."), "pickle"),
    "numpy array": (file("a.csv", b"\x93NUMPY\x01\x00"), "pickle"),
    "python named txt": (file("a.txt", "# coding: utf-8\nimport os\nos.system('ls')\n"), "program"),
    "python named csv": (file("a.csv", "def f(x):\n    return x\n"), "program"),
    "shell script": (file("a.txt", "#!/bin/sh\nls\n"), "program"),
    "php": (file("a.csv", "<?php system('ls');"), "program"),
    "linux program": (file("a.csv", b"\x7fELF\x02\x01"), "program"),
    "windows program": (file("a.csv", b"MZ\x90\x00\x03\x00"), "program"),
    "pdf": (file("a.csv", b"%PDF-1.7\n"), "pdf"),
    "png named geojson": (file("a.geojson", b"\x89PNG\r\n\x1a\n"), "picture"),
    "geotiff": (file("a.tif", b"II*\x00\x08\x00"), "picture"),
    "bitmap": (file("a.csv", b"BM\x46\x00\x00\x00"), "picture"),
    "access": (file("a.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00"), "database"),
    "netcdf": (file("a.gpkg", b"\x89HDF\r\n\x1a\n"), "hdf"),
    "random bytes": (file("a.csv", bytes(range(256)) * 4), "unknown"),
    "blanks only": (file("a.csv", b" \r\n \n"), "unknown"),
    "empty": (file("a.gpkg", b""), "empty"),
    "empty in a zip": (archive({"a.geojson": b""}), "empty"),
    "git lfs pointer": (
        file("a.gpkg", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        "lfs-pointer",
    ),
    "parquet cut": (file("a.parquet", plain.PARQUET[:-2]), "parquet-cut"),
    "parquet of 8 bytes": (file("a.parquet", b"PAR1PAR1"), "parquet-cut"),
    # endings and paths
    "geojson named kml": (file("a.kml", plain.GEOJSON), "ending-content"),
    "kml named geojson": (file("a.geojson", plain.KML), "ending-content"),
    "geojson named txt": (file("a.txt", plain.GEOJSON), "ending-content"),
    "csv named gpkg": (file("a.gpkg", plain.CSV), "ending-content"),
    "geojson named shp in a zip": (
        archive({"a.shp": plain.GEOJSON, "a.shx": SHX, "a.dbf": b"x"}),
        "ending-content",
    ),
    "geojson without an ending": (file("ranh", plain.GEOJSON), "ending-unknown"),
    "text of an unknown ending": (file("a.qml", "x"), "ending-unknown"),
    "folder": (folder_named("a.gdb"), "file-special"),
    "a file that is not there": (lambda folder: folder / "a.geojson", "file-missing"),
    "a path of GDAL": (lambda _folder: Path(f"/vsicurl/{HOST}"), "file-missing"),
    "an address": (lambda _folder: Path(HOST), "file-missing"),
    "a prefix of GDAL": (lambda _folder: Path(f"CSV:{OUTSIDE}"), "file-missing"),
    "XML as a path": (lambda _folder: Path(VRT), "file-missing"),
    "a path with a NUL": (lambda folder: folder / "a\0.geojson", "file-unreadable"),
}

if sys.platform != "win32":
    HOSTILE |= {
        "link": (link, "file-link"),
        "part that is a link": (part_link, "file-link"),
        "pipe": (pipe, "file-special"),
    }
