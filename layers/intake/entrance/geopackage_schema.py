"""
Read the schema of a GeoPackage, and refuse what is more than tables of rows and their indexes.

Nothing but the schema itself and two tables of the standard is read before that.

Sources: OGC 12-128 (GeoPackage); sqlite.org/security.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.geopackage_triggers import is_known_trigger

if TYPE_CHECKING:
    import sqlite3

MOST_ROWS = 5_000
"""A layer with its index takes about 20."""
RTREE_SQL = re.compile(
    r"""CREATE\ VIRTUAL\ TABLE\s+ (?:"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>\w+))
        \s+USING\s+rtree\s*\(\s*"?\w+"?(?:\s*,\s*"?\w+"?){4}\s*\)""",
    re.VERBOSE | re.IGNORECASE,
)
PLAIN_SQL = {
    "table": re.compile(r"CREATE TABLE\b", re.IGNORECASE),
    "index": re.compile(r"CREATE (UNIQUE )?INDEX\b", re.IGNORECASE),
}
"""SQLite keeps the text of a statement, but writes its first words anew: so they stand in the schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """What `gpkg_geometry_columns` says of a table."""

    column: str
    srs_id: int | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A schema that was found ordinary; keys are names in lower case."""

    tables: dict[str, str]
    geometries: dict[str, Geometry]


def require_ordinary(connection: sqlite3.Connection, name: str) -> Schema:
    """
    Return the tables of a GeoPackage in which there is nothing else.

    Raises
    ------
    IntakeError
        "gpkg-not", "gpkg-schema", "gpkg-table", "gpkg-view", "gpkg-virtual", "gpkg-trigger", with the
        name of what was found.
    """
    query = "SELECT type, name, sql FROM sqlite_master LIMIT ?"
    rows = [
        (str(kind), str(item), str(sql or ""))
        for kind, item, sql in connection.execute(query, (MOST_ROWS + 1,))
    ]
    if len(rows) > MOST_ROWS:
        raise more_than_rows("gpkg-schema", name, f"more than {MOST_ROWS} tables", f"hơn {MOST_ROWS} bảng")
    tables = {
        item.lower(): item for kind, item, sql in rows if kind == "table" and PLAIN_SQL["table"].match(sql)
    }
    for needed in ("gpkg_contents", "gpkg_spatial_ref_sys"):
        if needed not in tables:
            raise IntakeError(
                "gpkg-not",
                f"{name} is a database but no GeoPackage: it has no table {needed}.",
                f"{name} là cơ sở dữ liệu nhưng không phải GeoPackage: thiếu bảng {needed}.",
            )
    geometries = _geometries(connection, name) if "gpkg_geometry_columns" in tables else {}
    columns = {table: geometries[table].column.lower() if table in geometries else "" for table in tables}
    for kind, item, sql in rows:
        found = _fault(kind, item, sql, columns)
        if found:
            raise more_than_rows(found[0], name, f"{found[1]} {item!r}", f"{found[2]} {item!r}")
    return Schema(tables=tables, geometries=geometries)


def contradiction(name: str, what: str) -> IntakeError:
    """Return the refusal of a GeoPackage whose own tables disagree."""
    return IntakeError(
        "gpkg-table",
        f"{name} contradicts itself ({what}): export it again.",
        f"{name} không nhất quán ({what}): hãy xuất lại.",
    )


def more_than_rows(code: str, name: str, en: str, vi: str) -> IntakeError:
    """Return the refusal of a GeoPackage that holds something which is no row."""
    return IntakeError(
        code,
        f"{name} holds {en}, which is more than rows: export its layers to a new GeoPackage.",
        f"{name} chứa {vi}, không chỉ là dữ liệu: hãy xuất các lớp sang GeoPackage mới.",
    )


def _geometries(connection: sqlite3.Connection, name: str) -> dict[str, Geometry]:
    found: dict[str, Geometry] = {}
    query = "SELECT table_name, column_name, srs_id, geometry_type_name FROM gpkg_geometry_columns"
    for table, column, srs_id, kind in connection.execute(query):
        if str(table).lower() in found:
            raise contradiction(name, f"{table!r} has two geometry columns")
        found[str(table).lower()] = Geometry(
            column=str(column), srs_id=srs_id if isinstance(srs_id, int) else None, kind=str(kind).upper()
        )
    return found


def _fault(kind: str, item: str, sql: str, columns: dict[str, str]) -> tuple[str, str, str] | None:
    """Return code and words for an entry of the schema that does not come in."""
    if kind == "view":
        return "gpkg-view", "the view", "khung nhìn (view)"
    if kind == "trigger":
        known = is_known_trigger(item, sql, columns)
        return None if known else ("gpkg-trigger", "the trigger", "trigger")
    if kind == "table":
        known = bool(PLAIN_SQL["table"].match(sql)) or _is_index_of_layer(item, sql, columns)
        return None if known else ("gpkg-virtual", "the virtual table", "bảng ảo")
    # an index without a text is one that SQLite made for a key
    known = kind in PLAIN_SQL and (not sql or bool(PLAIN_SQL[kind].match(sql)))
    return None if known else ("gpkg-schema", f"the {kind}", kind)


def _is_index_of_layer(item: str, sql: str, columns: dict[str, str]) -> bool:
    match = RTREE_SQL.fullmatch(sql)
    if match is None:
        return False
    rtree = (match["plain"] or match["quoted"].replace('""', '"')).lower()
    known = {f"rtree_{table}_{column}" for table, column in columns.items() if column}
    return rtree == item.lower() and rtree in known
