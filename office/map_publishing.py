"""Publish what may be told of a check to PostGIS, for desktop GIS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers.told import told_check
from office import audit
from office.database.map_tables import KINDS, make_ready, map_tables
from office.database.types import now
from office.errors import DeskError
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    import sqlalchemy as sa

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person

TABLE_OF = dict(zip(range(3), ("zone_points", "zone_lines", "zones"), strict=True))
"""Dimension of a geometry -> table."""
MULTI = {
    "POLYGON": shapely.multipolygons,
    "LINESTRING": shapely.multilinestrings,
    "POINT": shapely.multipoints,
}


@dataclass(frozen=True, kw_only=True)
class Published:
    """How many rows each table has now."""

    rows: dict[str, int]


def publish_map(desk: Desk, person: Person, result: CheckResult, province: Province) -> Published:
    """
    Put sites, findings and the layers in force into the schema `ranh_map`, in one transaction.

    Whatever is handed over, only what `layers.told` makes of it is written. Readers see the
    old publication until the new one is whole.

    Raises
    ------
    RightError
        If the person may not hand out findings of the whole province.
    DeskError
        If the desk is not in PostgreSQL, or its administrator has to do something first.
    ShareError
        If restricted land is not fully known.
    """
    require(person, Act.EXPORT)
    if desk.is_sqlite:
        raise DeskError(
            "Tables for desktop GIS need PostgreSQL with PostGIS: name the database with RANH_DATABASE_URL.",
            "Bảng cho phần mềm GIS cần PostgreSQL có PostGIS: hãy chỉ cơ sở dữ liệu bằng RANH_DATABASE_URL.",
        )
    crs = result.sites.crs
    tables = map_tables(crs.to_epsg())
    rows = _rows(result, province)
    with desk.writing() as connection:
        make_ready(connection, crs, tables)
        for table in reversed(tables.sorted_tables):
            connection.execute(table.delete())
        for table in tables.sorted_tables:
            _copy(connection, table, rows[table.name], crs.to_epsg())
        counts = {name: len(told) for name, told in rows.items()}
        audit.append(connection, person, "publish_map", kind="export", key="ranh_map", facts={"rows": counts})
    return Published(rows=counts)


def _rows(result: CheckResult, province: Province) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table: of what may be told, and of nothing else."""
    told = told_check(result, province)
    uses = [use for use in told.layers_used if use.data is not None and use.layer.in_force(result.as_of)]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in KINDS}
    for use in uses:
        for table, row in _zone_rows(use):
            rows[table].append(row)
    published = {"at": now(), "as_of": result.as_of, "crs": province.crs, "operation": result.operation}
    return rows | {
        "sites": list(_records(told.sites)),
        "findings": list(_records(told.findings)),
        "layers": [_layer_row(use) for use in uses],
        "published": [published],
    }


def _records(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    for row, shape in zip(plain.to_dict("records"), shapes, strict=True):
        yield {str(name): None if pd.isna(cell) else cell for name, cell in row.items()} | {"geom": shape}


def _zone_rows(use: LayerUse) -> Iterable[tuple[str, dict[str, Any]]]:
    if use.data is None:
        return
    zones = use.data.zones
    for number, row in enumerate(_records(zones[["zone_id", "name", "code", "geometry"]]), start=1):
        if row["geom"] is not None:
            table = TABLE_OF[int(shapely.get_dimensions(row["geom"]))]
            yield table, row | {"layer_id": use.layer.id, "number": number}


def _layer_row(use: LayerUse) -> dict[str, Any]:
    names = ("family", "name_vi", "name_en", "source", "decision_number")
    dates = ("decision_date", "effective_from", "effective_to")
    digest = use.data.sha256 if use.data else ""
    told = {name: getattr(use.layer, name) for name in (*names, *dates)}
    return told | {"layer_id": use.layer.id, "sha256": digest}


def _copy(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], srid: int) -> None:
    """Write rows with COPY: a layer of twenty thousand zones takes a second, and officers wait for it."""
    driver: Any = connection.connection.driver_connection
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.fullname} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            shape = row.get("geom")
            told = row if shape is None else row | {"geom": as_stored(shape, srid)}
            copy.write_row([told.get(name) for name in names])


def as_stored(shape: shapely.Geometry, srid: int) -> str:
    """
    Return a geometry as PostGIS takes it: of one kind with all others of its table, flat, with its CRS.

    Examples
    --------
    >>> as_stored(shapely.Point(1, 2), 9205)[:26]
    '0104000020F523000001000000'
    """
    flat = shapely.force_2d(shape)
    make = MULTI.get(flat.geom_type.upper())
    return str(
        shapely.to_wkb(
            shapely.set_srid(flat if make is None else make([flat]), srid), hex=True, include_srid=True
        )
    )
