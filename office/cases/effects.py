"""What each kind of step changes in a case, and what its event remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.cases.model import Case, Consultee, State, Step, StepKind
from office.cases.moves import DECISIONS, needs_second
from office.cases.needs import require_second, state_after
from office.cases.rows import waited_text
from office.cases.said import today
from office.database.schema import accounts
from office.errors import CaseError
from office.people import Person, Role
from office.rights import Act, may

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

GONE = (
    "The latest check does not find it any more.",
    "Lần kiểm tra mới nhất không còn phát hiện.",
)
"""Reason of a resolution where the person gives none."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A step with what it is asked of."""

    connection: sa.Connection
    person: Person
    case: Case
    step: Step


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a step does."""

    state: State
    values: dict[str, Any] = field(default_factory=dict)
    """Columns of the case that change, beside its state."""
    facts: dict[str, Any] = field(default_factory=dict)
    """For the event."""
    proposes: State | None = None


def effect_of(asked: Asked) -> Effect:
    """
    Return what a step does, if it brings all that it needs.

    Raises
    ------
    CaseError
        If a person, an office or a day that it needs is missing or does not fit.
    """
    kind = asked.step.kind
    if kind in DECISIONS:
        return _decide(asked)
    make = _EFFECTS.get(kind)
    return make(asked) if make else Effect(state=state_after(asked.case, kind))


def _decide(asked: Asked) -> Effect:
    case, kind = asked.case, asked.step.kind
    end = state_after(case, kind)
    facts = {"gone": True} if case.gone else {}
    if needs_second(case, kind):
        return Effect(state=case.state, facts=facts | {"proposes": str(end)}, proposes=end)
    return Effect(state=end, values={"due_on": None, "waits_for": ""}, facts=facts)


def _sign(asked: Asked) -> Effect:
    proposal = asked.case.proposal
    proposer = asked.connection.scalar(
        sa.select(accounts.c.full_name).where(accounts.c.id == (proposal.person_id if proposal else 0))
    )
    require_second(asked.person, asked.case, proposer or "")
    if proposal is None:  # steps_from offers no signature then
        raise CaseError("There is nothing to sign.", "Không có đề xuất nào để ký.")
    facts = _of_proposal(asked.case) | ({"gone": True} if asked.case.gone else {})
    values = {"proposal": None, "due_on": None, "waits_for": ""}
    return Effect(state=proposal.state, values=values, facts=facts)


def _refuse(asked: Asked) -> Effect:
    return Effect(state=asked.case.state, values={"proposal": None}, facts=_of_proposal(asked.case))


def _withdraw(asked: Asked) -> Effect:
    proposal = asked.case.proposal
    if proposal is None or proposal.person_id != asked.person.id:
        raise CaseError(
            "Only who proposed a decision can withdraw it; a second person can refuse it.",
            "Chỉ người đề xuất mới rút được đề xuất; người thứ hai có thể từ chối.",
        )
    return _refuse(asked)


def _of_proposal(case: Case) -> dict[str, Any]:
    proposal = case.proposal
    if proposal is None:
        return {}
    return {
        "proposed": str(proposal.state),
        "proposed_by": proposal.person_id,
        "proposed_in": proposal.event_id,
        "proposed_reason": proposal.reason,
    }


def _take(asked: Asked) -> Effect:
    case, person = asked.case, asked.person
    if case.assigned_to not in (None, person.id) and not may(person, Act.ASSIGN, case.communes):
        raise CaseError(
            f"Case {case.number} is given to {case.assigned_name}; the chief can give it to you.",
            f"Hồ sơ {case.number} đã giao cho {case.assigned_name}; lãnh đạo có thể giao lại cho bạn.",
        )
    return Effect(
        state=state_after(case, StepKind.TAKE),
        values={"assigned_to": person.id or None},
        facts={"assigned_to": person.id},
    )


def _assign(asked: Asked) -> Effect:
    case, step = asked.case, asked.step
    row = (
        asked.connection.execute(
            sa.select(accounts).where(accounts.c.id == step.assign_to, accounts.c.active.is_(True))
        )
        .mappings()
        .first()
    )
    officer = None if row is None else _person(row)
    if officer is None or not may(officer, Act.WORK, case.communes):
        raise CaseError(
            "A case is given to an active account that may work on it; choose another one.",
            "Hồ sơ chỉ giao được cho tài khoản đang hoạt động và có quyền xử lý; hãy chọn người khác.",
        )
    values: dict[str, Any] = {"assigned_to": officer.id}
    if step.due_on is not None:
        values["due_on"] = _not_past(step.due_on)
    facts = {"assigned_to": officer.id, "name": officer.full_name, "due_on": _iso(step.due_on)}
    return Effect(state=state_after(case, StepKind.ASSIGN), values=values, facts=facts)


def _person(row: sa.RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        communes=frozenset(row["communes"]),
        unit=row["unit"],
    )


def _send(asked: Asked) -> Effect:
    case, step = asked.case, asked.step
    offices = _named(step.consultees, case.consultees)
    if not offices or step.due_on is None:
        raise CaseError(
            f"Choose at least one office to ask and the day by which it answers; the rule names: "
            f"{_list(case.consultees, 'en')}.",
            f"Hãy chọn ít nhất một cơ quan và hạn trả lời; quy tắc nêu: {_list(case.consultees, 'vi')}.",
        )
    waited = (*case.waits_for, *(office for office in offices if office not in case.waits_for))
    return Effect(
        state=State.SENT_TO_CONSULTEE,
        values={"waits_for": waited_text(waited), "due_on": _not_past(step.due_on)},
        facts={
            "consultees": [{"vi": office.vi, "en": office.en} for office in offices],
            "document_number": step.document_number.strip(),
            "document_date": _iso(step.document_date),
            "due_on": _iso(step.due_on),
        },
    )


def _record_answer(asked: Asked) -> Effect:
    case, step = asked.case, asked.step
    answered = _named(step.consultees, case.waits_for) or (
        case.waits_for if len(case.waits_for) == 1 and not step.consultees else ()
    )
    if len(answered) != 1 or step.document_date is None or step.document_date > today():
        raise CaseError(
            "Say which office answered and the date of its document, not in the future; the case waits for: "
            f"{_list(case.waits_for, 'en')}.",
            "Hãy chọn cơ quan trả lời và ghi ngày văn bản, không ở tương lai; hồ sơ đang chờ: "
            f"{_list(case.waits_for, 'vi')}.",
        )
    left = tuple(office for office in case.waits_for if office not in answered)
    return Effect(
        state=State.SENT_TO_CONSULTEE if left else State.ANSWERED,
        values={"waits_for": waited_text(left)} | ({} if left else {"due_on": None}),
        facts={
            "consultees": [{"vi": office.vi, "en": office.en} for office in answered],
            "document_number": step.document_number.strip(),
            "document_date": _iso(step.document_date),
        },
    )


def _call_back(asked: Asked) -> Effect:
    offices = [{"vi": office.vi, "en": office.en} for office in asked.case.waits_for]
    return Effect(
        state=State.UNDER_REVIEW, values={"waits_for": "", "due_on": None}, facts={"consultees": offices}
    )


def _set_due(asked: Asked) -> Effect:
    due_on = asked.step.due_on
    if due_on is None:
        raise CaseError("Give the day.", "Hãy chọn ngày.")
    return Effect(
        state=asked.case.state, values={"due_on": _not_past(due_on)}, facts={"due_on": _iso(due_on)}
    )


_EFFECTS: dict[StepKind, Callable[[Asked], Effect]] = {
    StepKind.ASSIGN: _assign,
    StepKind.TAKE: _take,
    StepKind.SEND: _send,
    StepKind.RECORD_ANSWER: _record_answer,
    StepKind.CALL_BACK: _call_back,
    StepKind.SIGN: _sign,
    StepKind.REFUSE: _refuse,
    StepKind.WITHDRAW: _withdraw,
    StepKind.SET_DUE: _set_due,
}


def _named(names: Sequence[str], offices: Sequence[Consultee]) -> tuple[Consultee, ...]:
    found = tuple(office for office in offices if office.vi in names or office.en in names)
    known = {name for office in found for name in (office.vi, office.en)}
    if strange := [name for name in names if name not in known]:
        raise CaseError(
            f"{strange[0]!r} is not an office of this case; choose among: {_list(offices, 'en')}.",
            f"{strange[0]!r} không phải cơ quan của hồ sơ này; hãy chọn trong: {_list(offices, 'vi')}.",
        )
    return found


def _list(offices: Sequence[Consultee], language: str) -> str:
    return "; ".join(office.name(language) for office in offices) or "-"


def _not_past(day: date) -> date:
    if day < today():
        raise CaseError(f"The day {day:%d/%m/%Y} is past.", f"Ngày {day:%d/%m/%Y} đã qua.")
    return day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
