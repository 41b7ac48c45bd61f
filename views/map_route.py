"""
The addresses of the maps: each ground of the program's pages as a page of its own.

`views/map_frame.py` shows them in a frame; `views/first_page.py` lets the browser fetch the first of
them before the rest of the page is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from views.map_page import map_page
from views.once import Once
from views.store import kept_by_browser, store_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium
    from starlette.requests import Request

    from views.map_page import MapPage
    from views.store import Store

PLACE = "/ban-do"

WARNINGS, CORRIDORS, CHANGES, IMPORTED = "warnings", "corridors", "changes", "import"

_pages: Once[MapPage] = Once(16)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is drawn below what a page shows."""

    build: Callable[[Store, date, Text], folium.Map]
    is_checked: bool = True
    """Whether it is drawn from a check of its day."""


def grounds() -> dict[str, Ground]:
    """Return the grounds by their names; not at the top, for the seconds that they cost when loaded."""
    from views.corridors.ground import build_ground as corridors  # noqa: PLC0415
    from views.import_map import build_ground as imported  # noqa: PLC0415
    from views.map import build_map  # noqa: PLC0415
    from views.plan.replay_map import build_ground as changes  # noqa: PLC0415

    return {
        WARNINGS: Ground(build=build_map),
        CORRIDORS: Ground(build=corridors),
        CHANGES: Ground(build=changes),
        IMPORTED: Ground(build=imported, is_checked=False),
    }


def map_url(store: Store, kind: str, as_of: date, text: Text) -> str:
    """
    Return the address of a map; its page is made if it is not kept.

    Raises
    ------
    RanhError
        If the check itself fails.
    """
    version = page_of(store, kind, as_of, text).version
    return f"{PLACE}/{kind}/{as_of.isoformat()}/{text.language}/{version}"


def page_of(store: Store, kind: str, as_of: date, text: Text) -> MapPage:
    """Return the page of a map, made once for each state of the province, day and language."""
    key = (kind, store.state, as_of, text.language)

    def make() -> MapPage:
        return map_page(grounds()[kind].build(store, as_of, text), text.language, text("mapjs.map"))

    return store.keep(_pages).get(key, make)


def serve_map(request: Request) -> Response:
    """Answer with a map; 404 for a day that no page has checked."""
    kind, language = request.path_params["kind"], request.path_params["language"]
    store = store_of(request)
    try:
        as_of = date.fromisoformat(request.path_params["as_of"])
    except ValueError:
        return Response(status_code=404)
    ground = grounds().get(kind)
    if store is None or ground is None or language not in LANGUAGES:
        return Response(status_code=404)
    if ground.is_checked and not store.has_result(as_of):
        return Response(status_code=404)
    page = page_of(store, kind, as_of, Text(language))
    # Of an older version: what is there now, and asked for again the next time.
    current = request.path_params["version"] == page.version
    headers = kept_by_browser(store) if current else {"Cache-Control": "no-store"}
    headers |= {"Content-Security-Policy": page.policy}
    return Response(page.content, media_type="text/html", headers=headers)


ROUTES = [Route(f"{PLACE}/{{kind}}/{{as_of}}/{{language}}/{{version}}", serve_map)]
