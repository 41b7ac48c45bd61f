"""Look whether the audit trail is whole, and whether the desk holds what the trail says."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.audit_anchored import check_anchor
from office.audit_chain import check_chain, check_table, tell_removed
from office.audit_told import Found, Told
from office.database import anchor, append_only
from office.database.schema import AUDITED
from office.database.upgrade import run_steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from office.database.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found."""

    rows: int
    """Rows of the trail."""
    objects: int
    """Rows of other tables that were compared with it."""
    head: anchor.Head | None
    """The last row of the trail."""
    problems: tuple[Told, ...]
    """The first of them, in the order in which they were found."""
    problem_count: int
    notes: tuple[Told, ...] = ()
    """What is to be known but is no fault: a backup that was put back."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.problem_count == 0


def verify(desk: Desk, *, keep: bool = True, heads: Iterable[anchor.Head] = ()) -> Verification:
    """
    Compare the trail with itself, with the rows it tells of, and with its anchor.

    Parameters
    ----------
    keep
        Write the last row into the anchor if nothing was found.
    heads
        Last rows that were kept somewhere else, as `ranh audit head` prints them.

    Raises
    ------
    DeskError
        If the database does not answer.
    """
    found = Found()
    anchored, unreadable = anchor.read(desk.folder)
    with desk.reading() as connection:
        if desk.is_sqlite:
            _check_file(connection, found)
            _check_schema(connection, found)
        _check_guards(connection, found)
        hashes, objects, last = check_chain(connection, found)
        count = sum(check_table(connection, table, objects, found) for table in AUDITED)
    tell_removed(objects, found)
    notes = list(check_anchor((*anchored, *heads), hashes, last, found))
    if unreadable:
        notes.append(
            Told(
                en=f"{unreadable} lines of {anchor.FILE} cannot be read.",
                vi=f"Có {unreadable} dòng của {anchor.FILE} không đọc được.",
            )
        )
    if keep and last is not None and not found.count and last not in anchored[-1:]:
        anchor.keep(desk.folder, last)
    return Verification(
        rows=len(hashes),
        objects=count,
        head=last,
        problems=tuple(found.told),
        problem_count=found.count,
        notes=tuple(notes),
    )


def _check_file(connection: sa.Connection, found: Found) -> None:
    try:
        told = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
    except (sa.exc.DatabaseError, UnicodeDecodeError):
        told = ["cannot be read"]
    for line in told:
        if line != "ok":
            first = str(line).splitlines()[-1]
            found.add(f"The database file is damaged: {first}.", f"Tệp cơ sở dữ liệu bị hỏng: {first}.")


def _check_schema(connection: sa.Connection, found: Found) -> None:
    """Compare the tables, indexes and guards with those that the steps of this program make."""
    asked = sa.text("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    fresh = sa.create_engine("sqlite://")
    with closing(fresh.connect()) as empty:
        run_steps(empty)
        wanted = {tuple(row) for row in empty.execute(asked)}
    fresh.dispose()
    for name in sorted({str(name) for name, _ in wanted ^ {tuple(row) for row in connection.execute(asked)}}):
        found.add(
            f"The table, index or guard {name} is not as this program made it.",
            f"Bảng, chỉ mục hoặc chốt {name} không còn như chương trình đã tạo.",
        )


def _check_guards(connection: sa.Connection, found: Found) -> None:
    for name in append_only.missing(connection):
        found.add(
            f"The guard {name}, which keeps rows from being changed, is gone or was changed.",
            f"Chốt {name} (không cho sửa, xóa dòng) đã bị gỡ hoặc bị sửa.",
        )
