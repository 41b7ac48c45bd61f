"""
Decide whether a GeoPackage holds nothing but rows.

A GeoPackage is a program's database. SpatiaLite, which GDAL carries, reads any file of the machine
through a virtual table in it; a view can run for ever; its metadata may tell another number of rows
than there are. Python's own `sqlite3` has none of those modules, and reads the schema first.

Sources: OGC 12-128 (GeoPackage); sqlite.org/security.html.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.database import broken, open_plain, quoted, refusing, require_length, require_saved
from layers.intake.geopackage_triggers import is_known_trigger
from layers.intake.limits import LIMITS, Limits

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

SCHEMA_ROWS = 5_000
"""A layer with its index takes about 20."""
QGIS_TABLES = frozenset({"layer_styles", "qgis_projects"})
"""Registered by QGIS as tables of attributes; they hold its own settings."""
GENERATED = frozenset({2, 3})
"""Values of `hidden` in `PRAGMA table_xinfo`."""
RTREE_SQL = re.compile(
    r"""CREATE\ VIRTUAL\ TABLE\s+ (?:"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>\w+))
        \s+USING\s+rtree\s*\(\s*"?\w+"?(?:\s*,\s*"?\w+"?){4}\s*\)""",
    re.VERBOSE | re.IGNORECASE,
)
PLAIN_SQL = {
    "table": re.compile(r"CREATE TABLE\b", re.IGNORECASE),
    "index": re.compile(r"CREATE (UNIQUE )?INDEX\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """One layer of a GeoPackage as its tables and its metadata have it."""

    name: str
    geometry_column: str
    """"" for a table of attributes without geometry."""
    srs_id: int | None
    geometry_type: str
    row_count: int
    """Counted in the table itself, not in an index or in metadata."""
    told_count: int | None
    """What `gpkg_ogr_contents` says; None where it says nothing."""


def require_plain(path: Path, *, name: str = "", limits: Limits = LIMITS) -> tuple[TableInfo, ...]:
    """
    Return the layers of a GeoPackage that holds nothing but rows; refuse any other.

    Parameters
    ----------
    path
        A file that nobody else writes: it is opened as immutable.
    name
        What to call it in a refusal; "" takes the file's name.

    Returns
    -------
    tables
        Feature and attribute tables in the order of `gpkg_contents`.

    Raises
    ------
    IntakeError
        "gpkg-not", "gpkg-unsaved", "gpkg-cut", "gpkg-broken", "gpkg-view", "gpkg-virtual",
        "gpkg-trigger", "gpkg-schema", "gpkg-generated", "gpkg-table", "gpkg-columns", "gpkg-time",
        "gpkg-empty".
    """
    name = name or path.name
    require_saved(path, name)
    require_length(path, name)
    with refusing(name, limits), closing(open_plain(path, limits=limits)) as connection:
        tables = _Checked(connection, name, limits).tables()
    if not tables:
        raise IntakeError(
            "gpkg-empty",
            f"{name} holds no table of features: export the layer again.",
            f"{name} không có bảng đối tượng nào: hãy xuất lại lớp dữ liệu.",
        )
    return tables


class _Checked:
    """One open GeoPackage; every statement runs only after what it touches was found ordinary."""

    def __init__(self, connection: sqlite3.Connection, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.run = connection.execute
        schema = self.run(
            "SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?", (SCHEMA_ROWS + 1,)
        ).fetchall()
        if len(schema) > SCHEMA_ROWS:
            raise self._refusal(
                "gpkg-schema", f"more than {SCHEMA_ROWS} tables and indexes", "quá nhiều bảng"
            )
        self.schema: list[tuple[str, str, str, str | None]] = schema
        self.ordinary = {
            str(table).lower(): str(table)
            for kind, table, _, sql in schema
            if kind == "table" and PLAIN_SQL["table"].match(sql or "")
        }
        for needed in ("gpkg_contents", "gpkg_spatial_ref_sys"):
            if needed not in self.ordinary:
                raise IntakeError(
                    "gpkg-not",
                    f"{self.name} is a database but no GeoPackage: it has no table {needed}.",
                    f"{self.name} là cơ sở dữ liệu nhưng không phải GeoPackage: thiếu bảng {needed}.",
                )
        self.geometries = self._geometries()

    def tables(self) -> tuple[TableInfo, ...]:
        """Return the layers after schema and pages were found sound."""
        pairs = frozenset((t, c.lower()) for t, (c, _, _) in self.geometries.items())
        for row in self.schema:
            self._require_known(row, pairs)
        found = [row[0] for row in self.run("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            raise broken(self.name, str(found[0]).splitlines()[-1])
        told = {}
        if "gpkg_ogr_contents" in self.ordinary:
            told = {
                str(t).lower(): n
                for t, n in self.run("SELECT table_name, feature_count FROM gpkg_ogr_contents")
            }
        contents = self.run("SELECT table_name, data_type FROM gpkg_contents ORDER BY rowid").fetchall()
        return tuple(
            self._table(str(table), kind, told.get(str(table).lower()))
            for table, kind in contents
            if kind in {"features", "attributes"} and table not in QGIS_TABLES
        )

    def _geometries(self) -> dict[str, tuple[str, int, str]]:
        """Return geometry column, srs_id and type of each feature table, by its name in lower case."""
        if "gpkg_geometry_columns" not in self.ordinary:
            return {}
        rows = self.run(
            "SELECT table_name, column_name, srs_id, geometry_type_name FROM gpkg_geometry_columns"
        )
        return {str(t).lower(): (str(c), srs_id, str(kind).upper()) for t, c, srs_id, kind in rows}

    def _require_known(
        self, row: tuple[str, str, str, str | None], pairs: frozenset[tuple[str, str]]
    ) -> None:
        kind, name, _, sql = row
        if kind == "view":
            raise self._refusal("gpkg-view", f"the view {name!r}", f"khung nhìn (view) {name!r}")
        if kind == "trigger":
            if not is_known_trigger(str(name), sql or "", pairs):
                raise self._refusal("gpkg-trigger", f"the trigger {name!r}", f"trigger {name!r}")
        elif kind == "table" and str(name).lower() not in self.ordinary:
            match = RTREE_SQL.fullmatch(sql or "")
            rtree = match and (match["plain"] or match["quoted"].replace('""', '"')).lower()
            if not rtree or rtree != str(name).lower() or rtree not in {f"rtree_{t}_{c}" for t, c in pairs}:
                raise self._refusal("gpkg-virtual", f"the virtual table {name!r}", f"bảng ảo {name!r}")
        elif kind not in PLAIN_SQL or (sql is not None and not PLAIN_SQL[kind].match(sql)):
            raise self._refusal("gpkg-schema", f"{kind} {name!r}", f"{kind} {name!r}")

    def _refusal(self, code: str, what_en: str, what_vi: str) -> IntakeError:
        return IntakeError(
            code,
            f"{self.name} holds {what_en}, which is more than rows: export its layers to a new GeoPackage.",
            f"{self.name} chứa {what_vi}, không chỉ là dữ liệu: hãy xuất các lớp sang GeoPackage mới.",
        )

    def _table(self, table: str, kind: str, told: int | None) -> TableInfo:
        real = self.ordinary.get(table.lower())
        column, srs_id, geometry_type = self.geometries.get(table.lower(), ("", None, ""))
        fault = f"gpkg_contents names {table!r}, which is not there" if real is None else ""
        if real is not None and kind == "features" and not column:
            fault = f"{table!r} is not in gpkg_geometry_columns"
        columns = self.run(f"PRAGMA table_xinfo({quoted(real or '')})").fetchall()
        if not fault and column and column.lower() not in {str(row[1]).lower() for row in columns}:
            fault = f"{table!r} has no column {column!r}"
        if fault or real is None:
            raise IntakeError(
                "gpkg-table",
                f"{self.name} contradicts itself ({fault}): export it again.",
                f"{self.name} không nhất quán ({fault}): hãy xuất lại.",
            )
        self._require_columns(table, columns)
        count = self.run(f"SELECT count(*) FROM {quoted(real)} NOT INDEXED").fetchone()[0]  # noqa: S608 - quoted
        return TableInfo(
            name=real,
            geometry_column=column,
            srs_id=srs_id,
            geometry_type=geometry_type,
            row_count=int(count),
            told_count=told if isinstance(told, int) else None,
        )

    def _require_columns(self, table: str, columns: list[tuple[object, ...]]) -> None:
        if len(columns) > self.limits.columns:
            raise IntakeError(
                "gpkg-columns",
                f"{self.name}: {table!r} has {len(columns)} columns, more than {self.limits.columns}.",
                f"{self.name}: bảng {table!r} có {len(columns)} cột, quá {self.limits.columns}.",
            )
        for row in columns:
            if row[6] in GENERATED:
                raise self._refusal(
                    "gpkg-generated",
                    f"the computed column {table}.{row[1]}",
                    f"cột tính toán {table}.{row[1]}",
                )
