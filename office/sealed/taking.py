"""Take an answer from the cleared machine: once, for its own dossier, newest only; then tell the cases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.audit_told import Told
from office.cases.listing import Wanted, list_cases
from office.cases.model import State, Step, StepKind
from office.cases.said import today
from office.cases.steps import take_step
from office.database.schema import dossiers
from office.errors import CaseError, RightError, SealedError
from office.rights import Act, may, require
from office.sealed.dossier import require_released
from office.sealed.footprint import is_present_outline
from office.sealed.limits import LIMITS
from office.sealed.reply import read_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from layers.province import Province
    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.reply import Reply


EARLIER = Told(
    en="Answer {document} is about an earlier outline of the project, which has changed since: it decides "
    "nothing here, ask about the present outline.",
    vi="Công văn {document} trả lời cho ranh giới trước đây của dự án, ranh giới đã thay đổi từ khi hỏi: "
    "không dùng để giải quyết hồ sơ này, hãy hỏi lại theo ranh giới hiện tại.",
)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An answer that was taken, and the cases that heard of it."""

    reply: Reply
    dossier_id: int
    cases: tuple[str, ...]
    """Numbers of the cases in which it was recorded."""
    waiting: tuple[str, ...]
    """Numbers of cases of the same projects that wait for somebody else, or could not record it."""
    of_earlier_outline: bool
    """The projects have another outline now: the answer is kept and noted, and decides no case."""


def take_answer(
    desk: Desk, person: Person, file: bytes, trusted: Collection[str], province: Province
) -> Taken:
    """
    Store an answer with its dossier and record it in the cases that wait for it.

    An answer about an outline that the projects have no more is stored; the cases get a note that
    says so and go on waiting.

    Raises
    ------
    RightError, SealedError
        If the person may not; if the file was changed, is not signed by a trusted steward, answers a
        dossier that was not packed here, is held, or was packed anew since; if it was taken already
        and no case waits for it, or is older than the answer that was taken.
    """
    require(person, Act.PACK_DOSSIER)
    reply = read_reply(file, trusted)
    with desk.writing() as connection:
        row = _dossier(connection, reply)
        require_released(row)
        is_present = not row.site_ids or is_present_outline(
            province, today(), row.site_ids, row.footprint_sha256, LIMITS
        )
        again = _is_again(reply, row.reply)
        if not again:
            _keep(connection, person, row, reply, is_present=is_present)
    # Apart from the answer: what hinders one case, or a fall in between, hinders no other, and
    # the same file taken again goes on where it ended.
    tell = _recorded if is_present else _noted
    done, waiting = _tell_cases(desk, person, row.site_ids, reply, tell)
    if again and not done and is_present:
        raise SealedError(
            "This answer was taken already, and no case waits for it; nothing was changed.",
            "Câu trả lời này đã được nhận trước đó, không còn hồ sơ nào chờ ghi; không có gì thay đổi.",
        )
    return Taken(
        reply=reply, dossier_id=row.id, cases=done, waiting=waiting, of_earlier_outline=not is_present
    )


def _keep(
    connection: sa.Connection,
    person: Person,
    row: sa.Row[tuple[object, ...]],
    reply: Reply,
    *,
    is_present: bool,
) -> None:
    kept = {
        "decision": str(reply.decision),
        "text": reply.text,
        "office": reply.office,
        "document_number": reply.document_number,
        "document_date": reply.document_date.isoformat(),
        "made_at": reply.made_at,
    }
    if not is_present:
        kept["of_earlier_outline"] = "yes"
    connection.execute(
        dossiers.update()
        .where(dossiers.c.id == row.id)
        .values(reply=row.reply | kept, version=row.version + 1)
    )
    told = ("decision", "document_number", "document_date", "of_earlier_outline")
    facts = {name: kept[name] for name in told if name in kept}
    audit.append(connection, person, "take_answer", table=dossiers, key=row.id, facts=facts)


def _dossier(connection: sa.Connection, reply: Reply) -> sa.Row[tuple[object, ...]]:
    rows = connection.execute(
        sa.select(dossiers).where(dossiers.c.number == reply.number).order_by(dossiers.c.id.desc())
    ).all()
    packed = [row for row in rows if (row.reply or {}).get("packed_sha256")]
    for row in packed:
        if row.reply["packed_sha256"] == reply.dossier_sha256:
            return row
    if packed:
        raise SealedError(
            f"The answer is to an earlier version of dossier {reply.number}: send the present one.",
            f"Câu trả lời thuộc phiên bản trước của hồ sơ {reply.number}: hãy gửi phiên bản hiện tại.",
        )
    raise SealedError(
        f"Dossier {reply.number:.80} was not packed by this desk: its answer belongs to another one.",
        f"Hồ sơ {reply.number:.80} không do đơn vị này gửi: câu trả lời thuộc đơn vị khác.",
    )


def _is_again(reply: Reply, before: dict[str, str]) -> bool:
    """Tell whether the answer was taken before; raise SealedError if a newer one was."""
    taken_at = before.get("made_at", "")
    if taken_at > reply.made_at:
        raise SealedError(
            "A newer answer to this dossier was taken already: this one is older.",
            "Đã nhận câu trả lời mới hơn cho hồ sơ này: tệp này cũ hơn.",
        )
    return taken_at == reply.made_at


def _tell_cases(
    desk: Desk,
    person: Person,
    site_ids: list[str],
    reply: Reply,
    tell: Callable[[Desk, Person, Case, Reply], bool],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    done: list[str] = []
    waiting: list[str] = []
    for site_id in site_ids if may(person, Act.SEE_CASES) else ():
        asked = Wanted(site_id=site_id, states=frozenset({State.SENT_TO_CONSULTEE}), per_page=0)
        for case in list_cases(desk, person, asked).cases:
            if case.restricted:
                (done if tell(desk, person, case, reply) else waiting).append(case.number)
    return tuple(done), tuple(waiting)


def _recorded(desk: Desk, person: Person, case: Case, reply: Reply) -> bool:
    """Record the answer where the case waits for this office; what hinders it leaves the case as it was."""
    offices = tuple(office.vi for office in case.waits_for if reply.office in {office.vi, office.en})
    if not offices:
        return False
    step = Step(
        case_id=case.id,
        version_seen=case.version,
        kind=StepKind.RECORD_ANSWER,
        key=f"answer-{reply.dossier_sha256[:40]}-{case.id}-{reply.made_at[-15:]}",
        text=reply.text,
        consultees=offices,
        document_number=reply.document_number,
        document_date=reply.document_date,
    )
    try:
        take_step(desk, person, step)
    except (CaseError, RightError):
        return False
    return True


def _noted(desk: Desk, person: Person, case: Case, reply: Reply) -> bool:
    """Note in the case that the answer is about another outline; the case waits as before: never true."""
    step = Step(
        case_id=case.id,
        version_seen=case.version,
        kind=StepKind.NOTE,
        key=f"earlier-{reply.dossier_sha256[:36]}-{case.id}-{reply.made_at[-15:]}",
        text=EARLIER.vi.format(document=reply.document_number),
    )
    with suppress(CaseError, RightError):
        take_step(desk, person, step)
    return False
