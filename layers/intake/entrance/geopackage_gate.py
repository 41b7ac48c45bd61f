"""
Decide whether a GeoPackage holds nothing but rows.

A GeoPackage is a program's database. SpatiaLite, which GDAL carries, reads any file of the machine
through a virtual table in it; a view can run for ever; its metadata may tell another number of rows
than there are. Python's own `sqlite3` has none of those modules, and reads the schema first.

Sources: OGC 12-128 (GeoPackage); sqlite.org/security.html.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.database import (
    broken,
    open_plain,
    quoted,
    refusing,
    require_length,
    require_saved,
)
from layers.intake.entrance.geopackage_schema import Schema, contradiction, more_than_rows, require_ordinary
from layers.intake.limits import LIMITS, Limits

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

QGIS_TABLES = frozenset({"layer_styles", "qgis_projects"})
"""Registered by QGIS as tables of attributes; they hold its own settings."""
GENERATED = frozenset({2, 3})
"""Values of `hidden` in `PRAGMA table_xinfo`."""


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
        schema = require_ordinary(connection, name)
        _require_sound(connection, name)
        tables = _Layers(connection, schema, name, limits).all()
    if not tables:
        raise IntakeError(
            "gpkg-empty",
            f"{name} holds no table of features: export the layer again.",
            f"{name} không có bảng đối tượng nào: hãy xuất lại lớp dữ liệu.",
        )
    return tables


def _require_sound(connection: sqlite3.Connection, name: str) -> None:
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise broken(name, found[0].splitlines()[-1])


class _Layers:
    """The layers of a GeoPackage whose schema was found ordinary."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema, name: str, limits: Limits) -> None:
        self._run, self._schema, self._name, self._limits = connection.execute, schema, name, limits

    def all(self) -> tuple[TableInfo, ...]:
        """Return all of them; refuse a layer that one table of the standard names and another does not."""
        contents = self._run("SELECT table_name, data_type FROM gpkg_contents").fetchall()
        features = {str(table).lower() for table, kind in contents if kind == "features"}
        for table in self._schema.geometries:
            if table not in features:
                raise contradiction(self._name, f"{table!r} is not in gpkg_contents")
        told = self._told()
        return tuple(
            self._layer(str(table), is_spatial=kind == "features", told=told.get(str(table).lower()))
            for table, kind in contents
            if kind in {"features", "attributes"} and table not in QGIS_TABLES
        )

    def _told(self) -> dict[str, int]:
        if "gpkg_ogr_contents" not in self._schema.tables:
            return {}
        rows = self._run("SELECT table_name, feature_count FROM gpkg_ogr_contents")
        return {str(table).lower(): count for table, count in rows if isinstance(count, int)}

    def _layer(self, told_name: str, *, is_spatial: bool, told: int | None) -> TableInfo:
        table = self._schema.tables.get(told_name.lower())
        if table is None:
            raise contradiction(self._name, f"gpkg_contents names {told_name!r}, which is not there")
        geometry = self._schema.geometries.get(table.lower())
        if is_spatial and geometry is None:
            raise contradiction(self._name, f"{table!r} is not in gpkg_geometry_columns")
        columns = self._run(f"PRAGMA table_xinfo({quoted(table)})").fetchall()
        self._require_columns(table, columns)
        if geometry is not None and geometry.column.lower() not in {str(row[1]).lower() for row in columns}:
            raise contradiction(self._name, f"{table!r} has no column {geometry.column!r}")
        count = self._run(f"SELECT count(*) FROM {quoted(table)} NOT INDEXED").fetchone()[0]  # noqa: S608 - quoted
        return TableInfo(
            name=table,
            geometry_column=geometry.column if geometry else "",
            srs_id=geometry.srs_id if geometry else None,
            geometry_type=geometry.kind if geometry else "",
            row_count=int(count),
            told_count=told,
        )

    def _require_columns(self, table: str, columns: list[tuple[object, ...]]) -> None:
        if len(columns) > self._limits.columns:
            raise IntakeError(
                "gpkg-columns",
                f"{self._name}: {table!r} has {len(columns)} columns, more than {self._limits.columns}.",
                f"{self._name}: bảng {table!r} có {len(columns)} cột, quá {self._limits.columns}.",
            )
        for row in columns:
            if row[6] in GENERATED:
                what = f"{table}.{row[1]}"
                raise more_than_rows(
                    "gpkg-generated", self._name, f"the computed column {what}", f"cột tính toán {what}"
                )
