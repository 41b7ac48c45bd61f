"""The addresses of the service for GIS programs: the documents of pygeoapi, for whoever asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pygeoapi.api import describe_collections, get_collection_schema, landing_page
from pygeoapi.api.itemtypes import get_collection_item, get_collection_items, get_collection_queryables
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import RanhError
from office.public_view import public_view
from office.rights import Act, may
from views import state
from views.ogc import service
from views.ogc.asked import Asked, read_asked
from views.ogc.collection import Collection
from views.ogc.errors import QueryError
from views.ogc.gate import program_of, store_of_program
from views.ogc.service import ROOT, Service, as_json, asked_of, configuration, honest
from views.ogc.systems import systems_of
from views.person import FOUND, current_desk
from views.public.gate import VISITOR
from views.public.ready import RETRY, is_ready
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from office.sessions import Session
    from views.store import Store

    Document = tuple[int, str, dict[str, Any]]
    """Status, media type, content."""

HEADERS = {"Cache-Control": "no-store"}
JSON, GEOJSON, SCHEMA = "application/json", "application/geo+json", "application/schema+json"
DEFINITION = "application/vnd.oai.openapi+json;version=3.0"
OK, BAD, UNAVAILABLE = 200, 400, 503


def serve_landing(request: Request, store: Store) -> Document:
    """Answer with what there is."""
    return _of_pygeoapi(landing_page, request, store, JSON)


def serve_conformance(request: Request, store: Store) -> Document:  # noqa: ARG001 - the same for everybody
    """Answer with the parts of the standard that are kept."""
    return OK, JSON, {"conformsTo": service.CONFORMANCE}


def serve_definition(request: Request, store: Store) -> Document:
    """Answer with the OpenAPI document."""
    return OK, DEFINITION, service.definition(configuration(store, _base(request), Asked()))


def serve_collections(request: Request, store: Store) -> Document:
    """Answer with the layers of whoever asks."""
    return _of_pygeoapi(describe_collections, request, store, JSON)


def serve_collection(request: Request, store: Store) -> Document:
    """Answer with one layer; 404 for one that whoever asks has not."""
    return _of_pygeoapi(describe_collections, request, store, JSON, request.path_params["layer"])


def serve_schema(request: Request, store: Store) -> Document:
    """Answer with the properties of a layer."""
    return _of_pygeoapi(get_collection_schema, request, store, SCHEMA, request.path_params["layer"])


def serve_queryables(request: Request, store: Store) -> Document:
    """Answer with the properties that can be filtered by."""
    return _of_pygeoapi(get_collection_queryables, request, store, SCHEMA, request.path_params["layer"])


def serve_items(request: Request, store: Store) -> Document:
    """Answer with a page of features."""
    layer = request.path_params["layer"]
    status, media, page = _of_pygeoapi(get_collection_items, request, store, GEOJSON, layer)
    return status, media, page


def serve_item(request: Request, store: Store) -> Document:
    """Answer with one feature."""
    layer, feature = request.path_params["layer"], request.path_params["feature"]
    return _of_pygeoapi(get_collection_item, request, store, GEOJSON, layer, feature)


def serve_rest(request: Request, store: Store) -> Document:
    """Answer the bare folder with what there is, and 404 to the rest, which Streamlit would answer."""
    if not request.path_params["rest"]:
        return serve_landing(request, store)
    return 404, JSON, _told("NotFound", Text(_language(request))("ogc.unknown"))


def _of_pygeoapi(
    make: Callable[..., tuple[dict[str, str], int, str]],
    request: Request,
    store: Store,
    media: str,
    *names: str,
) -> Document:
    query = dict(request.query_params)
    _require_json(query)
    asked = _asked(query, store, names[0]) if names else Asked()
    api = Service(configuration(store, _base(request), asked))
    _, status, text = make(api, asked_of(request.url.path, query, _language(request)), *names)
    document = json.loads(text)
    if status != OK:
        return int(status), JSON, document
    if media == SCHEMA:
        return OK, media, document
    return OK, media, honest(document | ({"offset": _offset(query)} if "numberMatched" in document else {}))


def _asked(query: dict[str, str], store: Store, layer_id: str) -> Asked:
    """Return what is asked of a layer; of one that is not there nothing is read, so that it is 404 first."""
    layer = next((layer for layer in store.province.layers if layer.id == layer_id), None)
    if layer is None:
        return Asked()
    fields = Collection(store=store, layer=layer).fields
    return read_asked(query, systems_of(store.province), fields)


def _require_json(query: dict[str, str]) -> None:
    if query.get("f", "json") != "json":
        raise QueryError("Only f=json is served.", "Chỉ có định dạng f=json.")


def _offset(query: dict[str, str]) -> int:
    return int(query.get("offset", 0))


def _base(request: Request) -> str:
    """Return the address of the service, under the name and scheme that it was asked by."""
    behind = request.headers.get("x-forwarded-proto") == "https"
    return f"{'https' if behind else request.url.scheme}://{request.url.netloc}{ROOT}"


def _language(request: Request) -> str:
    language = request.query_params.get("lang", request.headers.get("accept-language", ""))[:2].lower()
    return language if language in LANGUAGES else next(iter(LANGUAGES))


def _open(serve: Callable[[Request, Store], Document]) -> Callable[[Request], Response]:
    """Return a route that asks anew who asks and what they may see."""

    def answer(request: Request) -> Response:
        session = _session(request)
        if session is None or not may(session.person, Act.SEE_MAP):
            return Response(status_code=404, headers=HEADERS)
        text = Text(_language(request))
        try:
            store = store_of_program(session)
            is_early = session is VISITOR and not is_ready(store, state.today())
            status, media, document = (_wait if is_early else serve)(request, store)
        except QueryError as error:
            status, media, document = BAD, JSON, _told("InvalidParameterValue", text.error(error))
        except RanhError as error:
            said = text("public.unavailable") if session is VISITOR else text.error(error)
            status, media, document = UNAVAILABLE, JSON, _told("NoApplicableCode", said)
        return Response(as_json(document), status_code=status, media_type=media, headers=_headers(status))

    return answer


def _wait(request: Request, store: Store) -> Document:  # noqa: ARG001 - the same for every layer
    """Answer who comes before the first check of a day; who waited would hold a thread of the server."""
    return UNAVAILABLE, JSON, _told("NoApplicableCode", Text(_language(request))("ogc.waiting"))


def _headers(status: int) -> dict[str, str]:
    return HEADERS | (RETRY if status == UNAVAILABLE else {})


def _session(request: Request) -> Session | None:
    """Return the session that the guard found; everybody's only while the public view is on."""
    session = request.scope[FOUND] if FOUND in request.scope else program_of(request)
    if session is VISITOR and not public_view(current_desk()).is_on:
        return None
    return session  # type: ignore[no-any-return]


def _told(code: str, sentence: str) -> dict[str, str]:
    return {"code": code, "type": code, "description": sentence}


COLLECTION = ROOT + "/collections/{layer}"
ROUTES = [
    Route(ROOT, _open(serve_landing), methods=["GET"]),
    Route(ROOT + "/conformance", _open(serve_conformance), methods=["GET"]),
    Route(ROOT + "/openapi", _open(serve_definition), methods=["GET"]),
    Route(ROOT + "/collections", _open(serve_collections), methods=["GET"]),
    Route(COLLECTION, _open(serve_collection), methods=["GET"]),
    Route(COLLECTION + "/schema", _open(serve_schema), methods=["GET"]),
    Route(COLLECTION + "/queryables", _open(serve_queryables), methods=["GET"]),
    Route(COLLECTION + "/items", _open(serve_items), methods=["GET"]),
    Route(COLLECTION + "/items/{feature:path}", _open(serve_item), methods=["GET"]),
    Route(ROOT + "/{rest:path}", _open(serve_rest), methods=["GET"]),
]
"""Plain functions: Starlette runs them in threads."""
