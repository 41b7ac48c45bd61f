"""Who asks for features: a token of a GIS program, a session of the browser, or everybody."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING

from office.tokens import session_of_token
from views.person import current_desk
from views.public.gate import VISITOR, published_store, visitor_of
from views.store import store_for

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from office.sessions import Session
    from views.store import Store


def program_of(request: HTTPConnection) -> Session | None:
    """
    Return the session of a request; what an open view of restricted land shows is never part of it.

    A token that is not good is refused, also where the public view is on: who sends one is not to
    take what everybody sees for what the account sees.
    """
    given = request.headers.get("authorization")
    if given is None:
        session = visitor_of(request)
    else:
        name, token = _given(given)
        session = session_of_token(current_desk(), token, name) if token else None
    return session if session is None or session is VISITOR else replace(session, exact_until=None)


def store_of_program(session: Session) -> Store:
    """
    Return what a session may read; raises a RanhError as `store_for`.

    Whoever asks without an account gets what is published, and with one what the account sees.
    """
    return published_store(session) if session is VISITOR else store_for(replace(session, exact_until=None))


def _given(header: str) -> tuple[str, str]:
    """
    Return name and token of an Authorization header, "" for what is not there.

    Examples
    --------
    >>> _given("Basic " + base64.b64encode(b"an:abc").decode()), _given("Bearer abc"), _given("Basic ?")
    (('an', 'abc'), ('', 'abc'), ('', ''))
    """
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return "", value.strip()
    try:
        name, _, token = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, token) if scheme.lower() == "basic" else ("", "")
