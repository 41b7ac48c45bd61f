"""Take a step of a case: all of it in one transaction with its audit rows, or none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.cases.effect import Asked, Effect
from office.cases.effects import effect_of
from office.cases.files import checked
from office.cases.model import StepKind
from office.cases.moves import MOVES
from office.cases.needs import require_complete, require_possible
from office.cases.rows import EVENTS, event_of
from office.cases.said import who_did
from office.cases.scope import find_case
from office.cases.written import insert
from office.database.schema import attachments, case_events, cases
from office.database.types import now
from office.errors import CaseError, StaleError
from office.rights import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.files import CheckedFile
    from office.cases.model import Case, Step
    from office.database.desk import Desk
    from office.people import Person


GONE = "Lần kiểm tra mới nhất không còn phát hiện."
"""Reason of a resolution where the person gives none, as the language of the files is."""


def take_step(desk: Desk, person: Person, step: Step) -> Case:
    """
    Do one thing to a case, and return the case as it then is.

    A note or a file is taken whatever happened since; everything else is refused where the
    case changed since `step.version_seen`. The key of a step that was taken already does
    nothing again.

    Raises
    ------
    RightError
        If the person may not, or there is no such case in sight.
    StaleError
        If somebody else was quicker; the sentence says who did what.
    CaseError
        If the state does not allow it, or something that it needs is missing.
    """
    files = [checked(file) for file in step.files]
    with desk.writing() as connection:
        case = find_case(connection, person, step.case_id)
        require(person, MOVES[step.kind].act, case.communes)
        if not _was_taken(connection, person, step):
            _require_current(connection, case, step)
            require_possible(case, step.kind)
            require_complete(case, step)
            asked = Asked(connection=connection, person=person, case=case, step=step)
            _write(asked, effect_of(asked), files)
        return find_case(connection, person, step.case_id)


def _was_taken(connection: sa.Connection, person: Person, step: Step) -> bool:
    """Tell whether the step was taken before; a key of something else is refused."""
    row = connection.execute(sa.select(case_events).where(case_events.c.idempotency_key == step.key)).first()
    if row is None:
        return False
    if (row.case_id, row.kind, row.person_id) != (step.case_id, step.kind, person.id or None):
        raise CaseError(
            "This form was used for something else; open the case again.",
            "Biểu mẫu này đã được dùng cho việc khác; hãy mở lại hồ sơ.",
        )
    return True


def _require_current(connection: sa.Connection, case: Case, step: Step) -> None:
    if not MOVES[step.kind].heeds_version or case.version == step.version_seen:
        return
    rows = connection.execute(
        EVENTS.where(case_events.c.case_id == case.id).order_by(case_events.c.id)
    ).mappings()
    events = [event for event in map(event_of, rows) if event.facts.get("version", 0) > step.version_seen]
    en, vi = who_did(events)
    raise StaleError(
        f"Case {case.number} changed since you opened it ({en}). Nothing of yours was written; look again.",
        f"Hồ sơ {case.number} đã thay đổi từ khi bạn mở ({vi}). Chưa ghi gì của bạn; hãy xem lại hồ sơ.",
    )


def _write(asked: Asked, effect: Effect, files: Sequence[CheckedFile]) -> None:
    """Write event, case and files, and then what the trail tells of them."""
    connection, case, step, person = asked.connection, asked.case, asked.step, asked.person
    at, version = now(), case.version + 1
    text = step.text.strip() or (GONE if step.kind is StepKind.RESOLVE and case.gone else "")
    event_id = insert(
        connection,
        case_events,
        case_id=case.id,
        at=at,
        person_id=person.id or None,
        kind=str(step.kind),
        from_state=str(case.state),
        to_state=str(effect.state),
        text=text,
        facts=_event_facts(step, effect, version),
        idempotency_key=step.key,
    )
    values = {"state": str(effect.state), "changed_at": at, "version": version} | effect.values
    if effect.proposes is not None:
        proposed = {"state": str(effect.proposes), "reason": text}
        values["proposal"] = proposed | {"person_id": person.id, "event_id": event_id}
    connection.execute(cases.update().where(cases.c.id == case.id).values(**values))
    kept = [_keep(connection, case, event_id, file) for file in files]
    act, told = f"case_{step.kind}", {"case": case.number}
    facts = told | {"from": str(case.state), "to": str(effect.state), "version": version}
    audit.append(connection, person, act, table=cases, key=case.id, facts=facts)
    audit.append(connection, person, act, table=case_events, key=event_id, facts=told)
    for key in kept:
        audit.append(connection, person, act, table=attachments, key=key, facts=told)


def _keep(connection: sa.Connection, case: Case, event_id: int, file: CheckedFile) -> int:
    return insert(
        connection,
        attachments,
        case_id=case.id,
        event_id=event_id,
        name=file.name,
        media_type=file.media_type,
        size_bytes=len(file.body),
        sha256=file.sha256,
        content=file.body,
    )


def _event_facts(step: Step, effect: Effect, version: int) -> dict[str, Any]:
    facts: dict[str, Any] = effect.facts | {"version": version}
    if step.document_number.strip():
        facts["document_number"] = step.document_number.strip()
    return facts
