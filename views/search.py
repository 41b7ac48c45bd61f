"""Answer the search box of the map: at most twenty things, the likeliest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import parse_crs
from views import numbers, tiles
from views.once import Once
from views.search_coordinates import degrees_of, places_of, read_pair
from views.search_index import Entry, best_of, bounds_of, entries, folded
from views.store import store_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from starlette.requests import Request

    from views.store import Store

PLACE = "/tim-kiem"
MOST = 20
LONGEST = 200
LARGEST_TOLD = 12
"""Zones of a land code that can be gone to: the largest."""
M2_PER_HA = 10_000

Found = dict[str, Any]

_indexes: Once[list[Entry]] = Once(16)
_largest: Once[list[Found]] = Once(128)


def serve_search(request: Request) -> Response:
    """
    Answer `?q=` with what fits: kind, title, note, where it is, what the page opens.

    `day` and `lang` are those of the page, `ground` the land-use layer that is shown. 404 for a day
    that is not checked: a search must not start a check.
    """
    query, store = request.query_params, store_of(request)
    wanted, language = query.get("q", "").strip()[:LONGEST], query.get("lang", "")
    try:
        as_of = date.fromisoformat(query.get("day", ""))
    except ValueError:
        return Response(status_code=400)
    if language not in LANGUAGES or not wanted:
        return Response(status_code=400)
    if store is None or not store.has_result(as_of):
        return Response(status_code=404)
    told = find(store, wanted, as_of, query.get("ground", ""), Text(language))
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def find(store: Store, wanted: str, as_of: date, ground: str, text: Text) -> Found:
    """Return what was found, and a sentence where nothing was."""
    pair = read_pair(wanted)
    if pair is not None:
        places = [_place(store, place, text) for place in places_of(pair, store.province)]
        return {"found": places, "said": "" if places else text("search.outside")}
    index = store.keep(_indexes).get((store.state, as_of, text.language), lambda: entries(store, as_of, text))
    code = wanted.upper()
    land = _land(store, ground, code, text) if code in store.codes else []
    named = [_told(entry) for entry in best_of(index, folded(wanted), MOST)]
    return {"found": [*land, *named][:MOST], "said": ""}


def _told(entry: Entry) -> Found:
    return {
        "kind": entry.kind,
        "title": entry.title,
        "note": entry.note,
        "bounds": entry.bounds,
        "pick": entry.pick,
    }


def _place(store: Store, place: tuple[float, float], text: Text) -> Found:
    easting, northing = (numbers.number(value, text.language, 1) for value in place)
    lat, lon = degrees_of(place, store.province)
    degrees = "; ".join(numbers.number(value, text.language, 6) for value in (lat, lon))
    return {
        "kind": text("search.point"),
        "title": f"X {northing}; Y {easting}",
        # In which grid metres were read: numbers of another meridian look the same and lie elsewhere.
        "note": f"{parse_crs(store.province.crs).name}; WGS 84 {degrees}",
        "at": [lat, lon],
        "pick": None,
    }


def _land(store: Store, ground: str, code: str, text: Text) -> list[Found]:
    """Return how much land of a code there is in the layer that is shown, and its largest zones."""
    layer = next((layer for layer in store.province.layers if layer.id == ground), None)
    if layer is None or not tiles.is_tiled(layer):
        return []
    key = (layer.id, tiles.tile_version(store, layer.id), code, text.language)
    return store.keep(_largest).get(key, lambda: _zones_of(store, layer.id, code, text))


def _zones_of(store: Store, layer_id: str, code: str, text: Text) -> list[Found]:
    zones = store.layer(layer_id).zones
    own = zones[zones["code"] == code]
    kind = text("search.code")
    name = f"{code} {text.of(store.codes[code], 'name')}"
    layer_name = text.of(store.province.layer(layer_id), "name")
    if own.empty:
        note = text("search.code_none", layer=layer_name)
        return [{"kind": kind, "title": name, "note": note, "bounds": None, "pick": None}]
    areas = shapely.area(own.geometry.to_numpy())
    order = np.argsort(-areas, kind="stable")[:LARGEST_TOLD]
    whole = gpd.GeoDataFrame(geometry=[shapely.box(*own.total_bounds)], crs=own.crs)
    note = text(
        "search.code_sum",
        count=numbers.number(len(own), text.language, 0),
        area=numbers.area_ha(float(areas.sum()) / M2_PER_HA, text.language),
        layer=layer_name,
    )
    first = {"kind": kind, "title": name, "note": note, "bounds": bounds_of(whole, store)[0], "pick": None}
    largest = own.iloc[order]
    return [
        first,
        *(
            {
                "kind": text("search.code_zone", place=place + 1),
                "title": str(zone_id),
                "note": numbers.area_ha(float(areas[order[place]]) / M2_PER_HA, text.language) + " ha",
                "bounds": bounds,
                "pick": None,
            }
            for place, (zone_id, bounds) in enumerate(
                zip(largest["zone_id"], bounds_of(largest, store), strict=True)
            )
        ),
    ]


ROUTES = [Route(PLACE, serve_search)]
