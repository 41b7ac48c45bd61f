"""The rows that a check writes: new cases with their first events, and changed ones with what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from office.audit_many import Entry, append_many
from office.cases.changes import joined
from office.cases.model import CheckKind, State
from office.cases.plan import Planned, columns_of
from office.cases.written import insert, insert_all
from office.database.schema import case_events, cases

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from office.cases.subjects import Subject
    from office.people import Person


def open_all(
    connection: sa.Connection, person: Person, fresh: dict[str, Subject], at: datetime, check_id: int
) -> None:
    """Write new cases with their first events, all at once; each has its rows in the trail."""
    ids = insert_all(connection, cases, [new_case(number, one, at) for number, one in fresh.items()])
    events = [
        {
            "case_id": case_id,
            "at": at,
            "person_id": None,
            "kind": str(CheckKind.OPENED),
            "from_state": "",
            "to_state": str(State.NEW),
            "text": subject.facts["said"]["sentence_vi"],
            "facts": opened_facts(subject) | {"check": check_id},
            "idempotency_key": None,
        }
        for case_id, subject in zip(ids, fresh.values(), strict=True)
    ]
    event_ids = insert_all(connection, case_events, events)
    written = [
        Entry(act="case_opened", table=table, key=key, facts={"case": number, "check": check_id})
        for number, case_id, event_id in zip(fresh, ids, event_ids, strict=True)
        for table, key in ((cases, case_id), (case_events, event_id))
    ]
    append_many(connection, person, written)


def new_case(number: str, subject: Subject, at: datetime) -> dict[str, Any]:
    """Return the row of a new case."""
    return columns_of(subject) | {
        "number": number,
        "subject": subject.subject,
        "gone": False,
        "state": str(State.NEW),
        "assigned_to": None,
        "due_on": None,
        "waits_for": "",
        "proposal": None,
        "opened_at": at,
        "changed_at": at,
        "version": 1,
    }


def opened_facts(subject: Subject) -> dict[str, Any]:
    """Return what the first event of a case remembers."""
    said = subject.facts["said"]
    return {"en": [said["sentence_en"]], "vi": [said["sentence_vi"]], "version": 1}


def change(connection: sa.Connection, planned: Planned, at: datetime, check_id: int) -> list[Entry]:
    """Write what a check changes in a case; return what the trail is to tell of it."""
    case, subject, state = planned.case, planned.subject, planned.state
    version = case.version + 1
    en, vi = joined(planned.sentences)
    facts: dict[str, Any] = {"en": en, "vi": vi, "check": check_id, "version": version}
    values: dict[str, Any] = {"state": str(state), "changed_at": at, "version": version}
    if subject is not None:
        facts |= {"before": case.facts["found"], "after": subject.facts["found"]}
        values |= columns_of(subject)
    if planned.kind is not CheckKind.BASIS_CHANGED:
        values |= {"gone": planned.kind is CheckKind.GONE, "proposal": None}
    if state is not case.state:
        values |= {"due_on": None, "waits_for": ""}
    event_id = insert(
        connection,
        case_events,
        case_id=case.id,
        at=at,
        person_id=None,
        kind=str(planned.kind),
        from_state=str(case.state),
        to_state=str(state),
        text="; ".join(vi),
        facts=facts,
    )
    connection.execute(cases.update().where(cases.c.id == case.id).values(**values))
    told = {"case": case.number, "check": check_id}
    act = f"case_{planned.kind}"
    stated = told | {"from": str(case.state), "to": str(state), "version": version}
    return [
        Entry(act=act, table=cases, key=case.id, facts=stated),
        Entry(act=act, table=case_events, key=event_id, facts=told),
    ]
