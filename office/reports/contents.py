"""What stands in a report, from first to last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.rules import read_rules
from office.reports.basis import relied_on
from office.reports.blocks import Document, Heading, Paragraph, cell, line, plain
from office.reports.casework import case_part
from office.reports.findings import conclusion, tables
from office.reports.numbers import long_day
from office.reports.picture import picture
from office.reports.project import basis_part, layers_part, name_of, project_part, validity_part

if TYPE_CHECKING:
    from datetime import date

    from layers.check import CheckResult
    from layers.province import Province
    from office.cases.model import CaseFile
    from office.people import Person
    from office.reports.basis import Basis
    from office.reports.blocks import Block
    from office.reports.words import Words


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a report is about, and what it is made of."""

    result: CheckResult
    """A check as it may be told."""
    province: Province
    site_id: str
    site: dict[str, Any]
    """The row of the project."""
    basis: Basis
    day: date
    """When the report is made; the check has a day of its own."""
    valid_until: date
    person: Person
    file: CaseFile | None = None
    """The case, where the report is about one."""


def body_of(matter: Matter, words: Words) -> tuple[Block, ...]:
    """Return all blocks of a report; the only thing that they lack is its number."""
    result, province, file = matter.result, matter.province, matter.file
    found = result.findings[result.findings["site_id"] == matter.site_id]
    rows = found.drop(columns="geometry").to_dict("records")
    uses = relied_on(result.layers_used, province, read_rules(province.path(province.rules)))
    name = matter.person.full_name or matter.person.name or words("case.owner")
    return (
        *(case_part(file, words) if file else ()),
        *conclusion(rows, result.as_of, words),
        *project_part(matter.site, province, words),
        *_map_part(matter, words),
        *tables(rows, words),
        *basis_part(matter.basis, matter.day, name, words),
        *layers_part(uses, result.as_of, words),
        *validity_part(matter.valid_until, words),
        Paragraph(lines=cell(line(words("sign.made"), "strong"), name)),
    )


def document_of(matter: Matter, blocks: tuple[Block, ...], number: str, words: Words) -> Document:
    """Return the report with its head and its number."""
    province, file = matter.province, matter.file
    place = words.of(province, "name")
    name = plain(name_of(matter.site, words))
    return Document(
        language=words.language,
        title=words("title.case" if file else "title.project"),
        subtitle=f"{words('head.case', number=file.case.number)} – {name}" if file else name,
        place=plain(place),
        number=number,
        number_words=words("head.number", number=number),
        dated=f"{plain(place)}, {long_day(matter.day, words.language)}",
        working=words("head.working"),
        notice=plain(words.of(province, "notice")) if province.demonstration else "",
        mark=words("head.demo"),
        page_word=words("page"),
        blocks=blocks,
    )


def _map_part(matter: Matter, words: Words) -> tuple[Block, ...]:
    rule_id = matter.file.case.rule_id if matter.file else ""
    drawn = picture(matter.result, matter.province, matter.site_id, words, (rule_id,) if rule_id else ())
    return (
        Heading(text=words("part.map")),
        drawn or Paragraph(lines=cell(line(words("map.none"), "strong")), boxed=True),
    )
