"""The records of cases: what a finding that somebody works on is, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

SEPARATOR = ";"
"""Between the offices of a rule's consultee, and between those that a case waits for."""


class State(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    UNDER_REVIEW = "under_review"
    SENT_TO_CONSULTEE = "sent_to_consultee"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    """The warning holds: the project has to reckon with it."""
    CONTESTED = "contested"
    """The warning does not hold, for a reason with evidence."""
    RESOLVED = "resolved"
    """Nothing more is to be done about it."""
    REOPENED = "reopened"

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands."""
        return self in DECIDED


DECIDED = frozenset({State.ACCEPTED, State.CONTESTED, State.RESOLVED})
OPEN = frozenset(State) - DECIDED


class StepKind(StrEnum):
    """What a person does to a case."""

    ASSIGN = "assign"
    TAKE = "take"
    REVIEW = "review"
    SEND = "send"
    RECORD_ANSWER = "record_answer"
    CALL_BACK = "call_back"
    """Wait no longer for consultees."""
    ACCEPT = "accept"
    CONTEST = "contest"
    RESOLVE = "resolve"
    SIGN = "sign"
    """Agree, as the second person, to what was proposed."""
    REFUSE = "refuse"
    """Do not agree, as the second person; what was proposed is off."""
    WITHDRAW = "withdraw"
    """Take back what one proposed oneself."""
    REOPEN = "reopen"
    NOTE = "note"
    ATTACH = "attach"
    SET_DUE = "set_due"


class CheckKind(StrEnum):
    """What a new check does to a case."""

    OPENED = "opened"
    FACTS_CHANGED = "facts_changed"
    BASIS_CHANGED = "basis_changed"
    """The same facts, found on other data: what was decided stays."""
    GONE = "gone"
    FOUND_AGAIN = "found_again"


@dataclass(frozen=True, kw_only=True)
class Consultee:
    """An office that a rule says has to be asked."""

    vi: str
    en: str

    def name(self, language: str) -> str:
        """Return the name in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A decision that waits for its second person."""

    state: State
    reason: str
    person_id: int
    event_id: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case as it is now: what it is about, and where it stands."""

    id: int
    number: str
    subject: str
    """The finding's id (site_id/rule_id), or site_id/place where all rules wait for the same."""
    site_id: str
    site_name: str
    rule_id: str
    """"" where all rules wait for the same: no footprint, outside the province."""
    theme: str
    severity: str
    verdict: str
    restricted: bool
    """It speaks of defence or security land: no number, zone or distance is in it."""
    communes: tuple[str, ...]
    """Codes of all communes that the site touches."""
    consultees: tuple[Consultee, ...]
    facts: Mapping[str, Any] = field(repr=False)
    """The finding as it may be told, and what it rests on: see `office.cases.facts`."""
    facts_key: str
    gone: bool
    """The latest check does not find it any more."""
    state: State
    assigned_to: int | None
    assigned_name: str
    due_on: date | None
    waits_for: tuple[Consultee, ...]
    """Whose answer is outstanding."""
    proposal: Proposal | None
    opened_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class CaseEvent:
    """Something that happened to a case; never changed, never deleted."""

    id: int
    at: datetime
    person_id: int | None
    """None: a new check, or the owner of a machine without accounts."""
    person_name: str
    kind: str
    """A `StepKind` or a `CheckKind`."""
    from_state: str
    to_state: str
    text: str
    facts: Mapping[str, Any]
    """Of a check: `vi` and `en`, what changed, a sentence each. Of a step: what it was given."""

    def sentences(self, language: str) -> tuple[str, ...]:
        """Return what a check changed, in `language` ("vi", else English); else the text alone."""
        told = self.facts.get("vi" if language == "vi" else "en")
        return tuple(told) if told else (self.text,) if self.text else ()


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of a case, without its content: `read_attachment` hands that out."""

    id: int
    case_id: int
    event_id: int
    name: str
    """As its owner called it: text to show, never a path."""
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A case with everything that happened to it, oldest first."""

    case: Case
    events: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file that a person hands in."""

    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a person wants to do to a case; which parts a kind needs stands in `moves.MOVES`."""

    case_id: int
    version_seen: int
    kind: StepKind
    key: str
    """The same key again does nothing again: one for every form that is shown."""
    text: str = ""
    """Reason, comment, note, or the content of an answer."""
    assign_to: int | None = None
    due_on: date | None = None
    consultees: tuple[str, ...] = ()
    """Vietnamese or English names, out of the case's: whom to ask, or who answered."""
    document_number: str = ""
    document_date: date | None = None
    files: tuple[NewFile, ...] = ()
