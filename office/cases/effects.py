"""What each kind of step does: one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.consulting import call_back, record_answer, send
from office.cases.deciding import decide, refuse, sign, withdraw
from office.cases.effect import Asked, Effect
from office.cases.handing import assign, set_due, take
from office.cases.model import StepKind
from office.cases.needs import state_after

if TYPE_CHECKING:
    from collections.abc import Callable

EFFECTS: dict[StepKind, Callable[[Asked], Effect]] = {
    StepKind.ASSIGN: assign,
    StepKind.TAKE: take,
    StepKind.SEND: send,
    StepKind.RECORD_ANSWER: record_answer,
    StepKind.CALL_BACK: call_back,
    StepKind.ACCEPT: decide,
    StepKind.CONTEST: decide,
    StepKind.RESOLVE: decide,
    StepKind.SIGN: sign,
    StepKind.REFUSE: refuse,
    StepKind.WITHDRAW: withdraw,
    StepKind.SET_DUE: set_due,
}
"""Kind of step -> what it does beyond what the table of moves says."""


def effect_of(asked: Asked) -> Effect:
    """
    Return what a step does, if it brings all that it needs.

    Raises
    ------
    CaseError
        If a person, an office or a day that it needs is missing or does not fit.
    """
    make = EFFECTS.get(asked.step.kind)
    return make(asked) if make else Effect(state=state_after(asked.case, asked.step.kind))
