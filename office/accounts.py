"""Accounts: who may sign in, in which role, for which communes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.database.schema import accounts, sessions
from office.database.types import now
from office.errors import AccountError, RightError, StaleError
from office.passwords import hashed, require_acceptable
from office.people import OWNER, Person, Role
from office.rights import Act, require

if TYPE_CHECKING:
    from datetime import datetime

    from office.database.desk import Desk

NAME = re.compile(r"[^\W_][\w.@+-]{0,78}\w")
"""Letters and digits, with . @ + - _ between them."""

CODE = re.compile(r"\w{1,20}")


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


def has_accounts(desk: Desk) -> bool:
    """Tell whether anybody can sign in; until then the machine's owner works without a name."""
    with desk.reading() as connection:
        return _any_account(connection)


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
    new = _normal(new)
    if new.password or not new.oidc_subject:
        require_acceptable(new.password, new.name, new.full_name)
    password_hash = hashed(new.password) if new.password else ""
    with desk.writing() as connection:
        _require_place(connection, by, new)
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
        return _read(connection, key[0]).person


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
        _require_owner_only_first(connection, by)
        before = _read(connection, account_id)
        after = _changed(before, change)
        if by.id == account_id and (after.person.role, after.active) != (before.person.role, before.active):
            raise AccountError(
                "Nobody changes the role of the own account or closes it; ask another administrator.",
                "Không ai tự đổi vai trò hoặc tự khoá tài khoản của mình; hãy nhờ người quản trị khác.",
            )
        if _manages(before) and not _manages(after):
            _require_another_administrator(connection, account_id)
        _require_free(connection, after.person.name, after.oidc_subject, but=account_id)
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
        facts = {"name": before.person.name} | _differences(before, after)
        audit.append(connection, by, "change_account", table=accounts, key=account_id, facts=facts)
        return _read(connection, account_id)


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
        _require_owner_only_first(connection, by)
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
        return _read(connection, account_id)


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


def _normal(new: NewAccount) -> NewAccount:
    name = normal_name(new.name)
    if not NAME.fullmatch(name):
        raise AccountError(
            "The name of an account has 2 to 80 letters and digits, with . @ + - _ between them.",
            "Tên tài khoản có từ 2 đến 80 chữ cái, chữ số; ở giữa có thể có . @ + - _.",
        )
    told = replace(new, name=name, full_name=_line(new.full_name), unit=_line(new.unit))
    _require_communes(told.role, told.communes)
    return told


def _line(text: str) -> str:
    """Return a text of one line in composed letters, without control characters."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(letter if letter.isprintable() else " " for letter in composed)
    return " ".join(printable.split())[:200]


def _require_communes(role: Role, communes: frozenset[str]) -> None:
    if (role is Role.COMMUNE_OFFICER) != bool(communes) or not all(map(CODE.fullmatch, communes)):
        raise AccountError(
            "A commune officer has at least one commune, by its code; the other roles have none.",
            "Cán bộ cấp xã phải có ít nhất một xã, ghi bằng mã; các vai trò khác không ghi xã.",
        )


def _require_place(connection: sa.Connection, by: Person, new: NewAccount) -> None:
    _require_owner_only_first(connection, by)
    if by == OWNER and new.role is not Role.ADMINISTRATOR:
        raise AccountError(
            "The first account is an administrator's: --role administrator.",
            "Tài khoản đầu tiên phải là của người quản trị: --role administrator.",
        )
    _require_free(connection, new.name, new.oidc_subject, but=0)


def _require_owner_only_first(connection: sa.Connection, by: Person) -> None:
    """Refuse the owner once there is an account: the caller may have looked before it was made."""
    if by == OWNER and _any_account(connection):
        raise RightError(
            "There are accounts now: sign in with yours (--user NAME).",
            "Đã có tài khoản: hãy dùng tài khoản của mình (--user TÊN).",
        )


def _any_account(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(accounts.c.id).limit(1)).first() is not None


def _require_free(connection: sa.Connection, name: str, oidc_subject: str, *, but: int) -> None:
    same = accounts.c.name == name
    if oidc_subject:
        same = sa.or_(same, accounts.c.oidc_subject == oidc_subject)
    if connection.execute(sa.select(accounts.c.id).where(same, accounts.c.id != but)).first():
        raise AccountError(
            f"The name {name}, or its outside login, belongs to another account.",
            f"Tên {name} hoặc định danh đăng nhập ngoài đã thuộc tài khoản khác.",
        )


def _require_another_administrator(connection: sa.Connection, account_id: int) -> None:
    # Locked until the end: two administrators must not close each other at the same moment.
    others = sa.select(accounts.c.id).where(
        accounts.c.role == Role.ADMINISTRATOR.value, accounts.c.active.is_(True)
    )
    if set(connection.execute(others.with_for_update()).scalars()) <= {account_id}:
        raise AccountError(
            "This is the last administrator; make another one first.",
            "Đây là người quản trị cuối cùng; hãy tạo người quản trị khác trước.",
        )


def _manages(account: Account) -> bool:
    return account.active and account.person.role is Role.ADMINISTRATOR


def _changed(before: Account, change: AccountChange) -> Account:
    person = replace(
        before.person,
        full_name=before.person.full_name if change.full_name is None else _line(change.full_name),
        role=change.role or before.person.role,
        communes=before.person.communes if change.communes is None else change.communes,
        unit=before.person.unit if change.unit is None else _line(change.unit),
    )
    _require_communes(person.role, person.communes)
    return replace(
        before,
        person=person,
        active=before.active if change.active is None else change.active,
        oidc_subject=before.oidc_subject if change.oidc_subject is None else change.oidc_subject,
    )


def _differences(before: Account, after: Account) -> dict[str, Any]:
    """Return what is different now, as the trail tells it."""

    def told(account: Account) -> dict[str, Any]:
        person = account.person
        communes = sorted(person.communes)
        return {
            "role": person.role.value,
            "communes": communes,
            "active": account.active,
            "unit": person.unit,
        }

    old = told(before)
    return {name: value for name, value in told(after).items() if value != old[name]}


def _read(connection: sa.Connection, account_id: int) -> Account:
    row = connection.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
    if row is None:
        raise _unknown(str(account_id))
    return account_from(row)


def _unknown(name: str) -> AccountError:
    return AccountError(
        f"There is no account {name}; see `ranh account list`.",
        f"Không có tài khoản {name}; xem bằng `ranh account list`.",
    )
