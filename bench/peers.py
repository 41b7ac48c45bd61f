"""
Six engines, one question: which sites and zones overlap, their common shape, its area.

A pair counts when its common area is above 0: `ST_Intersects` alone also joins neighbours that
only touch. The SQL engines keep the shapes in a table of their own and measure them from there:
`where ST_Area(ST_Intersection(...)) > 0` in one statement clips every pair twice.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from bench.handover import read_shapes
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.clock import Clock
    from geo.types import FloatArray, IntArray

POSTGIS = "RANH_POSTGIS"
"""Environment variable with the connection string of a PostGIS server for the benchmark."""

CLIP = """
select s.id as site_id, z.id as zone_id, ST_Intersection(s.g, z.g) as shape
from sites as s join zones as z on ST_Intersects(s.g, z.g)"""
AREAS = """
select site_id, zone_id, area_m2
from (select site_id, zone_id, ST_Area(shape) as area_m2 from clipped) as measured where area_m2 > 0"""


class AbsentError(Exception):
    """The engine cannot be asked here; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The pairs, in the engine's order; the shapes were made and stayed with the engine."""

    site: IntArray
    zone: IntArray
    area_m2: FloatArray
    unresolved: int = 0
    """Pairs that the engine itself calls not checked."""
    version: str = ""
    """Of a server; packages tell theirs."""


def ranh(folder: Path, clock: Clock) -> Answer:
    """Ask ours: index and overlap engine of `geo`."""
    with clock.lap("load"):
        sites, zones = read_shapes(folder / "sites.parquet"), read_shapes(folder / "zones.parquet")
    with clock.lap("index"):
        index = ZoneIndex.build(zones)
    with clock.lap("run"):
        found = find_overlaps(sites, index)
    unresolved = int(found.unresolved.sum())
    return Answer(site=found.site, zone=found.zone, area_m2=found.area_m2, unresolved=unresolved)


def strtree(folder: Path, clock: Clock) -> Answer:
    """Ask `shapely.STRtree.query` in bulk, then `shapely.intersection`: the plain way."""
    with clock.lap("load"):
        sites, zones = read_shapes(folder / "sites.parquet"), read_shapes(folder / "zones.parquet")
    with clock.lap("index"):
        tree = shapely.STRtree(zones)
    with clock.lap("run"):
        site, zone = tree.query(sites, predicate="intersects")
        shape = shapely.intersection(sites[site], zones[zone])
        area_m2 = shapely.area(shape)
        kept = area_m2 > 0
    return Answer(site=site[kept], zone=zone[kept], area_m2=area_m2[kept])


def geopandas(folder: Path, clock: Clock) -> Answer:
    """Ask `geopandas.overlay`, which builds its tree and checks validity within the run."""
    with clock.lap("load"):
        shapes = {name: read_shapes(folder / f"{name}.parquet") for name in ("sites", "zones")}
        sites = gpd.GeoDataFrame({"site": np.arange(len(shapes["sites"]))}, geometry=shapes["sites"])
        zones = gpd.GeoDataFrame({"zone": np.arange(len(shapes["zones"]))}, geometry=shapes["zones"])
    with clock.lap("run"):
        found = gpd.overlay(sites, zones, how="intersection", keep_geom_type=True)
        area_m2 = found.area.to_numpy()
        kept = area_m2 > 0
    return Answer(
        site=found["site"].to_numpy()[kept], zone=found["zone"].to_numpy()[kept], area_m2=area_m2[kept]
    )


def duckdb(folder: Path, clock: Clock) -> Answer:
    """Ask DuckDB spatial; the extension is the file inside its package, nothing is fetched."""
    import duckdb as package  # noqa: PLC0415 - may be absent
    import duckdb_extension_spatial  # noqa: PLC0415

    inside = Path(duckdb_extension_spatial.__file__).parent / "extensions" / f"v{package.__version__}"
    offline = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with closing(package.connect(config=offline)) as base:
        base.execute(f"LOAD '{inside / 'spatial.duckdb_extension'}'")
        with clock.lap("load"):
            for name in ("sites", "zones"):
                base.execute(
                    f"create table {name} as select id, ST_GeomFromWKB(wkb) as g from read_parquet(?)",  # noqa: S608
                    [str(folder / f"{name}.parquet")],
                )
        with clock.lap("run"):
            base.execute("create table clipped as" + CLIP)
            found = base.execute(AREAS).fetchnumpy()
    return Answer(site=found["site_id"], zone=found["zone_id"], area_m2=found["area_m2"])


