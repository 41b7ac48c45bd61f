"""A step with what it is asked of, and what it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from office.cases.said import today
from office.errors import CaseError

if TYPE_CHECKING:
    from datetime import date

    import sqlalchemy as sa

    from office.cases.model import Case, State, Step
    from office.people import Person


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A step with what it is asked of."""

    connection: sa.Connection
    person: Person
    case: Case
    step: Step


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a step does."""

    state: State
    values: dict[str, Any] = field(default_factory=dict)
    """Columns of the case that change, beside its state."""
    facts: dict[str, Any] = field(default_factory=dict)
    """For the event."""
    proposes: State | None = None


def not_past(day: date) -> date:
    """Return the day; raise CaseError if it is past."""
    if day < today():
        raise CaseError(f"The day {day:%d/%m/%Y} is past.", f"Ngày {day:%d/%m/%Y} đã qua.")
    return day


def iso(day: date | None) -> str | None:
    """Return the day as facts keep it."""
    return day.isoformat() if day else None
