"""
Which step leads from where to where, what it needs, and who may take it: one table.

A decision that matters is proposed by one person and signed by another. These are: every
contest (it overrules the check), and accepting or resolving where the case speaks of defence
or security land or its severity is critical or high. Reopening is always one person's: it
takes nothing away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.model import Severity
from office.cases.model import DECIDED, OPEN, State, StepKind
from office.rights import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from office.cases.model import Case

REASON_LENGTH = 10
"""Characters that a reason has at least: "ok" is none."""

HEAVY = frozenset({Severity.CRITICAL, Severity.HIGH})
"""Severities whose cases one person alone does not close."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """What one kind of step needs and does."""

    act: Act
    ends: Mapping[State, State] = field(default_factory=dict)
    """State in which it is possible -> state after it."""
    reason: bool = False
    """Needs a text of at least `REASON_LENGTH` characters."""
    evidence: bool = False
    """Needs a file, or the number of a document."""
    document: bool = False
    """Needs the number of a document."""
    alone: bool = True
    """Not possible while a proposal waits."""
    proposed: bool = False
    """Possible only while a proposal waits."""
    heeds_version: bool = True
    """Refused where the case changed since it was read."""


def _to(end: State, starts: Iterable[State]) -> dict[State, State]:
    return dict.fromkeys(starts, end)


def _stay(states: Iterable[State]) -> dict[State, State]:
    return {state: state for state in states}


_WAITING = frozenset({State.NEW, State.ASSIGNED, State.REOPENED})
_WORKED = frozenset({State.UNDER_REVIEW, State.ANSWERED})
_ASSIGNED = _to(State.ASSIGNED, _WAITING) | _stay(OPEN - _WAITING)

MOVES: dict[StepKind, Move] = {
    StepKind.ASSIGN: Move(act=Act.ASSIGN, ends=_ASSIGNED, alone=False),
    StepKind.TAKE: Move(act=Act.WORK, ends=_to(State.UNDER_REVIEW, _WAITING)),
    StepKind.REVIEW: Move(act=Act.WORK, ends=_to(State.UNDER_REVIEW, {*_WAITING, State.ANSWERED})),
    StepKind.SEND: Move(act=Act.WORK, ends=_to(State.SENT_TO_CONSULTEE, OPEN - {State.NEW}), document=True),
    StepKind.RECORD_ANSWER: Move(
        act=Act.WORK, ends=_to(State.ANSWERED, {State.SENT_TO_CONSULTEE}), reason=True, document=True
    ),
    StepKind.CALL_BACK: Move(
        act=Act.WORK, ends=_to(State.UNDER_REVIEW, {State.SENT_TO_CONSULTEE}), reason=True
    ),
    StepKind.ACCEPT: Move(act=Act.WORK, ends=_to(State.ACCEPTED, _WORKED)),
    StepKind.CONTEST: Move(act=Act.WORK, ends=_to(State.CONTESTED, _WORKED), reason=True, evidence=True),
    StepKind.RESOLVE: Move(act=Act.WORK, ends=_to(State.RESOLVED, {*_WORKED, State.ACCEPTED}), reason=True),
    StepKind.SIGN: Move(act=Act.SIGN, ends=_stay(State), alone=False, proposed=True),
    StepKind.REFUSE: Move(act=Act.SIGN, ends=_stay(State), reason=True, alone=False, proposed=True),
    StepKind.WITHDRAW: Move(act=Act.WORK, ends=_stay(State), alone=False, proposed=True),
    StepKind.REOPEN: Move(act=Act.WORK, ends=_to(State.REOPENED, DECIDED), reason=True),
    StepKind.NOTE: Move(act=Act.NOTE, ends=_stay(State), alone=False, heeds_version=False),
    StepKind.ATTACH: Move(act=Act.NOTE, ends=_stay(State), alone=False, heeds_version=False),
    StepKind.SET_DUE: Move(act=Act.ASSIGN, ends=_stay(OPEN), alone=False),
}
"""Kind of step -> what it needs. A signed proposal ends in the state that was proposed."""

DECISIONS = frozenset({StepKind.ACCEPT, StepKind.CONTEST, StepKind.RESOLVE})


def needs_second(case: Case, kind: StepKind) -> bool:
    """Tell whether a decision about a case waits for a second person."""
    if kind not in DECISIONS:
        return False
    return kind is StepKind.CONTEST or case.restricted or case.severity in HEAVY


def steps_from(case: Case) -> tuple[StepKind, ...]:
    """Return the kinds of step that the state of a case allows, whoever takes them."""
    waits = case.proposal is not None
    return tuple(
        kind
        for kind, move in MOVES.items()
        if (case.state in move.ends or (kind is StepKind.RESOLVE and _is_over(case)))
        and not (waits and move.alone)
        and (waits or not move.proposed)
    )


def _is_over(case: Case) -> bool:
    """Tell whether an open case may be closed from anywhere: there is nothing left to decide on."""
    return case.gone and case.state in OPEN
