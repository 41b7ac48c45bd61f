"""
pygeoapi over what one person may see: its configuration is made of a store, in memory.

Only JSON is served. The pages of pygeoapi load scripts from other hosts, and its other forms say
nothing that GIS programs need; what its documents say of either is taken out.
"""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pygeoapi import l10n
from pygeoapi.api import API, APIRequest, get_base_url
from pygeoapi.api import CONFORMANCE_CLASSES as COMMON
from pygeoapi.api.itemtypes import CONFORMANCE_CLASSES_FEATURES as FEATURES
from pygeoapi.openapi import get_oas_30

from geo.errors import RanhError
from views import numbers
from views.display_bounds import display_bounds
from views.ogc.asked import OWN, Asked
from views.ogc.collection import Collection
from views.ogc.provider import NAME
from views.ogc.systems import CRS84, stored_in, systems_of
from views.once import Once
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.layer import Layer
    from views.store import Store

logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)  # what somebody asks for goes into no log

ROOT = "/ogc"
PAGE, LARGEST_PAGE = 100, 1000
"""Features of an answer where no number is asked for, and at most."""
CONFORMANCE = sorted(
    {name for name in (*COMMON, *FEATURES) if not name.endswith(("/html", "/create-replace-delete"))}
)
NOT_SERVED = ("/processes", "/job-list", "/tiling-schemes")
"""Ends of relations of links to what this service has not."""


_bounds: Once[list[float]] = Once(16)


class Service(API):  # type: ignore[misc] - pygeoapi has no types
    """
    The API of pygeoapi without its process manager, log and templates.

    Parameters
    ----------
    config
        Of `configuration`.
    """

    def __init__(self, config: dict[str, Any]) -> None:  # the base class would open files
        self.config = config
        self.api_headers: dict[str, str] = {}
        self.base_url = get_base_url(config)
        self.locales = l10n.get_locales(config)
        self.default_locale = self.locales[0]
        self.pretty_print = False
        self.tpl_config = config


class Parameters(dict[str, str]):
    """Those of an address: links keep all of them, but pygeoapi reads none that is read by `asked`."""

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as of a dict
        """Return a parameter that pygeoapi is to read."""
        return default if name in OWN else super().get(name, default)


def asked_of(path: str, query: Mapping[str, str], language: str) -> APIRequest:
    """Return a request as pygeoapi reads it, for JSON whatever its headers want."""
    request = SimpleNamespace(
        query_params=Parameters(query),
        headers={"accept": "application/json", "accept-language": language},
        scope={"path": path},
    )
    return APIRequest(request, list(LANGUAGES))


def configuration(store: Store, base_url: str, asked: Asked) -> dict[str, Any]:
    """
    Return what pygeoapi is to serve: a collection for each layer of the store, and no other.

    Raises
    ------
    RanhError
        If the bounds of the province cannot be read.
    """
    bounds = _bounds.get(store.state, lambda: list(display_bounds(store)))
    return {
        "server": {
            "url": base_url,
            "languages": list(LANGUAGES),
            "limits": {"default_items": PAGE, "max_items": LARGEST_PAGE, "on_exceed": "throttle"},
        },
        "metadata": _metadata(store, base_url),
        "resources": {layer.id: _resource(store, layer, bounds, asked) for layer in store.province.layers},
    }


def definition(config: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document, of what is served and nothing else."""
    document: dict[str, Any] = get_oas_30(config)
    for path, methods in list(document["paths"].items()):
        if path.startswith(("/processes", "/jobs", "/TileMatrixSets")):
            del document["paths"][path]
        else:
            document["paths"][path] = {"get": methods["get"]}
    document["components"]["parameters"]["f"]["schema"]["enum"] = ["json"]
    return document


def honest(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return a document of pygeoapi without links to what is not served, and without the time.

    Examples
    --------
    >>> honest({"timeStamp": "now", "links": [{"rel": "self", "type": "text/html", "href": ""}]})
    {'links': []}
    """
    document.pop("timeStamp", None)
    ended = document.get("numberMatched", 0) <= document.pop("offset", 0) + document.get("numberReturned", 0)
    is_page = "numberMatched" in document
    document["links"] = [
        link
        for link in document.get("links", ())
        if link.get("type") not in {"text/html", "application/ld+json"}
        and not link["rel"].endswith(NOT_SERVED)
        and not (is_page and ended and link["rel"] == "next")
    ]
    for collection in document.get("collections", ()):
        honest(collection)
    return document


def _metadata(store: Store, base_url: str) -> dict[str, Any]:
    names = {code: Text(code).of(store.province, "name") for code in LANGUAGES}
    told = {code: Text(code)("ogc.description") for code in LANGUAGES}
    if store.province.demonstration:
        told = {code: f"{Text(code).of(store.province, 'notice')} {told[code]}" for code in LANGUAGES}
    return {
        "identification": {
            "title": {code: f"Ranh: {name}" for code, name in names.items()},
            "description": told,
            "keywords": {code: [name] for code, name in names.items()},
            "terms_of_service": base_url,
            "url": base_url,
        },
        "license": {"name": names["vi"], "url": base_url},
        "provider": {"name": names["vi"], "url": base_url},
        "contact": {"name": names["vi"]},
    }


def _resource(store: Store, layer: Layer, bounds: list[float], asked: Asked) -> dict[str, Any]:
    stored = stored_in(store.province)
    extents: dict[str, Any] = {"spatial": {"bbox": bounds, "crs": CRS84}}
    if layer.effective_from or layer.effective_to:
        extents["temporal"] = {"begin": _day(layer.effective_from), "end": _day(layer.effective_to)}
    return {
        "type": "collection",
        "title": {code: Text(code).of(layer, "name") for code in LANGUAGES},
        "description": {code: _description(store, layer, Text(code)) for code in LANGUAGES},
        "keywords": {code: [layer.family] for code in LANGUAGES},
        "extents": extents,
        "providers": [
            {
                "type": "feature",
                "name": NAME,
                "data": Collection(store=store, layer=layer, asked=asked),
                "id_field": "id",
                "crs": systems_of(store.province),
                "storage_crs": stored or CRS84,
            }
        ],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _description(store: Store, layer: Layer, text: Text) -> str:
    source = layer.source_vi if text.language == "vi" and layer.source_vi else layer.source
    day = f" ({numbers.day(layer.decision_date, text.language)})" if layer.decision_date else ""
    decision = f"{layer.decision_number}{day}" if layer.decision_number else ""
    told = (decision, source, _lacking(store, layer, text), text("ogc.blank"))
    return " ".join(f"{line.rstrip('.')}." for line in told if line)


def _lacking(store: Store, layer: Layer, text: Text) -> str:
    """Return what of a layer is not among its features."""
    try:
        count = len(store.layer(layer.id).broken)
    except RanhError:
        # Which file is missing is for who can mend it; a program is told when it asks for features.
        return text("public.layer_missing", layer=text.of(layer, "name"))
    return text("ogc.lacking", count=count) if count else ""


def as_json(document: dict[str, Any]) -> bytes:
    """Return a document as bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
