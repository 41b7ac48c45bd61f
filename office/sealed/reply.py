"""The answer to a dossier: decision and words of the competent office, nothing of the land."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from office import audit
from office.database.types import now as this_moment
from office.errors import SealedError
from office.rights import Act, require
from office.sealed.envelope import opened, signed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.dossier import Dossier
    from office.sealed.vault import Vault

KIND = "answer"
MOST_TEXT = 10_000

PLACES = {
    "coordinates": r"\b[1-9]\d{5,6}(?:[.,]\d+)?\b|\b\d{1,3}[.,]\d{3,}|\d+\s*°"
    r"|\bEPSG\b|VN-?2000|[Tt](?:oạ|ọa) độ",
    "areas": r"\d\s*(?:ha|m2|m²|km2|km²|hécta|hec-?ta)\b|m²",
    "distances": r"\d\s*(?:m|km|mét|met)\b",
}
"""What a text may tell of where land lies: kind -> pattern."""


class Decision(StrEnum):
    """What the competent office says."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CONDITIONS = "conditions"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer, as it travels."""

    number: str
    dossier_sha256: str
    decision: Decision
    text: str
    office: str
    """Who answers, as the rules name the consultee."""
    document_number: str
    document_date: date
    made_at: str = ""


def tells_place(text: str) -> tuple[str, ...]:
    """
    Return what a text seems to tell of where land lies, and how large it is.

    Examples
    --------
    >>> tells_place("Đồng ý, theo công văn 12/BCH ngày 26/11/2026.")
    ()
    >>> tells_place("Cách ranh giới 40 m, điểm X = 2451000, khoảng 1,5 ha")
    ('coordinates', 'areas', 'distances')
    """
    return tuple(kind for kind, pattern in PLACES.items() if re.search(pattern, text))


def answer_dossier(
    desk: Desk, person: Person, vault: Vault, dossier: Dossier, reply: Reply, *, now: datetime | None = None
) -> bytes:
    """
    Return the file that carries an answer back, signed by the steward; it is in the audit trail first.

    Raises
    ------
    RightError, SealedError
        If the person may not, the answer is to another dossier, or it says nothing.
    """
    require(person, Act.SEAL)
    if (reply.number, reply.dossier_sha256) != (dossier.number, dossier.sha256):
        raise SealedError(
            "The answer is to another dossier: open the one that is answered.",
            "Câu trả lời thuộc hồ sơ khác: hãy mở đúng hồ sơ cần trả lời.",
        )
    if not reply.text.strip() or not reply.document_number.strip() or len(reply.text) > MOST_TEXT:
        raise SealedError(
            "An answer needs words and the number and date of its document.",
            "Câu trả lời cần có nội dung, số và ngày văn bản.",
        )
    content = {
        "number": reply.number,
        "dossier_sha256": reply.dossier_sha256,
        "decision": str(reply.decision),
        "text": reply.text.strip(),
        "office": reply.office.strip(),
        "document_number": reply.document_number.strip(),
        "document_date": reply.document_date.isoformat(),
        "made_at": (now or this_moment()).isoformat(timespec="microseconds"),
    }
    with desk.writing() as connection:
        facts = {name: content[name] for name in ("number", "dossier_sha256", "decision", "document_number")}
        audit.append(connection, person, "answer_dossier", kind="dossier", key=reply.number, facts=facts)
    return signed(KIND, content, vault.signing_key)


def read_reply(file: bytes, trusted: Collection[str]) -> Reply:
    """
    Return the answer that a file holds.

    Raises
    ------
    SealedError
        If it was changed, is no answer, or its signer is not trusted.
    """
    content: dict[str, Any] = opened(file, KIND, trusted)
    try:
        return Reply(
            number=str(content["number"]),
            dossier_sha256=str(content["dossier_sha256"]),
            decision=Decision(content["decision"]),
            text=str(content["text"])[:MOST_TEXT],
            office=str(content["office"]),
            document_number=str(content["document_number"]),
            document_date=date.fromisoformat(content["document_date"]),
            made_at=str(content["made_at"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SealedError(
            "The answer misses a part: ask for it again.",
            "Câu trả lời thiếu nội dung: hãy yêu cầu gửi lại.",
        ) from error
