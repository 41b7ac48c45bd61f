"""The way to restricted land with the vault: reason and passphrase; and who looked lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from office.database.types import now
from office.exact_trail import latest_views
from office.sealed.crypt import Passphrase
from office.sealed.seen import older_vault
from office.sealed.vault import FOLDER, has_vault
from office.sealed.viewing import view_sealed
from office.sessions import SHORTEST_REASON, close_exact, open_exact
from views import exact
from views.administration.drawn import clock, do, heading, note, table_html, turn
from views.card import warning_html

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.sessions import Session
    from views.text import Text


def show_exact(desk: Desk, session: Session, text: Text) -> None:
    """Draw the form that opens the view, or how long it is still open; then the latest views."""
    heading(text("sealed.exact"))
    if told := older_vault(desk):
        st.html(warning_html(told.sentence(text.language)))
    if session.is_exact:
        _show_open(desk, session, text)
    else:
        _show_form(desk, session, text)
    views = latest_views(desk, session.person)
    heading(text("sealed.latest"))
    if not views:
        note(text("sealed.none_yet"))
        return
    heads = [text("admin.trail_at"), text("admin.trail_person"), text("sealed.reason")]
    st.html(table_html(heads, [(clock(view.at), view.person_name, view.reason) for view in views]))


def _show_open(desk: Desk, session: Session, text: Text) -> None:
    @st.fragment(run_every=5)
    def left() -> None:
        seconds = 0 if session.exact_until is None else int((session.exact_until - now()).total_seconds())
        if seconds <= 0:
            st.rerun()
        note(text("sealed.left", minutes=seconds // 60, seconds=f"{seconds % 60:02d}"))

    left()
    if has_vault(desk.folder / FOLDER) and not exact.vault_of(session):
        _show_vault(desk, session, text)
    if st.button(text("sealed.close"), key="sealed-close"):
        do(lambda: _close(desk, session), text("sealed.closed"), text)


def _show_vault(desk: Desk, session: Session, text: Text) -> None:
    """Ask for the passphrase where the view was opened without it, from the head of a page."""
    note(text("sealed.vault_shut"))
    with st.form("sealed-vault"):
        typed = _passphrase(text)
        sent = st.form_submit_button(text("sealed.open_vault"))
    if sent:
        passphrase = Passphrase(typed)
        del typed
        do(lambda: _add_vault(desk, session, passphrase), text("sealed.vault_opened"), text)


def _add_vault(desk: Desk, session: Session, passphrase: Passphrase) -> None:
    exact.keep_vault(session, view_sealed(desk, session.person, passphrase, session.exact_reason))


def _passphrase(text: Text) -> str:
    return st.text_input(
        text("sealed.passphrase"),
        type="password",
        autocomplete="off",
        key=f"sealed-passphrase-{turn()}",
    )


def _close(desk: Desk, session: Session) -> None:
    close_exact(desk, session)
    exact.forget(session.id)


def _show_form(desk: Desk, session: Session, text: Text) -> None:
    sealed = has_vault(desk.folder / FOLDER)
    note(text("sealed.exact_note"))
    with st.form("sealed-open"):
        reason = st.text_input(text("sealed.reason_wanted", count=SHORTEST_REASON))
        typed = _passphrase(text) if sealed else ""
        sent = st.form_submit_button(text("sealed.open"), type="primary")
    if sent:
        passphrase = Passphrase(typed) if sealed else None
        del typed
        do(lambda: _open(desk, session, reason, passphrase), text("sealed.opened"), text)


def _open(desk: Desk, session: Session, reason: str, passphrase: Passphrase | None) -> None:
    # The vault first: a wrong passphrase must not leave restricted land open.
    uses = () if passphrase is None else view_sealed(desk, session.person, passphrase, reason)
    opened = open_exact(desk, session, reason)
    if uses:
        exact.keep_vault(opened, uses)
