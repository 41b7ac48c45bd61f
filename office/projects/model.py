"""What can be written of a project, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from layers.money.edits import Fact
    from layers.money.plan import Plan, Stage


class EntryKind(StrEnum):
    """What an entry is."""

    EVENT = "event"
    """Something that happened to the project."""
    FACT = "fact"
    """Something that was decided of it."""
    WITHDRAWAL = "withdrawal"
    """An earlier entry does not hold any more; it stays to be seen."""


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event as somebody writes it."""

    stage: Stage
    on: str
    """Day, month, quarter or year, as `read_when` takes it."""
    evidence: str
    due: str = ""
    """When the project is to be finished, as stated then."""
    decision_number: str = ""
    decision_date: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """A fact as somebody writes it; it holds from the day of its decision."""

    fact: Fact
    value: str
    decision_number: str
    decision_date: date | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """An entry that is taken back."""

    entry_id: int
    reason: str


Change: TypeAlias = NewEvent | NewFact | Withdrawal


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing to be written."""

    site_id: str
    change: Change
    key: str
    """The same key again writes nothing again."""
    version_seen: int | None = None
    """Of the project's file as the person read it; None: whatever was written since."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was written."""

    id: int
    site_id: str
    version: int
    at: datetime
    person_id: int | None
    person_name: str
    kind: EntryKind
    body: Mapping[str, Any]
    decision_number: str
    decision_date: date | None
    text: str
    """Evidence of an event, note to a fact, reason of a withdrawal."""
    withdraws: int | None


@dataclass(frozen=True, kw_only=True)
class ProjectFile:
    """Everything that was written of one project, the first entry first."""

    site_id: str
    entries: tuple[Entry, ...] = ()

    @property
    def version(self) -> int:
        """Number of the latest entry; 0: nothing was written."""
        return self.entries[-1].version if self.entries else 0

    @property
    def withdrawn(self) -> dict[int, Entry]:
        """Ids of entries that were withdrawn -> the withdrawal."""
        return {one.withdraws: one for one in self.entries if one.withdraws is not None}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The projects that may be written of, and what may be said of them."""

    rows: Mapping[str, Mapping[str, Any]]
    """Id -> its columns in the list; none for defence or security."""
    plan: Plan
    communes: Mapping[str, str]
    """Codes and names."""
