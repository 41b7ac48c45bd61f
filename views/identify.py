"""Answer a click on the map: everything that this person may see at one place, in one answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import DISPLAY_CRS, transform_where_possible
from views.identify_hidden import is_hidden
from views.identify_told import Asked, told_of
from views.store import store_of
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from views.store import Store

PLACE = "/at"
FARTHEST_M = 500.0
"""However far out the map is: what lies farther away than this was not meant."""


@dataclass(frozen=True, kw_only=True)
class _Query:
    lon_lat: tuple[float, float]
    reach_m: float
    as_of: date
    ground: str
    language: str


def serve_place(request: Request) -> Response:
    """
    Answer `?lon=&lat=` (WGS 84) with all layers, sites and findings there, in words.

    `day` and `lang` are those of the page, `ground` the land-use layer that is shown, `reach` the
    metres on the ground within which a line counts as clicked. 400 for a question that is none, 404
    for a day that is not checked: a click must not start a check.
    """
    store, query = store_of(request), _read(request.query_params)
    if query is None:
        return Response(status_code=400)
    if store is None or not store.has_result(query.as_of):
        return Response(status_code=404)
    return JSONResponse(told_of(_asked(store, query)), headers={"Cache-Control": "no-store"})


def prepare(store: Store, as_of: date) -> None:
    """Look into every layer once, so that the first click does not wait for their indexes."""
    store.withheld()
    west, south, east, north = store.province.bounds_m
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    text = Text(next(iter(LANGUAGES)))
    told_of(
        Asked(
            store=store, as_of=as_of, point=middle, lon_lat=(0.0, 0.0), reach_m=1.0, ground="",
            hidden=False, text=text,
        )
    )  # fmt: skip


def _asked(store: Store, query: _Query) -> Asked:
    province = store.province
    at = np.array([query.lon_lat])
    x, y = transform_where_possible(at, DISPLAY_CRS, province.crs, province.datum_operation)[0].tolist()
    point = shapely.Point(x, y) if math.isfinite(x + y) else shapely.Point()
    return Asked(
        store=store,
        as_of=query.as_of,
        point=point,
        lon_lat=query.lon_lat,
        reach_m=query.reach_m,
        ground=query.ground,
        hidden=is_hidden(store, point),
        text=Text(query.language),
    )


def _read(said: Mapping[str, str]) -> _Query | None:
    """Return what is asked, None where it is no question."""
    try:
        lon, lat, reach_m = (float(said.get(name, "")) for name in ("lon", "lat", "reach"))
        as_of = date.fromisoformat(said.get("day", ""))
    except ValueError:
        return None
    language = said.get("lang", "")
    if not all(map(math.isfinite, (lon, lat, reach_m))) or language not in LANGUAGES:
        return None
    return _Query(
        lon_lat=(lon, lat),
        reach_m=min(max(reach_m, 0.0), FARTHEST_M),
        as_of=as_of,
        ground=said.get("ground", ""),
        language=language,
    )


ROUTES = [Route(PLACE, serve_place)]
