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
from office.evaluation.closing import citations_part, data_part, missing_part, summary_part
from office.evaluation.contents import parts_of
from office.evaluation.facts import facts_of
from office.evaluation.model import Part, Period, PlanFormat, Say
from office.evaluation.paper import blocks_of, docx_of_plan, pdf_of_plan
from office.evaluation.words import PlanWords
from office.evaluation.workbook import xlsx_of_plan
from office.reports.blocks import Document, Paragraph, cell, line, plain
from office.reports.make import PREFIX, TRIES
from office.reports.model import Kind, Report
from office.reports.numbers import day_words, long_day
from office.rights import Act, Where, reach, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from layers.check import CheckResult
    from layers.corridor.seen import Seen
    from office.database.desk import Desk
    from office.evaluation.facts import Facts
    from office.people import Person
    from office.reports.basis import Basis

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


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """A report that lacks nothing but its number."""

    facts: Facts
    basis: Basis
    parts: tuple[Part, ...]
    words: PlanWords
    person: Person
    form: PlanFormat
    day: date
    valid_until: date


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
    matter = _Matter(
        facts=facts,
        basis=basis,
        parts=_parts(facts, basis, person, (day, until), words),
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


def _parts(
    facts: Facts, basis: Basis, person: Person, days: tuple[date, date], words: PlanWords
) -> tuple[Part, ...]:
    day, until = days
    told = parts_of(facts, words)
    return (
        summary_part(facts, told, words),
        citations_part(facts, day, words),
        *told,
        missing_part(told, words),
        data_part(facts, basis, (day, until), _name(person, words), words),
    )


def _document(matter: _Matter, number: str) -> Document:
    """Return the head of a report with its number, and its blocks where it is set on paper."""
    facts, words, period = matter.facts, matter.words, matter.facts.period
    place = plain(words.of(facts.province, "name"))
    plan = facts.plan_outline
    name = words("plan.unnamed", place=place) if plan is None else words.of(plan, "name")
    told = words("plan.period", since=day_words(period.since), as_of=day_words(period.as_of))
    sign = Paragraph(lines=cell(line(words("sign.made"), "strong"), _name(matter.person, words)))
    opening = [Paragraph(lines=cell(say.text)) for say in _opening(facts, words)]
    is_paper = matter.form is not PlanFormat.XLSX
    return Document(
        language=words.language,
        title=words.pick((facts.outline.title_vi, facts.outline.title_en)),
        subtitle=f"{plain(name)}\n{told}",
        place=place,
        number=number,
        number_words=words("head.number", number=number),
        dated=f"{place}, {long_day(matter.day, words.language)}",
        working=words("head.working"),
        notice=plain(words.of(facts.province, "notice")) if facts.province.demonstration else "",
        mark=words("head.demo"),
        page_word=words("page"),
        blocks=(*opening, *blocks_of(matter.parts, words), sign) if is_paper else (),
    )


def _name(person: Person, words: PlanWords) -> str:
    return person.full_name or person.name or words("case.owner")


def _opening(facts: Facts, words: PlanWords) -> Sequence[Say]:
    """Return what has to be known before reading: of what it is, and that an empty cell is no zero."""
    told = [Say(text=words("plan.draft"))]
    if facts.communes is not None:
        names = ", ".join(facts.units.values()) or ", ".join(sorted(facts.communes))
        told = [Say(text=words("plan.communes", names=names)), Say(text=words("plan.communes_only")), *told]
    return told


def _made(desk: Desk, matter: _Matter) -> Report:
    """Set the file under the next number, and keep it if nobody else took that number meanwhile."""
    for _ in range(TRIES):
        with desk.reading() as connection:
            number = next_number(connection, reports.c.number, PREFIX, matter.day.year)
        # Outside of the transaction: setting takes longer than others should wait.
        body = _set(matter, _document(matter, number))
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


def _set(matter: _Matter, document: Document) -> bytes:
    if matter.form is PlanFormat.PDF:
        return pdf_of_plan(document)
    if matter.form is PlanFormat.DOCX:
        return docx_of_plan(document, matter.day)
    opening = _opening(matter.facts, matter.words)
    return xlsx_of_plan(document, opening, matter.parts, matter.day, matter.words)


def _keep(connection: sa.Connection, matter: _Matter, number: str, body: bytes) -> None:
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
