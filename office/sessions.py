"""
Sessions: who is at which browser, for how long, and until when restricted land is open to them.

Only the SHA-256 of a token is kept: whoever reads the database cannot become anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.accounts import Account, account_from, set_password
from office.attempts import prove
from office.database import schema
from office.database.schema import accounts, sessions
from office.database.types import now
from office.errors import AccountError
from office.exact_view import EXACT, SHORTEST_REASON, Session, close_exact, open_exact, short_id

if TYPE_CHECKING:
    from datetime import datetime

    from office.database.desk import Desk

__all__ = [
    "EXACT",
    "SHORTEST_REASON",
    "Session",
    "begin",
    "change_password",
    "close_exact",
    "find_session",
    "open_exact",
    "sign_in",
    "sign_in_outside",
    "sign_out",
]

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
OUTSIDE = "login_outside"
"""Act of a session that the identity provider proved."""
NOTED_EVERY = timedelta(minutes=1)


def sign_in(desk: Desk, name: str, password: str) -> str:
    """
    Return the token of a new session.

    Raises
    ------
    AccountError
        If the name or the password is wrong, or the account is closed or has to wait.
    """
    return begin(desk, prove(desk, name, password), "login")


def sign_in_outside(desk: Desk, subject: str, proof: str) -> str:
    """
    Return the token of a new session of somebody whom the office's identity provider has proved.

    Parameters
    ----------
    subject
        What the provider calls the person, as an account has it in `oidc_subject`.
    proof
        What the provider answered, of which no two are the same: each is good for one session.

    Raises
    ------
    AccountError
        If no account in use has this subject: knowing a person gives no right here; if the answer
        was used before.
    """
    with desk.reading() as connection:
        mine = sa.and_(accounts.c.oidc_subject == subject, accounts.c.active.is_(True))
        row = connection.execute(sa.select(accounts).where(mine)).first() if subject else None
    if row is None:
        with desk.writing() as connection:
            audit.append(connection, None, "login_failed", kind="accounts")
        raise AccountError(
            "You have no account here; ask the administrator of Ranh for one.",
            "Bạn chưa có tài khoản ở đây; hãy đề nghị người quản trị Ranh cấp.",
        )
    return begin(desk, account_from(row), OUTSIDE, proof)


def begin(desk: Desk, account: Account, act: str, proof: str = "") -> str:
    """
    Return the token of a new session of somebody who has been proved; `act` tells how.

    Raises
    ------
    AccountError
        If a session began with this proof before.
    """
    token, moment = secrets.token_urlsafe(32), now()
    row = {
        "id": _id(token),
        "account_id": account.person.id,
        "created_at": moment,
        "last_seen_at": moment,
        "expires_at": moment + LONGEST,
        "exact_reason": "",
    }
    facts = {"proof": _id(proof)} if proof else {}
    with desk.writing() as connection:
        if proof:
            _require_unused(connection, facts, moment)
        ended = sa.or_(sessions.c.expires_at < moment, sessions.c.last_seen_at < moment - IDLE)
        connection.execute(sessions.delete().where(ended))
        connection.execute(sessions.insert().values(**row))
        audit.append(connection, account.person, act, kind="sessions", key=short_id(row["id"]), facts=facts)
    return token


def _require_unused(connection: sa.Connection, facts: dict[str, str], moment: datetime) -> None:
    """Refuse a proof that the trail tells of; one older than any session is too old for a login."""
    trail = schema.audit
    used = sa.select(trail.c.facts).where(trail.c.act == OUTSIDE, trail.c.at > moment - LONGEST)
    if facts in connection.execute(used).scalars():
        raise AccountError(
            "This answer of the identity provider was used already: sign in through it again.",
            "Kết quả xác thực này đã được dùng: hãy đăng nhập lại qua hệ thống của cơ quan.",
        )


def find_session(desk: Desk, token: str | None) -> Session | None:
    """
    Return the session of a token; none if it ended, was idle too long, or the account is closed.

    The person is read anew each time: a changed role counts from the next request on.
    """
    if not token:
        return None
    both = sa.select(accounts, *(column.label(f"session_{column.name}") for column in sessions.c))
    mine = both.join_from(sessions, accounts).where(sessions.c.id == _id(token))
    with desk.reading() as connection:
        row = connection.execute(mine).first()
    if row is None:
        return None
    moment, account = now(), account_from(row)
    idle_since = row.session_last_seen_at
    if row.session_expires_at <= moment or idle_since <= moment - IDLE or not account.active:
        _end(desk, row.session_id)
        return None
    if idle_since <= moment - NOTED_EVERY:
        with desk.writing() as connection:
            seen = sessions.update().where(sessions.c.id == row.session_id)
            connection.execute(seen.values(last_seen_at=moment))
    return Session(
        id=row.session_id,
        person=account.person,
        exact_until=row.session_exact_until,
        exact_reason=row.session_exact_reason,
        must_change=account.must_change,
    )


def sign_out(desk: Desk, token: str | None) -> None:
    """End the session of a token; nothing happens where there is none."""
    session = find_session(desk, token)
    if session is None:
        return
    with desk.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.id == session.id))
        audit.append(connection, session.person, "logout", kind="sessions", key=short_id(session.id))


def change_password(desk: Desk, session: Session, old: str, new: str) -> str:
    """
    Change one's own password; return the token of a new session, all earlier ones have ended.

    Raises
    ------
    AccountError
        If the old password is wrong, or the new one is the same or not acceptable.
    """
    account = prove(desk, session.person.name, old)
    if new == old:
        raise AccountError(
            "The new password is the old one; choose another.",
            "Mật khẩu mới trùng mật khẩu cũ; hãy chọn mật khẩu khác.",
        )
    set_password(desk, session.person, session.person.id, new)
    return begin(desk, account, "login")


def _end(desk: Desk, session_id: str) -> None:
    with desk.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.id == session_id))


def _id(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
