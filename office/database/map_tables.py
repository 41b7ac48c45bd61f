"""
Tables for desktop GIS: sites, findings and current layers, in a schema of their own in PostGIS.

They hold what may be told and nothing else, and are made anew from the files with each
publication: nothing of the desk depends on them. A role without login may read them, and no
other table; logins for people are made by the database's administrator and given that role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from geoalchemy2 import Geometry

from office.errors import DeskError

if TYPE_CHECKING:
    import pyproj

SCHEMA, READER = "ranh_map", "ranh_map_reader"
ESTIMATES = (
    "st_estimatedextent",
    "st_estimated_extent",
    "_postgis_index_extent",
    "_postgis_stats",
    "_postgis_selectivity",
    "_postgis_join_selectivity",
)
"""Functions of PostGIS that tell extents and counts without reading a row."""
KINDS = {"zones": "MULTIPOLYGON", "zone_lines": "MULTILINESTRING", "zone_points": "MULTIPOINT"}
"""Table of zones -> their kind of geometry: a GIS wants one kind in a table."""


def map_tables(srid: int) -> sa.MetaData:
    """Return the tables, with geometry in the province's CRS."""
    metadata = sa.MetaData(schema=SCHEMA)

    def table(name: str, kind: str, comment: str, *columns: sa.Column[object]) -> None:
        shape = [sa.Column("geom", Geometry(kind, srid=srid, spatial_index=True))] if kind else []
        sa.Table(name, metadata, *columns, *shape, comment=comment)

    table("sites", "MULTIPOLYGON", "Dự án: ranh giới / projects: footprints", *_sites())
    table("findings", "MULTIPOLYGON", "Kết quả kiểm tra / findings of the latest check", *_findings())
    for name, kind in KINDS.items():
        table(name, kind, "Vùng của các lớp đang hiệu lực / zones of the layers in force", *_zones())
    table("layers", "", "Các lớp đang hiệu lực / layers in force", *_layers())
    table("published", "", "Ngày xuất / when and as of which day", *_published())
    return metadata


def _text(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text) for name in names]


def _number(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Float) for name in names]


def _sites() -> list[sa.Column[object]]:
    return [
        sa.Column("site_id", sa.Text, primary_key=True),
        *_text("name", "sector", "phase", "status", "planned_code", "commune_code", "commune_name"),
        *_number("declared_area_ha", "drawn_area_ha", "capital_bn_vnd"),
    ]


def _findings() -> list[sa.Column[object]]:
    return [
        sa.Column("finding_id", sa.Text, primary_key=True),
        *_text("site_id", "site_name", "rule_id", "theme", "verdict", "certainty", "severity", "layer_id"),
        *_number("overlap_area_ha", "site_share", "distance_m"),
        *_text("sentence_vi", "sentence_en", "reason_vi", "reason_en", "consultee_vi", "consultee_en"),
        *_text("citation"),
    ]


def _zones() -> list[sa.Column[object]]:
    # Zones are numbered within their layer.
    return [
        sa.Column("layer_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        *_text("zone_id", "name", "code"),
    ]


def _layers() -> list[sa.Column[object]]:
    return [
        sa.Column("layer_id", sa.Text, primary_key=True),
        *_text("family", "name_vi", "name_en", "source", "decision_number", "sha256"),
        sa.Column("decision_date", sa.Date),
        sa.Column("effective_from", sa.Date),
        sa.Column("effective_to", sa.Date),
    ]


def _published() -> list[sa.Column[object]]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("as_of", sa.Date),
        *_text("crs", "operation"),
    ]


def make_ready(connection: sa.Connection, crs: pyproj.CRS, tables: sa.MetaData) -> None:
    """
    Make schema, coordinate system, tables and the reader's rights, where they are not there yet.

    Raises
    ------
    DeskError
        If the database's administrator has to do something first: PostGIS, the role, or a right.
    """
    _require_postgis(connection)
    _make_role(connection)
    connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    code = crs.to_epsg()
    # By authority and code: PostGIS asks PROJ for these first, and a PROJ.4 text would lose the datum shift.
    connection.execute(
        sa.text(
            "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text) "
            "VALUES (:code, 'EPSG', :code, :wkt, '') ON CONFLICT (srid) DO NOTHING"
        ),
        {"code": code, "wkt": crs.to_wkt("WKT1_GDAL")},
    )
    if _has_statistics(connection):
        tables.drop_all(connection)
    tables.create_all(connection)
    _keep_no_statistics(connection, tables)
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {READER}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
    connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}")
    _close_estimates(connection)


def _has_statistics(connection: sa.Connection) -> bool:
    """Tell whether an earlier version made the tables: their statistics go away only with them."""
    asked = sa.text(
        "SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind = 'r' AND a.attnum > 0 "
        "AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0 LIMIT 1"
    )
    return connection.execute(asked, {"schema": SCHEMA}).first() is not None


def _keep_no_statistics(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Have no statistics taken: pg_stats would go on telling of rows that were published once."""
    for table in tables.sorted_tables:
        columns = ", ".join(f'ALTER COLUMN "{column.name}" SET STATISTICS 0' for column in table.columns)
        connection.exec_driver_sql(f"ALTER TABLE {table.fullname} {columns}")


def _close_estimates(connection: sa.Connection) -> None:
    """
    Take from everybody the functions that look into indexes and statistics, where earlier extents stay.

    Raises
    ------
    DeskError
        If the functions belong to somebody else, who has to do it first.
    """
    open_ones = sa.text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p "
        "WHERE p.proname = ANY(:names) AND has_function_privilege(:reader, p.oid, 'EXECUTE') ORDER BY 1"
    )
    given = {"names": list(ESTIMATES), "reader": READER}
    if not (found := list(connection.execute(open_ones, given).scalars())):
        return
    statement = f"REVOKE EXECUTE ON FUNCTION {', '.join(found)} FROM PUBLIC"
    _succeeds(connection, statement)
    if connection.execute(open_ones, given).first():
        raise DeskError(
            f"Readers of the map could estimate earlier extents: the database's administrator has to run "
            f"{statement} once.",
            f"Người đọc bản đồ có thể ước lượng phạm vi dữ liệu cũ: người quản trị cơ sở dữ liệu cần chạy "
            f"một lần lệnh {statement}.",
        )


def _require_postgis(connection: sa.Connection) -> None:
    if not _succeeds(connection, "CREATE EXTENSION IF NOT EXISTS postgis"):
        raise DeskError(
            "The database has no PostGIS: its administrator has to run CREATE EXTENSION postgis in it once.",
            "Cơ sở dữ liệu chưa có PostGIS: người quản trị cần chạy một lần lệnh CREATE EXTENSION postgis.",
        )


def _make_role(connection: sa.Connection) -> None:
    asked = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
    if connection.execute(asked, {"name": READER}).first():
        return
    if not _succeeds(connection, f"CREATE ROLE {READER} NOLOGIN"):
        raise DeskError(
            f"There is no role for readers of the map: the database's administrator has to run "
            f"CREATE ROLE {READER} NOLOGIN once.",
            f"Chưa có vai trò đọc bản đồ: người quản trị cơ sở dữ liệu cần chạy một lần lệnh "
            f"CREATE ROLE {READER} NOLOGIN.",
        )


def _succeeds(connection: sa.Connection, statement: str) -> bool:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError:
        return False
    return True
