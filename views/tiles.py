"""Serve land-use layers as painted tiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import DISPLAY_CRS, transform_xy
from views.store import kept_by_browser, store_of
from views.tile_ahead import ahead
from views.tile_sheets import has_tiles, is_tiled, tile_of, tile_version

if TYPE_CHECKING:
    from starlette.requests import Request

    from views.store import Store

__all__ = ["ROUTES", "is_tiled", "serve_tile", "serve_zones", "tile_url", "tile_version", "zones_url"]

DEEPEST_ZOOM = 20


def tile_url(store: Store, layer_id: str) -> str:
    """Return the URL pattern of a layer's tiles, for Leaflet; the first ones are then painted ahead."""
    ahead.want(store, layer_id)
    return f"/tiles/{layer_id}/{tile_version(store, layer_id)}/{{z}}/{{x}}/{{y}}.png"


def serve_tile(request: Request) -> Response:
    """Answer with one tile; 404 for an unknown layer, an old version or a tile outside the world."""
    path, store = request.path_params, store_of(request)
    layer_id, zoom = path["layer"], path["zoom"]
    if store is None or zoom > DEEPEST_ZOOM or max(path["column"], path["row"]) >= 2**zoom:
        return Response(status_code=404)
    if not has_tiles(store, layer_id) or tile_version(store, layer_id) != path["version"]:
        return Response(status_code=404)
    body = tile_of(store, layer_id, (zoom, path["column"], path["row"]))
    return Response(body, media_type="image/png", headers=kept_by_browser(store))


def zones_url(store: Store, layer_id: str) -> str:
    """Return the URL that answers which zones of a layer lie under a point."""
    return f"/zones/{layer_id}/{tile_version(store, layer_id)}"


def serve_zones(request: Request) -> Response:
    """Answer with the zones under `?lon=&lat=` (WGS 84): id, code and the code's names."""
    path, query, store = request.path_params, request.query_params, store_of(request)
    if store is None or not has_tiles(store, path["layer"]):
        return Response(status_code=404)
    if tile_version(store, path["layer"]) != path["version"]:
        return Response(status_code=404)
    try:
        lon_lat = float(query["lon"]), float(query["lat"])
    except (KeyError, ValueError):
        return Response(status_code=400)
    if not all(map(math.isfinite, lon_lat)):
        return Response(status_code=400)
    zones, province = store.layer(path["layer"]).zones, store.province
    xy = transform_xy(np.array([lon_lat]), DISPLAY_CRS, province.crs, province.datum_operation)
    found = zones.iloc[sorted(zones.sindex.query(shapely.Point(xy[0]), predicate="intersects"))]
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


ROUTES = [
    Route("/tiles/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png", serve_tile),
    Route("/zones/{layer}/{version}", serve_zones),
]
"""Plain functions: Starlette runs them in threads, where painting keeps nobody waiting."""