def sedonadb(folder: Path, clock: Clock) -> Answer:
    """Ask SedonaDB, tables in memory."""
    import sedonadb as package  # noqa: PLC0415 - may be absent

    base = package.connect()
    with clock.lap("load"):
        for name in ("sites", "zones"):
            base.read_parquet(folder / f"{name}.parquet").to_view(f"{name}_file")
            rows = base.sql(f"select id, ST_GeomFromWKB(wkb) as g from {name}_file")  # noqa: S608
            rows.to_memtable().to_view(name)
    with clock.lap("run"):
        base.sql(CLIP).to_memtable().to_view("clipped")
        found = pa.table(base.sql(AREAS))
    site, zone, area_m2 = (found[name].to_numpy() for name in ("site_id", "zone_id", "area_m2"))
    return Answer(site=site, zone=zone, area_m2=area_m2)


def postgis(folder: Path, clock: Clock) -> Answer:
    """Ask PostGIS on the server that the environment names; a schema of its own, dropped at the end."""
    import psycopg  # noqa: PLC0415 - may be absent

    if not os.environ.get(POSTGIS):
        raise AbsentError(f"not reachable (no server named by --postgis or {POSTGIS})")
    try:
        server = psycopg.connect(os.environ[POSTGIS], autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        # Not chained and not quoted: the sentence may hold the connection string.
        raise AbsentError("not reachable (the server does not answer)") from None
    schema = f"ranh_bench_{os.getpid()}"
    with closing(server):
        server.execute("create extension if not exists postgis")
        server.execute(f"create schema {schema}")
        try:
            server.execute(f"set search_path to {schema}, public")
            return _ask_postgis(server, folder, clock)
        finally:
            server.execute(f"drop schema {schema} cascade")


def _ask_postgis(server: psycopg.Connection, folder: Path, clock: Clock) -> Answer:  # type: ignore[name-defined]  # noqa: F821
    with clock.lap("load"):
        for name in ("sites", "zones"):
            server.execute(f"create unlogged table {name} (id int, g geometry)")
            rows = pq.read_table(folder / f"{name}.parquet")
            with server.cursor().copy(f"copy {name} from stdin (format binary)") as copy:
                copy.set_types(["int4", "bytea"])
                for row in zip(*(rows[column].to_pylist() for column in ("id", "wkb")), strict=True):
                    copy.write_row(row)
    with clock.lap("index"):
        for name in ("sites", "zones"):
            server.execute(f"create index on {name} using gist (g)")
            server.execute(f"vacuum analyze {name}")
    with clock.lap("run"):
        server.execute("create unlogged table clipped as" + CLIP)
        found = server.execute(AREAS).fetchall()
    versions = server.execute("select postgis_lib_version(), postgis_geos_version()").fetchone() or ("", "")
    site, zone, area_m2 = (np.array(column) for column in zip(*found, strict=True)) if found else ([],) * 3
    return Answer(
        site=np.asarray(site, dtype=np.intp),
        zone=np.asarray(zone, dtype=np.intp),
        area_m2=np.asarray(area_m2, dtype=float),
        version=f"{versions[0]} (GEOS {versions[1]})",
    )


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One engine and what it is called."""

    name: str
    ask: Callable[[Path, Clock], Answer]
    package: str
    """Whose version is shown."""
    in_process: bool = True
    """False for a server, whose processor time and memory are not ours to see."""


ENGINES = {
    "geopandas": Engine(name="geopandas.overlay", ask=geopandas, package="geopandas"),
    "strtree": Engine(name="STRtree + intersection", ask=strtree, package="shapely"),
    "duckdb": Engine(name="DuckDB spatial", ask=duckdb, package="duckdb"),
    "sedonadb": Engine(name="SedonaDB", ask=sedonadb, package="sedonadb"),
    "postgis": Engine(name="PostGIS", ask=postgis, package="psycopg", in_process=False),
    "ranh": Engine(name="ranh", ask=ranh, package="ranh"),
}
