"""
The addresses of the maps: each ground of the program's pages as a page of its own.

`views/map_frame.py` shows them in a frame; `views/first_page.py` lets the browser fetch the first of
them before the rest of the page is there.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from views import state
from views.map_page import map_page
from views.once import Once
from views.store import kept_by_browser, store_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import folium
    from starlette.requests import Request

    from views.map_page import MapPage
    from views.store import Store

PLACE = "/ban-do"

WARNINGS, CORRIDORS, CHANGES, IMPORTED = "warnings", "corridors", "changes", "import"
"""The last is the same on every day."""

SOON_S = 1.0

_pages: Once[MapPage] = Once(64)
_makers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="maps")


def grounds() -> dict[str, Callable[[Store, date, Text], folium.Map]]:
    """Return the grounds by their names; not at the top, for the seconds that they cost when loaded."""
    from views.corridors.ground import build_ground as corridors  # noqa: PLC0415
    from views.import_map import build_ground as imported  # noqa: PLC0415
    from views.map import build_map  # noqa: PLC0415
    from views.plan.replay_map import build_ground as changes  # noqa: PLC0415

    return {
        WARNINGS: build_map,
        CORRIDORS: corridors,
        CHANGES: changes,
        IMPORTED: imported,
    }


def map_url(store: Store, kind: str, as_of: date, text: Text) -> str:
    """
    Return the address of a map; its page is made if it is not kept.

    Raises
    ------
    RanhError
        If the check itself fails.
    """
    return _url(kind, as_of, text.language, page_of(store, kind, as_of, text))


def page_of(store: Store, kind: str, as_of: date, text: Text) -> MapPage:
    """Return the page of a map, made once for each state of the province, day and language."""

    def make() -> MapPage:
        return map_page(grounds()[kind](store, as_of, text), text.language, text("mapjs.map"))

    return store.keep(_pages).get(_key(store, kind, as_of, text.language), make)


def url_soon(store: Store, kind: str, as_of: date, text: Text) -> str | None:
    """
    Return the address of a map, if its page is there or soon made; no check is started for it.

    What goes wrong is told by the page that asks for the map again.
    """
    if not store.has_result(as_of):
        return None
    made = _makers.submit(map_url, store, kind, as_of, text)
    wait([made], SOON_S)
    return made.result() if made.done() and made.exception() is None else None


def _key(store: Store, kind: str, as_of: date, language: str) -> Hashable:
    return kind, store.state, as_of if kind != IMPORTED else None, language


def _url(kind: str, as_of: date, language: str, page: MapPage) -> str:
    return f"{PLACE}/{kind}/{as_of.isoformat()}/{language}/{page.version}"


def serve_map(request: Request) -> Response:
    """Answer with a map; 404 for one that there is not, 503 where its day is yet to be checked."""
    kind, language = request.path_params["kind"], request.path_params["language"]
    store = store_of(request)
    try:
        as_of = date.fromisoformat(request.path_params["as_of"])
    except ValueError:
        return Response(status_code=404)
    if store is None or kind not in grounds() or language not in LANGUAGES:
        return Response(status_code=404)
    if not store.has_result(as_of if kind != IMPORTED else state.today()):
        # No check from an address alone. The frame asks again by itself.
        waiting = Text(language)("map.waiting")
        return PlainTextResponse(waiting, status_code=503, headers={"Cache-Control": "no-store"})
    page = page_of(store, kind, as_of, Text(language))
    # Of an older version: what is there now, and asked for again the next time.
    current = request.path_params["version"] == page.version
    headers = kept_by_browser(store) if current else {"Cache-Control": "no-store"}
    headers |= {"Content-Security-Policy": page.policy}
    return Response(page.content, media_type="text/html", headers=headers)


ROUTES = [Route(f"{PLACE}/{{kind}}/{{as_of}}/{{language}}/{{version}}", serve_map)]
