"""Open the desk's database, and write to it so that nothing acknowledged is lost."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from office.database import anchor
from office.database.engine import make_engine, read_url
from office.database.faults import DAMAGED, commit, told_faults
from office.database.place import (
    make_private,
    make_private_file,
    office_folder,
    require_finished,
    require_own_disk,
)
from office.database.upgrade import bring_up_to_date
from office.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

FILE = "desk.db"


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
        self.url = read_url(url)
        self.folder = folder
        self.engine = make_engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        """File of a desk in SQLite."""
        return Path(self.url.database or FILE)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """
        Give a connection to read with; everything read in it is of one moment.

        Raises
        ------
        DeskError
            If the database does not answer or is damaged.
        """
        with told_faults(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """
        Give a connection whose changes are kept all together at the end, or not at all.

        One writer at a time: what is read in here does not change until the end. Never open a
        second one inside: it would wait for the first.

        Raises
        ------
        DeskError
            If the database is locked for too long, full, or cannot be written: nothing was
            changed. If the connection was lost at the very end, it says that nobody knows, and
            that the same form, with the same idempotency key, is to be sent again.
        """
        with (
            told_faults(),
            self.engine.connect().execution_options(ranh_writes=True) as connection,
            connection.begin() as transaction,
        ):
            anchor.take(connection)  # what a transaction before left undone
            yield connection
            commit(transaction, is_sqlite=self.is_sqlite)
            head = anchor.take(connection)
        if head is not None:
            anchor.keep(self.folder, head)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_desk(province_folder: Path) -> Desk:
    """
    Open the desk of a province, making it where there is none yet.

    Raises
    ------
    DeskError
        If the database is of a newer program, damaged, on a network drive, half restored, or cannot
        be reached.
    """
    folder = office_folder(province_folder)
    make_private(folder)
    require_finished(folder)
    desk = Desk(desk_url(folder), folder)
    with ExitStack() as undo:
        undo.callback(desk.close)
        if desk.is_sqlite:
            require_own_disk(desk.file.parent)
            make_private_file(desk.file)
            _require_sound(desk)
        with told_faults():
            bring_up_to_date(desk.engine, folder)
        undo.pop_all()
    return desk


def desk_url(folder: Path) -> str:
    """Return where the desk lives: named by RANH_DATABASE_URL, else a file in the office folder."""
    return os.environ.get("RANH_DATABASE_URL") or f"sqlite:///{(folder / FILE).resolve()}"


def _require_sound(desk: Desk) -> None:
    with told_faults(), desk.engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise DeskError(DAMAGED.en, DAMAGED.vi)
