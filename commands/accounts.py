"""`ranh account`: who may sign in. The first account is made here, by whoever has the machine."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.identity import acting, office_desk, own_account
from commands.settings import Settings, out, say
from layers.catalogue import read_layers
from layers.check import described_sites
from layers.province import open_province
from layers.units import FAMILIES, find_unit
from office.accounts import (
    Account,
    AccountChange,
    NewAccount,
    account_named,
    add_account,
    change_account,
    has_accounts,
    list_accounts,
    normal_name,
    set_password,
)
from office.errors import AccountError
from office.people import OWNER, Role
from office.rights import Act
from views import terminal
from views.text import Text

if TYPE_CHECKING:
    from layers.province import Province
    from office.people import Person

app = typer.Typer(help="Accounts: who may sign in, in which role.", no_args_is_help=True)

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read one for the other."""

Name = Annotated[str, typer.Argument(help="Name of the account, as typed at the login.")]
FullName = Annotated[str | None, typer.Option(help="Full name.")]
Unit = Annotated[str | None, typer.Option(help="Office or department; quotas are counted for it.")]
Communes = Annotated[
    list[str] | None, typer.Option("--commune", help="Code or name of a commune officer's commune; repeat.")
]
Subject = Annotated[str | None, typer.Option(help="Who it is for the outside login (OIDC): sub or e-mail.")]


@app.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person is here for.")],
    full_name: FullName = None,
    unit: Unit = None,
    commune: Communes = None,
    oidc_subject: Subject = None,
    oidc_only: Annotated[bool, typer.Option("--oidc-only", help="No password of Ranh's own.")] = False,
) -> None:
    """
    Make an account; the first one is an administrator's.

    The password is asked twice, or taken from RANH_NEW_PASSWORD. Whoever gets it from somebody
    else must change it at the first login.

    Example: ranh account add lan.nguyen --role commune_officer --commune "Xã Pa Ủ"
    """
    by = acting(Act.MANAGE_ACCOUNTS)
    new = NewAccount(
        name=name,
        role=role,
        full_name=full_name or "",
        unit=unit or "",
        communes=_codes(commune) or frozenset(),
        password="" if oidc_only else new_password(name),
        oidc_subject=oidc_subject or "",
    )
    made = add_account(office_desk(), by, new)
    out.print(
        say(f"Account made: {made.name}, {_role(made)}.", f"Đã tạo tài khoản: {made.name}, {_role(made)}."),
        highlight=False,
        markup=False,
    )


@app.command("list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")] = False,
) -> None:
    """List the accounts: name, role, communes, unit, whether open, waiting or closed."""
    acting(Act.MANAGE_ACCOUNTS)
    accounts = list_accounts(office_desk())
    if as_json:
        typer.echo(terminal.as_json([_record(account) for account in accounts]))
    else:
        terminal.show_rows(out, "accounts", [_row(account) for account in accounts], Settings.language)


@app.command("change")
def change(
    name: Name,
    role: Annotated[Role | None, typer.Option(help="New role.")] = None,
    full_name: FullName = None,
    unit: Unit = None,
    commune: Communes = None,
    oidc_subject: Subject = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open a closed account again.")] = False,
) -> None:
    """
    Change an account; with another role its sessions end.

    Example: ranh account change lan.nguyen --role planner
    """
    by = acting(Act.MANAGE_ACCOUNTS)
    account = account_named(office_desk(), name)
    communes = _codes(commune)
    if communes is None and role not in {None, Role.COMMUNE_OFFICER}:
        communes = frozenset()
    wanted = AccountChange(
        role=role,
        full_name=full_name,
        unit=unit,
        communes=communes,
        oidc_subject=oidc_subject,
        active=True if reopen else None,
    )
    _change(by, account, wanted)


@app.command("close")
def close(name: Name) -> None:
    """Close an account: its sessions end at once; what it did stays in its name."""
    by = acting(Act.MANAGE_ACCOUNTS)
    _change(by, account_named(office_desk(), name), AccountChange(active=False))


@app.command("password")
def password(name: Name) -> None:
    """Set a password: one's own, or somebody else's, who must then change it."""
    if Settings.user and normal_name(name) == normal_name(Settings.user):
        account = own_account()
        by = account.person
    else:
        by = acting(Act.MANAGE_ACCOUNTS)
        account = account_named(office_desk(), name)
    set_password(office_desk(), by, account.person.id, new_password(name))
    out.print(say("The password is set.", "Đã đặt mật khẩu."))


