"""The page where people make and end tokens of their own for GIS programs: plain HTML without any script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from office.errors import AccountError
from office.tokens import LONGEST_NAME, list_tokens, make_token, revoke_token
from views import numbers
from views.login import HEADERS, form_of, text_of
from views.login_page import FRAME
from views.offline import OWN
from views.ogc.service import ROOT
from views.person import TOKENS, current_desk, session_of
from views.text import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.errors import RanhError
    from office.sessions import Session
    from office.tokens import Token
    from views.text import Text

END = f"{TOKENS}/thu-hoi"
DAYS = (7, 30, 90, 365)


async def show_tokens(request: Request) -> Response:
    """Answer with a person's own tokens and the form for another."""
    session = await run_in_threadpool(session_of, request)
    if session is None:
        return PlainTextResponse(status_code=404)
    page = await run_in_threadpool(_page, text_of(dict(request.query_params)), session)
    return HTMLResponse(page, headers=HEADERS)


async def take_token(request: Request) -> Response:
    """Make a token and show it, once."""
    form, session = await form_of(request), await run_in_threadpool(session_of, request)
    if form is None or session is None:
        return PlainTextResponse(status_code=404 if form else 413)
    text, days = text_of(form), form.get("days", "")
    try:
        made = await run_in_threadpool(
            make_token,
            current_desk(),
            session.person,
            form.get("name", ""),
            int(days) if days.isdecimal() else 0,
        )
    except AccountError as error:
        page = await run_in_threadpool(_page, text, session, error=error)
        return HTMLResponse(page, status_code=400, headers=HEADERS)
    return HTMLResponse(await run_in_threadpool(_page, text, session, made=made), headers=HEADERS)


async def end_token(request: Request) -> Response:
    """End one of a person's own tokens."""
    form, session = await form_of(request), await run_in_threadpool(session_of, request)
    if form is None or session is None:
        return PlainTextResponse(status_code=404 if form else 413)
    text = text_of(form)
    try:
        await run_in_threadpool(revoke_token, current_desk(), session.person, form.get("name", ""))
    except AccountError as error:
        page = await run_in_threadpool(_page, text, session, error=error)
        return HTMLResponse(page, status_code=400, headers=HEADERS)
    return HTMLResponse(await run_in_threadpool(_page, text, session), headers=HEADERS)


def _page(text: Text, session: Session, *, made: str = "", error: RanhError | None = None) -> str:
    own = [one for one in list_tokens(current_desk(), session.person) if one.account_id == session.person.id]
    notice = Markup('<p class="error" role="alert">{}</p>').format(text.error(error)) if error else Markup()
    if made:
        notice += Markup('<div class="first"><p>{}</p><code>{}</code><p>{}</p></div>').format(
            text("token.once"), made, text("token.use", address=ROOT, account=session.person.name)
        )
    languages = Markup(" · ").join(
        Markup('<a href="{}?lang={}" lang="{}">{}</a>').format(TOKENS, code, code, name)
        for code, name in LANGUAGES.items()
        if code != text.language
    )
    back = Markup('<a href="/">{}</a> · ').format(text("token.back"))
    return FRAME.format(
        lang=text.language,
        title=text("token.title"),
        own=OWN,
        subtitle=text("page.subtitle"),
        notice=notice,
        body=_form(text) + Markup().join(_row(one, text) for one in own),
        languages=back + languages,
    )


def _form(text: Text) -> Markup:
    options = Markup().join(
        Markup('<option value="{}"{}>{}</option>').format(
            days, Markup(" selected") if days == DAYS[1] else "", text("token.days", count=days)
        )
        for days in DAYS
    )
    return Markup(
        '<p class="rule">{why}</p><form method="post" action="{to}"><input type="hidden" name="lang" '
        'value="{lang}"><label>{name}<input name="name" maxlength="{most}" required></label>'
        '<label>{ends}<select name="days">{options}</select></label><button>{go}</button></form>'
    ).format(
        why=text("token.why"),
        to=TOKENS,
        lang=text.language,
        name=text("token.name"),
        most=LONGEST_NAME,
        ends=text("token.ends"),
        options=options,
        go=text("token.make"),
    )


def _row(one: Token, text: Text) -> Markup:
    until = numbers.day(one.until.date(), text.language)
    return Markup(
        '<form method="post" action="{to}"><input type="hidden" name="lang" value="{lang}">'
        '<input type="hidden" name="name" value="{name}"><p class="who">{name} <small>{state}</small></p>'
        '<button class="quiet">{go}</button></form>'
    ).format(
        to=END,
        lang=text.language,
        name=one.name,
        state=text("token.ended") if one.ended else text("token.until", day=until),
        go=text("token.revoke"),
    )


ROUTES = [
    Route(TOKENS, show_tokens, methods=["GET"]),
    Route(TOKENS, take_token, methods=["POST"]),
    Route(END, end_token, methods=["POST"]),
]
