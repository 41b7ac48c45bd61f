"""Make an evaluation report: its file, its row in the desk and its row in the audit trail, all or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from office import audit
from office.cases.said import today
from office.database.numbers import next_number
from office.database.schema import reports
from office.database.types import now
from office.errors import ReportError
from office.evaluation.basis import plan_basis
from office.evaluation.document import Matter, all_parts, document_of, opening_of
from office.evaluation.facts import facts_of
from office.evaluation.model import Period, PlanFormat
from office.evaluation.paper import docx_of_plan, pdf_of_plan
from office.evaluation.words import PlanWords
from office.evaluation.workbook import xlsx_of_plan
from office.reports.make import PREFIX, TRIES
from office.reports.model import Kind, Report
from office.reports.numbers import day_words
from office.rights import Act, Where, reach, require

if TYPE_CHECKING:
    import sqlalchemy as sa

    from layers.check import CheckResult
    from layers.corridor.seen import Seen
    from office.database.desk import Desk
    from office.people import Person
    from office.reports.blocks import Document

ACTS = (Act.SEE_FINDINGS, Act.SEE_CASES, Act.DOWNLOAD, Act.REPORT)
"""All that a report takes: it holds findings and cases, is a file, and has a number."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which report is asked for."""

    since: date
    """First day of the period."""
    as_of: date
    """Its last day: figures are those of that day."""
    format: PlanFormat = PlanFormat.PDF
    language: str = "vi"
    """`vi`, else English."""
    day: date | None = None
    """When it is made; None: today, in Vietnam."""


def plan_report(desk: Desk, person: Person, seen: Seen, result: CheckResult, asked: Asked) -> Report:
    """
    Make the report of a period, under the next number; whoever has a right in own communes gets these.

    Parameters
    ----------
    seen
        The province as it may be told: the store of a session, or a `FolderSeen` that is not exact.
    result
        A check of `asked.as_of` as it may be told.

    Raises
    ------
    RightError
        If the person may not see findings and cases, take files away or make reports.
    ReportError
        If the period is none, its last day has not come, or view or check are not those that may
        be told.
    RanhError
        If a table of the province cannot be read.
    """
    for act in ACTS:
        require(person, act, person.communes or None)
    day = asked.day or today()
    period = _period(asked, day)
    communes = person.communes if reach(person, Act.SEE_FINDINGS) is Where.OWN else None
    words = PlanWords(asked.language)
    facts = facts_of(desk, seen, result, period, communes)
    until = day + timedelta(days=facts.outline.valid_days)
    basis = plan_basis(facts)
    matter = Matter(
        facts=facts,
        basis=basis,
        parts=all_parts(facts, basis, person, (day, until), words),
        words=words,
        person=person,
        form=asked.format,
        day=day,
        valid_until=until,
    )
    return _made(desk, matter)


def _period(asked: Asked, day: date) -> Period:
    if asked.since > asked.as_of:
        raise ReportError(
            f"The period ends on {asked.as_of}, before it begins ({asked.since}): turn the days round.",
            f"Kỳ đánh giá kết thúc ngày {day_words(asked.as_of)}, trước ngày bắt đầu "
            f"{day_words(asked.since)}: hãy đổi lại hai ngày.",
        )
    if asked.as_of > day:
        raise ReportError(
            f"The last day of the period, {asked.as_of}, has not come: what it will be is no evaluation.",
            f"Ngày cuối kỳ {day_words(asked.as_of)} chưa đến nên chưa đánh giá được: hãy chọn ngày đã qua.",
        )
    return Period(since=asked.since, as_of=asked.as_of)


def _made(desk: Desk, matter: Matter) -> Report:
    """Set the file under the next number, and keep it if nobody else took that number meanwhile."""
    for _ in range(TRIES):
        with desk.reading() as connection:
            number = next_number(connection, reports.c.number, PREFIX, matter.day.year)
        # Outside of the transaction: setting takes longer than others should wait.
        body = _set(matter, document_of(matter, number))
        with desk.writing() as connection:
            if next_number(connection, reports.c.number, PREFIX, matter.day.year) == number:
                _keep(connection, matter, number, body)
                return Report(
                    number=number,
                    file_name=f"{number}.{matter.form}",
                    media_type=matter.form.media_type,
                    body=body,
                    valid_until=matter.valid_until,
                )
    raise ReportError(
        "Others are making reports just now and took each number; try again.",
        "Nhiều người đang lập báo cáo cùng lúc nên chưa lấy được số; hãy thử lại.",
    )


def _set(matter: Matter, document: Document) -> bytes:
    if matter.form is PlanFormat.PDF:
        return pdf_of_plan(document)
    if matter.form is PlanFormat.DOCX:
        return docx_of_plan(document, matter.day)
    opening = opening_of(matter.facts, matter.words)
    return xlsx_of_plan(document, opening, matter.parts, matter.day, matter.words)


def _keep(connection: sa.Connection, matter: Matter, number: str, body: bytes) -> None:
    period, digest = matter.facts.period, hashlib.sha256(body).hexdigest()
    about = f"{period.since.isoformat()}/{period.as_of.isoformat()}"
    made = connection.execute(
        reports.insert().values(
            number=number,
            at=now(),
            person_id=matter.person.id or None,
            kind=str(Kind.PLAN),
            object_id=about,
            format=str(matter.form),
            sha256=digest,
            valid_until=matter.valid_until,
            rests_on=matter.basis,
        )
    )
    (key,) = made.inserted_primary_key or (None,)
    facts = {"number": number, "about": about, "sha256": digest}
    audit.append(connection, matter.person, "report", table=reports, key=key, facts=facts)
