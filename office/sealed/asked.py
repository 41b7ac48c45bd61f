"""The questions asked so far, as the desk keeps them."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

import shapely
import sqlalchemy as sa

from office.database.schema import dossiers
from office.errors import AnswerError
from office.sealed.alarms import Earlier

if TYPE_CHECKING:
    from office.people import Person
    from office.sealed.limits import Limits

HERE = timezone(timedelta(hours=7))
"""Days of quotas begin at midnight in Vietnam."""


def day_start(now: datetime) -> datetime:
    """
    Return the start of the day in Vietnam.

    Examples
    --------
    >>> from datetime import UTC
    >>> day_start(datetime(2026, 11, 26, 18, 30, tzinfo=UTC)).isoformat()
    '2026-11-27T00:00:00+07:00'
    """
    return datetime.combine(now.astimezone(HERE).date(), time(), HERE)


def person_key(person: Person) -> int | None:
    """Return the account's number, None for the owner of the machine."""
    return person.id or None


def earlier_of(connection: sa.Connection, *, number: str) -> tuple[Earlier, ...]:
    """Return the versions of a dossier, the oldest first."""
    return _read(connection, dossiers.c.number == number)


def earlier_of_unit(connection: sa.Connection, unit: str, since: datetime) -> tuple[Earlier, ...]:
    """Return what a unit asked since a moment, the oldest first."""
    return _read(connection, sa.and_(dossiers.c.unit == unit, dossiers.c.at >= since))


def _read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Earlier, ...]:
    rows = connection.execute(sa.select(dossiers).where(wanted).order_by(dossiers.c.id))
    return tuple(
        Earlier(
            number=row.number,
            at=row.at,
            person_id=row.person_id,
            footprint=shapely.from_wkb(bytes(row.footprint)),
            answer=row.answer,
        )
        for row in rows
    )


def require_quota(connection: sa.Connection, person: Person, now: datetime, limits: Limits) -> None:
    """
    Refuse a question beyond the quotas.

    Raises
    ------
    AnswerError
        If the person's day or month, or the unit's day, is used up.
    """
    day = day_start(now)
    own = dossiers.c.person_id.is_(None) if person_key(person) is None else dossiers.c.person_id == person.id
    unit = dossiers.c.unit == person.unit
    for counted, since, most, en, vi in (
        (own, day, limits.person_day, "your questions of today", "số lượt hỏi hôm nay của bạn"),
        (own, now - limits.month, limits.person_month, "your questions of 30 days", "số lượt hỏi 30 ngày"),
        (unit, day, limits.unit_day, "your unit's questions of today", "số lượt hỏi hôm nay của đơn vị"),
    ):
        used = connection.execute(
            sa.select(sa.func.count()).select_from(dossiers).where(counted, dossiers.c.at >= since)
        ).scalar_one()
        if used >= most:
            raise AnswerError(
                f"No more answers: {en} are used up ({most}); ask again later.",
                f"Đã hết lượt: {vi} đã dùng hết ({most}); hãy hỏi lại sau.",
            )
