"""What a step needs before it is taken: reason, evidence, the number of a document, another person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from office.cases.coordinates import has_coordinates
from office.cases.model import State, StepKind
from office.cases.moves import MOVES, REASON_LENGTH, needs_second, steps_from
from office.errors import CaseError
from office.people import OWNER
from office.rights import may

if TYPE_CHECKING:
    from office.cases.model import Case, Step
    from office.people import Person

TEXT_LENGTH = 20_000
NUMBER_LENGTH = 120
KEY_LENGTH = 80
MOST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a page has to ask for before a step of a case."""

    reason: bool
    evidence: bool
    """A file, or the number of a document."""
    document: bool
    second: bool
    """The step only proposes: another person signs."""


def needs_of(case: Case, kind: StepKind) -> Needs:
    """Return what a step of this case needs."""
    move = MOVES[kind]
    # What the command or the police said of their land is on paper, or was not said.
    on_paper = kind is StepKind.RESOLVE and case.restricted and not case.gone
    return Needs(
        reason=move.reason and not (kind is StepKind.RESOLVE and case.gone),
        evidence=move.evidence or on_paper,
        document=move.document,
        second=needs_second(case, kind),
    )


def possible_steps(person: Person, case: Case) -> tuple[StepKind, ...]:
    """Return the steps that a person may take in a case as it is, in the order of the table."""
    return tuple(
        kind
        for kind in steps_from(case)
        if may(person, MOVES[kind].act, case.communes) and not _wrong_hands(person, case, kind)
    )


def _wrong_hands(person: Person, case: Case, kind: StepKind) -> bool:
    proposal = case.proposal
    if proposal is None:
        return False
    if kind is StepKind.WITHDRAW:
        return proposal.person_id != person.id
    return kind is StepKind.SIGN and (person == OWNER or proposal.person_id == person.id)


def require_possible(case: Case, kind: StepKind) -> None:
    """
    Go on only if the state of the case allows the step.

    Raises
    ------
    CaseError
        If not.
    """
    if kind in steps_from(case):
        return
    if case.proposal is not None and MOVES[kind].alone:
        raise CaseError(
            f"Case {case.number} waits for a second person; sign, refuse or withdraw the proposal first.",
            f"Hồ sơ {case.number} đang chờ người thứ hai ký; hãy ký, từ chối hoặc rút đề xuất trước.",
        )
    raise CaseError(
        f"Case {case.number} is {case.state}: this step ({kind}) is not possible from there.",
        f"Hồ sơ {case.number} đang ở trạng thái {case.state}: không thực hiện được bước này ({kind}).",
    )


def require_complete(case: Case, step: Step) -> None:
    """
    Go on only if the step brings what it needs.

    Raises
    ------
    CaseError
        If a reason, a file, a number or a text that can be kept is missing.
    """
    require_plain(step.text, step.key, step.document_number)
    if case.restricted and has_coordinates(step.text):
        raise CaseError(
            "The text holds coordinates: in a case about defence or security land write only the number of "
            "the document that has them.",
            "Nội dung có toạ độ: trong hồ sơ liên quan đất quốc phòng, an ninh chỉ ghi số hiệu văn bản "
            "có toạ độ đó.",
        )
    needs = needs_of(case, step.kind)
    if needs.reason and len(step.text.strip()) < REASON_LENGTH:
        raise CaseError(
            f"Say why in at least {REASON_LENGTH} characters.",
            f"Hãy nêu lý do, ít nhất {REASON_LENGTH} ký tự.",
        )
    if needs.document and not step.document_number.strip():
        raise CaseError("Give the number of the document.", "Hãy ghi số hiệu văn bản.")
    if needs.evidence and not (step.files or step.document_number.strip()):
        raise CaseError(
            "Add the evidence: a file, or the number of a document.",
            "Hãy kèm căn cứ: một tệp hoặc số hiệu văn bản.",
        )
    if step.kind is StepKind.NOTE and not step.text.strip():
        raise CaseError("The note is empty; write something.", "Ghi chú đang trống; hãy nhập nội dung.")
    if (step.kind is StepKind.ATTACH and not step.files) or len(step.files) > MOST_FILES:
        raise CaseError(
            f"Choose the files to attach, {MOST_FILES} at most in one step.",
            f"Hãy chọn tệp để đính kèm, mỗi lần nhiều nhất {MOST_FILES} tệp.",
        )


def require_plain(text: str, key: str, document_number: str = "") -> None:
    """
    Go on only if what was typed can be kept as it is.

    Raises
    ------
    CaseError
        If it is too long, holds control characters, or the form has no key.
    """
    limits = ((text, TEXT_LENGTH), (document_number, NUMBER_LENGTH), (key, KEY_LENGTH))
    if not key or any(len(typed) > length for typed, length in limits):
        raise CaseError(
            f"The text is longer than {TEXT_LENGTH} characters, the number longer than {NUMBER_LENGTH}, "
            "or the form has no key; shorten it, or open the form again.",
            f"Nội dung dài quá {TEXT_LENGTH} ký tự, số hiệu dài quá {NUMBER_LENGTH} ký tự, "
            "hoặc biểu mẫu thiếu khoá; hãy rút gọn hoặc mở lại biểu mẫu.",
        )
    for typed, _ in limits:
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in typed):
            raise CaseError(
                "The text holds control characters; type it anew.",
                "Nội dung có ký tự điều khiển; hãy nhập lại.",
            )


def require_second(person: Person, case: Case, proposer_name: str) -> None:
    """
    Go on only if the person is another one than who proposed.

    A second account of the same person is no second person: an equal full name is refused too.

    Raises
    ------
    CaseError
        If it is the same person, or nobody can tell.
    """
    proposal = case.proposal
    same_name = bool(proposer_name) and _folded(proposer_name) == _folded(person.full_name)
    if proposal is None or person == OWNER or proposal.person_id == person.id or same_name:
        raise CaseError(
            f"Case {case.number}: another person than the one who proposed has to sign, under an account "
            "with another full name.",
            f"Hồ sơ {case.number}: phải do người khác người đề xuất ký duyệt, bằng tài khoản mang "
            "họ tên khác.",
        )


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()


def state_after(case: Case, kind: StepKind) -> State:
    """Return the state that a step leads to, if nothing else decides."""
    return MOVES[kind].ends.get(case.state, State.RESOLVED)
