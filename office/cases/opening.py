"""Open a case by hand, from a finding that raised no warning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.cases.model import CheckKind
from office.cases.moves import REASON_LENGTH
from office.cases.needs import require_plain
from office.cases.plan import BY_HAND
from office.cases.said import today
from office.cases.scope import find_case
from office.cases.subjects import subjects_of
from office.cases.sync import PREFIX
from office.cases.sync_rows import new_case, opened_facts
from office.cases.told import require_told
from office.cases.written import insert
from office.database.numbers import next_number
from office.database.schema import case_events, cases
from office.database.types import now
from office.errors import CaseError
from office.rights import Act, require

if TYPE_CHECKING:
    from office.cases.model import Case
    from office.cases.subjects import Subject
    from office.cases.told import Told
    from office.database.desk import Desk
    from office.people import Person


def open_case(desk: Desk, person: Person, told: Told, finding_id: str, reason: str, key: str) -> Case:
    """
    Open a case for any finding that may be told; the same key again opens nothing again.

    Raises
    ------
    RightError
        If the person may not work on cases there.
    CaseError
        If there is no such finding, it has a case already, or the reason is too short.
    """
    require_told(told)
    require_plain(reason, key)
    subject = subjects_of(told).of(finding_id)
    require(person, Act.WORK, None if subject is None else subject.communes)
    if subject is None or len(reason.strip()) < REASON_LENGTH:
        raise CaseError(
            f"There is no finding {finding_id!r}, or the reason has less than {REASON_LENGTH} characters.",
            f"Không có kết quả {finding_id!r}, hoặc lý do chưa đủ {REASON_LENGTH} ký tự.",
        )
    subject = replace(subject, facts=subject.facts | {BY_HAND: True})
    with desk.writing() as connection:
        case_id = _opened_with(connection, key) or _open(connection, person, subject, reason.strip(), key)
        return find_case(connection, person, case_id)


def _opened_with(connection: sa.Connection, key: str) -> int | None:
    used = case_events.c.idempotency_key == key
    found = connection.execute(sa.select(case_events.c.case_id, case_events.c.kind).where(used)).first()
    return None if found is None or found.kind != CheckKind.OPENED else int(found.case_id)


def _open(connection: sa.Connection, person: Person, subject: Subject, reason: str, key: str) -> int:
    known = connection.scalar(sa.select(cases.c.number).where(cases.c.subject == subject.subject))
    if known is not None:
        raise CaseError(f"This finding has the case {known} already.", f"Kết quả này đã có hồ sơ {known}.")
    at = now()
    number = next_number(connection, cases.c.number, PREFIX, today().year)
    case_id = insert(connection, cases, **new_case(number, subject, at))
    event_id = insert(
        connection,
        case_events,
        case_id=case_id,
        at=at,
        person_id=person.id or None,
        kind=str(CheckKind.OPENED),
        from_state="",
        to_state="new",
        text=reason,
        facts=opened_facts(subject),
        idempotency_key=key,
    )
    told = {"case": number}
    audit.append(connection, person, "case_opened", table=cases, key=case_id, facts=told)
    audit.append(connection, person, "case_opened", table=case_events, key=event_id, facts=told)
    return case_id
