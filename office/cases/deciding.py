"""Deciding: what matters is proposed by one person and signed, or refused, by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.cases.effect import Asked, Effect
from office.cases.moves import needs_second
from office.cases.needs import require_second, state_after
from office.database.schema import accounts
from office.errors import CaseError

if TYPE_CHECKING:
    from office.cases.model import Case, Proposal


def decide(asked: Asked) -> Effect:
    """Decide, or propose it where another person has to sign."""
    case, kind = asked.case, asked.step.kind
    end = state_after(case, kind)
    facts = {"gone": True} if case.gone else {}
    if needs_second(case, kind):
        return Effect(state=case.state, facts=facts | {"proposes": str(end)}, proposes=end)
    return Effect(state=end, values={"due_on": None, "waits_for": ""}, facts=facts)


def sign(asked: Asked) -> Effect:
    """Decide what was proposed."""
    case, proposal = asked.case, _waiting(asked.case)
    proposer = asked.connection.scalar(
        sa.select(accounts.c.full_name).where(accounts.c.id == proposal.person_id)
    )
    require_second(asked.person, case, proposer or "")
    facts = _of(proposal) | ({"gone": True} if case.gone else {})
    values = {"proposal": None, "due_on": None, "waits_for": ""}
    return Effect(state=proposal.state, values=values, facts=facts)


def refuse(asked: Asked) -> Effect:
    """Leave the case as it was before the proposal."""
    return Effect(state=asked.case.state, values={"proposal": None}, facts=_of(_waiting(asked.case)))


def withdraw(asked: Asked) -> Effect:
    """Take back a proposal of one's own."""
    if _waiting(asked.case).person_id != asked.person.id:
        raise CaseError(
            "Only who proposed a decision can withdraw it; a second person can refuse it.",
            "Chỉ người đề xuất mới rút được đề xuất; người thứ hai có thể từ chối.",
        )
    return refuse(asked)


def _waiting(case: Case) -> Proposal:
    if case.proposal is None:
        raise CaseError(
            f"Case {case.number} has no proposal to sign.", f"Hồ sơ {case.number} không có đề xuất để ký."
        )
    return case.proposal


def _of(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposed": str(proposal.state),
        "proposed_by": proposal.person_id,
        "proposed_in": proposal.event_id,
        "proposed_reason": proposal.reason,
    }
