"""Say which land codes lie in a part of the map, for a legend of what is seen and no more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import DISPLAY_CRS, to_crs
from geo.errors import RanhError
from views import palette, tiles
from views.once import Once
from views.store import store_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from starlette.requests import Request

    from views.store import Store

PLACE = "/chu-giai"
EXACT_UP_TO = 3000
"""So many zones are compared by their outlines; of more, the boxes: a code too many does no harm."""

_codes: Once[tuple[NDArray[np.int64], list[str]]] = Once(16)


def url(store: Store, layer_id: str) -> str:
    """Return the address that answers which codes of a layer lie in a box."""
    return f"{PLACE}/{layer_id}/{tiles.tile_version(store, layer_id)}"


def codes_in(store: Store, layer_id: str, box: shapely.Geometry) -> list[str]:
    """
    Return the codes of the zones in a part of the province, in the order of the code table.

    Parameters
    ----------
    box
        In the province CRS.
    """
    zones = store.layer(layer_id).zones
    version = tiles.tile_version(store, layer_id)
    numbers, names = store.keep(_codes).get((layer_id, version), lambda: _numbered(zones))
    if shapely.contains_properly(box, shapely.box(*zones.total_bounds)) if len(zones) else False:
        seen = set(names)
    else:
        near = zones.sindex.query(box)
        if len(near) <= EXACT_UP_TO:
            near = near[shapely.intersects(zones.geometry.to_numpy()[near], box)]
        seen = {names[number] for number in np.unique(numbers[near]).tolist()}
    order = {code: place for place, code in enumerate(store.codes)}
    return sorted(seen, key=lambda code: (order.get(code, len(order)), code))


def serve_codes(request: Request) -> Response:
    """
    Answer with the codes in `?box=west,south,east,north` (WGS 84), their names and colours.

    404 for a layer that this person has not, or an old version; 400 for a box that is none.
    """
    store, layer_id = store_of(request), request.path_params["layer"]
    tiled = store is not None and any(
        layer.id == layer_id and tiles.is_tiled(layer) for layer in store.province.layers
    )
    if store is None or not tiled or request.url.path != url(store, layer_id):
        return Response(status_code=404)
    box = _box(store, request.query_params.get("box", ""))
    language = request.query_params.get("lang", "")
    if box is None or language not in LANGUAGES:
        return Response(status_code=400)
    text = Text(language)
    told = [_told(store, code, text) for code in codes_in(store, layer_id, box)]
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _told(store: Store, code: str, text: Text) -> dict[str, str]:
    entry = store.codes.get(code)
    paint = palette.paints(store.codes).get(code, palette.UNKNOWN)
    name = text("legend.unknown") if entry is None else text.of(entry, "name")
    return {"code": code, "name": name, "colour": paint.hex, "hatch": paint.hatch}


def _box(store: Store, said: str) -> shapely.Geometry | None:
    """Return a box of degrees in the province CRS, cut to where that is defined; None if it is no box."""
    try:
        west, south, east, north = (float(part) for part in said.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        return None
    province = store.province
    bounds = gpd.GeoDataFrame(geometry=[shapely.box(*province.bounds_m).buffer(1000.0)], crs=province.crs)
    around = shapely.box(*to_crs(bounds, DISPLAY_CRS, province.datum_operation).total_bounds)
    seen = shapely.intersection(shapely.box(west, south, east, north), around)
    if seen.is_empty or shapely.get_dimensions(seen) < 2:  # noqa: PLR2004 - an area
        return shapely.Polygon()
    frame = gpd.GeoDataFrame(geometry=[seen], crs=DISPLAY_CRS)
    try:
        return shapely.box(*to_crs(frame, province.crs, province.datum_operation).total_bounds)
    except RanhError:
        return None


def _numbered(zones: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], list[str]]:
    names, numbers = np.unique(zones["code"].fillna("").to_numpy(dtype=str), return_inverse=True)
    return numbers.astype(np.int64), names.tolist()


ROUTES = [Route(PLACE + "/{layer}/{version}", serve_codes)]
