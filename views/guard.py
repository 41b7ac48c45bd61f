"""
Stand before every request: own names and pages only, nothing without a session, no other host.

Each answer says what a browser may run and load for it, see `views/policy.py`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse

from geo.errors import RanhError
from views.offline import LIBRARY, OWN
from views.own_names import LOCAL_NAMES, is_local, is_own
from views.person import FOUND, LOGIN, LOGOUT, PASSWORD, session_of
from views.policy import policy_of_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from office.sessions import Session

OPEN = frozenset({LOGIN, "/_stcore/health"})
OPEN_FOLDERS = (f"{LIBRARY}/", f"{OWN}/", "/static/")
"""Program files, the same for everybody: nothing of the province is in them."""

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own, used by no page."""

FRAMED = "/ban-do/"
"""Pages that stand in a frame."""

HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """
    ASGI middleware that lets in only who is signed in, from this server's own pages.

    A page of another site that makes its own name point to 127.0.0.1 (DNS rebinding) could
    otherwise read what this server shows.

    Parameters
    ----------
    app
        What stands behind.
    names
        Host names, without port, under which the page may be opened.
    find
        Returns the session of a request; raises a RanhError where it cannot tell.
    open_paths
        Addresses that need no session, beside those of every Ranh.
    folders
        Addresses, with all below them, whose sessions are found in another way.
    """

    def __init__(
        self,
        app: ASGIApp,
        names: frozenset[str] = LOCAL_NAMES,
        find: Callable[[HTTPConnection], Session | None] = session_of,
        open_paths: frozenset[str] = frozenset(),
        folders: Mapping[str, Callable[[HTTPConnection], Session | None]] = MappingProxyType({}),
    ) -> None:
        self.app = app
        self.names = names
        self.find = find
        self.open_paths = OPEN | open_paths
        self.folders = dict(folders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not pass; pass on the rest, with the added headers."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        host = request.headers.get("host", "")
        if not self._is_ours(request, host):
            told = "Chỉ mở được dưới tên của máy này. / Only open under this machine's own name."
            await _refuse(PlainTextResponse(told, status_code=400), scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy_of_pages(host))
                headers["X-Content-Type-Options"] = "nosniff"
                # Not "no-referrer": a form would then be sent with the origin "null", and be refused.
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        refusal = await self._refusal(request)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send_with_policy)
            return
        await self.app(_as_local(scope, host), receive, send_with_policy)

    def _is_ours(self, request: HTTPConnection, host: str) -> bool:
        origin = request.headers.get("origin")
        if origin is None and request.scope.get("method", "GET") not in HARMLESS:
            return False
        return is_local(host, self.names) and is_own(origin, host)

    def _finder(self, scope: Scope) -> Callable[[HTTPConnection], Session | None]:
        # A connection belongs to a page of the program, also below such a folder.
        path = scope["path"] if scope["type"] == "http" else ""
        folders = (folder for folder in self.folders if path == folder or path.startswith(f"{folder}/"))
        return next((self.folders[folder] for folder in folders), self.find)

    async def _refusal(self, request: HTTPConnection) -> Response | None:
        """Return what to answer instead of passing on; None: it may pass."""
        path = request.scope["path"]
        if path.startswith(CLOSED):
            return PlainTextResponse(status_code=404)
        if path in self.open_paths or path.startswith(OPEN_FOLDERS):
            return None
        try:
            session = await run_in_threadpool(self._finder(request.scope), request)
        except RanhError as error:
            return PlainTextResponse(f"{error.vi} / {error.en}", status_code=503)
        if session is None:
            back = quote(f"{path}?{request.url.query}" if request.url.query else path)
            return _send_to(f"{LOGIN}?next={back}", request, 401)
        if session.must_change and path not in {PASSWORD, LOGOUT}:
            return _send_to(PASSWORD, request, 403)
        request.scope[FOUND] = session
        return None


def _as_local(scope: Scope, host: str) -> Scope:
    """
    Return the request as if it came from this machine, where it came under a name of RANH_NAMES.

    The origin was checked above. Streamlit would check it again, and ask a service on the
    internet for this machine's address to do so.
    """
    if is_local(host):
        return scope
    headers = [
        (b"origin", b"http://localhost") if name == b"origin" else (name, value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers}


def _send_to(address: str, request: HTTPConnection, status: int) -> Response:
    """Return the way to a page for whoever opens one, else the bare status."""
    asks = request.scope.get("method") == "GET" and "text/html" in request.headers.get("accept", "")
    # A login within the frame of a map would look like part of it.
    opens_page = asks and not request.scope["path"].startswith(FRAMED)
    if opens_page:
        return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    told = "Hãy đăng nhập. / Sign in first."
    return PlainTextResponse(told, status_code=status, headers={"Cache-Control": "no-store"})


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await answer(scope, receive, send)
