"""Asking the offices that a rule names, and recording what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.effect import Asked, Effect, iso, not_past
from office.cases.model import Consultee, State
from office.cases.rows import waited_text
from office.cases.said import today
from office.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Sequence


def send(asked: Asked) -> Effect:
    """Say which offices were asked, by which document, and until when they answer."""
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
        values={"waits_for": waited_text(waited), "due_on": not_past(step.due_on)},
        facts={
            "consultees": [{"vi": office.vi, "en": office.en} for office in offices],
            "document_number": step.document_number.strip(),
            "document_date": iso(step.document_date),
            "due_on": iso(step.due_on),
        },
    )


def record_answer(asked: Asked) -> Effect:
    """Record what one office answered; the case is answered when nobody is waited for any more."""
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
            "document_date": iso(step.document_date),
        },
    )


def call_back(asked: Asked) -> Effect:
    """Wait for no office any more."""
    offices = [{"vi": office.vi, "en": office.en} for office in asked.case.waits_for]
    return Effect(
        state=State.UNDER_REVIEW, values={"waits_for": "", "due_on": None}, facts={"consultees": offices}
    )


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
