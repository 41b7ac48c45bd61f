"""Records of accounts: what is asked for one, what is changed of it, and how it now is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from office.people import Person, Role

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """What is asked for an account; the password is "" where only the OIDC login may be used."""

    name: str
    role: Role
    full_name: str = ""
    communes: frozenset[str] = frozenset()
    unit: str = ""
    password: str = ""
    oidc_subject: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountChange:
    """What is to be changed; None leaves it as it is."""

    full_name: str | None = None
    role: Role | None = None
    communes: frozenset[str] | None = None
    unit: str | None = None
    active: bool | None = None
    oidc_subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as it now is."""

    person: Person
    active: bool
    must_change: bool
    """Somebody else set the password: nothing can be done before it is changed."""
    oidc_subject: str
    created_at: datetime
    version: int
    locked_until: datetime | None


def account_from(row: sa.Row[Any]) -> Account:
    """Return the account of a row of the table."""
    person = Person(
        id=row.id,
        name=row.name,
        full_name=row.full_name,
        role=Role(row.role),
        communes=frozenset(row.communes),
        unit=row.unit,
    )
    return Account(
        person=person,
        active=row.active,
        must_change=row.must_change,
        oidc_subject=row.oidc_subject or "",
        created_at=row.created_at,
        version=row.version,
        locked_until=row.locked_until,
    )


def normal_name(name: str) -> str:
    """
    Return the name of an account in its one spelling: composed letters, no case, no spaces around.

    Examples
    --------
    >>> normal_name("  Hoa.Le ") == normal_name("hoa.le"), normal_name("ＡＢ")
    (True, 'ab')
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
