"""Look accounts up: all of them, by number, or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.account_model import account_from, normal_name
from office.account_rules import any_account
from office.database.schema import accounts
from office.errors import AccountError
from office.people import OWNER

if TYPE_CHECKING:
    from office.account_model import Account
    from office.database.desk import Desk
    from office.people import Person


def has_accounts(desk: Desk) -> bool:
    """Tell whether anybody can sign in; until then the machine's owner works without a name."""
    with desk.reading() as connection:
        return any_account(connection)


def list_accounts(desk: Desk) -> tuple[Account, ...]:
    """Return all accounts, also the closed ones, by name."""
    with desk.reading() as connection:
        rows = connection.execute(sa.select(accounts).order_by(accounts.c.name))
        return tuple(account_from(row) for row in rows)


def account_of(desk: Desk, account_id: int) -> Account:
    """
    Return an account.

    Raises
    ------
    AccountError
        If there is none with this id.
    """
    with desk.reading() as connection:
        return read_account(connection, account_id)


def account_named(desk: Desk, name: str) -> Account:
    """
    Return the account of a name.

    Raises
    ------
    AccountError
        If there is none.
    """
    with desk.reading() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.name == normal_name(name))).first()
    if row is None:
        raise _unknown(name)
    return account_from(row)


def person_of(desk: Desk, account_id: int) -> Person:
    """Return the person of an account, also of a closed one; `OWNER` for 0."""
    return OWNER if account_id == OWNER.id else account_of(desk, account_id).person


def read_account(connection: sa.Connection, account_id: int) -> Account:
    """Return an account within a transaction; an AccountError where there is none."""
    row = connection.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
    if row is None:
        raise _unknown(str(account_id))
    return account_from(row)


def _unknown(name: str) -> AccountError:
    return AccountError(
        f"There is no account {name}; see `ranh account list`.",
        f"Không có tài khoản {name}; xem bằng `ranh account list`.",
    )
