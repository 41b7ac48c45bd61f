"""Accounts: who there is, a new one, and what is changed of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from office.accounts import (
    AccountChange,
    NewAccount,
    add_account,
    change_account,
    list_accounts,
    set_password,
)
from office.database.types import now
from office.people import Role
from views import state
from views.administration.drawn import do, heading, note, table_html, turn

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from office.accounts import Account
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

SEEN = "account-seen"


def show_accounts(desk: Desk, person: Person, text: Text) -> None:
    """Draw the accounts, and the forms for a new one and for the one that is chosen."""
    accounts = list_accounts(desk)
    heads = [text("admin.account_" + name) for name in ("name", "full_name", "role", "place", "state")]
    st.html(table_html(heads, [_row(account, text) for account in accounts]))
    left, right = st.columns(2, gap="medium")
    with left:
        _show_new(desk, person, text)
    with right:
        _show_change(desk, person, {account.person.id: account for account in accounts}, text)


def _row(account: Account, text: Text) -> tuple[str, ...]:
    who = account.person
    place = " · ".join(part for part in (who.unit, ", ".join(sorted(who.communes))) if part)
    return who.name, who.full_name, text(f"role.{who.role}"), place, _state(account, text)


def _state(account: Account, text: Text) -> str:
    if not account.active:
        return text("admin.closed")
    if account.locked_until is not None and account.locked_until > now():
        return text("admin.locked")
    return text("admin.must_change" if account.must_change else "admin.in_use")


def _codes(typed: str) -> frozenset[str]:
    return frozenset(typed.replace(",", " ").split())


def _role(text: Text, current: Role, key: str) -> Role:
    roles = list(Role)
    chosen = st.selectbox(
        text("admin.account_role"),
        roles,
        index=roles.index(current),
        format_func=lambda role: text(f"role.{role}"),
        key=f"{key}-{text.language}",  # else the page keeps showing the role in the other language
    )
    return Role(chosen)


def _beside() -> DeltaGenerator:
    """Return a row for two fields: a form must fit on a screen with the table above it."""
    return st.container(horizontal=True, gap="small")


def _password(name: str, text: Text) -> str:
    return st.text_input(
        text("admin.first_password"),
        type="password",
        autocomplete="new-password",
        key=f"{name}-{turn()}",
    )


def _show_new(desk: Desk, person: Person, text: Text) -> None:
    heading(text("admin.new_account"))
    with st.form("new-account"):
        with _beside():
            name = st.text_input(text("admin.account_name"))
            full_name = st.text_input(text("admin.account_full_name"))
        with _beside():
            role = _role(text, Role.PROVINCIAL_OFFICER, "new-role")
            unit = st.text_input(text("admin.unit"))
        communes = st.text_input(text("admin.communes"))
        password = _password("new-password", text)
        sent = st.form_submit_button(text("admin.add"), type="primary")
    note(text("admin.first_password_note"))
    if sent:
        new = NewAccount(
            name=name,
            full_name=full_name,
            role=role,
            unit=unit,
            communes=_codes(communes),
            password=password,
        )
        do(lambda: add_account(desk, person, new), text("admin.added", name=name), text)


def _show_change(desk: Desk, person: Person, accounts: dict[int, Account], text: Text) -> None:
    heading(text("admin.change_account"))
    chosen = st.selectbox(
        text("admin.account_name"),
        list(accounts),
        index=None,
        format_func=lambda key: accounts[key].person.name,
        placeholder=text("admin.choose_account"),
        key="account-chosen",
    )
    if chosen is None:
        return
    account = _as_seen(accounts[chosen])
    who = account.person
    with st.form(f"account-{who.id}-{account.version}"):
        full_name = st.text_input(text("admin.account_full_name"), who.full_name)
        with _beside():
            role = _role(text, who.role, f"role-{who.id}-{account.version}")
            unit = st.text_input(text("admin.unit"), who.unit)
        communes = st.text_input(text("admin.communes"), ", ".join(sorted(who.communes)))
        active = st.checkbox(text("admin.active"), account.active)
        sent = st.form_submit_button(text("admin.save"), type="primary")
    if sent:
        change = AccountChange(
            full_name=full_name, role=role, unit=unit, communes=_codes(communes), active=active
        )
        _change(desk, person, account, change, text)
    with st.form(f"password-{who.id}"):
        password = _password(f"password-of-{who.id}", text)
        note(text("admin.password_note"))
        sent = st.form_submit_button(text("admin.set_password"))
    if sent:
        do(
            lambda: _set_password(desk, person, who.id, password),
            text("admin.password_set", name=who.name),
            text,
        )


def _as_seen(account: Account) -> Account:
    """Return the account as this tab first showed it: a change by somebody else must not pass unseen."""
    seen = state.value(SEEN)
    if seen is None or seen.person.id != account.person.id:
        state.put(SEEN, account)
        return account
    return seen  # type: ignore[no-any-return]


def _change(desk: Desk, person: Person, account: Account, change: AccountChange, text: Text) -> None:
    state.put(SEEN, None)  # after a refusal the form shows what the other administrator saved
    do(
        lambda: change_account(desk, person, account.person.id, account.version, change),
        text("admin.changed", name=account.person.name),
        text,
    )


def _set_password(desk: Desk, person: Person, account_id: int, password: str) -> None:
    set_password(desk, person, account_id, password)
    state.put(SEEN, None)
