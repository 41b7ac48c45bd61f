"""
Prove who somebody is by name and password, with waiting times after failed tries.

An unknown name, a wrong password, a closed and a waiting account get the same sentence after
the same work: an answer tells nobody which names exist.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.accounts import Account, account_from, normal_name
from office.database.schema import accounts
from office.database.types import now
from office.errors import AccountError
from office.passwords import hashed, is_outdated, matches

if TYPE_CHECKING:
    from typing import Any

    from office.database.desk import Desk

FREE_TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 60, 3600
"""After the fifth failed try; each further one doubles the wait."""


def prove(desk: Desk, name: str, password: str) -> Account:
    """
    Return the account of whoever knows its password.

    Raises
    ------
    AccountError
        If the name or the password is wrong, or the account is closed or has to wait.
    """
    row, told = _take_try(desk, normal_name(name))
    usable = row is not None and row.active and told != "locked"
    if not matches(row.password_hash if row is not None and usable else "", password) or row is None:
        _tell_failure(desk, row, told)
        raise AccountError(
            "Wrong name or password, or too many failed tries: check both, then wait some minutes.",
            "Sai tên hoặc mật khẩu, hoặc đã sai quá nhiều lần: hãy kiểm tra lại, hoặc chờ vài phút.",
        )
    values: dict[str, Any] = {"failed_count": 0, "locked_until": None}
    with desk.writing() as connection:
        mine = sa.and_(accounts.c.id == row.id, accounts.c.password_hash == row.password_hash)
        connection.execute(accounts.update().where(mine).values(**values))
    _renew_hash(desk, row, password)
    return account_from(row)


def wait_s(failed_count: int) -> int:
    """
    Return how long an account waits after so many failed tries in a row, in seconds.

    Examples
    --------
    >>> [wait_s(count) for count in (4, 5, 6, 7, 30)]
    [0, 60, 120, 240, 3600]
    """
    over = failed_count - FREE_TRIES
    return 0 if over < 0 else min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S)


def _take_try(desk: Desk, name: str) -> tuple[sa.Row[Any] | None, str]:
    """
    Count the try as failed before it is judged; return the account and what the trail tells.

    Counted afterwards, a hundred tries at once would all be judged before the first counts.
    """
    with desk.writing() as connection:
        wanted = sa.select(accounts).where(accounts.c.name == name).with_for_update()
        row = connection.execute(wanted).first()
        if row is None or not row.active:
            return row, "login_failed"
        if row.locked_until is not None and row.locked_until > now():
            return row, "locked"
        count = row.failed_count + 1
        wait = wait_s(count)
        values = {"failed_count": count, "locked_until": now() + timedelta(seconds=wait) if wait else None}
        connection.execute(accounts.update().where(accounts.c.id == row.id).values(**values))
        return row, "locks" if wait else "login_failed"


def _tell_failure(desk: Desk, row: sa.Row[Any] | None, told: str) -> None:
    # The name typed is kept only where it is one: it may have been a password in the wrong field.
    with desk.writing() as connection:
        key = "" if row is None else row.id
        audit.append(connection, None, "login_failed", kind="accounts", key=key)
        if told == "locks":
            audit.append(connection, None, "locked", kind="accounts", key=key)


def _renew_hash(desk: Desk, row: sa.Row[Any], password: str) -> None:
    """Keep the hash with today's parameters, where it was made with older ones."""
    if not is_outdated(row.password_hash):
        return
    password_hash = hashed(password)
    with desk.writing() as connection:
        same = sa.and_(accounts.c.id == row.id, accounts.c.password_hash == row.password_hash)
        if connection.execute(accounts.update().where(same).values(password_hash=password_hash)).rowcount:
            audit.append(connection, None, "renew_hash", table=accounts, key=row.id)
