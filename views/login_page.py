"""The page of the login and that of one's own password: plain HTML without any script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from views.offline import OWN
from views.person import LOGIN, LOGOUT, OUTSIDE, PASSWORD, PUBLIC
from views.text import LANGUAGES

if TYPE_CHECKING:
    from geo.errors import RanhError
    from office.sessions import Session
    from views.text import Text

FRAME = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ranh: {title}</title>
<link rel="icon" href="{own}/icon.png">
<link rel="stylesheet" href="{own}/login.css">
</head>
<body>
<main>
<header><b>Ranh</b><span>{subtitle}</span></header>
<h1>{title}</h1>
{notice}
{body}
<nav>{languages}</nav>
</main>
</body>
</html>
""")


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How somebody can sign in: with a password kept here, through the office's provider, or both."""

    password: bool
    outside: bool


BY_PASSWORD = Ways(password=True, outside=False)

FIELD = Markup(
    '<label>{label}<input name="{name}" type="{kind}" autocomplete="{fill}" '
    'maxlength="256" required{more}></label>'
)


def login_page(
    text: Text,
    *,
    next_path: str,
    ready: bool,
    ways: Ways = BY_PASSWORD,
    error: RanhError | None = None,
    is_public: bool = False,
) -> str:
    """
    Return the page of the login.

    Parameters
    ----------
    next_path
        Where to go afterwards; a path of this server.
    ready
        Whether there is any account; else the page says how to make the first one.
    ways
        How somebody can sign in here.
    is_public
        Whether there is something to see without an account.
    """
    form = _login_form(text, next_path) if ways.password else Markup()
    if ways.outside:
        form += Markup('<p class="outside"><a class="button" href="{}">{}</a></p>').format(
            OUTSIDE, text("login.outside")
        )
    if not ready:
        form = Markup('<div class="first"><p>{}</p><code>{}</code><p>{}</p></div>').format(
            text("login.first"),
            ".venv/bin/ranh account add ADMIN --role administrator",
            text("login.first_then"),
        )
    if is_public:
        form += Markup('<p class="outside"><a class="button" href="{}?lang={}">{}</a></p>').format(
            PUBLIC, text.language, text("public.title")
        )
    return _page(text, text("login.title"), form, error, {"next": next_path}, LOGIN)


def onward_page(text: Text, to: str) -> str:
    """
    Return a page that goes on to an address by itself.

    A browser that comes from the provider's site sends no `SameSite=Strict` cookie while it is
    being redirected; from a page of this server it does.
    """
    body = Markup(
        '<meta http-equiv="refresh" content="0; url={0}"><p><a class="button" href="{0}">{1}</a></p>'
    )
    return _page(text, text("login.title"), body.format(to, text("login.go_on")), None, {}, LOGIN)


def password_page(text: Text, session: Session, error: RanhError | None = None) -> str:
    """Return the page of one's own password."""
    why = Markup("<p>{}</p>").format(text("login.must_change")) if session.must_change else Markup()
    fields = (
        _field("old", text("login.old"), "current-password", focus=True),
        _field("new", text("login.new"), "new-password"),
        _field("again", text("login.again"), "new-password"),
    )
    form = Markup(
        '{why}<form method="post" action="{path}">'
        '<input type="hidden" name="lang" value="{lang}"><p class="who">{who}</p>{fields}'
        '<p class="rule">{rule}</p><button>{save}</button></form>'
        '<form method="post" action="{out}"><button class="quiet">{leave}</button></form>'
    ).format(
        why=why,
        path=PASSWORD,
        lang=text.language,
        who=session.person.name,
        fields=Markup().join(fields),
        rule=text("login.rule"),
        save=text("login.save"),
        out=LOGOUT,
        leave=text("login.sign_out"),
    )
    return _page(text, text("login.change"), form, error, {}, PASSWORD)


def _login_form(text: Text, next_path: str) -> Markup:
    fields = (
        _field("name", text("login.name"), "username", kind="text", focus=True),
        _field("password", text("login.password"), "current-password"),
    )
    return Markup(
        '<form method="post" action="{path}"><input type="hidden" name="next" value="{next}">'
        '<input type="hidden" name="lang" value="{lang}">{fields}<button>{go}</button></form>'
    ).format(
        path=LOGIN,
        next=next_path,
        lang=text.language,
        fields=Markup().join(fields),
        go=text("login.go"),
    )


def _field(name: str, label: str, fill: str, *, kind: str = "password", focus: bool = False) -> Markup:
    more = Markup(" autofocus") if focus else Markup()
    return FIELD.format(label=label, name=name, kind=kind, fill=fill, more=more)


def _page(
    text: Text, title: str, body: Markup, error: RanhError | None, query: dict[str, str], path: str
) -> str:
    notice = Markup()
    if error is not None:
        notice = Markup('<p class="error" role="alert">{}</p>').format(text.error(error))
    links = Markup(" · ").join(
        Markup('<a href="{}?{}" lang="{}">{}</a>').format(
            path, urlencode({**query, "lang": code}), code, name
        )
        for code, name in LANGUAGES.items()
        if code != text.language
    )
    return FRAME.format(
        lang=text.language,
        title=title,
        own=OWN,
        subtitle=text("page.subtitle"),
        notice=notice,
        body=body,
        languages=links,
    )
