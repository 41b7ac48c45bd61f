"""
Painted tiles kept on disk, in one bounded SQLite file beside a province's other caches.

A tile is found under its layer's version, which changes with zones, colours and painter: nothing
in the file grows old, it is only no longer asked for, and goes when room is needed. What is exact
never comes here.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

from layers.kept_arrays import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

FILE = "tiles.db"
MOST_BYTES = 256_000_000
"""Every tile of a province down to zoom 14, four times over."""

LEAVES = 10
"""When the file is full, one tile in so many goes, the oldest first."""

Place = tuple[int, int, int]
"""Zoom, column, row."""

TABLE = """
CREATE TABLE IF NOT EXISTS tile (
    version TEXT NOT NULL, zoom INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, body BLOB NOT NULL,
    UNIQUE (version, zoom, x, y)
)
"""


class TileCache:
    """
    The tiles of one province.

    Where the file cannot be made, read or written, nothing is found and nothing kept: a tile is
    then painted each time, which is no error.

    Parameters
    ----------
    province_folder
        The file stands in its folder `.ranh`.
    most_bytes
        Size that the file may have.
    """

    def __init__(self, province_folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._guard = threading.Lock()
        self._file: sqlite3.Connection | None = None
        path = province_folder / FOLDER / FILE
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            file = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=2)
            # Nothing is lost with a tile: no waiting for the disk.
            file.execute("PRAGMA synchronous = OFF")
            file.execute(TABLE)
            self._file = file
        except (OSError, sqlite3.Error):
            return

    def get(self, version: str, place: Place) -> bytes | None:
        """Return a tile, or nothing."""
        if self._file is None:
            return None
        wanted = "SELECT body FROM tile WHERE version = ? AND zoom = ? AND x = ? AND y = ?"
        try:
            with self._guard:
                row = self._file.execute(wanted, (version, *place)).fetchone()
        except sqlite3.Error:
            return None
        return None if row is None else bytes(row[0])

    def put(self, version: str, place: Place, body: bytes) -> None:
        """Keep a tile."""
        if self._file is None:
            return
        try:
            with self._guard:
                self._file.execute(
                    "INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?)", (version, *place, body)
                )
                if self._bytes() > self._most_bytes:
                    self._make_room()
        except sqlite3.Error:
            return

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _bytes(self) -> int:
        pages, free, size = (
            self._number(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _make_room(self) -> None:
        most = self._number("SELECT count(*) FROM tile") // LEAVES + 1
        self._connection().execute(
            "DELETE FROM tile WHERE rowid IN (SELECT rowid FROM tile ORDER BY rowid LIMIT ?)", (most,)
        )

    def _number(self, question: str) -> int:
        return int(self._connection().execute(question).fetchone()[0])

    def _connection(self) -> sqlite3.Connection:
        if self._file is None:
            raise sqlite3.ProgrammingError("closed")
        return self._file
