"""
Who may see the public view: everybody where it is on, and people with an account where it is not.

So an administrator sees what would be shown before it is. Whoever looks, it is the same: an
officer sees no finding here, a steward no exact land.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.people import Person, Role
from office.public_view import proposed, public_view
from office.sessions import Session
from views.person import PUBLIC, current_desk, session_of
from views.public.published import PublishedStore
from views.store import current_store

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

ROOT = PUBLIC

VISITOR = Session(id="visitor", person=Person(id=-1, name="", full_name="", role=Role.PUBLIC_VIEWER))
"""Everybody without an account; no account has this number."""


def visitor_of(request: HTTPConnection) -> Session | None:
    """Return the session of a request for the public view: one's own, else everybody's where it is on."""
    session = session_of(request)
    if session is not None and session is not VISITOR:
        return session
    return VISITOR if public_view(current_desk()).is_on else None


def published_store(session: Session) -> PublishedStore:
    """
    Return what people without an account may see; while the view is off, accounts see what is proposed.

    Raises
    ------
    RanhError
        If the folder holds no usable province.
    """
    told, view = current_store().told, public_view(current_desk())
    # Switched off since the guard looked: a visitor gets a province without layers, never the proposal.
    shown = view if view.is_on or session is VISITOR else proposed(told.province)
    return PublishedStore(told, shown)
