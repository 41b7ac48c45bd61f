"""Facts and history of one project as tables to look at: each with what it rests on, withdrawn ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from layers.money.edits import Fact
from office.cases.said import HERE
from views import numbers
from views.corridors.html_table import Cell, Rows
from views.plan.drawn import decision_html, told_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.money.history import When
    from office.projects.model import Entry, Listing
    from office.projects.told import EventLine, FactLine, Value
    from views.text import Text

TWO_LINES, GONE = Markup("{}<br><small>{}</small>"), Markup("<s>{}</s>")
UNSTATED = Markup('<span class="ranh-unstated">{}</span>')


def fact_rows(facts: Sequence[FactLine], listing: Listing, text: Text) -> Rows:
    """Return facts with what the list says beside them."""
    rows = [
        [
            text(f"project.fact.{one.fact}"),
            value_cell(one.fact, one.value, listing, text),
            value_cell(one.fact, one.listed, listing, text),
            _basis(one, text),
        ]
        for one in facts
    ]
    names = ("fact", "value", "listed", "basis")
    loud = frozenset(number for number, one in enumerate(facts) if one.is_overtaken)
    return Rows(headings=[text(f"project.col_{name}") for name in names], rows=rows, words=4, loud=loud)


def event_rows(events: Sequence[EventLine], text: Text) -> Rows:
    """Return the history of a project."""
    rows = [_event(one, text) for one in events]
    names = ("when", "stage", "evidence", "due", "source")
    return Rows(headings=[text(f"project.col_{name}") for name in names], rows=rows, words=5)


def other_rows(pairs: Sequence[tuple[Entry, Entry | None]], listing: Listing, text: Text) -> Rows:
    """Return facts that were written and do not hold, with what they rested on, and why not."""
    rows: list[list[Cell]] = [
        [
            text(f"project.fact.{entry.body['fact']}"),
            GONE.format(value_cell(Fact(entry.body["fact"]), entry.body["value"], listing, text)),
            _rested(entry, text),
            _withdrawn(why, text) if why else text("project.not_in_force"),
        ]
        for entry, why in pairs
    ]
    names = ("fact", "value", "basis", "why_not")
    return Rows(headings=[text(f"project.col_{name}") for name in names], rows=rows, words=4)


def value_cell(fact: Fact, value: Value, listing: Listing, text: Text) -> Cell:
    """Return a value in words; one that nobody states is said to be so."""
    if value is None:
        return UNSTATED.format(text("project.not_stated"))
    if isinstance(value, float):
        return numbers.number(value, text.language, 2)
    return words_of(fact, listing, text).get(value, value)


def words_of(fact: Fact, listing: Listing, text: Text) -> Mapping[str, str]:
    """Return the values of a fact that is a choice, with their words."""
    if fact is Fact.SECTOR:
        return {one.id: one.name(text.language) for one in listing.plan.sector}
    if fact is Fact.FUNDING:
        return {one: text.known("funding", one) for one in listing.plan.owners}
    return listing.communes if fact is Fact.COMMUNE else {}


def who(entry: Entry, text: Text) -> str:
    """Return who wrote an entry, and when."""
    name = entry.person_name or text("project.owner")
    by = text("project.by", name=name, at=f"{entry.at.astimezone(HERE):%d/%m/%Y %H:%M}")
    number = text("project.entry", entry=entry.id)
    return f"{number}, {by}"


def when_words(when: When | None, text: Text) -> str:
    """Return a day, month, quarter or year as the reader writes it, "" where none is stated."""
    return "" if when is None else told_day(when.text, text)


def _basis(one: FactLine, text: Text) -> Cell:
    if one.entry is None:
        return text("project.by_list")
    said = _rested(one.entry, text)
    if one.is_overtaken:
        said += Markup("<br><b>{}</b>").format(text("project.overtaken"))
    return said


def _rested(entry: Entry, text: Text) -> Markup:
    dated = numbers.day(entry.decision_date, text.language) if entry.decision_date else ""
    said = TWO_LINES.format(decision_html(entry.decision_number, dated, text), who(entry, text))
    if entry.text:
        said += Markup("<br><small>{}</small>").format(entry.text)
    return said


def _event(one: EventLine, text: Text) -> list[Cell]:
    said = Markup("{}").format(one.evidence)
    if one.decision_number:
        dated = numbers.day(one.decision_date, text.language) if one.decision_date else ""
        said += Markup("<br><small>{}</small>").format(decision_html(one.decision_number, dated, text))
    if one.note:
        said += Markup("<br><small>{}</small>").format(one.note)
    when: Cell = when_words(one.on, text) or UNSTATED.format(text("project.no_day"))
    stage: Cell = text.known("money.stage", str(one.stage))
    source: Cell = who(one.entry, text) if one.entry else one.source
    if one.withdrawal is not None:
        when, stage, said = GONE.format(when), GONE.format(stage), GONE.format(said)
        source = TWO_LINES.format(source, _withdrawn(one.withdrawal, text))
    return [when, stage, said, when_words(one.due, text), source]


def _withdrawn(why: Entry, text: Text) -> str:
    return text("project.withdrawn", by=who(why, text), reason=why.text)
