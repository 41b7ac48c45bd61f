"""Accounts: who may sign in, in which role, for which communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.account_model import Account, AccountChange, NewAccount, account_from, normal_name
from office.account_reading import (
    account_named,
    account_of,
    has_accounts,
    list_accounts,
    person_of,
    read_account,
)
from office.account_rules import (
    changed,
    differences,
    manages,
    normal_account,
    require_another_administrator,
    require_free,
    require_owner_only_first,
    require_place,
)
from office.database.schema import accounts, sessions
from office.database.types import now
from office.errors import AccountError, StaleError
from office.passwords import hashed, require_acceptable
from office.people import OWNER, Person
from office.rights import Act, require

if TYPE_CHECKING:
    from office.database.desk import Desk

__all__ = [
    "Account",
    "AccountChange",
    "NewAccount",
    "account_from",
    "account_named",
    "account_of",
    "add_account",
    "change_account",
    "has_accounts",
    "list_accounts",
    "normal_name",
    "person_of",
    "set_password",
]


def add_account(desk: Desk, by: Person, new: NewAccount) -> Person:
    """
    Make an account; the first one is the administrator's, made by the owner of the machine.

    Raises
    ------
    RightError
        If `by` may not manage accounts.
    AccountError
        If the name is taken or not usable, the password not acceptable, or the communes do not
        fit the role.
    """
    require(by, Act.MANAGE_ACCOUNTS)
    new = normal_account(new)
    if new.password or not new.oidc_subject:
        require_acceptable(new.password, new.name, new.full_name)
    password_hash = hashed(new.password) if new.password else ""
    with desk.writing() as connection:
        require_place(connection, by, new)
        row = {
            "name": new.name,
            "full_name": new.full_name,
            "role": new.role.value,
            "communes": sorted(new.communes),
            "unit": new.unit,
            "password_hash": password_hash,
            "oidc_subject": new.oidc_subject or None,
            "active": True,
            "must_change": bool(new.password) and by != OWNER,
            "created_at": now(),
            "version": 1,
            "failed_count": 0,
        }
        key = connection.execute(accounts.insert().values(**row)).inserted_primary_key
        if key is None:
            raise AccountError(
                "The account was not made; try again.", "Chưa tạo được tài khoản; hãy thử lại."
            )
        facts = {"name": new.name, "role": new.role.value, "communes": sorted(new.communes)}
        audit.append(connection, by, "add_account", table=accounts, key=key[0], facts=facts)
        return read_account(connection, key[0]).person


def change_account(
    desk: Desk, by: Person, account_id: int, version_seen: int, change: AccountChange
) -> Account:
    """
    Change an account; another role, or none any more, ends its sessions at once.

    Raises
    ------
    RightError
        If `by` may not manage accounts.
    AccountError
        If there is no such account, nobody would be left to manage accounts, or it is one's own role.
    StaleError
        If somebody changed it since `version_seen`.
    """
    require(by, Act.MANAGE_ACCOUNTS)
    with desk.writing() as connection:
        require_owner_only_first(connection, by)
        before = read_account(connection, account_id)
        after = changed(before, change)
        if by.id == account_id and (after.person.role, after.active) != (before.person.role, before.active):
            raise AccountError(
                "Nobody changes the role of the own account or closes it; ask another administrator.",
                "Không ai tự đổi vai trò hoặc tự khoá tài khoản của mình; hãy nhờ người quản trị khác.",
            )
        if manages(before) and not manages(after):
            require_another_administrator(connection, account_id)
        require_free(connection, after.person.name, after.oidc_subject, but=account_id)
        values = {
            "full_name": after.person.full_name,
            "role": after.person.role.value,
            "communes": sorted(after.person.communes),
            "unit": after.person.unit,
            "active": after.active,
            "oidc_subject": after.oidc_subject or None,
            "version": version_seen + 1,
        }
        seen = sa.and_(accounts.c.id == account_id, accounts.c.version == version_seen)
        if not connection.execute(accounts.update().where(seen).values(**values)).rowcount:
            raise StaleError(
                f"Somebody else changed the account {before.person.name} meanwhile; load it again.",
                f"Người khác vừa thay đổi tài khoản {before.person.name}; hãy tải lại rồi làm lại.",
            )
        if after.person.role != before.person.role or not after.active:
            connection.execute(sessions.delete().where(sessions.c.account_id == account_id))
        facts = {"name": before.person.name} | differences(before, after)
        audit.append(connection, by, "change_account", table=accounts, key=account_id, facts=facts)
        return read_account(connection, account_id)


def set_password(desk: Desk, by: Person, account_id: int, password: str) -> None:
    """
    Set a password and end the account's sessions; whoever gets it from somebody else must change it.

    One's own needs no right here: whoever asks has proved the old one (`sessions.change_password`).

    Raises
    ------
    RightError
        If it is somebody else's and `by` may not manage accounts.
    AccountError
        If there is no such account or the password is not acceptable.
    """
    if by.id != account_id:
        require(by, Act.MANAGE_ACCOUNTS)
    account = account_of(desk, account_id)
    require_acceptable(password, account.person.name, account.person.full_name)
    password_hash = hashed(password)
    with desk.writing() as connection:
        require_owner_only_first(connection, by)
        values = {
            "password_hash": password_hash,
            "must_change": by.id != account_id,
            "failed_count": 0,
            "locked_until": None,
            "version": accounts.c.version + 1,
        }
        connection.execute(accounts.update().where(accounts.c.id == account_id).values(**values))
        connection.execute(sessions.delete().where(sessions.c.account_id == account_id))
        facts = {"name": account.person.name}
        audit.append(connection, by, "set_password", table=accounts, key=account_id, facts=facts)
