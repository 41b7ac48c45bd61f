"""Serve land-use layers as painted tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from views.store import kept_by_browser, store_of
from views.tile_ahead import ahead
from views.tile_sheets import has_tiles, is_tiled, tile_of, tile_version

if TYPE_CHECKING:
    from starlette.requests import Request

    from views.store import Store

__all__ = ["ROUTES", "is_tiled", "serve_tile", "tile_url", "tile_version"]

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


ROUTES = [Route("/tiles/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png", serve_tile)]
"""Plain functions: Starlette runs them in threads, where painting keeps nobody waiting."""
