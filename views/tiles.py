"""Serve land-use layers as painted tiles, and say which zones lie under a point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import to_display
from views import palette
from views.once import Once
from views.paint import Sheet, make_sheet, paint_tile, web_metres
from views.store import declared, kept_by_browser, store_of, version_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.layer import Layer
    from views.store import Store

TILES_KEPT = 6000
"""About 60 MB: every tile of the province down to zoom 13."""

DEEPEST_ZOOM = 20

_sheets: Once[Sheet] = Once(8)
_tiles: Once[bytes] = Once(TILES_KEPT)


def is_tiled(layer: Layer) -> bool:
    """Tell whether a layer is painted on the server: those with land-use codes, many and without gaps."""
    return bool(layer.code_field) and layer.geometry == "polygon"


def tile_version(store: Store, layer_id: str) -> str:
    """Return the part of the tile URL that changes with the zones and with the colours."""
    colours = [f"{code}{entry.hex}" for code, entry in sorted(store.codes.items())]
    return version_of(declared(store, layer_id), store.layer(layer_id).sha256, store.owner, *colours)


def tile_url(store: Store, layer_id: str) -> str:
    """Return the URL pattern of a layer's tiles, for Leaflet."""
    return f"/tiles/{layer_id}/{tile_version(store, layer_id)}/{{z}}/{{x}}/{{y}}.png"


def zones_url(store: Store, layer_id: str) -> str:
    """Return the URL that answers which zones of a layer lie under a point."""
    return f"/zones/{layer_id}/{tile_version(store, layer_id)}"


def serve_tile(request: Request) -> Response:
    """Answer with one tile; 404 for an unknown layer, an old version or a tile outside the world."""
    path = request.path_params
    layer_id, version, zoom = path["layer"], path["version"], path["zoom"]
    store = store_of(request)
    sheet = None if store is None else _sheet(store, layer_id, version)
    if store is None or sheet is None or zoom > DEEPEST_ZOOM or max(path["column"], path["row"]) >= 2**zoom:
        return Response(status_code=404)
    place = (zoom, path["column"], path["row"])
    body = store.keep(_tiles).get((layer_id, version, *place), lambda: paint_tile(sheet, *place))
    return Response(body, media_type="image/png", headers=kept_by_browser(store))


def serve_zones(request: Request) -> Response:
    """Answer with the zones under `?lon=&lat=` (WGS 84): id, code and the code's names."""
    path, query, store = request.path_params, request.query_params, store_of(request)
    sheet = None if store is None else _sheet(store, path["layer"], path["version"])
    if store is None or sheet is None:
        return Response(status_code=404)
    try:
        lon_lat = float(query["lon"]), float(query["lat"])
    except (KeyError, ValueError):
        return Response(status_code=400)
    if not all(map(math.isfinite, lon_lat)):
        return Response(status_code=400)
    zones = store.layer(path["layer"]).zones
    parts = sheet.tree.query(web_metres(shapely.Point(lon_lat)), predicate="intersects")
    found = zones.iloc[sorted(set(sheet.owners[parts].tolist()))]
    return JSONResponse(
        [
            {"zone_id": zone_id, "code": code, **_names(store, code)}
            for zone_id, code in zip(found["zone_id"], found["code"], strict=True)
        ],
        headers={"Cache-Control": "no-store"},
    )


def _names(store: Store, code: str) -> dict[str, str]:
    entry = store.codes.get(code)
    return {"name_vi": entry.name_vi if entry else "", "name_en": entry.name_en if entry else ""}


def _sheet(store: Store, layer_id: str, version: str) -> Sheet | None:
    """Return the painter's sheet of a tiled layer, or nothing if it is not that version's."""
    tiled = any(layer.id == layer_id and is_tiled(layer) for layer in store.province.layers)
    if not tiled or tile_version(store, layer_id) != version:
        return None

    def prepare() -> Sheet:
        zones = to_display(store.layer(layer_id).zones, store.province.datum_operation)
        return make_sheet(zones, palette.paints(store.codes), palette.UNKNOWN)

    return store.keep(_sheets).get((layer_id, version), prepare)


ROUTES = [
    Route("/tiles/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png", serve_tile),
    Route("/zones/{layer}/{version}", serve_zones),
]
