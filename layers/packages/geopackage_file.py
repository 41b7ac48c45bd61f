"""
All tables as one GeoPackage in the province's CRS, with their styles in `layer_styles`.

Written by SQLite itself: GDAL has no place in this process, and what is written is then as the
standard (OGC 12-128r19) says, to the last bit of each coordinate. QGIS takes the styles from
`layer_styles` as it opens a table.
"""

from __future__ import annotations

import contextlib
import sqlite3
import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import parse_crs
from layers.packages.model import CellKind
from layers.packages.rings import MULTI, as_multi
from layers.packages.styles import qml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.packages.model import Content, Table

APPLICATION, VERSION = 0x47504B47, 10300
"""What a GeoPackage 1.3 says of itself: "GPKG"."""
OWN_SRS = 100_000
"""Number of a system without a code of EPSG."""
TYPES = {
    CellKind.TRUTH: "BOOLEAN",
    CellKind.WHOLE: "INTEGER",
    CellKind.NUMBER: "REAL",
    CellKind.TEXT: "TEXT",
}
SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
 description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
 identifier TEXT UNIQUE, description TEXT DEFAULT '',
 last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
 CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256),
 f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30),
 styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
 update_time DATETIME DEFAULT CURRENT_TIMESTAMP);
"""
UNDEFINED = (
    (
        "Undefined cartesian SRS",
        -1,
        "NONE",
        -1,
        "undefined",
        "undefined cartesian coordinate reference system",
    ),
    (
        "Undefined geographic SRS",
        0,
        "NONE",
        0,
        "undefined",
        "undefined geographic coordinate reference system",
    ),
)


def write_geopackage(path: Path, content: Content) -> None:
    """
    Write a new file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    moment = f"{content.as_of.isoformat()}T00:00:00.000Z"
    try:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute(f"PRAGMA application_id = {APPLICATION}")
            database.execute(f"PRAGMA user_version = {VERSION}")
            database.executescript(SCHEMA)
            srs_id = _add_systems(database, content.province.crs)
            for table in content.tables:
                _add_table(database, table, srs_id, moment)
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
                " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
                (moment,),
            )
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _add_systems(database: sqlite3.Connection, name: str) -> int:
    """Add the systems that every file has, and the province's; return the number of that."""
    insert = "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"
    database.executemany(insert, UNDEFINED)
    own = OWN_SRS
    for given in dict.fromkeys(("EPSG:4326", name)):
        crs = parse_crs(given)
        authority = crs.to_authority()
        organisation, code = (authority[0], int(authority[1])) if authority else ("NONE", OWN_SRS)
        own = code
        database.execute(insert, (crs.name, code, organisation, code, crs.to_wkt("WKT1_GDAL"), None))
    return own


def _add_table(database: sqlite3.Connection, table: Table, srs_id: int, moment: str) -> None:
    columns = "".join(f", {_quoted(column.name)} {TYPES[column.kind]}" for column in table.columns)
    kind = MULTI[table.shape][1].upper()
    name = _quoted(table.id)
    database.execute(
        f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{columns})"
    )
    box = shapely.total_bounds(table.shapes) if table.count else np.full(4, np.nan)
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            table.id,
            f"{table.title_vi} ({table.id})",
            _described(table),
            moment,
            *(None if np.isnan(edge) else float(edge) for edge in box),
            srs_id,
        ),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (table.id, kind, srs_id)
    )
    marks = ", ".join("?" * (len(table.columns) + 1))
    names = ", ".join(["geom", *(_quoted(column.name) for column in table.columns)])
    filled = f"INSERT INTO {name} ({names}) VALUES ({marks})"  # noqa: S608 - names are quoted, values bound
    database.executemany(filled, _rows(table, srs_id))
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
        " styleName, styleQML, useAsDefault, description, owner, update_time)"
        " VALUES ('', '', ?, 'geom', ?, ?, 1, ?, '', ?)",
        (table.id, table.id[:30], qml(table), table.title_vi, moment),
    )


def _rows(table: Table, srs_id: int) -> Iterator[tuple[object, ...]]:
    for row, shape in enumerate(as_multi(table.shapes, table.shape)):
        yield (_blob(shape, srs_id), *(column.cells[row] for column in table.columns))


def _blob(shape: shapely.Geometry | None, srs_id: int) -> bytes | None:
    """Return the header of the standard with the box of the shape, and its WKB."""
    if shape is None:
        return None
    west, south, east, north = shape.bounds
    little_endian_with_box = 0b11
    head = struct.pack("<2sBBi4d", b"GP", 0, little_endian_with_box, srs_id, west, east, south, north)
    return head + bytes(shapely.to_wkb(shape, byte_order=1, flavor="iso"))


def _described(table: Table) -> str:
    said = (table.facts.get("source_vi") or table.facts.get("source"), table.facts.get("decision_number"))
    return "; ".join(str(one) for one in said if one)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
