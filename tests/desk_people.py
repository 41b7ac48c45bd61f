"""People of the tests: one account for every role, and a clock that can be put forward."""

from __future__ import annotations

from datetime import timedelta

from office.accounts import NewAccount, add_account, set_password
from office.database.types import now
from office.people import OWNER, Role

PASSWORD = "ba con mèo đen"  # noqa: S105 - of the tests


class Clock:
    """Stands in for `now`."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        """Return the moment that the clock shows."""
        return now() + self.ahead

    def forward(self, **time):
        """Put the clock forward by minutes=, seconds= ..."""
        self.ahead += timedelta(**time)


def administrator(desk, name="quản.trị"):
    """Make the first account."""
    return add_account(desk, OWNER, NewAccount(name=name, role=Role.ADMINISTRATOR, password=PASSWORD))


def everybody(desk, communes=("01",)):
    """Make an account for each role, named like it; return role -> person."""
    people = {Role.ADMINISTRATOR: administrator(desk, "administrator")}
    for role in Role:
        if role not in people:
            own = frozenset(communes) if role is Role.COMMUNE_OFFICER else frozenset()
            new = NewAccount(name=role, role=role, communes=own, password=PASSWORD)
            people[role] = add_account(desk, people[Role.ADMINISTRATOR], new)
            set_password(desk, people[role], people[role].id, PASSWORD)
    return people
