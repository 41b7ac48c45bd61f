"""Open the desk's database, and write to it so that nothing acknowledged is lost."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.database.schema import metadata
from office.errors import DeskError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

FILE = "desk.db"
WAIT_S = 30


class Desk:
    """
    The database of one desk.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: `sqlite:////path/desk.db` or `postgresql+psycopg://...`.
    folder
        Folder of the office beside the province: keys, sealed files, log, anchors.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url = sa.make_url(url)
        self.folder = folder
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read with; everything read in it is of one moment."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """
        Give a connection whose changes are kept all together at the end, or not at all.

        Raises
        ------
        DeskError
            If the database is locked for too long or cannot be written.
        """
        try:
            with self.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
                yield connection
        except sa.exc.OperationalError as error:
            raise DeskError(
                "The desk's database could not be written; nothing was changed, try again.",
                "Không ghi được cơ sở dữ liệu hồ sơ; chưa có gì thay đổi, hãy thử lại.",
            ) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def office_folder(province_folder: Path) -> Path:
    """Return the folder of the office: named by RANH_OFFICE, else `office` beside `province.toml`."""
    return Path(os.environ.get("RANH_OFFICE") or province_folder / "office")


def open_desk(province_folder: Path) -> Desk:
    """
    Open the desk of a province, making it where there is none yet.

    Raises
    ------
    DeskError
        If the database is of a newer program, damaged, or cannot be reached.
    """
    folder = office_folder(province_folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = os.environ.get("RANH_DATABASE_URL") or f"sqlite:///{(folder / FILE).resolve()}"
    desk = Desk(url, folder)
    metadata.create_all(desk.engine)
    return desk


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": WAIT_S, "check_same_thread": False})
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(url, pool_pre_ping=True)


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record
    # The driver must not start transactions by itself: ours are IMMEDIATE.
    connection.isolation_level = None
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={WAIT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one writes.
    writes = connection.get_execution_options().get("ranh_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
