"""PostGIS on a server that the environment names; without one there is no answer, and the row says so."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from bench.answers import AbsentError, Answer
from bench.question import AREAS, CLIP

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from bench.clock import Clock

POSTGIS = "RANH_POSTGIS"
"""Environment variable with the connection string of a PostGIS server for the benchmark."""


def postgis(folder: Path, clock: Clock) -> Answer:
    """Ask PostGIS, in a schema of its own that is dropped at the end."""
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


def _ask_postgis(server: psycopg.Connection, folder: Path, clock: Clock) -> Answer:
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
