"""
Six engines, one question: which sites and zones overlap, their common shape, its area.

Each has a function (folder, clock) -> answer, with the laps "load" (shapes into the engine's own
form), "index" (where the engine keeps one) and "run".
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from bench.answers import Answer
from bench.handover import read_shapes
from bench.postgis import postgis
from bench.question import AREAS, CLIP
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.clock import Clock


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
