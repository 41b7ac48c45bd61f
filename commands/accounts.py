"""`ranh account`: who may sign in. The first account is made here, by whoever has the machine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.demo_accounts import demo
from commands.first_account import first
from commands.identity import acting, office_desk, own_account
from commands.new_password import new_password
from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.settings import Settings, out, say
from layers.catalogue import read_layers
from layers.province import open_province
from layers.units import FAMILIES, find_unit
from office.accounts import (
    Account,
    AccountChange,
    NewAccount,
    account_named,
    add_account,
    change_account,
    list_accounts,
    normal_name,
    set_password,
)
from office.people import Role
from office.rights import Act
from views import terminal
from views.text import Text

if TYPE_CHECKING:
    from office.people import Person

app = typer.Typer(help="Accounts: who may sign in, in which role.", no_args_is_help=True)

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

    Example: ranh account add can-bo-1 --role commune_officer --commune "Xã Pa Ủ"
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
    as_json: AsJson = False,
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

    Example: ranh account change can-bo-1 --role planner
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


app.command("demo")(demo)
app.command("first", hidden=True)(first)


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
