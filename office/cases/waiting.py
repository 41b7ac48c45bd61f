"""Who waits for whom, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.model import Consultee, State, StepKind
from office.cases.rows import CASES, case_of
from office.cases.said import today
from office.cases.scope import seen_by
from office.database.schema import case_events, cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person


class WaitsFor(StrEnum):
    """Whose turn it is."""

    CONSULTEE = "consultee"
    SIGNATURE = "signature"
    OFFICER = "officer"
    NOBODY_YET = "nobody_yet"
    """Open, and given to nobody."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One case that waits for one office or person; a case sent to two offices is there twice."""

    case: Case
    kind: WaitsFor
    name: Consultee
    """Of the office or the officer, in both languages; empty where it is anybody's turn."""
    since: datetime
    due_on: date | None
    overdue: bool


def waiting(desk: Desk, person: Person) -> tuple[Waiting, ...]:
    """
    Return what every undecided or proposed case waits for, the longest wait first.

    Raises
    ------
    RightError
        If the person may see no cases.
    """
    decided = [str(state) for state in State if state.is_decided]
    open_cases = sa.or_(cases.c.state.not_in(decided), cases.c.proposal.is_not(None))
    with desk.reading() as connection:
        rows = connection.execute(CASES.where(seen_by(person), open_cases)).mappings().all()
        since = _since(connection)
    found = [wait for row in rows for wait in _waits(case_of(row), since)]
    return tuple(sorted(found, key=lambda wait: (not wait.overdue, wait.since, wait.case.number)))


def _since(connection: sa.Connection) -> dict[tuple[int, str], datetime]:
    """Return when each case last came to an office (by its name), an officer or a signer."""
    turns = [str(kind) for kind in _TURNS]
    rows = connection.execute(
        sa.select(case_events).where(case_events.c.kind.in_(turns)).order_by(case_events.c.id)
    ).mappings()
    return {(row["case_id"], name): row["at"] for row in rows for name in _turn(row)}


_TURNS = {
    StepKind.ASSIGN: WaitsFor.OFFICER,
    StepKind.TAKE: WaitsFor.OFFICER,
    StepKind.RECORD_ANSWER: WaitsFor.OFFICER,
    StepKind.CALL_BACK: WaitsFor.OFFICER,
    StepKind.REFUSE: WaitsFor.OFFICER,
    StepKind.WITHDRAW: WaitsFor.OFFICER,
    StepKind.REOPEN: WaitsFor.OFFICER,
    StepKind.ACCEPT: WaitsFor.SIGNATURE,
    StepKind.CONTEST: WaitsFor.SIGNATURE,
    StepKind.RESOLVE: WaitsFor.SIGNATURE,
    StepKind.SEND: WaitsFor.CONSULTEE,
}
"""Steps after which it is somebody else's turn."""


def _turn(event: sa.RowMapping) -> list[str]:
    whose = _TURNS[StepKind(event["kind"])]
    if whose is WaitsFor.CONSULTEE:
        return [office["vi"] for office in event["facts"]["consultees"]]
    return [whose]


def _waits(case: Case, since: dict[tuple[int, str], datetime]) -> Iterator[Waiting]:
    anybody = Consultee(vi="", en="")
    if case.proposal is not None:
        yield _wait(case, WaitsFor.SIGNATURE, anybody, since[case.id, WaitsFor.SIGNATURE])
    elif case.state is State.SENT_TO_CONSULTEE:
        for office in case.waits_for:
            yield _wait(case, WaitsFor.CONSULTEE, office, since[case.id, office.vi])
    elif case.assigned_to is None:
        yield _wait(case, WaitsFor.NOBODY_YET, anybody, case.opened_at)
    else:
        officer = Consultee(vi=case.assigned_name, en=case.assigned_name)
        yield _wait(case, WaitsFor.OFFICER, officer, since[case.id, WaitsFor.OFFICER])


def _wait(case: Case, kind: WaitsFor, name: Consultee, since: datetime) -> Waiting:
    overdue = case.due_on is not None and case.due_on < today()
    return Waiting(case=case, kind=kind, name=name, since=since, due_on=case.due_on, overdue=overdue)
