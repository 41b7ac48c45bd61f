"""A project as it is told: facts with what the list says beside them, and its history with who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from layers.money.edits import Fact
from layers.money.history import parse_when, read_history
from layers.money.plan import Stage
from office.projects.model import EntryKind
from office.projects.reading import edits_of
from office.projects.values import listed_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.money.history import When
    from layers.province import Province
    from office.projects.model import Entry, Listing, ProjectFile

Value = str | float | None


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """One fact of a project on a day."""

    fact: Fact
    value: Value
    """What holds."""
    listed: Value
    """What the list says."""
    entry: Entry | None
    """What the value rests on; None: on the list."""

    @property
    def is_overtaken(self) -> bool:
        """Whether the list says something else now than when this was decided: somebody should look."""
        return self.entry is not None and self.entry.body["was"] != self.listed


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One event of a project's history."""

    stage: Stage
    on: When | None
    due: When | None
    decision_number: str
    decision_date: date | None
    evidence: str
    note: str
    source: str
    """Of an event of the province's table."""
    entry: Entry | None
    """What the office wrote; None: it stands in the province's table."""
    withdrawal: Entry | None
    """Why it does not count."""


def facts_of(listing: Listing, file: ProjectFile, as_of: date) -> tuple[FactLine, ...]:
    """Return the facts of a project as they are known on a day."""
    holding = _in_force(file, as_of)
    row = listing.rows[file.site_id]
    made = []
    for fact in Fact:
        entry, listed = holding.get(fact), listed_value(fact, row, listing)
        value = listed if entry is None else entry.body["value"]
        made.append(FactLine(fact=fact, value=value, listed=listed, entry=entry))
    return tuple(made)


def _in_force(file: ProjectFile, as_of: date) -> dict[Fact, Entry]:
    by_id = {one.id: one for one in file.entries}
    holding = edits_of(file.entries).in_force(file.site_id, as_of)
    return {fact: by_id[decided.row] for fact, decided in holding.items()}


def history_of(province: Province, file: ProjectFile) -> tuple[EventLine, ...]:
    """
    Return the events of a project, the latest first; withdrawn ones too.

    Raises
    ------
    MoneyError
        If the province's table of histories cannot be used.
    """
    lines = [*_listed(province, file.site_id), *_written(file)]
    return tuple(sorted(lines, key=_order, reverse=True))


def _order(line: EventLine) -> tuple[date, date, int]:
    first, last = (line.on.first, line.on.last) if line.on else (date.min, date.min)
    return first, last, line.entry.id if line.entry else 0


def _listed(province: Province, site_id: str) -> Iterable[EventLine]:
    for one in read_history(province):
        if one.site_id == site_id:
            yield EventLine(
                stage=one.stage,
                on=one.on,
                due=one.due,
                decision_number=one.decision_number,
                decision_date=one.decision_date,
                evidence=one.evidence,
                note="",
                source=one.source,
                entry=None,
                withdrawal=None,
            )


def _written(file: ProjectFile) -> Iterable[EventLine]:
    for one in file.entries:
        if one.kind is EntryKind.EVENT:
            yield EventLine(
                stage=Stage(one.body["stage"]),
                on=parse_when(one.body["on"]),
                due=parse_when(one.body["due"]),
                decision_number=one.decision_number,
                decision_date=one.decision_date,
                evidence=one.text,
                note=one.body["note"],
                source="",
                entry=one,
                withdrawal=file.withdrawn.get(one.id),
            )


def other_facts(file: ProjectFile, as_of: date) -> tuple[tuple[Entry, Entry | None], ...]:
    """Return the facts that were written and do not hold on a day, each with its withdrawal, if any."""
    gone, holding = file.withdrawn, {one.id for one in _in_force(file, as_of).values()}
    return tuple(
        (one, gone.get(one.id))
        for one in reversed(file.entries)
        if one.kind is EntryKind.FACT and one.id not in holding
    )
