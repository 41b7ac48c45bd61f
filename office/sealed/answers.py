"""
Ask about sealed land: one answer for one dossier, from the approved cover, the same for everybody.

What is asked is stored before the answer is given. An answer that completes a pattern by which
edges are felt for is held until a second person lets it go; it is not refused, and whether it is
held does not depend on what it would say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import shapely
import sqlalchemy as sa

from layers.accuracy import sites_accuracy_m
from layers.catalogue import read_layers
from layers.codes import read_codes
from layers.consult import ASK, NO_NEED
from layers.rules import SITES, read_rules
from layers.withheld import require_covers
from office import audit
from office.database.schema import dossiers
from office.database.types import now as this_moment
from office.errors import AnswerError, StaleError
from office.rights import Act, require
from office.sealed.alarms import Alarm, Asking, alarms_of
from office.sealed.asked import day_start, earlier_of, earlier_of_unit, person_key, require_quota
from office.sealed.footprint import admitted, communes_of, footprint_of, sha256_of_outline
from office.sealed.limits import LIMITS
from office.sealed.public import Public, public_answer

if TYPE_CHECKING:
    from datetime import datetime

    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.limits import Limits

_Row: TypeAlias = "sa.Row[Any]"

HELD = (
    "The answer is held until a person in charge has looked at the question.",
    "Câu trả lời được giữ lại cho đến khi người phụ trách xem xét.",
)


class AnswerKind(StrEnum):
    """What is said."""

    NEEDED = "needed"
    NO_NEED = "no_need"
    HELD = "held"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: a dossier with its projects, or with an outline."""

    number: str
    """Number of the dossier."""
    site_ids: tuple[str, ...] = ()
    geometry: shapely.Geometry | None = None
    """In the province's CRS; None takes the footprints of the projects. Not both: see `_put`."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is told, and nothing else."""

    kind: AnswerKind
    number: str
    dossier_id: int
    version: int
    """Of the record, for whoever releases it."""
    cover_version: str
    sentence_en: str
    sentence_vi: str
    consultee_en: str = ""
    """Where it is needed: everybody whom the rules name for covered land, whichever of it is near."""
    consultee_vi: str = ""


@dataclass(frozen=True, kw_only=True)
class _Put:
    """A question that may be asked, and what the cover says to it."""

    question: Question
    footprint: shapely.Geometry
    communes: tuple[str, ...]
    public: Public
    needed: bool

    @property
    def sha256(self) -> str:
        """Hash of the outline."""
        return sha256_of_outline(self.footprint)


def ask_about(
    desk: Desk,
    person: Person,
    question: Question,
    province: Province,
    *,
    now: datetime | None = None,
    limits: Limits = LIMITS,
) -> Answer:
    """
    Return the one answer for a dossier; the question is in the desk before it is given.

    The same outline asked again under the same number and cover gives what the first gave, and
    counts once, as long as the rules still say so.

    Raises
    ------
    RightError
        If the person may not ask, or not about these communes.
    AnswerError
        If there is no cover, the footprint or the number is not fit, or a quota is used up.
    """
    require(person, Act.PACK_DOSSIER, person.communes)
    now = now or this_moment()
    put = _put(question, province, now, limits)
    require(person, Act.PACK_DOSSIER, put.communes)
    with desk.writing() as connection:
        row = _asked_before(connection, put)
        if row is not None:
            audit.append(connection, person, "ask_again", kind="dossiers", key=row.id)
        else:
            require_quota(connection, person, now, limits)
            row = _store(connection, person, put, now, limits)
    return _told(row, put.public)


def _asked_before(connection: sa.Connection, put: _Put) -> _Row | None:
    """Return the same question where its answer is held, or would be the same now: rules and days change."""
    said = AnswerKind.NEEDED if put.needed else AnswerKind.NO_NEED
    return connection.execute(
        sa.select(dossiers)
        .where(
            dossiers.c.number == put.question.number,
            dossiers.c.footprint_sha256 == put.sha256,
            dossiers.c.cover_version == put.public.version,
            dossiers.c.answer.in_([str(AnswerKind.HELD), str(said)]),
        )
        .order_by(dossiers.c.id.desc())
    ).first()


def _store(connection: sa.Connection, person: Person, put: _Put, now: datetime, limits: Limits) -> _Row:
    """Write the question with its answer, or with what holds it."""
    held = _alarms(connection, person, put, now, limits)
    said = AnswerKind.NEEDED if put.needed else AnswerKind.NO_NEED
    key = connection.execute(
        dossiers.insert()
        .values(
            number=put.question.number,
            at=now,
            person_id=person_key(person),
            unit=person.unit,
            site_ids=list(put.question.site_ids),
            communes=list(put.communes),
            footprint=shapely.to_wkb(put.footprint),
            footprint_sha256=put.sha256,
            cover_version=put.public.version,
            answer=str(AnswerKind.HELD if held else said),
            alarms=[str(alarm) for alarm in held],
            version=1,
        )
        .returning(dossiers.c.id)
    ).scalar_one()
    facts = {"number": put.question.number, "cover": put.public.version}
    audit.append(connection, person, "ask", table=dossiers, key=key, facts=facts)
    return connection.execute(sa.select(dossiers).where(dossiers.c.id == key)).one()


