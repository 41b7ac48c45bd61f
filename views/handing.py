"""
Files to take away, each under an address of its own that works for one session and ten minutes.

Streamlit's own downloads are open to whoever knows their address, also after the session
has ended; so nothing is handed out through them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from office.database.types import now
from office.errors import RightError
from office.rights import Act, may, require
from views.person import session_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from starlette.requests import Request

    from office.people import Person
    from office.sessions import Session

PLACE = "/tai-ve"
TOKEN_BYTES = 24
OPEN_FOR = timedelta(minutes=10)
MOST_BYTES = 256 * 1024 * 1024
"""Of all files together; the oldest go first, the newest is always there."""

NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, kw_only=True)
class _Offer:
    session_id: str
    person: Person
    """As it was: whoever's role or communes changed has to ask for the file again."""
    act: Act
    communes: frozenset[str] | None
    body: bytes = field(repr=False)
    file_name: str
    media_type: str
    until: datetime

    def is_for(self, session: Session) -> bool:
        """Tell whether the file may go to this session now."""
        is_theirs = (session.id, session.person) == (self.session_id, self.person)
        is_open = session.is_exact or self.act is not Act.SEE_EXACT
        return is_theirs and is_open and now() < self.until and may(session.person, self.act, self.communes)


_offers: OrderedDict[str, _Offer] = OrderedDict()
_tokens: dict[tuple[str, str], str] = {}
"""Session and what is offered -> token: a page that is drawn again offers the same address."""
_guard = threading.Lock()


def offer(
    session: Session,
    body: bytes,
    file_name: str,
    media_type: str,
    *,
    act: Act,
    communes: Iterable[str] | None = None,
) -> str:
    """
    Return an address under which this session, and no other, gets a file for ten minutes.

    Parameters
    ----------
    act
        The right that is asked now and again when the file is fetched. With `Act.SEE_EXACT`,
        restricted land must be open to the session at both times.
    communes
        Where the object of the right lies; None: the whole province.

    Raises
    ------
    RightError
        If the person may not have it.
    """
    where = None if communes is None else frozenset(communes)
    require(session.person, act, where)
    if act is Act.SEE_EXACT and not session.is_exact:
        raise RightError(
            "Restricted land is not open now: open it again, with the reason.",
            "Chế độ xem chính xác đang đóng: hãy mở lại và ghi lý do.",
        )
    made = _Offer(
        session_id=session.id,
        person=session.person,
        act=act,
        communes=where,
        body=body,
        file_name=file_name,
        media_type=media_type,
        until=now() + OPEN_FOR,
    )
    what = hashlib.sha256(body)
    what.update(repr((file_name, media_type, act, sorted(where or ()), session.person)).encode())
    with _guard:
        _drop_ended()  # and with it the tokens of what is no more
        token = _tokens.setdefault((session.id, what.hexdigest()), secrets.token_urlsafe(TOKEN_BYTES))
        _offers[token] = made
        _offers.move_to_end(token)
        _keep_within_memory()
    return f"{PLACE}/{token}"


def at_once(session: Session, body: bytes, file_name: str, media_type: str, *, act: Act) -> Response:
    """
    Answer a request with a file that needs no address of its own: it is made for whoever asks.

    Raises
    ------
    RightError
        If the person may not have it.
    """
    require(session.person, act)
    headers = NO_STORE | {"Content-Disposition": disposition(file_name)}
    return Response(body, media_type=media_type, headers=headers)


def download_link(label: str, url: str, file_name: str) -> None:
    """Draw the link to a file that was offered."""
    st.html(
        Markup('<a class="ranh-download" href="{}" download="{}" target="_self">{}</a>').format(
            url, plain_name(file_name), label
        )
    )


def withdraw(session_id: str, act: Act | None = None) -> None:
    """Take back what was offered to a session that signed out, or what one right gave: a view closed."""
    with _guard:
        for token, made in list(_offers.items()):
            if made.session_id == session_id and act in {None, made.act}:
                del _offers[token]
        _forget_tokens()


async def serve_offer(request: Request) -> Response:
    """Answer with a file; 404 for everybody but the session that it was offered to."""
    session = await run_in_threadpool(session_of, request)
    with _guard:
        made = _offers.get(request.path_params["token"])
    if session is None or made is None or not made.is_for(session):
        return Response(status_code=404, headers=NO_STORE)
    headers = NO_STORE | {"Content-Disposition": disposition(made.file_name)}
    return Response(made.body, media_type=made.media_type, headers=headers)


def plain_name(file_name: str) -> str:
    """
    Return a file name without anything that is more than a name.

    Examples
    --------
    >>> plain_name('../../etc/pa"ss wd'), plain_name("Báo cáo.pdf"), plain_name("..")
    ('.._.._etc_pa_ss wd', 'Báo cáo.pdf', 'ranh')
    """
    name = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in file_name)
    name = re.sub(r'[\\/:*?"<>|%]', "_", unicodedata.normalize("NFC", name)).strip()
    return name if name.strip(".") else "ranh"


def disposition(file_name: str) -> str:
    """
    Return the header that names a file (RFC 6266), also for browsers that read ASCII alone.

    Examples
    --------
    >>> print(disposition("Đất.pdf"))
    attachment; filename="_t.pdf"; filename*=UTF-8''%C4%90%E1%BA%A5t.pdf
    """
    name = plain_name(file_name)
    ascii_name = "".join(letter if letter.isascii() else "_" for letter in name).replace("__", "_")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _drop_ended() -> None:
    moment = now()
    for token in [token for token, made in _offers.items() if made.until <= moment]:
        del _offers[token]
    _forget_tokens()


def _keep_within_memory() -> None:
    while len(_offers) > 1 and sum(len(made.body) for made in _offers.values()) > MOST_BYTES:
        _offers.popitem(last=False)
    _forget_tokens()


def _forget_tokens() -> None:
    for key in [key for key, token in _tokens.items() if token not in _offers]:
        del _tokens[key]


ROUTES = [Route(f"{PLACE}/{{token}}", serve_offer)]
