"""The dossiers that a person may see: own questions, or all for those who release answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.database.schema import accounts, dossiers
from office.rights import Act, may, require
from office.sealed.answers import AnswerKind
from office.sealed.asked import person_key

if TYPE_CHECKING:
    from datetime import datetime

    from office.database.desk import Desk
    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class DossierRow:
    """One question about sealed land, with what was answered."""

    id: int
    number: str
    at: datetime
    asked_by: str
    unit: str
    site_ids: tuple[str, ...]
    communes: tuple[str, ...]
    answer: AnswerKind
    alarms: tuple[str, ...]
    """Words of `Alarm`, why it is or was held."""
    cover_version: str
    reply: dict[str, Any]
    """What came back: decision, text, document_number, document_date, office; empty until then."""
    version: int


def list_dossiers(desk: Desk, person: Person, *, held: bool = False) -> tuple[DossierRow, ...]:
    """
    Return dossiers, the newest first.

    The list of answers is as secret as the cover: who asks sees only what they asked.

    Parameters
    ----------
    held
        Only those whose answer waits for a person.

    Raises
    ------
    RightError
        If the person may neither ask nor release.
    """
    releases = may(person, Act.RELEASE_ANSWER)
    if not releases:
        require(person, Act.PACK_DOSSIER, person.communes)
    asked = sa.select(dossiers, accounts.c.full_name, accounts.c.name).join(
        accounts, accounts.c.id == dossiers.c.person_id, isouter=True
    )
    if not releases:
        asked = asked.where(dossiers.c.person_id == person_key(person))
    if held:
        asked = asked.where(dossiers.c.answer == AnswerKind.HELD)
    with desk.reading() as connection:
        rows = connection.execute(asked.order_by(dossiers.c.id.desc())).all()
    return tuple(_row(row) for row in rows)


def _row(row: sa.Row[Any]) -> DossierRow:
    reply = row.reply or {}
    return DossierRow(
        id=row.id,
        number=row.number,
        at=row.at,
        asked_by=row.full_name or row.name or "",
        unit=row.unit,
        site_ids=tuple(row.site_ids),
        communes=tuple(row.communes),
        answer=AnswerKind(row.answer),
        alarms=tuple(row.alarms),
        cover_version=row.cover_version,
        reply=reply if "decision" in reply else {},
        version=row.version,
    )
