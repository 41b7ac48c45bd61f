"""An evaluation report that lacks nothing but its number: its parts in order, and its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from office.evaluation.closing import citations_part, data_part, missing_part
from office.evaluation.contents import parts_of
from office.evaluation.model import Part, PlanFormat, Say
from office.evaluation.paper import blocks_of
from office.evaluation.summary import summary_part
from office.reports.blocks import Document, Paragraph, cell, line, plain
from office.reports.numbers import day_words, long_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords
    from office.people import Person
    from office.reports.basis import Basis


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A report that lacks nothing but its number."""

    facts: Facts
    basis: Basis
    parts: tuple[Part, ...]
    words: PlanWords
    person: Person
    form: PlanFormat
    day: date
    valid_until: date


def all_parts(
    facts: Facts, basis: Basis, person: Person, days: tuple[date, date], words: PlanWords
) -> tuple[Part, ...]:
    """
    Return every part of a report.

    Parameters
    ----------
    days
        When it is made, and the last day on which it may be relied on.
    """
    day, until = days
    told = parts_of(facts, words)
    return (
        summary_part(facts, told, words),
        citations_part(facts, day, words),
        *told,
        missing_part(told, words),
        data_part(facts, basis, (day, until), _name(person, words), words),
    )


def document_of(matter: Matter, number: str) -> Document:
    """Return the head of a report with its number, and its blocks where it is set on paper."""
    facts, words, period = matter.facts, matter.words, matter.facts.period
    place = plain(words.of(facts.province, "name"))
    plan = facts.plan_outline
    name = words("plan.unnamed", place=place) if plan is None else words.of(plan, "name")
    told = words("plan.period", since=day_words(period.since), as_of=day_words(period.as_of))
    sign = Paragraph(lines=cell(line(words("sign.made"), "strong"), _name(matter.person, words)))
    opening = [Paragraph(lines=cell(say.text)) for say in opening_of(facts, words)]
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


def opening_of(facts: Facts, words: PlanWords) -> Sequence[Say]:
    """Return what has to be known before reading: of what it is, and that an empty cell is no zero."""
    told = [Say(text=words("plan.draft"))]
    if facts.communes is not None:
        names = ", ".join(facts.units.values()) or ", ".join(sorted(facts.communes))
        told = [Say(text=words("plan.communes", names=names)), Say(text=words("plan.communes_only")), *told]
    return told


def _name(person: Person, words: PlanWords) -> str:
    return person.full_name or person.name or words("case.owner")
