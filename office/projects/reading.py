"""Read what was written of projects: one file for a person, or all of it for whoever tells of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from layers.money.edits import Decided, Edits, Fact
from layers.money.history import Event, parse_when
from layers.money.plan import Stage
from office.cases.rows import SHOWN_NAME
from office.database.schema import accounts, project_entries
from office.errors import ProjectError
from office.projects.model import Entry, EntryKind, ProjectFile
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from office.database.desk import Desk
    from office.people import Person
    from office.projects.model import Listing

ENTRIES = (
    sa.select(project_entries, SHOWN_NAME.label("person_name"))
    .outerjoin(accounts, project_entries.c.person_id == accounts.c.id)
    .order_by(project_entries.c.id)
)
AFTER_LISTED = 1_000_000
"""Rows of the office come after those of the province's table, of the same day."""
MOST_KEYS = 1_000
"""Of one question: a database takes so many values and no more."""
RECORDED = "recorded"
"""How sure an event is that somebody of the office wrote."""


def read_file(desk: Desk, person: Person, listing: Listing, site_id: str) -> ProjectFile:
    """
    Return everything that was written of a project, withdrawn entries too.

    Parameters
    ----------
    listing
        The projects that this person sees.

    Raises
    ------
    RightError
        If the person may not see findings.
    ProjectError
        If there is no such project for this person.
    """
    require(person, Act.SEE_FINDINGS, person.communes or None)
    require_listed(listing, site_id)
    with desk.reading() as connection:
        return file_of(connection, site_id)


def file_of(connection: sa.Connection, site_id: str) -> ProjectFile:
    """Return everything that was written of a project, in the transaction of `connection`."""
    rows = connection.execute(ENTRIES.where(project_entries.c.site_id == site_id)).mappings()
    return ProjectFile(site_id=site_id, entries=tuple(map(_entry, rows)))


def entries_of_keys(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Entry]:
    """Return key -> the entry that was written with it, for those that were."""
    column = project_entries.c.idempotency_key
    parts = (keys[at : at + MOST_KEYS] for at in range(0, len(keys), MOST_KEYS))
    rows = (row for part in parts for row in connection.execute(ENTRIES.where(column.in_(part))).mappings())
    return {row["idempotency_key"]: _entry(row) for row in rows}


def require_listed(listing: Listing, site_id: str) -> None:
    """
    Go on only if a project may be written of.

    Raises
    ------
    ProjectError
        If not; the sentence is the same for one that is not there and one that may not be seen.
    """
    if site_id not in listing.rows:
        raise ProjectError(
            f"There is no project {site_id!r} in the list: `ranh projects` shows them all.",
            f'Danh mục không có dự án "{site_id}": xem danh mục dự án.',
        )


def edits_key(desk: Desk) -> str:
    """Return what differs as soon as anything more was written."""
    last = (
        sa.select(project_entries.c.id, project_entries.c.at).order_by(project_entries.c.id.desc()).limit(1)
    )
    with desk.reading() as connection:
        row = connection.execute(last).first()
    return "" if row is None else _key(row.id, row.at)


def read_edits(desk: Desk) -> Edits:
    """
    Return all events and facts that were written and not withdrawn.

    Raises
    ------
    DeskError
        If the desk cannot be read.
    """
    with desk.reading() as connection:
        return edits_of([_entry(row) for row in connection.execute(ENTRIES).mappings()])


def edits_of(entries: Sequence[Entry]) -> Edits:
    """Return what holds of entries: the one place that says which of them are withdrawn."""
    gone = {one.withdraws for one in entries}
    holding = [one for one in entries if one.id not in gone]
    return Edits(
        events=tuple(_events(holding)),
        decided=tuple(_decided(holding)),
        key=_key(entries[-1].id, entries[-1].at) if entries else "",
    )


def _key(entry_id: int, at: datetime) -> str:
    return f"{entry_id} {at.isoformat()}"


def _entry(row: sa.RowMapping) -> Entry:
    told = {name: row[name] for name in project_entries.c.keys() if name != "idempotency_key"}  # noqa: SIM118 - a collection
    told |= {"kind": EntryKind(row["kind"]), "person_name": row["person_name"] or ""}
    return Entry(**told)


def _events(entries: Iterable[Entry]) -> Iterable[Event]:
    for one in entries:
        if one.kind is EntryKind.EVENT:
            yield Event(
                site_id=one.site_id,
                stage=Stage(one.body["stage"]),
                on=parse_when(one.body["on"]),
                due=parse_when(one.body["due"]),
                decision_number=one.decision_number,
                decision_date=one.decision_date,
                evidence=one.text,
                source=f"Sổ theo dõi dự án, mục {one.id}",
                confidence=RECORDED,
                row=AFTER_LISTED + one.id,
            )


def _decided(entries: Iterable[Entry]) -> Iterable[Decided]:
    for one in entries:
        if one.kind is EntryKind.FACT and one.decision_date is not None:
            yield Decided(
                site_id=one.site_id,
                fact=Fact(one.body["fact"]),
                value=one.body["value"],
                decision_number=one.decision_number,
                since=one.decision_date,
                row=one.id,
            )
