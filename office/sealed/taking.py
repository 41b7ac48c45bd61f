"""Take an answer from the cleared machine: once, for its own dossier, newest only; then tell the cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.cases.listing import Wanted, list_cases
from office.cases.model import State, Step, StepKind
from office.cases.steps import take_step
from office.database.schema import dossiers
from office.errors import CaseError, RightError, SealedError
from office.rights import Act, may, require
from office.sealed.reply import read_reply

if TYPE_CHECKING:
    from collections.abc import Collection

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.reply import Reply


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An answer that was taken, and the cases that heard of it."""

    reply: Reply
    dossier_id: int
    cases: tuple[str, ...]
    """Numbers of the cases in which it was recorded."""
    waiting: tuple[str, ...]
    """Numbers of cases of the same projects that wait for somebody else, or could not record it."""


def take_answer(desk: Desk, person: Person, file: bytes, trusted: Collection[str]) -> Taken:
    """
    Store an answer with its dossier and record it in the cases that wait for it.

    Raises
    ------
    RightError, SealedError
        If the person may not; if the file was changed, is not signed by a trusted steward, answers a
        dossier that was not packed here or was packed anew since, was taken already and no case
        waits for it, or is older than the answer that was taken.
    """
    require(person, Act.PACK_DOSSIER)
    reply = read_reply(file, trusted)
    with desk.writing() as connection:
        row = _dossier(connection, reply)
        again = _is_again(reply, row.reply)
        if not again:
            _keep(connection, person, row, reply)
    # Apart from the answer: what hinders one case, or a fall in between, hinders no other, and
    # the same file taken again goes on where it ended.
    done, waiting = _tell_cases(desk, person, row.site_ids, reply)
    if again and not done:
        raise SealedError(
            "This answer was taken already, and no case waits for it; nothing was changed.",
            "Câu trả lời này đã được nhận trước đó, không còn hồ sơ nào chờ ghi; không có gì thay đổi.",
        )
    return Taken(reply=reply, dossier_id=row.id, cases=done, waiting=waiting)


def _keep(connection: sa.Connection, person: Person, row: sa.Row[tuple[object, ...]], reply: Reply) -> None:
    kept = {
        "decision": str(reply.decision),
        "text": reply.text,
        "office": reply.office,
        "document_number": reply.document_number,
        "document_date": reply.document_date.isoformat(),
        "made_at": reply.made_at,
    }
    connection.execute(
        dossiers.update()
        .where(dossiers.c.id == row.id)
        .values(reply=row.reply | kept, version=row.version + 1)
    )
    facts = {name: kept[name] for name in ("decision", "document_number", "document_date")}
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
    desk: Desk, person: Person, site_ids: list[str], reply: Reply
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    done: list[str] = []
    waiting: list[str] = []
    for site_id in site_ids if may(person, Act.SEE_CASES) else ():
        asked = Wanted(site_id=site_id, states=frozenset({State.SENT_TO_CONSULTEE}), per_page=0)
        for case in list_cases(desk, person, asked).cases:
            if case.restricted:
                (done if _recorded(desk, person, case, reply) else waiting).append(case.number)
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
