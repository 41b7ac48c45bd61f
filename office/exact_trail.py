"""Who looked at restricted land lately, and why: for those who may look at it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.database.schema import audit
from office.rights import Act, require

if TYPE_CHECKING:
    from datetime import datetime

    from office.database.desk import Desk
    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class ExactView:
    """One view of restricted land."""

    at: datetime
    person_name: str
    reason: str


def latest_views(desk: Desk, person: Person, count: int = 20) -> tuple[ExactView, ...]:
    """
    Return the last views of restricted land, the newest first.

    Raises
    ------
    RightError
        If the person may not look at it.
    """
    require(person, Act.SEE_EXACT)
    asked = sa.select(audit.c.at, audit.c.person_name, audit.c.facts).where(audit.c.act == "open_exact")
    with desk.reading() as connection:
        rows = connection.execute(asked.order_by(audit.c.sequence.desc()).limit(count)).all()
    return tuple(
        ExactView(at=row.at, person_name=row.person_name, reason=str(row.facts.get("reason", "")))
        for row in rows
    )
