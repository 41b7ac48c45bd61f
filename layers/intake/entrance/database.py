"""Open a database file of somebody else so that it can be read and nothing more."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.limits import LIMITS, MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"
WRITE_AHEAD = b"\x02\x02"
CHECK_EVERY = 50_000
"""Steps of SQLite's machine between two looks at the clock."""
PRAGMAS = (
    "trusted_schema=OFF",
    "query_only=ON",
    "cell_size_check=ON",
    "ignore_check_constraints=ON",
    "mmap_size=0",
)
ALLOWED_FUNCTIONS = frozenset({"count", "lower", "length"})
"""`length` is asked for by SQLite itself when it checks an R-tree (since 3.44)."""
ALLOWED_PRAGMAS = frozenset({"quick_check", "table_xinfo"})
SQL_LIMITS = (
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, MIB),
    (sqlite3.SQLITE_LIMIT_LENGTH, 512 * MIB),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
)


def open_plain(path: Path, *, limits: Limits = LIMITS) -> sqlite3.Connection:
    """
    Open a staged database; the caller closes it.

    It is opened as immutable: nothing is written beside it, no lock is asked for. Statements may only
    select, call no function but `count`, `length` and `lower`, and all of them together end after
    `limits.cpu_s` (as `sqlite3.OperationalError`, "interrupted").
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, cached_statements=0
    )
    for limit, most in SQL_LIMITS:
        connection.setlimit(limit, most)
    deadline = time.monotonic() + limits.cpu_s
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), CHECK_EVERY)
    connection.text_factory = _text
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    connection.set_authorizer(_authorize)
    return connection


def quoted(identifier: str) -> str:
    """
    Return a name as SQL has to have it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def is_write_ahead(path: Path) -> bool:
    """
    Return whether a database says that its newest changes stand in a second file (`-wal`).

    It reads well without that file, but what was changed last may be missing: worth a note.
    """
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)[18:20] == WRITE_AHEAD


def require_saved(path: Path, name: str) -> None:
    """Refuse (IntakeError "gpkg-unsaved") a database with unsaved changes beside it."""
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size > 0:
            raise unsaved(name, beside.name)


def unsaved(name: str, beside: str) -> IntakeError:
    """Return the refusal of a database `name` that has its newest changes in `beside`."""
    return IntakeError(
        "gpkg-unsaved",
        f"{name} has unsaved changes beside it ({beside}): close it in the other program first.",
        f"{name} còn thay đổi chưa ghi ({beside}): hãy đóng tệp ở chương trình kia trước.",
    )


def require_length(path: Path, name: str) -> None:
    """Refuse (IntakeError "gpkg-cut", "gpkg-not") a file that is shorter than its own header says."""
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise IntakeError(
            "gpkg-not",
            f"{name} is no GeoPackage by its first bytes.",
            f"{name} không phải GeoPackage theo nội dung.",
        )
    page = int.from_bytes(header[16:18], "big")
    needed = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
    found = path.stat().st_size
    # the number of pages counts only where the program that wrote last kept it
    if header[24:28] == header[92:96] and found < needed:
        raise IntakeError(
            "gpkg-cut",
            f"{name} is cut off: {found} of {needed} bytes are there; copy it again.",
            f"{name} bị cắt cụt: chỉ có {found} trong {needed} byte; hãy sao chép lại.",
        )


@contextmanager
def refusing(name: str, limits: Limits = LIMITS) -> Iterator[None]:
    """Turn what SQLite says into a refusal (IntakeError "gpkg-time", "gpkg-broken") of the file `name`."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        if "interrupted" not in str(error):
            raise broken(name, str(error)) from error
        raise IntakeError(
            "gpkg-time",
            f"{name} took longer than {limits.cpu_s} s to check and was stopped: export it again.",
            f"Kiểm tra {name} quá {limits.cpu_s} giây nên đã dừng: hãy xuất lại tệp.",
        ) from error


def broken(name: str, what: str) -> IntakeError:
    """Return the refusal of a damaged database, `what` in SQLite's words."""
    return IntakeError(
        "gpkg-broken",
        f"{name} is a damaged GeoPackage ({what}): export it again.",
        f"{name} là GeoPackage bị hỏng ({what}): hãy xuất lại.",
    )


def _text(raw: bytes) -> str:
    """Names in a schema may be any bytes; one that is no UTF-8 must not stop the check."""
    return raw.decode("utf-8", "backslashreplace")


def _authorize(
    action: int, first: str | None, second: str | None, _schema: str | None, _by: str | None
) -> int:
    allowed = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() in ALLOWED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA:
        allowed = (first or "").lower() in ALLOWED_PRAGMAS
    elif action in {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}:
        # rtree prepares such statements for itself when it is opened; the file is read-only
        allowed = (first or "").lower().startswith("rtree_")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