def release(desk: Desk, person: Person, dossier_id: int, version: int, province: Province) -> Answer:
    """
    Let a held answer go, after looking at the question; it is computed from the cover in use now.

    Parameters
    ----------
    version
        Of the record as the person saw it.

    Raises
    ------
    RightError, AnswerError, StaleError
        If the person may not, asked the question themself, or the answer is not held any more.
    """
    require(person, Act.RELEASE_ANSWER)
    with desk.writing() as connection:
        row = connection.execute(sa.select(dossiers).where(dossiers.c.id == dossier_id)).first()
        if row is None or row.answer != AnswerKind.HELD or row.version != version:
            raise StaleError(
                "The answer is not held any more, or was changed: read the list again.",
                "Câu trả lời không còn bị giữ hoặc đã thay đổi: hãy tải lại danh sách.",
            )
        if row.person_id == person_key(person):
            raise AnswerError(
                "Whoever asked cannot release the answer: a second person must look at it.",
                "Người hỏi không được tự duyệt: cần người thứ hai xem xét.",
            )
        public = _public(province, this_moment(), LIMITS)
        needed = public.is_needed(shapely.from_wkb(bytes(row.footprint)))
        connection.execute(
            dossiers.update()
            .where(dossiers.c.id == dossier_id, dossiers.c.version == version)
            .values(
                answer=str(AnswerKind.NEEDED if needed else AnswerKind.NO_NEED),
                cover_version=public.version,
                released_by=person_key(person),
                version=version + 1,
            )
        )
        audit.append(connection, person, "release_answer", table=dossiers, key=dossier_id)
        row = connection.execute(sa.select(dossiers).where(dossiers.c.id == dossier_id)).one()
    return _told(row, public)


def _put(question: Question, province: Province, now: datetime, limits: Limits) -> _Put:
    """Return a question with what the cover says; refuse what may not be asked."""
    if re.fullmatch(limits.number_pattern, question.number) is None:
        raise AnswerError(
            "Give the number of the dossier: letters and digits, with - / . between, at least 3.",
            "Hãy ghi số hồ sơ: gồm chữ và số, ngăn bằng - / . , ít nhất 3 ký tự.",
        )
    if question.geometry is not None and question.site_ids:
        # The answer is recorded in the cases of the projects: it must not be about another outline.
        raise AnswerError(
            "Ask about projects or about an outline, not about both: the answer would be to one of them.",
            "Hãy hỏi về dự án hoặc về ranh giới vẽ, không hỏi cả hai: câu trả lời chỉ ứng với một bên.",
        )
    as_of = now.astimezone(day_start(now).tzinfo).date()
    drawn = (
        question.geometry
        if question.geometry is not None
        else footprint_of(province, as_of, question.site_ids)
    )
    footprint = admitted(drawn, limits)
    public = _public(province, now, limits)
    return _Put(
        question=question,
        footprint=footprint,
        communes=communes_of(footprint, province, as_of),
        public=public,
        needed=public.is_needed(footprint),
    )


def _public(province: Province, now: datetime, limits: Limits) -> Public:
    if province.cover is None:
        raise AnswerError(
            "There is no approved cover, so nothing can be said about sealed land: install it first.",
            "Chưa có lưới che đã duyệt nên chưa thể trả lời: hãy cài lưới che trước.",
        )
    as_of = now.astimezone(day_start(now).tzinfo).date()
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    require_covers(province.cover, uses, read_codes(province.path(province.codes)))
    return public_answer(
        province.cover,
        read_rules(province.path(province.rules)),
        as_of,
        footprints_m=sites_accuracy_m(province, as_of),
        margin_m=limits.snap_m,
    )


def _alarms(
    connection: sa.Connection, person: Person, put: _Put, now: datetime, limits: Limits
) -> tuple[Alarm, ...]:
    asking = Asking(
        number=put.question.number,
        person_id=person_key(person),
        footprint=put.footprint,
        unit=earlier_of_unit(connection, person.unit, now - limits.month),
        since=day_start(now),
        versions=earlier_of(connection, number=put.question.number),
        is_outside=bool(person.communes) and not set(put.communes) <= person.communes,
    )
    return alarms_of(asking, limits)


def _told(row: _Row, public: Public) -> Answer:
    kind = AnswerKind(row.answer)
    en, vi = {AnswerKind.NEEDED: ASK, AnswerKind.NO_NEED: NO_NEED, AnswerKind.HELD: HELD}[kind]
    needed = kind is AnswerKind.NEEDED
    return Answer(
        kind=kind,
        number=row.number,
        dossier_id=row.id,
        version=row.version,
        cover_version=row.cover_version,
        sentence_en=en,
        sentence_vi=vi,
        consultee_en=public.consultee_en if needed else "",
        consultee_vi=public.consultee_vi if needed else "",
    )
