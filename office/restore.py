"""
Put a backup back: all of it or nothing, and what was there before is kept beside it.

A mark in the office folder keeps the program away while this runs; if it is interrupted, the
mark stays, and the restore is to be run again.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.backup_file import DATABASE, Unpacked, unpacked
from office.database import anchor
from office.database.desk import Desk, desk_url
from office.database.faults import told_faults
from office.database.place import RESTORING, make_private, make_private_file, office_folder
from office.database.schema import audit as trail
from office.database.schema import metadata
from office.database.types import now
from office.database.upgrade import revision_of, run_steps
from office.database.whole import read_whole
from office.errors import BackupError
from office.public_view import close_public_view
from office.rights import Act, require
from office.swap import BEFORE, Swap, require_unused, swap_files
from office.tokens import end_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class RestoreReport:
    """What was put back."""

    head: int
    """Number of the audit trail's last row in the backup."""
    lost_to: int
    """Number of the last row that this machine knew of and the backup does not; 0: none is lost."""
    kept_as: str
    """Name under which what was there before stands beside; "" where nothing was."""


def restore(
    backup: Path, province_folder: Path, *, replace: bool = False, person: Person | None = None
) -> RestoreReport:
    """
    Verify a backup and put it in the place of the desk of a province.

    The program must not run meanwhile; on SQLite this is checked.

    Parameters
    ----------
    replace
        There is a desk already: keep it beside, as `before-DATE`, and put the backup in its place.
    person
        Who asks; None: whoever has the machine.

    Raises
    ------
    RightError
        If the person may not.
    BackupError
        If the backup is not whole, there is a desk and `replace` was not said, or it is in use.
        Nothing was changed then.
    DeskError
        If the database or the folder cannot be written.
    """
    if person is not None:
        require(person, Act.BACK_UP)
    folder = office_folder(province_folder)
    make_private(folder)
    with ExitStack() as stack:
        found = stack.enter_context(unpacked(backup, folder))
        desk = stack.enter_context(closing(Desk(desk_url(folder), folder)))
        if _is_there(desk) and not replace:
            raise BackupError(
                "There is a desk already; nothing was changed: say --replace to keep it beside.",
                "Đã có cơ sở dữ liệu hồ sơ; chưa có gì thay đổi: thêm --replace để giữ bản cũ bên cạnh.",
            )
        if desk.is_sqlite:
            require_unused(desk.file)
        old = folder / f"{BEFORE}{now():%Y%m%dT%H%M%SZ}"
        lost_to = _lost_to(found, anchor.read(folder)[0])
        with _marked(desk):
            _put_back_or_tell(found, desk, province_folder, old)
            head, kept = found.verification.head, old.name if old.is_dir() else ""
            report = RestoreReport(head=0 if head is None else head.sequence, lost_to=lost_to, kept_as=kept)
            _tell(desk, found, report, person, _digest(backup))
    return report


def _is_there(desk: Desk) -> bool:
    if desk.is_sqlite:
        return desk.file.is_file() and desk.file.stat().st_size > 0
    with told_faults(), desk.engine.connect() as connection:
        return revision_of(connection) is not None


@contextmanager
def _marked(desk: Desk) -> Iterator[None]:
    """Keep the program away until all is done: also what a restore ends is open to others until then."""
    mark = desk.folder / RESTORING
    make_private_file(mark)
    try:
        yield
    finally:
        mark.unlink()


def _put_back_or_tell(found: Unpacked, desk: Desk, province_folder: Path, old: Path) -> None:
    try:
        _put_back(found, desk, province_folder, old)
    except OSError as error:
        raise BackupError(
            f"A file could not be moved ({error.filename}: {error.strerror}); what was there before is "
            "in its "
            f"place again: see the rights of {desk.folder}, then run `ranh restore` again.",
            f"Không chuyển được tệp ({error.filename}: {error.strerror}); dữ liệu cũ đã trở lại chỗ cũ: "
            f"hãy kiểm tra quyền của {desk.folder} rồi chạy lại `ranh restore`.",
        ) from error


def _put_back(found: Unpacked, desk: Desk, province_folder: Path, old: Path) -> None:
    with ExitStack() as undo:
        swap = Swap(undo, old)
        if desk.is_sqlite:
            swap_files(found.folder, desk, province_folder, swap)
        else:
            # The files are moved before the commit: what fails in between takes both back.
            with desk.writing() as connection:
                if revision_of(connection) is not None:
                    _set_aside(connection, f"ranh_{old.name}".replace("-", "_").lower())
                run_steps(connection)
                read_whole(found.folder / DATABASE, connection)
                swap_files(found.folder, desk, province_folder, swap)
        undo.pop_all()


def _set_aside(connection: sa.Connection, schema: str) -> None:
    connection.execute(sa.schema.CreateSchema(schema))
    quoted = connection.dialect.identifier_preparer.quote(schema)
    for name in (*metadata.tables, "alembic_version"):
        connection.exec_driver_sql(f"ALTER TABLE {name} SET SCHEMA {quoted}")


def _lost_to(found: Unpacked, heads: tuple[anchor.Head, ...]) -> int:
    """Return the number of the last row that this machine's anchor knows of and the backup has not."""
    with (
        closing(Desk(f"sqlite:///{found.folder / DATABASE}", found.folder)) as desk,
        desk.reading() as connection,
    ):
        asked = sa.select(trail.c.sequence, trail.c.hash)
        hashes = {row.sequence: row.hash for row in connection.execute(asked)}
    same = [head.sequence for head in heads if hashes.get(head.sequence) == head.hash]
    # Without a row in common the anchor was another desk's: one that was begun on a new machine.
    others = [head.sequence for head in heads if head.sequence > max(same)] if same else []
    return max(others, default=0)


def _tell(desk: Desk, found: Unpacked, report: RestoreReport, person: Person | None, digest: str) -> None:
    """Write the restore into the trail and beside it, so that a gap is never a riddle."""
    head = found.verification.head
    if report.lost_to and head is not None:
        anchor.keep(desk.folder, replace_fields(head, at=now().isoformat(), lost_to=report.lost_to))
    # What was revoked or switched off since the backup was made must not come back by it.
    with desk.writing() as connection:
        facts = {
            "made_at": found.manifest.made_at.isoformat(),
            "sha256": digest,
            "last_row": report.head,
            "lost_to": report.lost_to,
            "tokens_ended": end_tokens(connection, person),
            "public_view_closed": close_public_view(connection, person),
        }
        audit.append(connection, person, "restore", kind="backup", facts=facts)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
