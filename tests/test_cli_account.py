"""`ranh account` and who runs a command, as a person types it."""

from __future__ import annotations

import io
import json
import sys
from itertools import product

import pytest
from desk_people import PASSWORD, administrator, everybody

import cli
from commands import identity, new_password
from commands.settings import Settings
from office.accounts import account_named, has_accounts, list_accounts, set_password
from office.database.desk import open_desk
from office.errors import AccountError, RightError
from office.people import OWNER, Role
from office.rights import Act
from office.sessions import find_session, sign_in

OTHER = "bốn con mèo trắng"


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ranh` without a terminal; it gives back status, output, errors."""
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    for name in ("RANH_DATABASE_URL", "RANH_USER", "RANH_PASSWORD", "RANH_NEW_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(cli.out, "_width", 200)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(*arguments, **environment):
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(f"RANH_{name.upper()}", value)
            command = ["ranh", "--province", str(folder), "--lang", "en", *map(str, arguments)]
            patch.setattr(sys, "argv", command)
            with pytest.raises(SystemExit) as stopped:
                cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


@pytest.fixture
def desk(ranh, folder):
    assert ranh
    opened = open_desk(folder)
    yield opened
    opened.close()


def test_the_first_account_is_made_by_whoever_has_the_machine(ranh, desk):
    status, _, err = ranh("account", "add", "sếp", "--role", "chief", new_password=PASSWORD)
    assert (status, "first account is an administrator's" in err) == (2, True)
    status, out, _ = ranh("account", "add", "Quản.Trị", "--role", "administrator", new_password=PASSWORD)
    assert (status, out.strip()) == (0, "Account made: quản.trị, Administrator.")
    assert not account_named(desk, "quản.trị").must_change


def test_with_accounts_every_command_asks_who(ranh, desk):
    administrator(desk, "admin.a")
    for environment, told in (
        ({}, "say who you are with --user NAME"),
        ({"user": "admin.a"}, "No password: set RANH_PASSWORD"),
        ({"user": "admin.a", "password": "sai mật khẩu rồi"}, "Wrong name or password"),
        ({"user": "nobody", "password": PASSWORD}, "Wrong name or password"),
    ):
        status, out, err = ranh("account", "list", **environment)
        assert (status, out) == (2, "")
        assert told in err
    assert ranh("account", "list", user="admin.a", password=PASSWORD)[0] == 0
    assert ranh("--user", "admin.a", "account", "list", password=PASSWORD)[0] == 0


def test_the_command_line_waits_after_failed_tries_too(ranh, desk):
    administrator(desk, "admin.a")
    for _ in range(5):
        ranh("account", "list", user="admin.a", password=OTHER)
    assert ranh("account", "list", user="admin.a", password=PASSWORD)[0] == 2


MANAGING = (
    ("add", "mới", "--role", "chief"),
    ("list",),
    ("change", "planner", "--role", "chief"),
    ("close", "planner"),
    ("password", "administrator"),
    ("demo",),
)


def test_only_an_administrator_has_the_account_commands(ranh, desk):
    everybody(desk)
    before = list_accounts(desk)
    for role, command in product([role for role in Role if role is not Role.ADMINISTRATOR], MANAGING):
        status, out, err = ranh("account", *command, user=role, password=PASSWORD, new_password=OTHER)
        assert (status, out) == (2, ""), (role, command)
        assert "may not do this (manage_accounts)" in err, (role, command)
        versions = [account.version for account in list_accounts(desk)]
        assert versions == [account.version for account in before], (role, command)


def test_an_account_is_made_listed_changed_and_closed(ranh, desk):
    administrator(desk, "admin.a")
    me = {"user": "admin.a", "password": PASSWORD, "new_password": OTHER}
    options = ("--full-name", "Nguyễn Thị Lan", "--unit", "UBND xã", "--commune", "Xã Tây", "--commune", "02")
    assert ranh("account", "add", "lan.nguyen", "--role", "commune_officer", *options, **me)[0] == 0
    made = json.loads(ranh("account", "list", "--json", **me)[1])[1]
    assert made | {"id": 2} == made
    assert (made["role"], made["communes"], made["must_change"]) == ("commune_officer", ["01", "02"], True)
    assert ranh("account", "change", "lan.nguyen", "--role", "planner", "--unit", "Sở NN", **me)[0] == 0
    changed = account_named(desk, "lan.nguyen").person
    assert (changed.role, changed.communes, changed.unit) == (Role.PLANNER, frozenset(), "Sở NN")
    assert "closed" in ranh("account", "close", "lan.nguyen", **me)[1]
    assert "must change" in ranh("account", "change", "lan.nguyen", "--reopen", **me)[1]
    assert ranh("account", "close", "admin.a", **me)[0] == 2
    status, _, err = ranh("account", "close", "nobody", **me)
    assert (status, "no account nobody" in err) == (2, True)


def test_an_unknown_commune_is_refused(ranh, desk):
    administrator(desk, "admin.a")
    me = {"user": "admin.a", "password": PASSWORD, "new_password": OTHER}
    status, _, err = ranh("account", "add", "lan", "--role", "commune_officer", "--commune", "Xã Lạ", **me)
    assert (status, "Xã Lạ" in err) == (2, True)
    assert len(list_accounts(desk)) == 1


def test_a_password_of_somebody_else_must_be_changed_before_other_commands(ranh, desk):
    people = everybody(desk)
    set_password(desk, people[Role.ADMINISTRATOR], people[Role.CHIEF].id, OTHER)
    me = {"user": "chief", "password": OTHER, "new_password": PASSWORD}
    status, _, err = ranh("account", "list", **me)
    assert (status, "Somebody else set your password" in err) == (2, True)
    assert ranh("account", "password", " Chief ", **me)[0] == 0
    assert not account_named(desk, "chief").must_change
    assert "may not do this" in ranh("account", "list", user="chief", password=PASSWORD)[2]


def test_demonstration_accounts_only_in_a_demonstration_province_without_accounts(ranh, folder, desk):
    status, _, err = ranh("account", "demo")
    assert (status, "only made in a demonstration province" in err) == (2, True)
    declared = folder / "province.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace("[province]", "[province]\ndemonstration = true"), encoding="utf-8")
    status, out, err = ranh("account", "demo")
    assert (status, err) == (0, "")
    rows = [
        [cell.strip() for cell in line.strip("│ ").split("│")] for line in out.splitlines() if "│" in line
    ]
    assert [row[0] for row in rows] == [role.replace("_", "-") for role in sorted(Role, key=_first)]
    assert len({row[1] for row in rows}) == len(Role)
    for name, password, *_ in rows:
        session = find_session(desk, sign_in(desk, name, password))
        assert (session.person.name, session.must_change) == (name, False)
    assert find_session(desk, sign_in(desk, *rows[2][:2])).person.communes == {"01"}
    assert ranh("account", "demo", user=rows[0][0], password=rows[0][1])[0] == 2
    assert len(list_accounts(desk)) == len(Role)


def _first(role):
    return role is not Role.ADMINISTRATOR


def test_random_passwords_are_long_different_and_easy_to_type():
    made = {new_password.random_password() for _ in range(100)}
    assert len(made) == 100
    assert {len(password) for password in made} == {19}
    assert not set("".join(made)) & set("01ilo")


def test_the_start_says_how_to_make_the_first_account_and_then_nothing(ranh, desk):
    status, out, _ = ranh("account", "first")
    assert status == 0
    assert "account add NAME --role administrator" in out
    assert "account demo" not in out
    assert not has_accounts(desk)
    administrator(desk)
    assert ranh("account", "first") == (0, "", "")


def test_the_start_asks_on_a_terminal_until_there_is_an_account(ranh, desk, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    typed = iter(["ngắn", "ngắn", PASSWORD, "khác", PASSWORD, PASSWORD])
    monkeypatch.setattr(sys, "stdin", Terminal("a\nhoa.le\nhoa.le\nhoa.le\n"))
    monkeypatch.setattr(new_password.getpass, "getpass", lambda _: next(typed))
    status, _, err = ranh("account", "first")
    assert status == 0
    assert "12 to 256" in err or "2 to 80" in err
    assert "not typed the same way twice" in err
    (made,) = list_accounts(desk)
    assert (made.person.name, made.person.role, made.must_change) == ("hoa.le", Role.ADMINISTRATOR, False)


@pytest.fixture
def acting(ranh, folder, monkeypatch):
    assert ranh
    monkeypatch.setattr(Settings, "folder", folder)
    yield identity.acting
    identity.forget()


def test_without_accounts_the_owner_acts_and_no_office_is_made(acting, tmp_path):
    assert acting(Act.SEE_EXACT) == OWNER
    assert not (tmp_path / "office").exists()


def test_with_accounts_the_named_person_acts_within_the_own_communes(acting, desk, monkeypatch):
    people = everybody(desk)
    monkeypatch.setattr(Settings, "user", "commune_officer")
    monkeypatch.setenv("RANH_PASSWORD", PASSWORD)
    assert acting(Act.EXPORT, ["01"]) == people[Role.COMMUNE_OFFICER]
    for communes in (["02"], None, []):
        with pytest.raises(RightError):
            acting(Act.EXPORT, communes)
    monkeypatch.setattr(Settings, "user", "")
    assert acting(Act.SEE_MAP) == people[Role.COMMUNE_OFFICER]  # proved once for each command
    identity.forget()
    with pytest.raises(AccountError, match="say who you are"):
        acting(Act.SEE_MAP)
