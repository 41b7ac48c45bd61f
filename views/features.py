"""
Serve small layers, sites and overlaps as GeoJSON, from a URL that changes with the content.

The browser keeps what it has fetched: a rerun of the page sends no geometry again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from starlette.responses import Response
from starlette.routing import Route

from geo.crs import to_display
from layers.model import Verdict
from views.columns import shown_columns
from views.once import Once
from views.store import declared, kept_by_browser, store_of, version_of
from views.themes import classes_of
from views.verdicts import worst_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd
    from starlette.requests import Request

    from views.store import Store

DIGITS = 6
"""Decimals of a degree: 0.1 m."""

_bodies: Once[bytes] = Once(96)


def layer_url(store: Store, layer_id: str) -> str:
    """Return the URL of a layer's zones."""
    family = store.province.layer(layer_id).family
    columns = shown_columns(family)
    version = version_of(declared(store, layer_id), store.layer(layer_id).sha256, store.owner, *columns)
    return f"/features/layers/{layer_id}/{version}.json"


def result_url(store: Store, kind: str, as_of: date) -> str:
    """Return the URL of what was found on a day: `sites` with their worst verdict, or `overlaps`."""
    version = version_of(hashlib.sha256(_result_body(store, kind, as_of)).hexdigest(), store.owner)
    return f"/features/{kind}/{as_of.isoformat()}/{version}.json"


def zones_body(store: Store, layer_id: str) -> bytes:
    """Return a layer's zones as GeoJSON with the declared columns and nothing else."""
    zones = store.layer(layer_id).zones
    names = shown_columns(store.province.layer(layer_id).family)
    columns = {"id": zones["zone_id"], "name": zones["name"]}
    columns |= {name: zones[name] for name in names if name in zones.columns}
    return feature_collection(
        to_display(zones[[zones.geometry.name]], store.province.datum_operation), columns
    )


def sites_body(store: Store, as_of: date) -> bytes:
    """Return the sites that have a place, with their worst verdict, where told, and a point inside."""
    result = store.result(as_of)
    sites = result.sites[~(result.sites.geometry.isna() | result.sites.geometry.is_empty)]
    worst = worst_verdicts(result.findings)
    # The worst is drawn last, on top: a green dot must not hide a red one.
    ranks = sites["site_id"].map(lambda site_id: Verdict(worst.get(site_id, Verdict.NOT_CHECKED)).rank)
    sites = sites.loc[ranks.sort_values(ascending=False, kind="stable").index]
    shown = to_display(sites[[sites.geometry.name]], store.province.datum_operation)
    inside = shapely.get_coordinates(shapely.point_on_surface(shown.geometry.to_numpy())).round(DIGITS)
    columns = {
        "id": sites["site_id"],
        "name": sites["name"],
        "name_en": _english_names(sites),
        "at": inside.tolist(),
    } | classes_of(sites)
    if store.sees_findings:
        columns["verdict"] = [worst.get(site_id, Verdict.NOT_CHECKED.value) for site_id in sites["site_id"]]
    return feature_collection(shown, columns)


def _english_names(sites: gpd.GeoDataFrame) -> list[str]:
    """Return the English names, the Vietnamese one where there is none."""
    if "name_en" not in sites:
        return list(sites["name"])
    return [
        en if isinstance(en, str) and en else vi
        for en, vi in zip(sites["name_en"], sites["name"], strict=True)
    ]


def overlaps_body(store: Store, as_of: date) -> bytes:
    """Return the overlaps: the shape of each finding that has one."""
    findings = store.result(as_of).findings
    found = findings[~(findings.geometry.isna() | findings.geometry.is_empty)]
    columns = {
        "id": found["finding_id"],
        "site": found["site_name"],
        "rule": found["rule_id"],
        "verdict": [str(verdict) for verdict in found["verdict"]],
        "overlap_area_ha": found["overlap_area_ha"],
    }
    return feature_collection(
        to_display(found[[found.geometry.name]], store.province.datum_operation), columns
    )


def feature_collection(shapes: gpd.GeoDataFrame, columns: Mapping[str, Iterable[Any]]) -> bytes:
    """
    Return gzipped GeoJSON text.

    Parameters
    ----------
    shapes
        Geometries in WGS 84 longitude, latitude.
    columns
        The properties: name -> one value per geometry, in the same order.
    """
    rounded = shapely.transform(shapes.geometry.to_numpy(), lambda lon_lat: np.round(lon_lat, DIGITS))
    rows = zip(*columns.values(), strict=True) if columns else ((),) * len(shapes)
    features = [
        {
            "type": "Feature",
            "properties": {name: _plain(value) for name, value in zip(columns, row, strict=True)},
            "geometry": json.loads(geometry),
        }
        for geometry, row in zip(shapely.to_geojson(rounded), rows, strict=True)
        if geometry is not None
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    return gzip.compress(text.encode(), compresslevel=5, mtime=0)


def serve_layer(request: Request) -> Response:
    """Answer with a layer's zones; 404 for a layer that this person has not, or an old version."""
    store, layer_id = store_of(request), request.path_params["name"]
    if store is None or layer_id not in {layer.id for layer in store.province.layers}:
        return Response(status_code=404)
    return _answer(request, store, layer_url(store, layer_id), lambda: zones_body(store, layer_id))


def serve_result(request: Request) -> Response:
    """Answer with the sites or overlaps of a day; 404 for an unknown day or an old version."""
    store, kind = store_of(request), request.path_params["kind"]
    try:
        as_of = date.fromisoformat(request.path_params["as_of"])
    except ValueError:
        return Response(status_code=404)
    if store is None or kind not in RESULTS or not store.has_result(as_of):
        return Response(status_code=404)
    url = result_url(store, kind, as_of)
    return _answer(request, store, url, lambda: _result_body(store, kind, as_of))


def _answer(request: Request, store: Store, current_url: str, body: Callable[[], bytes]) -> Response:
    if request.url.path != current_url:
        return Response(status_code=404)
    headers = kept_by_browser(store) | {"Content-Encoding": "gzip"}
    content = store.keep(_bodies).get(current_url, body)
    return Response(content, media_type="application/geo+json", headers=headers)


def _result_body(store: Store, kind: str, as_of: date) -> bytes:
    return store.keep(_bodies).get((store.state, kind, as_of), lambda: RESULTS[kind](store, as_of))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value that JSON can hold: no numpy numbers, nothing that is not a number."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return (
        value if isinstance(value, str | int | float | bool | list) else None if value is None else str(value)
    )


RESULTS = {"sites": sites_body, "overlaps": overlaps_body}
"""What a check yields for the map."""

ROUTES = [
    Route("/features/layers/{name}/{version}.json", serve_layer),
    Route("/features/{kind}/{as_of}/{version}.json", serve_result),
]
