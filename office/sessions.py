"""
Sessions: who is at which browser, for how long, and until when restricted land is open to them.

Only the SHA-256 of a token is kept: whoever reads the database cannot become anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.accounts import Account, account_from, set_password
from office.attempts import prove
from office.database.schema import accounts, sessions
from office.database.types import now
from office.errors import AccountError
from office.rights import Act, may, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
EXACT = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)
SHORTEST_REASON = 10
"""Characters of the reason for looking at restricted land."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who is signed in, as looked up for one request."""

    id: str
    person: Person
    exact_until: datetime | None = None
    exact_reason: str = ""
    must_change: bool = False
    """Nothing but another password can be asked for."""

    @property
    def is_exact(self) -> bool:
        """Whether restricted land is shown as it is, at this moment."""
        open_now = self.exact_until is not None and now() < self.exact_until
        return open_now and may(self.person, Act.SEE_EXACT)


def sign_in(desk: Desk, name: str, password: str) -> str:
    """
    Return the token of a new session.

    Raises
    ------
    AccountError
        If the name or the password is wrong, or the account is closed or has to wait.
    """
    return begin(desk, prove(desk, name, password), "login")


def sign_in_outside(desk: Desk, subject: str) -> str:
    """
    Return the token of a new session of somebody whom the office's identity provider has proved.

    Parameters
    ----------
    subject
        What the provider calls the person, as an account has it in `oidc_subject`.

    Raises
    ------
    AccountError
        If no account in use has this subject: knowing a person gives no right here.
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
    return begin(desk, account_from(row), "login_outside")


def begin(desk: Desk, account: Account, act: str) -> str:
    """Return the token of a new session of somebody who has been proved; `act` tells how."""
    token, moment = secrets.token_urlsafe(32), now()
    row = {
        "id": _id(token),
        "account_id": account.person.id,
        "created_at": moment,
        "last_seen_at": moment,
        "expires_at": moment + LONGEST,
        "exact_reason": "",
    }
    with desk.writing() as connection:
        ended = sa.or_(sessions.c.expires_at < moment, sessions.c.last_seen_at < moment - IDLE)
        connection.execute(sessions.delete().where(ended))
        connection.execute(sessions.insert().values(**row))
        audit.append(connection, account.person, act, kind="sessions", key=_short(row["id"]))
    return token


def find_session(desk: Desk, token: str | None) -> Session | None:
    """
    Return the session of a token; none if it ended, was idle too long, or the account is closed.

    The person is read anew each time: a changed role counts from the next request on.
    """
    if not token:
        return None
    with desk.reading() as connection:
        row = connection.execute(sa.select(sessions).where(sessions.c.id == _id(token))).first()
        if row is None:
            return None
        owner = connection.execute(sa.select(accounts).where(accounts.c.id == row.account_id)).one()
    moment, account = now(), account_from(owner)
    if row.expires_at <= moment or row.last_seen_at <= moment - IDLE or not account.active:
        _end(desk, row.id)
        return None
    if row.last_seen_at <= moment - NOTED_EVERY:
        with desk.writing() as connection:
            seen = sessions.update().where(sessions.c.id == row.id)
            connection.execute(seen.values(last_seen_at=moment))
    return Session(
        id=row.id,
        person=account.person,
        exact_until=row.exact_until,
        exact_reason=row.exact_reason,
        must_change=account.must_change,
    )


def sign_out(desk: Desk, token: str | None) -> None:
    """End the session of a token; nothing happens where there is none."""
    session = find_session(desk, token)
    if session is None:
        return
    with desk.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.id == session.id))
        audit.append(connection, session.person, "logout", kind="sessions", key=_short(session.id))


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


def open_exact(desk: Desk, session: Session, reason: str) -> Session:
    """
    Open restricted land for 15 minutes, for a reason that stays in the trail.

    Raises
    ------
    RightError
        If the person may not see it.
    AccountError
        If the reason is too short, or the session has ended.
    """
    require(session.person, Act.SEE_EXACT)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise AccountError(
            f"Looking at restricted land needs a reason of at least {SHORTEST_REASON} characters.",
            f"Muốn xem đất quốc phòng, an ninh phải ghi lý do, ít nhất {SHORTEST_REASON} ký tự.",
        )
    until = now() + EXACT
    with desk.writing() as connection:
        mine = sessions.update().where(sessions.c.id == session.id)
        if not connection.execute(mine.values(exact_until=until, exact_reason=reason)).rowcount:
            raise AccountError(
                "The session has ended; sign in again.", "Phiên làm việc đã hết; hãy đăng nhập lại."
            )
        facts = {"reason": reason, "until": until.isoformat()}
        audit.append(
            connection, session.person, "open_exact", kind="sessions", key=_short(session.id), facts=facts
        )
    return replace(session, exact_until=until, exact_reason=reason)


def close_exact(desk: Desk, session: Session) -> Session:
    """Close restricted land again before the time is over."""
    with desk.writing() as connection:
        mine = sessions.update().where(sessions.c.id == session.id)
        connection.execute(mine.values(exact_until=None, exact_reason=""))
        audit.append(connection, session.person, "close_exact", kind="sessions", key=_short(session.id))
    return replace(session, exact_until=None, exact_reason="")


def _end(desk: Desk, session_id: str) -> None:
    with desk.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.id == session_id))


def _id(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _short(session_id: object) -> str:
    """Return enough of a session's id to tell sessions apart in the trail."""
    return str(session_id)[:12]
