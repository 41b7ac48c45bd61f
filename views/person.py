"""
Who is at the browser, and whether they may do what they ask for.

Page scripts, fragments and callbacks ask `current_session` each time: the connection of a tab
outlives its session, so nothing about a person is remembered between two runs.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.province import default_province_folder
from office import rights
from office.database.desk import Desk, open_desk
from office.database.place import office_folder
from office.sessions import find_session
from views import state
from views.offline import BROWSER_FILES
from views.once import Once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import HTTPConnection

    from office.people import Person
    from office.rights import Act
    from office.sessions import Session

COOKIE = "ranh"
LOGIN, LOGOUT, PASSWORD = "/dang-nhap", "/dang-xuat", "/doi-mat-khau"
PUBLIC = "/cong-khai"
"""What is shown without an account, where that is on."""
TOKENS = "/ma-truy-cap"
"""Where people make tokens for GIS programs."""
OUTSIDE = f"{LOGIN}/ben-ngoai"
"""Where the login through the office's identity provider starts."""

FOUND = "ranh.session"
"""Where the guard leaves the session that it found for a request: out of reach of any header."""

_desks: Once[Desk] = Once(4)


def current_desk() -> Desk:
    """
    Return the desk of the province; one for the whole server.

    Raises
    ------
    DeskError
        If its database cannot be opened.
    """
    folder = default_province_folder()
    place = (folder, office_folder(folder), os.environ.get("RANH_DATABASE_URL", ""))
    return _desks.get(place, lambda: open_desk(folder))


def current_session() -> Session:
    """Return the session of the tab that runs; without one, say so on the page and stop."""
    session = find_session(current_desk(), st.context.cookies.get(COOKIE))
    if session is None or session.must_change:
        _say_signed_out()
        st.stop()
    return session


def require(act: Act, communes: Iterable[str] | None = None) -> Person:
    """
    Return who is at the tab that runs, only if they may do it.

    Raises
    ------
    RightError
        If they may not.
    """
    person = current_session().person
    rights.require(person, act, communes)
    return person


def session_of(request: HTTPConnection) -> Session | None:
    """Return the session of a request, for routes; none where nobody is signed in."""
    if FOUND in request.scope:
        return request.scope[FOUND]  # type: ignore[no-any-return]
    return find_session(current_desk(), request.cookies.get(COOKIE))


def show_person(session: Session) -> None:
    """Draw who is signed in, with the way to another password and out; for the header of a page."""
    text, person = state.text(), session.person
    st.html(
        Markup(
            '<style>{style}</style><details class="ranh-person"><summary>{name}</summary><div>'
            '<p class="role">{role}{unit}</p><a href="{password}?lang={lang}" target="_self">{change}</a>'
            '<a href="{tokens}?lang={lang}" target="_self">{programs}</a>'
            '<form method="post" action="{out}"><button type="submit">{leave}</button></form></div></details>'
        ).format(
            style=_style(),
            name=person.full_name or person.name,
            role=text(f"role.{person.role}"),
            unit=f" · {person.unit}" if person.unit else "",
            password=PASSWORD,
            lang=text.language,
            change=text("login.change"),
            tokens=TOKENS,
            programs=text("token.title"),
            out=LOGOUT,
            leave=text("login.sign_out"),
        )
    )


def _say_signed_out() -> None:
    text = state.text()
    st.html(
        Markup(
            '<style>{}</style><div class="ranh-signed-out" role="alert">{} '
            '<a href="{}?lang={}" target="_self">{}</a></div>'
        ).format(_style(), text("login.ended"), LOGIN, text.language, text("login.sign_in_again"))
    )


@lru_cache(maxsize=1)
def _style() -> Markup:
    """Return the style of both; a file of the program, so nothing in it needs to be escaped."""
    return Markup((BROWSER_FILES / "person.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
