"""
Serve the office's own picture of the ground, and lay it under everything on the map.

Blank under the squares that are withheld: a photograph shows what stands there.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import folium
import numpy as np
from PIL import Image
from starlette.responses import Response
from starlette.routing import Route

from geo.crs import DISPLAY_CRS, transform_where_possible
from geo.errors import RanhError
from layers.background import tile_of, zooms_of
from layers.photo import tile_degrees
from views.blanked import blank
from views.store import kept_by_browser, store_of, version_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from views.store import Store
    from views.text import Text

PLACE = "/anh-nen"
ID, GROUP, PANE = "background", "background", "background"
PANE_HEIGHT = 150
"""Below the land use, which is laid over it and can be made fainter."""

TILE_PX = 256


def version(store: Store) -> str:
    """Return the part of the address that changes with the file; "" where the province has none."""
    background = store.province.background
    path = None if background is None else store.province.path(background.file)
    if path is None or not path.is_file():
        return ""
    found = path.stat()
    squares = str(sorted(store.withheld().squares))
    return version_of(str(path), str(found.st_mtime_ns), str(found.st_size), store.owner, squares)


def add_backdrop(
    ground: folium.Map, store: Store, text: Text, deepest: int
) -> list[tuple[str, folium.TileLayer, str, str]]:
    """Add the office's picture of the ground; return its entry for the list of layers, or none."""
    background, current = store.province.background, version(store)
    if background is None or not current:
        return []
    try:
        shallow, deep = zooms_of(store.province.path(background.file), background.crs)
    except RanhError:
        return []  # `problem` says it on the page
    name = text.of(background, "name")
    folium.map.CustomPane(PANE, z_index=PANE_HEIGHT).add_to(ground)
    drawn = folium.TileLayer(
        f"{PLACE}/{current}/{{z}}/{{x}}/{{y}}",
        attr=" ",
        name=name,
        overlay=True,
        control=False,
        show=background.show,
        min_native_zoom=shallow,
        max_native_zoom=deep,
        max_zoom=deepest,
        pane=PANE,
    ).add_to(ground)
    return [(ID, drawn, name, background.source)]


def problem(store: Store) -> RanhError | None:
    """Return why the declared picture of the ground cannot be shown, or nothing."""
    background = store.province.background
    if background is None:
        return None
    try:
        zooms_of(store.province.path(background.file), background.crs)
    except RanhError as error:
        return error
    return None


def serve_backdrop(request: Request) -> Response:
    """Answer with a tile, a blank one where the file has none; 404 for an old version."""
    store, path = store_of(request), request.path_params
    current = "" if store is None else version(store)
    if store is None or store.province.background is None or not current or path["version"] != current:
        return Response(status_code=404)
    province, declared = store.province, store.province.background
    place = path["zoom"], path["column"], path["row"]
    file, operation = province.path(declared.file), province.datum_operation
    body, kind = tile_of(file, *place, crs=declared.crs, operation=operation) or (_blank(), "image/png")
    if store.withheld().squares:
        body, kind = _blanked(store, body, place) or (body, kind)
    return Response(body, media_type=kind, headers=kept_by_browser(store))


def _blanked(store: Store, body: bytes, place: tuple[int, int, int]) -> tuple[bytes, str] | None:
    """Return a tile without what is withheld; nothing where none of it is."""
    image = Image.open(io.BytesIO(body)).convert("RGBA")
    picture = np.array(image).reshape(-1, 4)
    middles = tile_degrees(*place, width=image.width, height=image.height)
    province = store.province
    xy = transform_where_possible(middles, DISPLAY_CRS, province.crs, province.datum_operation)
    if not blank(picture, xy, store.withheld().squares):
        return None
    file = io.BytesIO()
    Image.fromarray(picture.reshape(image.height, image.width, 4), "RGBA").save(file, "PNG", compress_level=3)
    return file.getvalue(), "image/png"


@cache
def _blank() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (TILE_PX, TILE_PX), (0, 0, 0, 0)).save(file, "PNG")
    return file.getvalue()


ROUTES = [Route(PLACE + "/{version}/{zoom:int}/{column:int}/{row:int}", serve_backdrop)]
