"""Who works with the program, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here for. Everybody has exactly one role."""

    PUBLIC_VIEWER = "public_viewer"
    COMMUNE_OFFICER = "commune_officer"
    PROVINCIAL_OFFICER = "provincial_officer"
    PLANNER = "planner"
    CHIEF = "chief"
    DEFENCE_STEWARD = "defence_steward"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is known: the account as it was when the session was looked up."""

    id: int
    name: str
    """The name of the account, as typed at the login."""
    full_name: str
    role: Role
    communes: frozenset[str] = frozenset()
    """Codes of the communes that a commune officer works for."""
    unit: str = ""
    """Office or department; quotas are counted for it."""


OWNER = Person(id=0, name="", full_name="", role=Role.ADMINISTRATOR)
"""
Whoever has the machine, where no account was made yet: the command line then works without a name.

As soon as there is one account, nobody is the owner any more.
"""
