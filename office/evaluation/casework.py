"""Cases as they stood on a day, and what was decided in a period: told by what happened to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.model import State
from office.cases.said import HERE
from office.cases.scope import touching
from office.database.schema import case_events, cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from office.database.desk import Desk
    from office.evaluation.model import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseThen:
    """One case as it stood on the last day of a period."""

    number: str
    site_id: str
    rule_id: str
    theme: str
    severity: str
    opened_on: date
    due_on: date | None
    """As it is set now: earlier days are not kept apart."""
    state: State
    decided_on: date | None
    """Day of the decision that stood; None where none did."""


@dataclass(frozen=True, kw_only=True)
class Casework:
    """All cases that a report is of."""

    cases: tuple[CaseThen, ...]
    """Those opened by the last day."""
    later: date | None
    """First day on which a case was opened after the period, where none was in it or before."""


def read_casework(desk: Desk, period: Period, communes: frozenset[str] | None) -> Casework:
    """
    Return the cases of a desk as they stood on the last day of a period.

    Parameters
    ----------
    communes
        Only cases whose site touches these; None: all. Who may see them is asked by the caller.
    """
    where = [] if communes is None else [touching(communes)]
    with desk.reading() as connection:
        rows = connection.execute(sa.select(cases).where(*where).order_by(cases.c.number)).mappings().all()
        events = connection.execute(
            sa.select(case_events.c.case_id, case_events.c.at, case_events.c.to_state)
            .join(cases, cases.c.id == case_events.c.case_id)
            .where(*where)
            .order_by(case_events.c.id)
        ).all()
    told: defaultdict[int, list[tuple[date, State]]] = defaultdict(list)
    for case_id, at, state in events:
        told[case_id].append((at.astimezone(HERE).date(), State(state)))
    opened = {row["id"]: row["opened_at"].astimezone(HERE).date() for row in rows}
    known = [row for row in rows if opened[row["id"]] <= period.as_of]
    later = min((day for day in opened.values() if day > period.as_of), default=None)
    return Casework(
        cases=tuple(_then(row, opened[row["id"]], told[row["id"]], period.as_of) for row in known),
        later=None if known else later,
    )


def _then(row: sa.RowMapping, opened_on: date, told: Sequence[tuple[date, State]], as_of: date) -> CaseThen:
    state, decided_on = state_on(told, as_of)
    return CaseThen(
        number=row["number"],
        site_id=row["site_id"],
        rule_id=row["rule_id"],
        theme=row["theme"],
        severity=row["severity"],
        opened_on=opened_on,
        due_on=row["due_on"],
        state=state,
        decided_on=decided_on,
    )


def state_on(told: Iterable[tuple[date, State]], as_of: date) -> tuple[State, date | None]:
    """
    Return the state of a case at the end of a day, and the day of the decision that then stood.

    Parameters
    ----------
    told
        Day and state after each event, in their order.

    Examples
    --------
    >>> from datetime import date
    >>> told = [(date(2025, 1, 1), State.NEW), (date(2025, 3, 1), State.ACCEPTED)]
    >>> told += [(date(2025, 4, 1), State.ACCEPTED), (date(2026, 1, 1), State.REOPENED)]
    >>> [str(part) for part in state_on(told, date(2025, 12, 31))]
    ['accepted', '2025-03-01']
    """
    state, decided_on = State.NEW, None
    for day, after in told:
        if day > as_of:
            break
        if after is not state:
            state, decided_on = after, (day if after.is_decided else None)
    return state, decided_on
