"""A session, and for how long it shows restricted land as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from office import audit
from office.database.schema import sessions
from office.database.types import now
from office.errors import AccountError
from office.rights import Act, may, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

EXACT = timedelta(minutes=15)
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
            connection, session.person, "open_exact", kind="sessions", key=short_id(session.id), facts=facts
        )
    return replace(session, exact_until=until, exact_reason=reason)


def close_exact(desk: Desk, session: Session) -> Session:
    """Close restricted land again before the time is over."""
    with desk.writing() as connection:
        mine = sessions.update().where(sessions.c.id == session.id)
        connection.execute(mine.values(exact_until=None, exact_reason=""))
        audit.append(connection, session.person, "close_exact", kind="sessions", key=short_id(session.id))
    return replace(session, exact_until=None, exact_reason="")


def short_id(session_id: object) -> str:
    """Return enough of a session's id to tell sessions apart in the trail."""
    return str(session_id)[:12]
