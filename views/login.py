"""The addresses where somebody signs in, signs out, or changes the own password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

from office.accounts import has_accounts
from office.errors import AccountError
from office.public_view import public_view
from office.sessions import change_password, sign_in, sign_in_outside, sign_out
from views import exact, handing
from views.login_page import login_page, onward_page, password_page
from views.outside_login import ROUTES as OUTSIDE_ROUTES
from views.outside_login import proved, ways, without_outside
from views.person import COOKIE, LOGIN, LOGOUT, PASSWORD, current_desk, session_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from views.outside_login import Proved

FORM_BYTES = 4096
"""Far more than a name and three passwords take: nobody fills the memory without an account."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


async def show_login(request: Request) -> Response:
    """Answer with the form, or take in whoever comes back from the office's provider."""
    query, here = dict(request.query_params), ways()
    whom = proved(request) if here.outside else None
    if whom is not None:
        return without_outside(await _take_outside(request, whom), request)
    ready = await run_in_threadpool(_is_ready)
    page = login_page(
        text_of(query),
        next_path=safe_next(query.get("next")),
        ready=ready,
        ways=here,
        is_public=await run_in_threadpool(_is_public),
    )
    return HTMLResponse(page, headers=HEADERS)


async def _take_outside(request: Request, whom: Proved) -> Response:
    """Begin a session for whom the provider has proved, if there is an account."""
    text = text_of(dict(request.query_params))
    try:
        token = await run_in_threadpool(sign_in_outside, current_desk(), whom.subject, whom.answer)
    except AccountError as error:
        page = login_page(text, next_path="/", ready=True, ways=ways(), error=error)
        return HTMLResponse(page, status_code=403, headers=HEADERS)
    await run_in_threadpool(sign_out, current_desk(), request.cookies.get(COOKIE))
    page = onward_page(text, safe_next(request.query_params.get("next")))
    return with_session(HTMLResponse(page, headers=HEADERS), request, token)


async def take_login(request: Request) -> Response:
    """Begin a session for a right name and password; the token is a new one at every login."""
    form, here = await form_of(request), ways()
    if form is None or not here.password:
        return PlainTextResponse(status_code=413 if form is None else 404)
    desk, next_path = current_desk(), safe_next(form.get("next"))
    try:
        token = await run_in_threadpool(sign_in, desk, form.get("name", ""), form.get("password", ""))
    except AccountError as error:
        ready = await run_in_threadpool(_is_ready)
        page = login_page(text_of(form), next_path=next_path, ready=ready, ways=here, error=error)
        return HTMLResponse(page, status_code=401, headers=HEADERS)
    await run_in_threadpool(sign_out, desk, request.cookies.get(COOKIE))
    return with_session(RedirectResponse(next_path, status_code=303, headers=HEADERS), request, token)


async def take_logout(request: Request) -> Response:
    """End the session at once, in every tab of this browser."""
    await run_in_threadpool(_leave, request)
    # What the browser kept of maps and layers goes with the session.
    headers = HEADERS | {"Clear-Site-Data": '"cache"'}
    answer = RedirectResponse(LOGIN, status_code=303, headers=headers)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _leave(request: Request) -> None:
    """End the session, and drop what the server holds for it: opened land, files to take away."""
    session = session_of(request)
    if session is not None:
        exact.forget(session.id)
        handing.withdraw(session.id)
    sign_out(current_desk(), request.cookies.get(COOKIE))


async def show_password(request: Request) -> Response:
    """Answer with the form for another password of one's own."""
    session = await run_in_threadpool(session_of, request)
    if session is None:
        return RedirectResponse(LOGIN, status_code=303, headers=HEADERS)
    return HTMLResponse(password_page(text_of(dict(request.query_params)), session), headers=HEADERS)


async def take_password(request: Request) -> Response:
    """Change the password; all other sessions of the account end, this one gets a new token."""
    form, session = await form_of(request), await run_in_threadpool(session_of, request)
    if form is None:
        return PlainTextResponse(status_code=413)
    if session is None:
        return RedirectResponse(LOGIN, status_code=303, headers=HEADERS)
    text = text_of(form)
    try:
        if form.get("new", "") != form.get("again", ""):
            raise AccountError(Text("en")("login.differ"), Text("vi")("login.differ"))
        token = await run_in_threadpool(
            change_password, current_desk(), session, form.get("old", ""), form.get("new", "")
        )
    except AccountError as error:
        return HTMLResponse(password_page(text, session, error), status_code=400, headers=HEADERS)
    return with_session(RedirectResponse("/", status_code=303, headers=HEADERS), request, token)


def with_session(answer: Response, request: Request, token: str) -> Response:
    """Put the token into a cookie that no script reads and no other site sends."""
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def safe_next(address: str | None) -> str:
    """
    Return where to go after the login: a page of this server, else the first one.

    Examples
    --------
    >>> [safe_next(to) for to in ("/import?a=1", "//evil.example", "https://evil.example", None)]
    ['/import?a=1', '/', '/', '/']
    """
    is_ours = address is not None and OWN_PATH.fullmatch(address) and not address.startswith(LOGIN)
    return address if is_ours and address else "/"


async def form_of(request: Request) -> dict[str, str] | None:
    """Return the fields of a small form, or nothing if it is too long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def text_of(fields: dict[str, str]) -> Text:
    """Return the words in the language that a form or an address names, else in Vietnamese."""
    language = fields.get("lang", "")
    return Text(language if language in LANGUAGES else next(iter(LANGUAGES)))


def _is_public() -> bool:
    return public_view(current_desk()).is_on


def _is_ready() -> bool:
    return has_accounts(current_desk())


ROUTES = [
    *OUTSIDE_ROUTES,
    Route(LOGIN, show_login, methods=["GET"]),
    Route(LOGIN, take_login, methods=["POST"]),
    Route(LOGOUT, take_logout, methods=["POST"]),
    Route(PASSWORD, show_password, methods=["GET"]),
    Route(PASSWORD, take_password, methods=["POST"]),
]
