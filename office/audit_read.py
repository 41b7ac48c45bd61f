"""Read the audit trail, for those who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.database.anchor import Head
from office.database.schema import audit
from office.rights import Act, require

if TYPE_CHECKING:
    from datetime import datetime

    from office.database.desk import Desk
    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the trail."""

    sequence: int
    at: datetime
    person_name: str
    """"" for the owner of the machine, or the program."""
    act: str
    object_kind: str
    object_id: str
    facts: dict[str, Any]
    hash: str


@dataclass(frozen=True, kw_only=True)
class WantedEntries:
    """Which rows to read; what is empty does not narrow."""

    last: int = 50
    before: int | None = None
    """Only rows with a smaller number: the page before."""
    person_name: str = ""
    act: str = ""
    object_kind: str = ""
    object_id: str = ""


def read_trail(desk: Desk, person: Person, wanted: WantedEntries) -> tuple[Entry, ...]:
    """
    Return the last rows that are wanted, the oldest first.

    Raises
    ------
    RightError
        If the person may not read the trail.
    """
    require(person, Act.SEE_AUDIT)
    asked = sa.select(*(audit.c[name] for name in Entry.__dataclass_fields__))
    for name in ("person_name", "act", "object_kind", "object_id"):
        if value := getattr(wanted, name):
            asked = asked.where(audit.c[name] == value)
    if wanted.before is not None:
        asked = asked.where(audit.c.sequence < wanted.before)
    with desk.reading() as connection:
        rows = connection.execute(asked.order_by(audit.c.sequence.desc()).limit(wanted.last)).mappings()
        return tuple(Entry(**row) for row in rows)[::-1]


def head_of(desk: Desk, person: Person) -> Head | None:
    """
    Return the last row of the trail, to be kept somewhere else; None: there is none yet.

    Raises
    ------
    RightError
        If the person may not read the trail.
    """
    last = read_trail(desk, person, WantedEntries(last=1))
    return Head(sequence=last[0].sequence, hash=last[0].hash, at=last[0].at.isoformat()) if last else None
