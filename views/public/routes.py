"""The addresses of the public view; the guard lets nobody without an account come here while it is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import RanhError
from layers.rules import SITES
from office.public_view import public_view
from office.rights import Act, may
from views import features, state
from views.handing import at_once
from views.once import Once
from views.person import current_desk
from views.public.files import MEDIA, list_file
from views.public.gate import ROOT, VISITOR, published_store, visitor_of
from views.public.ground import layer_choice, map_element, zones_version
from views.public.listing import Asked, offers
from views.public.page import Shown, public_page, waiting_page
from views.public.ready import RETRY, is_ready
from views.store import kept_by_browser
from views.text import LANGUAGES, Text
from views.tile_sheets import has_tiles, tile_of, tile_version
from views.tiles import DEEPEST_ZOOM

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from office.sessions import Session
    from views.public.published import PublishedStore

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
REFRESH = {"Refresh": RETRY["Retry-After"]}
"""A browser asks again by itself."""
ASKED = ("q", "sector", "commune", "period", "capital", "all")

_zones: Once[bytes] = Once(48)


def serve_page(request: Request, _: Session, store: PublishedStore) -> Response:
    """Answer with the page."""
    text, as_of, asked = _text(request), state.today(), Asked.of(request.query_params)
    query = {name: request.query_params[name] for name in ASKED if name in request.query_params}
    every = offers(store, as_of, text)
    shown = Shown(
        store=store,
        as_of=as_of,
        every=every,
        chosen=[one for one in every if asked.takes(one)],
        asked=asked,
        query=query,
        is_preview=not public_view(current_desk()).is_on,
        ground=map_element(store, query, text),
        layers=layer_choice(store, as_of, text),
    )
    return HTMLResponse(public_page(shown, text), headers=HEADERS)


def serve_list(request: Request, session: Session, store: PublishedStore) -> Response:
    """Answer with the list as a file; for the map as well."""
    kind, text, as_of = request.path_params["kind"], _text(request), state.today()
    if kind not in MEDIA:
        return Response(status_code=404)
    asked = Asked.of(request.query_params)
    chosen = [one for one in offers(store, as_of, text) if asked.takes(one)]
    body = list_file(kind, store, as_of, chosen, text)
    return at_once(session, body, f"{text('public.file_name')}.{kind}", MEDIA[kind], act=Act.SEE_MAP)


def serve_zones(request: Request, _: Session, store: PublishedStore) -> Response:
    """Answer with the zones of a published layer; 404 for any other, and for an old version."""
    layer_id, version = request.path_params["layer"], request.path_params["version"]
    known = {layer.id for layer in store.province.layers if layer.family != SITES}
    if layer_id not in known or zones_version(store, layer_id) != version:
        return Response(status_code=404)
    body = _zones.get((layer_id, version), lambda: features.zones_body(store, layer_id))
    headers = kept_by_browser(store) | {"Content-Encoding": "gzip"}
    return Response(body, media_type="application/geo+json", headers=headers)


def serve_tile(request: Request, _: Session, store: PublishedStore) -> Response:
    """Answer with a tile of a published land-use layer; 404 for any other, and for an old version."""
    path = request.path_params
    layer_id, zoom = path["layer"], path["zoom"]
    if zoom > DEEPEST_ZOOM or max(path["column"], path["row"]) >= 2**zoom or not has_tiles(store, layer_id):
        return Response(status_code=404)
    if tile_version(store, layer_id) != path["version"]:
        return Response(status_code=404)
    body = tile_of(store, layer_id, (zoom, path["column"], path["row"]))
    return Response(body, media_type="image/png", headers=kept_by_browser(store))


def serve_rest(request: Request, session: Session, store: PublishedStore) -> Response:
    """Answer the bare folder with the page, and 404 to the rest, which Streamlit would answer."""
    return (
        serve_page(request, session, store) if not request.path_params["rest"] else Response(status_code=404)
    )


def _open(serve: Callable[[Request, Session, PublishedStore], Response]) -> Callable[[Request], Response]:
    """
    Return a route that asks anew who looks and what is published, and tells no visitor what is wrong.

    None of them waits in its thread for the first check of a day: others could then get no answer.
    """

    def answer(request: Request) -> Response:
        session = visitor_of(request)
        if session is None or not may(session.person, Act.SEE_MAP):
            return Response(status_code=404)
        try:
            store = published_store(session)
            if is_ready(store, state.today()):
                return serve(request, session, store)
            return HTMLResponse(waiting_page(store, _text(request)), 503, HEADERS | RETRY | REFRESH)
        except RanhError:
            if session is not VISITOR:
                raise
            return PlainTextResponse(_text(request)("public.unavailable"), status_code=503, headers=HEADERS)

    return answer


def _text(request: Request) -> Text:
    language = request.query_params.get("lang", "")
    return Text(language if language in LANGUAGES else next(iter(LANGUAGES)))


ROUTES = [
    Route(ROOT, _open(serve_page), methods=["GET"]),
    Route(ROOT + "/du-an.{kind}", _open(serve_list), methods=["GET"]),
    Route(ROOT + "/lop/{layer}/{version}.json", _open(serve_zones), methods=["GET"]),
    Route(
        ROOT + "/o/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png",
        _open(serve_tile),
        methods=["GET"],
    ),
    Route(ROOT + "/{rest:path}", _open(serve_rest), methods=["GET"]),
]
"""Plain functions: Starlette runs them in threads."""
