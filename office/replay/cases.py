"""What the next sync would do to the cases: asked of the very plan that it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.plan import plan_all, plan_of
from office.cases.rows import CASES, case_of
from office.cases.sync import earlier, last_check
from office.database.schema import cases
from office.replay.model import CaseMove, CasesThen, NewCase
from office.rights import Act, may

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.cases.model import Case
    from office.cases.plan import Planned
    from office.cases.subjects import Subject, Subjects
    from office.database.desk import Desk
    from office.people import Person


def read_cases(desk: Desk, day: date) -> tuple[Case, ...]:
    """
    Return all cases, for `plan_all` alone: which a person may see is asked of what comes out of it.

    Raises
    ------
    CaseError
        If the cases follow a check of a later day, so that no sync could follow one of this day.
    """
    with desk.reading() as connection:
        last = last_check(connection)
        if last is not None and last["as_of"] > day:
            raise earlier(day, last["as_of"])
        rows = connection.execute(CASES.order_by(cases.c.id)).mappings().all()
    return tuple(case_of(row) for row in rows)


def cases_then(
    known: Sequence[Case], person: Person, before: Subjects, after: Subjects
) -> tuple[CasesThen, tuple[Planned, ...]]:
    """
    Return what a sync of the later side would do, as far as a person may see cases; and the plan itself.

    Parameters
    ----------
    known
        All cases: whether a finding has one already depends on those as well that the person may not see.
    before, after
        Subjects of both sides as they may be told, of the whole province.
    """
    plans, fresh = plan_all(known, after)
    seen = [plan for plan in plans if may(person, Act.SEE_CASES, plan.case.communes)]
    count = sum(may(person, Act.SEE_CASES, case.communes) for case in known)
    then = CasesThen(
        moves=tuple(sorted((_move(plan, before) for plan in seen), key=_weight)),
        opened=tuple(
            _new(subject, before) for subject in fresh if may(person, Act.SEE_CASES, subject.communes)
        ),
        unchanged=count - len(seen),
    )
    return then, tuple(plans)


def _move(plan: Planned, before: Subjects) -> CaseMove:
    case = plan.case
    already = plan_of(case, before)
    return CaseMove(
        number=case.number,
        subject=case.subject,
        site_id=case.site_id,
        site_name=case.site_name,
        rule_id=case.rule_id,
        theme=case.theme,
        kind=plan.kind,
        state=case.state,
        to_state=plan.state,
        sentences=plan.sentences,
        without=already is not None and already.state is not case.state,
    )


def _new(subject: Subject, before: Subjects) -> NewCase:
    said = subject.facts["said"]
    return NewCase(
        subject=subject.subject,
        site_id=subject.site_id,
        site_name=subject.site_name,
        rule_id=subject.rule_id,
        theme=subject.theme,
        verdict=subject.verdict,
        severity=subject.severity,
        sentence=(said["sentence_en"], said["sentence_vi"]),
        without=subject.subject in before.opens,
    )


def _weight(move: CaseMove) -> tuple[bool, str]:
    return (not move.reopens, move.number)
