"""
A desk as one SQLite file, whichever database it lives in: for backups, and for moving house.

Digests of the audit trail are the same in both databases, so that a desk that moved is still
the one its trail tells of.
"""

from __future__ import annotations

import itertools
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.database.engine import make_engine
from office.database.faults import told_faults
from office.database.place import make_private_file
from office.database.schema import metadata
from office.database.upgrade import copy_sqlite, run_steps

if TYPE_CHECKING:
    from pathlib import Path

    from office.database.desk import Desk

AT_ONCE = 500


def write_whole(desk: Desk, file: Path) -> None:
    """
    Write everything in the desk into a new SQLite file, as it is at one moment; writers go on.

    Raises
    ------
    DeskError
        If the desk cannot be read or the file cannot be written.
    """
    if desk.is_sqlite:
        copy_sqlite(desk.file, file)
        return
    make_private_file(file)
    engine = make_engine(sa.make_url(f"sqlite:///{file}"))
    try:
        with (
            told_faults(),
            engine.connect().execution_options(ranh_writes=True) as target,
            target.begin(),
            desk.reading() as source,
        ):
            run_steps(target)
            copy_rows(source, target)
        with closing(engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA journal_mode=DELETE")
    finally:
        engine.dispose()


def read_whole(file: Path, target: sa.Connection) -> None:
    """Put what `write_whole` wrote into the empty tables of PostgreSQL, in the transaction of `target`."""
    engine = make_engine(sa.make_url(f"sqlite:///{file}"))
    try:
        with engine.connect() as source:
            copy_rows(source, target)
    finally:
        engine.dispose()
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            # The next row takes a number after those that were put in.
            target.execute(
                sa.text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
                {
                    "table": table.name,
                    "column": column.name,
                    "last": target.execute(sa.select(sa.func.coalesce(sa.func.max(column), 1))).scalar_one(),
                },
            )


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Copy the rows of all tables, as they are stored."""
    for table in metadata.sorted_tables:
        rows = source.execute(audit.stored(table, volatile=True).execution_options(stream_results=True))
        plain = sa.table(table.name, *(sa.column(column.name) for column in table.columns))
        flags = {column.name for column in table.columns if isinstance(column.type, sa.Boolean)}
        days = {column.name for column in table.columns if isinstance(column.type, sa.Date)}
        while part := list(itertools.islice(rows.mappings(), AT_ONCE)):
            target.execute(plain.insert(), [_for(target.dialect.name, row, flags, days) for row in part])


def _for(dialect: str, row: sa.RowMapping, flags: set[str], days: set[str]) -> dict[str, Any]:
    told: dict[str, Any] = dict(row)
    for name in flags:
        told[name] = bool(told[name]) if dialect == "postgresql" else int(told[name])
    for name in days:
        if told[name] is not None:
            told[name] = str(told[name])
    return told
