"""The records of a replay: what would be different, and nothing that restricted land would tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from layers.superseded import Superseded
    from office.cases.changes import Sentence
    from office.cases.model import CheckKind, State
    from office.reports.model import Change, ReportRow


class Turn(StrEnum):
    """What happens to a finding."""

    APPEARS = "appears"
    """It was clear or not asked, and says something now."""
    CHANGES = "changes"
    """It says something else, or by another rule or footprint: a decision on it would be reopened."""
    VANISHES = "vanishes"
    """It said something, and is clear or no longer asked."""
    REBASED = "rebased"
    """The same answer on other data, or clear on both sides with other figures: decisions stay."""


SHOWN = (Turn.APPEARS, Turn.CHANGES, Turn.VANISHES)
"""What a person has to look at, in this order."""


@dataclass(frozen=True, kw_only=True)
class FindingChange:
    """A finding that is not the same on both sides."""

    turn: Turn
    finding_id: str
    site_id: str
    site_name: str
    rule_id: str
    severity: str
    before: str
    """Verdict; "" where the rule was not asked of the site."""
    after: str
    sentence: Sentence
    """What it says afterwards; what it said, where it says nothing any more."""
    sentences: tuple[Sentence, ...]
    """What is different."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """All findings of both sides."""

    changes: tuple[FindingChange, ...]
    """By `Turn`, then worst first."""
    unchanged: int

    def of(self, turn: Turn) -> tuple[FindingChange, ...]:
        """Return those that turn so."""
        return tuple(change for change in self.changes if change.turn is turn)

    def counts(self) -> dict[str, int]:
        """Return how many turn how."""
        return {str(turn): len(self.of(turn)) for turn in Turn} | {"unchanged": self.unchanged}


@dataclass(frozen=True, kw_only=True)
class CaseMove:
    """What the next sync would do to a case."""

    number: str
    subject: str
    site_id: str
    site_name: str
    rule_id: str
    """"" where it stands for all rules of its theme."""
    theme: str
    kind: CheckKind
    state: State
    to_state: State
    sentences: tuple[Sentence, ...]
    without: bool
    """A sync would reopen it also without the change that is replayed."""

    @property
    def reopens(self) -> bool:
        """Whether a decision stands no longer."""
        return self.to_state is not self.state


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A finding that would become a case."""

    subject: str
    site_id: str
    site_name: str
    rule_id: str
    """"" where it stands for all rules of its theme."""
    theme: str
    verdict: str
    severity: str
    sentence: Sentence
    without: bool
    """A sync would open it also without the change that is replayed."""


@dataclass(frozen=True, kw_only=True)
class CasesThen:
    """What the next sync would do, as far as a person may see cases."""

    moves: tuple[CaseMove, ...]
    opened: tuple[NewCase, ...]
    unchanged: int

    @property
    def reopened(self) -> tuple[CaseMove, ...]:
        """Decided cases whose decision would stand no longer."""
        return tuple(move for move in self.moves if move.reopens)

    @property
    def opened_by_it(self) -> tuple[NewCase, ...]:
        """Cases that only the change makes: the others are opened by the next sync in any case."""
        return tuple(new for new in self.opened if not new.without)


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """A report that may be relied on before the change and not after it."""

    report: ReportRow
    changes: tuple[Change, ...]
    is_expired: bool
    """Its last day is over on the later day."""


@dataclass(frozen=True, kw_only=True)
class ReportsThen:
    """The reports of the desk, as far as a person may see them."""

    lapses: tuple[Lapse, ...]
    stay: int
    """Valid on both sides."""
    lapsed: int
    """Not to be relied on already before the change."""


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What a change would do."""

    before: date
    after: date
    findings: Compared
    cases: CasesThen | None
    reports: ReportsThen | None
    untold: tuple[Sentence, ...]
    """Why cases or reports are None, or what else is not told."""
    superseded: tuple[Superseded, ...]
    """What is no longer in force on the later day and still used then."""
