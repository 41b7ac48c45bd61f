"""How often a rule was right: decisions that upheld its warnings, and false alarms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.model import DECIDED, State
from office.cases.scope import seen_by
from office.database.schema import case_events, cases

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class Precision:
    """What was decided about the warnings of one rule."""

    rule_id: str
    upheld: int
    """Accepted, or resolved while the check still found it."""
    contested: int
    """Signed contests: false alarms."""

    @property
    def decided(self) -> int:
        """How many warnings were judged."""
        return self.upheld + self.contested


def precision_by_rule(desk: Desk, person: Person) -> tuple[Precision, ...]:
    """
    Return for every rule how many of its judged warnings were upheld, the weakest rule first.

    Of each case the latest decision counts, also where it was reopened since. What was closed
    because the check no longer found it says nothing about the rule.

    Raises
    ------
    RightError
        If the person may see no cases.
    """
    latest = (
        sa.select(sa.func.max(case_events.c.id))
        .where(
            case_events.c.to_state.in_(sorted(DECIDED)),
            case_events.c.from_state != case_events.c.to_state,
        )
        .group_by(case_events.c.case_id)
    )
    query = (
        sa.select(cases.c.rule_id, case_events.c.to_state, case_events.c.facts)
        .join(cases, cases.c.id == case_events.c.case_id)
        .where(seen_by(person), case_events.c.id.in_(latest), cases.c.rule_id != "")
    )
    upheld: Counter[str] = Counter()
    contested: Counter[str] = Counter()
    with desk.reading() as connection:
        for rule_id, state, facts in connection.execute(query):
            if not facts.get("gone"):
                (contested if state == State.CONTESTED else upheld)[rule_id] += 1
    found = [
        Precision(rule_id=rule_id, upheld=upheld[rule_id], contested=contested[rule_id])
        for rule_id in {*upheld, *contested}
    ]
    return tuple(sorted(found, key=lambda one: (one.upheld / one.decided, -one.decided, one.rule_id)))
