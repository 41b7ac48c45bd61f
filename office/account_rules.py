"""What must hold of every account: its name, its communes, and that somebody can manage them all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.account_model import normal_name
from office.database.schema import accounts
from office.errors import AccountError, RightError
from office.people import OWNER, Person, Role

if TYPE_CHECKING:
    from office.account_model import Account, AccountChange, NewAccount

NAME = re.compile(r"[^\W_][\w.@+-]{0,78}\w")
"""Letters and digits, with . @ + - _ between them."""

CODE = re.compile(r"\w{1,20}")


def normal_account(new: NewAccount) -> NewAccount:
    """Return what is asked, in its one spelling; an AccountError says what cannot be."""
    name = normal_name(new.name)
    if not NAME.fullmatch(name):
        raise AccountError(
            "The name of an account has 2 to 80 letters and digits, with . @ + - _ between them.",
            "Tên tài khoản có từ 2 đến 80 chữ cái, chữ số; ở giữa có thể có . @ + - _.",
        )
    told = replace(new, name=name, full_name=one_line(new.full_name), unit=one_line(new.unit))
    require_communes(told.role, told.communes)
    return told


def one_line(text: str) -> str:
    """Return a text of one line in composed letters, without control characters."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(letter if letter.isprintable() else " " for letter in composed)
    return " ".join(printable.split())[:200]


def require_communes(role: Role, communes: frozenset[str]) -> None:
    """Refuse a commune officer without a commune, and communes for anybody else."""
    if (role is Role.COMMUNE_OFFICER) != bool(communes) or not all(map(CODE.fullmatch, communes)):
        raise AccountError(
            "A commune officer has at least one commune, by its code; the other roles have none.",
            "Cán bộ cấp xã phải có ít nhất một xã, ghi bằng mã; các vai trò khác không ghi xã.",
        )


def require_place(connection: sa.Connection, by: Person, new: NewAccount) -> None:
    """Refuse an account that is taken, or that would be the first without managing the others."""
    require_owner_only_first(connection, by)
    if by == OWNER and new.role is not Role.ADMINISTRATOR:
        raise AccountError(
            "The first account is an administrator's: --role administrator.",
            "Tài khoản đầu tiên phải là của người quản trị: --role administrator.",
        )
    require_free(connection, new.name, new.oidc_subject, but=0)


def require_owner_only_first(connection: sa.Connection, by: Person) -> None:
    """Refuse the owner once there is an account: the caller may have looked before it was made."""
    if by == OWNER and any_account(connection):
        raise RightError(
            "There are accounts now: sign in with yours (--user NAME).",
            "Đã có tài khoản: hãy dùng tài khoản của mình (--user TÊN).",
        )


def any_account(connection: sa.Connection) -> bool:
    """Tell whether there is an account, also a closed one."""
    return connection.execute(sa.select(accounts.c.id).limit(1)).first() is not None


def require_free(connection: sa.Connection, name: str, oidc_subject: str, *, but: int) -> None:
    """Refuse a name or an outside login that another account has."""
    same = accounts.c.name == name
    if oidc_subject:
        same = sa.or_(same, accounts.c.oidc_subject == oidc_subject)
    if connection.execute(sa.select(accounts.c.id).where(same, accounts.c.id != but)).first():
        raise AccountError(
            f"The name {name}, or its outside login, belongs to another account.",
            f"Tên {name} hoặc định danh đăng nhập ngoài đã thuộc tài khoản khác.",
        )


def require_another_administrator(connection: sa.Connection, account_id: int) -> None:
    """Refuse to take the last account away that can manage accounts."""
    # Locked until the end: two administrators must not close each other at the same moment.
    others = sa.select(accounts.c.id).where(
        accounts.c.role == Role.ADMINISTRATOR.value, accounts.c.active.is_(True)
    )
    if set(connection.execute(others.with_for_update()).scalars()) <= {account_id}:
        raise AccountError(
            "This is the last administrator; make another one first.",
            "Đây là người quản trị cuối cùng; hãy tạo người quản trị khác trước.",
        )


def manages(account: Account) -> bool:
    """Tell whether an account can manage accounts."""
    return account.active and account.person.role is Role.ADMINISTRATOR


def changed(before: Account, change: AccountChange) -> Account:
    """Return an account as it would be; an AccountError where role and communes do not fit."""
    person = replace(
        before.person,
        full_name=before.person.full_name if change.full_name is None else one_line(change.full_name),
        role=change.role or before.person.role,
        communes=before.person.communes if change.communes is None else change.communes,
        unit=before.person.unit if change.unit is None else one_line(change.unit),
    )
    require_communes(person.role, person.communes)
    return replace(
        before,
        person=person,
        active=before.active if change.active is None else change.active,
        oidc_subject=before.oidc_subject if change.oidc_subject is None else change.oidc_subject,
    )


def differences(before: Account, after: Account) -> dict[str, Any]:
    """Return what is different now, as the trail tells it."""

    def told(account: Account) -> dict[str, Any]:
        person = account.person
        return {
            "full_name": person.full_name,
            "role": person.role.value,
            "communes": sorted(person.communes),
            "unit": person.unit,
            "active": account.active,
            "oidc_subject": account.oidc_subject,
        }

    old = told(before)
    return {name: value for name, value in told(after).items() if value != old[name]}
