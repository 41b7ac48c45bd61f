"""
Serve the office's own picture of the ground, and lay it under everything on the map.

Blank under the squares that are withheld: a photograph shows what stands there.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import RanhError
from layers import background as backgrounds
from layers import photo, photo_file, raster
from layers.background import raster_of, zooms_of
from views.once import Once
from views.paint import blank_tile
from views.store import kept_by_browser, store_of, version_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from views.store import Store
    from views.text import Text

PLACE = "/anh-nen"
ID, GROUP, PANE = "background", "background", "background"
PANE_HEIGHT = 150
"""Below the land use, which is laid over it and can be made fainter."""

PAINTERS = (backgrounds, photo, photo_file, raster)
"""Another program makes other pictures of the same file, and browsers keep a tile for a year."""

_squares: Once[str] = Once(8)


def version(store: Store) -> str:
    """Return the part of the address that changes with the file; "" where the province has none."""
    background = store.province.background
    path = None if background is None else store.province.path(background.file)
    if background is None or path is None or not path.is_file():
        return ""
    found = path.stat()
    declared = f"{background.model_dump_json()} {store.province.crs} {store.province.datum_operation}"
    file = f"{path} {found.st_mtime_ns} {found.st_size}"
    return version_of(declared, file, store.owner, _told_squares(store), _painter())


def _told_squares(store: Store) -> str:
    """Return a hash of what is withheld, made once: it is asked for with every tile."""
    withheld = store.withheld()
    return store.keep(_squares).get(withheld, lambda: version_of(str(sorted(withheld.squares))))


@cache
def _painter() -> str:
    files = (Path(module.__file__ or "") for module in PAINTERS)
    return hashlib.sha256(
        b"\0".join([Path(__file__).read_bytes(), *(file.read_bytes() for file in files)])
    ).hexdigest()


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
    """
    Answer with a tile, a blank one where the file has none; 404 for an old version.

    A damaged tile is a RanhError, which becomes 503: the browser leaves it blank, says so, and keeps nothing.
    """
    store, path = store_of(request), request.path_params
    current = "" if store is None else version(store)
    if store is None or store.province.background is None or not current or path["version"] != current:
        return Response(status_code=404)
    province, declared = store.province, store.province.background
    place, operation = (path["zoom"], path["column"], path["row"]), province.datum_operation
    found = raster_of(province.path(declared.file), *place, crs=declared.crs, operation=operation)
    if version(store) != current:
        # The file was replaced meanwhile: this tile may be of the new one, and browsers keep it for a year.
        return Response(status_code=404)
    body, kind = blank_tile(), "image/png"
    if found is not None:
        body, kind = found.without(store.withheld().squares, province.crs, operation).encoded()
    return Response(body, media_type=kind, headers=kept_by_browser(store))


ROUTES = [Route(PLACE + "/{version}/{zoom:int}/{column:int}/{row:int}", serve_backdrop)]
