"""
How the desk talks to SQLite and to PostgreSQL, so that both keep the same promises.

One writer at a time, on both: SQLite takes its lock with `BEGIN IMMEDIATE`, PostgreSQL an
advisory lock at the begin. A transaction that read something may therefore decide on it, the
audit trail has no gaps, numbers are not given twice, and writers cannot block each other for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.errors import DeskError

if TYPE_CHECKING:
    import sqlite3

WAIT_S = 30
"""How long a writer waits for the one before it."""

LOCK_KEY = 7_262_686
"""Advisory lock of PostgreSQL: one writer at a time."""

CONNECTIONS = 20

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Kind of database as people write it -> kind and driver as SQLAlchemy calls them."""


def read_url(text: str) -> sa.URL:
    """
    Return the address of a database, with the driver that comes with the program.

    Raises
    ------
    DeskError
        If it is none, or of another kind of database. The sentence does not repeat it: it may
        hold a password.

    Examples
    --------
    >>> str(read_url("postgresql://desk@localhost/ranh"))
    'postgresql+psycopg://desk@localhost/ranh'
    """
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        url = sa.URL.create("none")
    name = url.get_backend_name()
    if name in DRIVERS:
        return url.set(drivername=DRIVERS[name])
    raise DeskError(
        "RANH_DATABASE_URL is no address of a database: write postgresql://user:password@host/database, "
        "or leave it out for a file of this machine.",
        "RANH_DATABASE_URL không phải địa chỉ cơ sở dữ liệu: hãy ghi "
        "postgresql://người_dùng:mật_khẩu@máy/tên, "
        "hoặc bỏ trống để dùng tệp trên máy này.",
    )


def make_engine(url: sa.URL) -> sa.Engine:
    """Return the engine of a database, with the settings that the desk relies on."""
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            url,
            pool_size=CONNECTIONS,
            connect_args={"timeout": WAIT_S, "check_same_thread": False},
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = sa.create_engine(
        url,
        pool_size=CONNECTIONS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record
    # The driver must not start transactions by itself: ours are IMMEDIATE.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout={WAIT_S * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE takes rows away past the append-only guards
        "cell_size_check=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one writes.
    writes = _writes(connection)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if not _writes(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    # Each statement sees what is committed when it starts: what a writer reads after it got the
    # lock is the newest, whatever the server's own default is.
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")


def _writes(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("ranh_writes", False))
