"""What a reader of the tables for desktop GIS gets, and what a server's database holds."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from bench.leak_office import Sent, office_at
from commands.settings import UNUSABLE
from office.database.map_tables import READER
from office.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.server import Server

READABLE = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND has_table_privilege(c.oid, 'SELECT')
AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relname <> 'spatial_ref_sys'
ORDER BY 1, 2
"""
ABOUT = ("pg_stats", "pg_stat_activity")
"""What the server tells of tables and of others: statistics hold values of columns."""


def table_exits(server: Server, work: Path, which: str, *, planted: bool = False) -> Iterator[Sent]:
    """Give the published tables as their reader gets them, and the whole database as its owner does."""
    database = f"leaks_{which}_{planted}".lower()
    server.create(database)
    url = server.url(database)
    with office_at(work, which, f"office-{database}", planted=planted, database=url) as office:
        status, printed = office.run(str(Role.PROVINCIAL_OFFICER), "map-tables")
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
        with closing(psycopg.connect(server.address(database), autocommit=True)) as connection:
            connection.execute("ANALYZE")
            yield from _dumped(connection, "database tables")
            connection.execute(f"SET ROLE {READER}".encode())
            yield from _dumped(connection, "PostGIS as reader")
    server.drop(database)


def _dumped(connection: psycopg.Connection, name: str) -> Iterator[Sent]:
    tables = [sql.Identifier(*row) for row in connection.execute(READABLE).fetchall()]
    shown = [sql.Identifier("pg_catalog", about) for about in ABOUT]
    for table, forms in (
        *((one, ("text", "binary")) for one in tables),
        *((one, ("text",)) for one in shown),
    ):
        for form in forms:
            asked = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT {})").format(table, sql.SQL(form))
            with connection.cursor() as cursor, cursor.copy(asked) as rows:
                yield Sent(exit=name, body=b"".join(bytes(row) for row in rows), given=True)
