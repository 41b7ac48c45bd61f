"""
What the map of a tab fetches: the chart of a profile, lines that were found.

An address works for the session that it was made for and the face that the session has now: made
exactly, it is gone when the exact view closes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from views.once import Once
from views.person import session_of
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from starlette.requests import Request

    from office.sessions import Session
    from views.store import Store

PLACE = "/hanh-lang"
HEADERS = {"Cache-Control": "no-store", "Content-Encoding": "gzip"}
KEY_CHARACTERS = 32

_made: Once[bytes] = Once(48)
"""By everything that a content follows from."""
_bodies: Once[bytes] = Once(48)
"""By the address under which it is fetched."""


def offer_body(session: Session, store: Store, what: Hashable, make: Callable[[], Mapping[str, Any]]) -> str:
    """
    Return the address under which this session gets something.

    Parameters
    ----------
    what
        Everything that the content follows from, beside what the person may see.
    make
        Returns the content, of values that JSON has; called once.
    """
    body = store.keep(_made).get((*_whose(session, store), what), lambda: _packed(make()))
    # A hash of the content alone: the state of the folder has sizes and times of restricted files in it.
    key = hashlib.sha256(body).hexdigest()[:KEY_CHARACTERS]
    store.keep(_bodies).get((*_whose(session, store), key), lambda: body)
    return f"{PLACE}/{key}.json"


def serve_body(request: Request) -> Response:
    """Answer with what was offered; 404 to everybody else, and once it has gone for newer ones."""
    session = session_of(request)
    if session is None:
        return Response(status_code=404)
    store = store_for(session)
    body = store.keep(_bodies).held((*_whose(session, store), request.path_params["key"]))
    if body is None:
        return Response(status_code=404)
    return Response(body, media_type="application/json", headers=HEADERS)


def _packed(told: Mapping[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=5, mtime=0)


def _whose(session: Session, store: Store) -> tuple[Hashable, ...]:
    return session.id, session.person, store.state


ROUTES = [Route(f"{PLACE}/{{key}}.json", serve_body)]
