"""
The program's first page with its map in it from the start.

Streamlit's page is empty until its scripts have come, run, and run the program: seconds. The map needs
none of that, so the page names it at once, where it will stand; its component takes it over as it is.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from geo.errors import RanhError
from views import opened, state
from views.browser_files import OWN, lasting
from views.map_route import WARNINGS, url_soon
from views.policy import EARLY, SHELL
from views.store import store_of
from views.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from views.store import Store

FIRST, NAMED = "/", "/warnings"
"""Where the page of warnings is, the first one of everybody; and where its name leads one to look for it."""

BODY = '<div id="root"></div>'

LATER = re.compile(
    r'^ *<(?:script type="module"[^>]*></script|link rel="(?:modulepreload|stylesheet)"[^>]*)>\n',
    re.MULTILINE,
)
"""What Streamlit's page loads: more than a hundred files, which the map would stand in line with."""

TOLD = Markup("""<template id="ranh-later">
{later}<link rel="stylesheet" href="{style}">
</template>
<script type="application/json" id="ranh-early-map">{told}</script>
<script>{script}</script>
""")


def serve_first(request: Request) -> HTMLResponse:
    """Answer with Streamlit's page, with the map in it where its day has been checked."""
    try:
        store = store_of(request)
        early = "" if store is None else early_map(store, request.query_params)
    except RanhError:  # the page itself says it
        early = ""
    shell = _shell()
    content = LATER.sub("", shell).replace(BODY, f"{BODY}\n{early}", 1) if early else shell
    return HTMLResponse(content, headers={"Cache-Control": "no-store"})


def lead_there(request: Request) -> RedirectResponse:
    """Send to the first page, with what the address says."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{FIRST}{query}", status_code=303, headers={"Cache-Control": "no-store"})


def early_map(store: Store, query: Mapping[str, str]) -> str:
    """
    Return what lets the browser fetch the map at once; nothing while its day is not checked.

    Nothing of an exact view either: it stands only where the page says whose view it is, and ends it.

    Parameters
    ----------
    query
        What the address of the tab says.
    """
    text = Text(opened.language_of(query))
    as_of = opened.day_of(query) or state.today()
    src = None if store.is_exact else url_soon(store, WARNINGS, as_of, text)
    if src is None:
        return ""
    told = {"src": src, "title": text("mapjs.map"), "notice": _notice(store, text)}
    # In a script element nothing is escaped but what could end it.
    said = Markup(json.dumps(told).replace("<", "\\u003c"))  # noqa: S704 - as said above
    later = Markup("".join(LATER.findall(_shell())))  # noqa: S704 - of Streamlit's own page
    # The page's own style: Streamlit brings it with the page, and shows the page without it until then.
    (style,) = lasting([f"{OWN}/page.css"])
    return TOLD.format(later=later, style=style, told=said, script=_script())


def _notice(store: Store, text: Text) -> str:
    """Return what has to stand wherever made-up data is shown."""
    if not store.province.demonstration:
        return ""
    return f"{text('page.demonstration')} {text.of(store.province, 'notice')}"


@lru_cache(maxsize=1)
def _shell() -> str:
    return SHELL.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _script() -> Markup:
    return Markup(EARLY.read_text(encoding="utf-8"))  # noqa: S704 - our own file


ROUTES = [Route(FIRST, serve_first), Route(NAMED, lead_there)]
