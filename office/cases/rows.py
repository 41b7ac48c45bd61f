"""Read rows of the desk as records of cases."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.cases.model import (
    SEPARATOR,
    Attachment,
    Case,
    CaseEvent,
    Consultee,
    Proposal,
    State,
)
from office.database.schema import accounts, attachments, case_events, cases

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN_NAME = sa.func.coalesce(sa.func.nullif(accounts.c.full_name, ""), accounts.c.name)
"""The full name of an account, else the name that it signs in with."""

CASES = sa.select(cases, SHOWN_NAME.label("assigned_name")).outerjoin(
    accounts, cases.c.assigned_to == accounts.c.id
)
"""All cases with the name of whom they are given to."""

EVENTS = sa.select(case_events, SHOWN_NAME.label("person_name")).outerjoin(
    accounts, case_events.c.person_id == accounts.c.id
)

ATTACHMENTS = sa.select(*(column for column in attachments.columns if column is not attachments.c.content))
"""Everything about attachments but their content."""


def consultees_of(vi: str, en: str) -> tuple[Consultee, ...]:
    """
    Return the offices that a rule names, one by one.

    Examples
    --------
    >>> [office.en for office in consultees_of("Công an tỉnh; Bộ Công an", "Provincial Police; Ministry")]
    ['Provincial Police', 'Ministry']
    """
    pairs = zip_longest(_parts(vi), _parts(en), fillvalue="")
    return tuple(Consultee(vi=one or other, en=other or one) for one, other in pairs)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]


def waited_text(offices: Iterable[Consultee]) -> str:
    """Return the offices as the column `waits_for` names them."""
    return f"{SEPARATOR} ".join(office.vi for office in offices)


def case_of(row: sa.RowMapping) -> Case:
    """Return the case of a row of `CASES`."""
    told: dict[str, Any] = {name: row[name] for name in _PLAIN}
    offices = consultees_of(row["consultee_vi"], row["consultee_en"])
    known = {office.vi: office for office in offices}
    proposal = row["proposal"]
    return Case(
        **told,
        communes=tuple(row["communes"]),
        consultees=offices,
        state=State(row["state"]),
        assigned_name=row["assigned_name"] or "",
        waits_for=tuple(known.get(name) or Consultee(vi=name, en=name) for name in _parts(row["waits_for"])),
        proposal=Proposal(**proposal | {"state": State(proposal["state"])}) if proposal else None,
    )


_PLAIN = (
    "id",
    "number",
    "subject",
    "site_id",
    "site_name",
    "rule_id",
    "theme",
    "severity",
    "verdict",
    "restricted",
    "facts",
    "facts_key",
    "gone",
    "assigned_to",
    "due_on",
    "opened_at",
    "changed_at",
    "version",
)
"""Columns of a case that its record takes as they are."""


def event_of(row: sa.RowMapping) -> CaseEvent:
    """Return the event of a row of `EVENTS`."""
    names = ("id", "at", "person_id", "kind", "from_state", "to_state", "text", "facts")
    return CaseEvent(**{name: row[name] for name in names}, person_name=row["person_name"] or "")


def attachment_of(row: sa.RowMapping) -> Attachment:
    """Return the attachment of a row of `ATTACHMENTS`."""
    return Attachment(**row)
