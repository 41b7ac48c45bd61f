"""
Stand before every request: only this machine's own names, and no other host for the page.

The policy is the second line of defence behind local files: if a library still tried to
load something from elsewhere, the browser would refuse. streamlit-folium builds its map
from a script text, so inline scripts cannot be forbidden; text from data files is therefore
never put into a script or into HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
)


class Guard:
    """
    ASGI middleware that checks the Host header and adds the content security policy.

    A page of another site that makes its own name point to 127.0.0.1 (DNS rebinding) could
    otherwise read what this server shows.

    Parameters
    ----------
    app
        What stands behind.
    names
        Host names, without port, under which the page may be opened.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] = LOCAL_NAMES) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400 under a foreign name, otherwise pass on with the added headers."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers_in = Headers(scope=scope)
        host = headers_in.get("host", "")
        if not is_local(host, self.names) or not is_own(headers_in.get("origin"), host):
            await _refuse(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY.format(host=host)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_policy)


def is_local(host: str, names: frozenset[str] = LOCAL_NAMES) -> bool:
    """
    Tell whether a Host header names this machine; the port does not matter.

    Examples
    --------
    >>> is_local("127.0.0.1:8501"), is_local("[::1]:8501"), is_local("example.org"), is_local("")
    (True, True, False, False)
    """
    name, colon, port = host.rpartition(":")
    if not colon or not port.isdigit():
        name = host
    return name.lower() in names


def is_own(origin: str | None, host: str) -> bool:
    """
    Tell whether a request comes from a page of this server, or from no page at all.

    Streamlit itself would accept any other port of this machine, and would ask a service on
    the internet for this machine's address before it refuses the rest.

    Examples
    --------
    >>> is_own(None, "127.0.0.1:8501"), is_own("http://127.0.0.1:8501", "127.0.0.1:8501")
    (True, True)
    >>> is_own("http://127.0.0.1:9999", "127.0.0.1:8501"), is_own("null", "127.0.0.1:8501")
    (False, False)
    """
    return origin is None or origin in {f"http://{host}", f"https://{host}"}


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = PlainTextResponse("Chỉ mở được trên máy này. / Only open on this machine.", status_code=400)
    await answer(scope, receive, send)
