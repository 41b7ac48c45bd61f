"""Accounts: who may make and change them, and what can never happen to the last administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from desk_people import PASSWORD, administrator, everybody

from office.accounts import (
    AccountChange,
    NewAccount,
    account_named,
    account_of,
    add_account,
    change_account,
    has_accounts,
    list_accounts,
    person_of,
    set_password,
)
from office.database.schema import accounts, audit
from office.errors import AccountError, RightError, StaleError
from office.people import OWNER, Role
from office.sessions import find_session, sign_in

OTHER = "bốn con mèo trắng"


def acts(desk):
    with desk.reading() as connection:
        return list(connection.execute(sa.select(audit.c.act).order_by(audit.c.sequence)).scalars())


def test_there_is_no_account_before_one_is_made(desk):
    assert not has_accounts(desk)
    assert list_accounts(desk) == ()
    for name in ("admin", "administrator", "root", "demo", ""):
        with pytest.raises(AccountError, match="Wrong name or password"):
            sign_in(desk, name, name)


def test_the_first_account_is_an_administrators(desk):
    with pytest.raises(AccountError, match="first account is an administrator's"):
        add_account(desk, OWNER, NewAccount(name="sếp", role=Role.CHIEF, password=PASSWORD))
    made = administrator(desk)
    assert (made.id, made.name, made.role) == (1, "quản.trị", Role.ADMINISTRATOR)
    account = account_of(desk, made.id)
    assert (account.active, account.must_change, account.version) == (True, False, 1)
    assert acts(desk) == ["add_account"]


def test_with_the_first_account_nobody_owns_the_machine_any_more(desk):
    first = administrator(desk)
    new = NewAccount(name="hai", role=Role.ADMINISTRATOR, password=PASSWORD)
    change = AccountChange(full_name="X")
    for attempt in (
        lambda: add_account(desk, OWNER, new),
        lambda: change_account(desk, OWNER, first.id, 1, change),
        lambda: set_password(desk, OWNER, first.id, OTHER),
    ):
        with pytest.raises(RightError, match="sign in with yours"):
            attempt()
    assert [account.person for account in list_accounts(desk)] == [first]
    assert account_of(desk, first.id).version == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_touches_accounts(sqlite_desk, role):
    desk = sqlite_desk
    people = everybody(desk)
    by, other = people[role], people[Role.ADMINISTRATOR]
    new = NewAccount(name="mới", role=Role.CHIEF, password=PASSWORD)
    change = AccountChange(role=Role.CHIEF)
    for attempt in (
        lambda: add_account(desk, by, new),
        lambda: change_account(desk, by, by.id, 2, change),
        lambda: set_password(desk, by, other.id, OTHER),
    ):
        with pytest.raises(RightError):
            attempt()
    assert len(list_accounts(desk)) == len(Role)


@pytest.mark.parametrize(
    "name", ["", "x", "a b", "<script>", "a/b", "a\x00b", "-an", "an-", "a" * 81, "an\u202e1", "'; drop"]
)
def test_names_that_could_be_taken_for_something_else_are_refused(sqlite_desk, name):
    with pytest.raises(AccountError, match="2 to 80"):
        add_account(sqlite_desk, OWNER, NewAccount(name=name, role=Role.ADMINISTRATOR, password=PASSWORD))
    assert not has_accounts(sqlite_desk)


def test_a_name_is_one_name_in_every_spelling(desk):
    by = administrator(desk, "Lan.Nguyễn")
    for name in ("lan.nguyễn", " LAN.NGUYỄN ", "Lan.Nguyễn", "ＬＡＮ.nguyễn"):
        with pytest.raises(AccountError, match="belongs to another"):
            add_account(desk, by, NewAccount(name=name, role=Role.CHIEF, password=PASSWORD))
        assert account_named(desk, name).person == by


def test_a_commune_officer_has_communes_and_nobody_else(desk):
    by = administrator(desk)
    for role, communes in (
        (Role.COMMUNE_OFFICER, set()),
        (Role.CHIEF, {"01"}),
        (Role.COMMUNE_OFFICER, {"0 1"}),
    ):
        new = NewAccount(name="xã", role=role, communes=frozenset(communes), password=PASSWORD)
        with pytest.raises(AccountError, match="at least one commune"):
            add_account(desk, by, new)


def test_control_characters_and_lines_do_not_come_into_full_names(desk):
    new = NewAccount(
        name="ab", role=Role.ADMINISTRATOR, full_name=" Lê\x1b[31m\nAn ", unit="Sở\tNN", password=PASSWORD
    )
    made = add_account(desk, OWNER, new)
    assert (made.full_name, made.unit) == ("Lê [31m An", "Sở NN")


def test_a_password_of_somebody_else_must_be_changed(desk):
    by = administrator(desk)
    made = add_account(desk, by, NewAccount(name="hoa", role=Role.CHIEF, password=PASSWORD))
    assert account_of(desk, made.id).must_change
    set_password(desk, made, made.id, OTHER)
    assert not account_of(desk, made.id).must_change
    set_password(desk, by, made.id, PASSWORD)
    assert account_of(desk, made.id).must_change


def test_another_role_ends_the_sessions_and_counts_at_once(desk):
    people = everybody(desk)
    token = sign_in(desk, "planner", PASSWORD)
    account = account_named(desk, "planner")
    changed = change_account(
        desk, people[Role.ADMINISTRATOR], account.person.id, account.version, AccountChange(role=Role.CHIEF)
    )
    assert changed.person.role is Role.CHIEF
    assert changed.version == account.version + 1
    assert find_session(desk, token) is None


def test_a_closed_account_is_out_at_once_and_stays_known(desk):
    people = everybody(desk)
    token, account = sign_in(desk, "chief", PASSWORD), account_named(desk, "chief")
    by = people[Role.ADMINISTRATOR]
    change_account(desk, by, account.person.id, account.version, AccountChange(active=False))
    assert find_session(desk, token) is None
    with pytest.raises(AccountError, match="Wrong name or password"):
        sign_in(desk, "chief", PASSWORD)
    assert person_of(desk, account.person.id) == people[Role.CHIEF]


def test_the_last_administrator_can_be_neither_closed_nor_demoted(desk):
    first = administrator(desk)
    second = add_account(desk, first, NewAccount(name="hai", role=Role.ADMINISTRATOR, password=PASSWORD))
    for change in (AccountChange(active=False), AccountChange(role=Role.CHIEF)):
        with pytest.raises(AccountError, match="Nobody changes the role of the own account"):
            change_account(desk, first, first.id, 1, change)
    change_account(desk, first, second.id, 1, AccountChange(active=False))
    with pytest.raises(AccountError, match="last administrator"):
        change_account(desk, second, first.id, 1, AccountChange(active=False))
    assert account_of(desk, first.id).active


def test_two_administrators_who_close_each_other_at_once_leave_one(desk):
    first = administrator(desk)
    for round_ in range(5):
        new = NewAccount(name=f"người{round_}", role=Role.ADMINISTRATOR, password=PASSWORD)
        second = add_account(desk, first, new)

        def close(pair):
            by, other = pair
            try:
                change_account(
                    desk, by, other.id, account_of(desk, other.id).version, AccountChange(active=False)
                )
            except AccountError:
                return 0
            return 1

        with ThreadPoolExecutor(2) as pool:
            closed = sum(pool.map(close, [(first, second), (second, first)]))
        open_ones = [account for account in list_accounts(desk) if account.active]
        assert (closed, len(open_ones)) == (1, 1)
        first = open_ones[0].person


def test_whoever_saw_an_older_version_is_told(desk):
    people = everybody(desk)
    by, planner = people[Role.ADMINISTRATOR], account_named(desk, "planner")
    change_account(desk, by, planner.person.id, planner.version, AccountChange(unit="Sở NN"))
    with pytest.raises(StaleError, match="planner"):
        change_account(desk, by, planner.person.id, planner.version, AccountChange(unit="Sở XD"))
    assert account_named(desk, "planner").person.unit == "Sở NN"


def test_the_trail_tells_what_changed_and_never_a_password(desk):
    people = everybody(desk)
    planner = account_named(desk, "planner")
    change_account(
        desk, people[Role.ADMINISTRATOR], planner.person.id, planner.version, AccountChange(role=Role.CHIEF)
    )
    with desk.reading() as connection:
        rows = connection.execute(sa.select(audit).order_by(audit.c.sequence)).mappings().all()
        kept = connection.execute(sa.select(accounts.c.password_hash)).scalars().all()
    assert rows[-1]["facts"] == {"name": "planner", "role": "chief"}
    assert rows[-1]["person_name"] == "administrator"
    told = str(rows)
    assert PASSWORD not in told
    assert not [one for one in kept if one in told or PASSWORD in one]
