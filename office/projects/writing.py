"""Write of projects: everything that is asked for, each with its row in the trail, or nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.cases.written import insert
from office.database.schema import project_entries
from office.database.types import now
from office.errors import ProjectError, StaleError
from office.projects.model import EntryKind, NewEvent, NewFact, Withdrawal
from office.projects.reading import file_of
from office.projects.ready import ready_of
from office.projects.said import who_wrote
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from office.database.desk import Desk
    from office.people import Person
    from office.projects.model import Asked, Change, Entry, Listing, ProjectFile
    from office.projects.ready import Ready


def write(desk: Desk, person: Person, listing: Listing, asked: Sequence[Asked]) -> tuple[Entry, ...]:
    """
    Write events, facts and withdrawals of projects, all of them or none; return what is new of them.

    What has the key of something that was written already is left out, so that a form that is sent
    twice, or a file that is brought twice, writes once.

    Parameters
    ----------
    listing
        The projects that this person sees.

    Raises
    ------
    RightError
        If the person may not.
    ProjectError
        If a project is not listed, or something lacks what it needs.
    StaleError
        If a project's file changed since it was read; the sentence says who wrote what.
    """
    require(person, Act.EDIT_PROJECTS)
    ready = [ready_of(one, listing) for one in asked]
    with desk.writing() as connection:
        made = [_write(connection, person, one) for one in ready]
        keys = {key for key in made if key is not None}
        files = [file_of(connection, site_id) for site_id in dict.fromkeys(one.site_id for one in asked)]
    return tuple(entry for file in files for entry in file.entries if entry.id in keys)


def _write(connection: sa.Connection, person: Person, ready: Ready) -> int | None:
    """Write one thing; return its number, None where it was written before."""
    asked = ready.asked
    if _was_written(connection, ready):
        return None
    file = file_of(connection, asked.site_id)
    _require_current(file, asked)
    if isinstance(asked.change, Withdrawal):
        _require_holding(file, asked.change)
    key = insert(
        connection,
        project_entries,
        site_id=asked.site_id,
        version=file.version + 1,
        at=now(),
        person_id=person.id or None,
        kind=str(ready.kind),
        body=ready.body,
        decision_number=ready.decision_number,
        decision_date=ready.decision_date,
        text=ready.text,
        withdraws=ready.withdraws,
        idempotency_key=asked.key,
    )
    facts = {"project": asked.site_id, "version": file.version + 1} | _told(asked.change)
    audit.append(connection, person, f"project_{ready.kind}", table=project_entries, key=key, facts=facts)
    return key


def _told(change: Change) -> dict[str, Any]:
    if isinstance(change, NewEvent):
        return {"stage": str(change.stage)}
    return {"fact": str(change.fact)} if isinstance(change, NewFact) else {"entry": change.entry_id}


def _was_written(connection: sa.Connection, ready: Ready) -> bool:
    """Tell whether this was written before; a key of something else is refused."""
    row = connection.execute(
        sa.select(project_entries).where(project_entries.c.idempotency_key == ready.asked.key)
    ).first()
    if row is None:
        return False
    was = (row.site_id, row.kind, row.text, row.decision_number, row.decision_date, row.withdraws)
    same = (ready.asked.site_id, ready.kind, ready.text, ready.decision_number, ready.decision_date)
    if was != (*same, ready.withdraws) or _decided(row.body) != _decided(ready.body):
        raise ProjectError(
            "This form was used for something else; open the project again.",
            "Biểu mẫu này đã được dùng cho việc khác; hãy mở lại dự án.",
        )
    return True


def _decided(body: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the list said at the time: that may be another by now."""
    return {name: value for name, value in body.items() if name != "was"}


def _require_current(file: ProjectFile, asked: Asked) -> None:
    if asked.version_seen is None or file.version == asked.version_seen:
        return
    en, vi = who_wrote(one for one in file.entries if one.version > asked.version_seen)
    raise StaleError(
        f"Project {file.site_id} changed since you opened it ({en}). Nothing of yours was"
        " written; look again.",
        f"Dự án {file.site_id} đã thay đổi từ khi bạn mở ({vi}). Chưa ghi gì của bạn; hãy xem lại dự án.",
    )


def _require_holding(file: ProjectFile, change: Withdrawal) -> None:
    """Refuse to withdraw what is not there, is a withdrawal itself, or was withdrawn."""
    entry = next((one for one in file.entries if one.id == change.entry_id), None)
    if entry is None or entry.kind is EntryKind.WITHDRAWAL:
        raise ProjectError(
            f"Project {file.site_id} has no entry {change.entry_id} that could be withdrawn.",
            f"Dự án {file.site_id} không có mục {change.entry_id} để rút.",
        )
    if entry.id in file.withdrawn:
        raise ProjectError(
            f"Entry {entry.id} was withdrawn already; write it anew if it holds again.",
            f"Mục {entry.id} đã được rút; nếu vẫn đúng thì ghi lại mục mới.",
        )
