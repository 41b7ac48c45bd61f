"""Change the files of an office for those of a backup; what was there before is kept beside."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from layers.approved_cover import FOLDER as COVER
from layers.targets.model import FOLDER as TARGETS
from layers.versions import FOLDER as VERSIONS
from office.backup_file import DATABASE
from office.database.place import RESTORING, make_private
from office.errors import BackupError

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from office.database.desk import Desk

BEFORE = "before-"
"""Start of the names of folders with what was there before a restore."""


class Swap:
    """
    Moves that are taken back in turn if a later one fails.

    Parameters
    ----------
    undo
        Where what takes them back is registered; `pop_all()` when all went well.
    old
        Folder for what was there before; made when there is something.
    """

    def __init__(self, undo: ExitStack, old: Path) -> None:
        self.undo = undo
        self.old = old

    def aside(self, path: Path, name: str = "") -> None:
        """Move something into the folder of what was there before, if it is there."""
        if path.exists():
            make_private(self.old)
            self.move(path, self.old / (name or path.name))

    def move(self, source: Path, target: Path) -> None:
        """Move a file or folder to where nothing is."""
        shutil.move(source, target)
        self.undo.callback(shutil.move, target, source)


def swap_files(new: Path, desk: Desk, province_folder: Path, swap: Swap) -> None:
    """Move the files of an unpacked backup to their places, the desk's own file last."""
    stays = {RESTORING, new.name, "log", "logs"}
    for path in sorted(desk.folder.iterdir()):
        if path.name not in stays and not path.name.startswith((BEFORE, ".")):
            swap.aside(path)
    for name in (VERSIONS, COVER, TARGETS):
        swap.aside(province_folder / name, f"province-{name}")
        if (new / name).exists():
            swap.move(new / name, province_folder / name)
    for path in sorted((new / "office").iterdir()):
        swap.move(path, desk.folder / path.name)
    if desk.is_sqlite:
        for ending in ("", "-wal", "-shm"):
            swap.aside(desk.file.with_name(desk.file.name + ending))
        swap.move(new / DATABASE, desk.file)


def require_unused(file: Path) -> None:
    """
    Refuse to replace a SQLite desk that a program has open: it would go on writing into the old one.

    Raises
    ------
    BackupError
        If it is open somewhere.
    """
    if not file.is_file():
        return
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
            # Needs the file for itself alone; the program sets it back when it opens the desk.
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_BUSY":
            return  # damaged: a reason to restore
        raise BackupError(
            "The desk is in use; nothing was changed: stop the program, then restore.",
            "Cơ sở dữ liệu hồ sơ đang được dùng; chưa có gì thay đổi: hãy dừng chương trình rồi khôi phục.",
        ) from error
