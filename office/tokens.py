"""
Tokens with which programs read what a person may see: made by that person, read-only, for some days.

Only the SHA-256 of a token is kept. A token ends on its day, when it is revoked, and with any
change of the account: another role, password or unit, or its closing. Restricted land is never
open to one.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.accounts import account_from
from office.database.schema import accounts, settings
from office.database.types import now
from office.errors import AccountError
from office.exact_view import Session
from office.people import OWNER
from office.rights import Act, may, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

PREFIX = "token:"
"""Start of the keys of settings that hold tokens."""
TOKEN_BYTES = 32
MOST, LONGEST_NAME = 10, 80
"""Tokens of one account; characters of a token's name."""
LONGEST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Token:
    """What is known of a token; not the token itself."""

    key: str
    account_id: int
    account: str
    name: str
    made_at: datetime
    until: datetime
    ended: bool
    """Its day is over, or its account was changed or closed since."""


def make_token(desk: Desk, person: Person, name: str, days: int) -> str:
    """
    Return a new token of a person's own: the only time that it is seen.

    Raises
    ------
    RightError
        If the person may see nothing.
    AccountError
        If the person has no account, the name is empty, too long or used, the days are too many,
        or there are too many tokens.
    """
    require(person, Act.SEE_MAP)
    name = " ".join(name.split())
    if person == OWNER or not 1 <= len(name) <= LONGEST_NAME or not 1 <= days <= LONGEST_DAYS:
        raise AccountError(
            f"A token needs an account, a name of 1 to {LONGEST_NAME} characters, 1 to {LONGEST_DAYS} days.",
            f"Mã truy cập cần có tài khoản, tên từ 1 đến {LONGEST_NAME} ký tự và hạn từ 1 đến"
            f" {LONGEST_DAYS} ngày.",
        )
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), now()
    with desk.writing() as connection:
        own = [one for one in _read(connection) if one.account_id == person.id]
        if len([one for one in own if not one.ended]) >= MOST or name in {one.name for one in own}:
            raise AccountError(
                f"The account has a token {name!r} or {MOST} tokens already: revoke one first.",
                f"Tài khoản đã có mã {name!r} hoặc đã có {MOST} mã: hãy thu hồi bớt.",
            )
        version = connection.scalar(sa.select(accounts.c.version).where(accounts.c.id == person.id))
        until = moment + timedelta(days=days)
        value = {
            "account": person.id,
            "version": version,
            "name": name,
            "made_at": moment.isoformat(),
            "until": until.isoformat(),
        }
        connection.execute(settings.insert().values(key=_key(token), value=value))
        facts = {"name": name, "until": until.isoformat()}
        audit.append(connection, person, "make_token", table=settings, key=_key(token), facts=facts)
    return token


def list_tokens(desk: Desk, person: Person) -> tuple[Token, ...]:
    """Return a person's own tokens, for who manages accounts everybody's; by account and name."""
    with desk.reading() as connection:
        found = _read(connection)
    everybody = may(person, Act.MANAGE_ACCOUNTS)
    own = (one for one in found if everybody or one.account_id == person.id)
    return tuple(sorted(own, key=lambda one: (one.account, one.name)))


def revoke_token(desk: Desk, person: Person, name: str, account: str = "") -> None:
    """
    End a token: one's own, or for who manages accounts that of another `account`.

    Raises
    ------
    AccountError
        If there is none of that name that the person may end.
    """
    whose = account or person.name
    found = [one for one in list_tokens(desk, person) if (one.name, one.account) == (name, whose)]
    if not found:
        raise AccountError(
            f"There is no token {name!r} of {whose}; `ranh token list` shows which there are.",
            f"Không có mã {name!r} của {whose}; xem bằng `ranh token list`.",
        )
    with desk.writing() as connection:
        connection.execute(settings.delete().where(settings.c.key == found[0].key))
        facts = {"name": name, "account": whose}
        audit.append(connection, person, "revoke_token", table=settings, key=found[0].key, facts=facts)


def end_tokens(connection: sa.Connection, person: Person | None) -> int:
    """End all tokens, and return how many there were: after a restore nobody knows which were revoked."""
    found = _read(connection)
    for one in found:
        connection.execute(settings.delete().where(settings.c.key == one.key))
        facts = {"name": one.name, "account": one.account}
        audit.append(connection, person, "revoke_token", table=settings, key=one.key, facts=facts)
    return len(found)


def session_of_token(desk: Desk, token: str, account: str = "") -> Session | None:
    """
    Return who reads with a token, as an account is now; none if it has ended, whatever else is right.

    Parameters
    ----------
    account
        Name that was given beside it; "" for none, any other must be that of the account.
    """
    key = _key(token)
    with desk.reading() as connection:
        value = connection.scalar(sa.select(settings.c.value).where(settings.c.key == key))
        if not value:
            return None
        row = connection.execute(sa.select(accounts).where(accounts.c.id == value["account"])).first()
    if row is None or _has_ended(value, row) or (account and account != row.name):
        return None
    found = account_from(row)
    return Session(id=key, person=found.person, must_change=found.must_change)


def _read(connection: sa.Connection) -> list[Token]:
    rows = connection.execute(
        sa.select(settings.c.key, settings.c.value).where(settings.c.key.startswith(PREFIX))
    ).all()
    known = {row.id: row for row in connection.execute(sa.select(accounts))}
    return [
        Token(
            key=row.key,
            account_id=row.value["account"],
            account=known[row.value["account"]].name,
            name=row.value["name"],
            made_at=datetime.fromisoformat(row.value["made_at"]),
            until=datetime.fromisoformat(row.value["until"]),
            ended=_has_ended(row.value, known[row.value["account"]]),
        )
        for row in rows
        if row.value["account"] in known
    ]


def _has_ended(value: dict[str, Any], account: sa.Row[Any]) -> bool:
    is_over = datetime.fromisoformat(value["until"]) <= now()
    return is_over or not account.active or account.version != value["version"]


def _key(token: str) -> str:
    return PREFIX + hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