@app.command("demo")
def demo() -> None:
    """
    Make one account for each role in a demonstration province; print the passwords, this once.

    Only where there is no account yet.
    """
    by = acting(Act.MANAGE_ACCOUNTS)
    desk, province = office_desk(), open_province(Settings.folder)
    if not province.demonstration or has_accounts(desk):
        raise AccountError(
            "Accounts for trying out are only made in a demonstration province that has none yet.",
            "Chỉ tạo tài khoản dùng thử ở tỉnh trình diễn chưa có tài khoản nào.",
        )
    own = frozenset({_busiest_commune(province)})
    rows = []
    for role in sorted(Role, key=lambda role: role is not Role.ADMINISTRATOR):
        secret = random_password()
        name = role.replace("_", "-")
        communes = own if role is Role.COMMUNE_OFFICER else frozenset()
        made = add_account(desk, by, NewAccount(name=name, role=role, communes=communes, password=secret))
        by = made if by == OWNER else by
        # Whoever reads the list is everybody in it: nobody else set the password.
        set_password(desk, made, made.id, secret)
        rows.append((name, secret, _role(made), ", ".join(sorted(made.communes))))
    terminal.show_rows(out, "demo_accounts", rows, Settings.language)


def new_password(name: str) -> str:
    """
    Return a new password, asked twice, or that of RANH_NEW_PASSWORD.

    Raises
    ------
    AccountError
        If it was not typed the same way twice, or nobody can be asked.
    """
    if (given := os.environ.get("RANH_NEW_PASSWORD")) is not None:
        return given
    if not sys.stdin.isatty():
        raise AccountError(
            "No new password: set RANH_NEW_PASSWORD, or run the command on a terminal.",
            "Chưa có mật khẩu mới: hãy đặt RANH_NEW_PASSWORD, hoặc chạy lệnh trên cửa sổ dòng lệnh.",
        )
    first = getpass.getpass(say(f"New password of {name}: ", f"Mật khẩu mới của {name}: "))
    if getpass.getpass(say("Once more: ", "Nhập lại: ")) != first:
        raise AccountError(
            "The new password was not typed the same way twice; nothing was changed.",
            "Hai lần nhập mật khẩu mới không giống nhau; chưa thay đổi gì.",
        )
    return first


def random_password() -> str:
    """Return a password that can be read out and typed: 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _change(by: Person, account: Account, wanted: AccountChange) -> None:
    changed = change_account(office_desk(), by, account.person.id, account.version, wanted)
    terminal.show_rows(out, "accounts", [_row(changed)], Settings.language)


def _codes(communes: list[str] | None) -> frozenset[str] | None:
    """Return the codes of communes given by code or name."""
    if communes is None:
        return None
    province = open_province(Settings.folder)
    layers = [layer for layer in province.layers if layer.family in FAMILIES["commune"]]
    uses, day = read_layers(layers, province), datetime.now().astimezone().date()
    return frozenset(find_unit(text, "commune", uses, day).code for text in communes)


def _busiest_commune(province: Province) -> str:
    """Return the code of the commune with the most projects."""
    codes = described_sites(province, datetime.now().astimezone().date())["commune_code"]
    counts = codes[codes != ""].value_counts()
    if counts.empty:
        raise AccountError(
            "No project of the province lies in a commune; a commune officer needs one.",
            "Không có dự án nào nằm trong xã của tỉnh; cán bộ cấp xã cần có ít nhất một xã.",
        )
    return str(counts.index[0])


def _role(person: Person) -> str:
    return Text(Settings.language)(f"role.{person.role}")


def _row(account: Account) -> tuple[str, ...]:
    person = account.person
    communes = ", ".join(sorted(person.communes))
    return person.name, person.full_name, _role(person), communes, person.unit, _state(account)


def _state(account: Account) -> str:
    if not account.active:
        return say("closed", "đã khoá")
    if account.locked_until is not None and account.locked_until > datetime.now().astimezone():
        return say("waits after failed tries", "đang chờ do sai nhiều lần")
    if account.must_change:
        return say("must change the password", "phải đổi mật khẩu")
    return say("open", "đang dùng")


def _record(account: Account) -> dict[str, object]:
    person = account.person
    return {
        "id": person.id,
        "name": person.name,
        "full_name": person.full_name,
        "role": person.role.value,
        "communes": sorted(person.communes),
        "unit": person.unit,
        "active": account.active,
        "must_change": account.must_change,
        "version": account.version,
    }
