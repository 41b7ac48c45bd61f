"""Lines as records and as rows of a file: the same figures on the page, the terminal and in files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from geo.crs import DISPLAY_CRS, transform_xy
from layers.corridor.said import RESTRICTED
from layers.routing.decimals import with_comma

if TYPE_CHECKING:
    from layers.province import Province
    from layers.routing.causes import Cause
    from layers.routing.model import Route, Routes

KM = 1000.0


def about_routes(found: Routes) -> dict[str, str]:
    """Return what a file of lines says of itself: their day, and that restricted land went into them."""
    warning = {"restricted_vi": RESTRICTED[1], "restricted_en": RESTRICTED[0]} if found.is_exact else {}
    return warning | {"as_of": found.asked.as_of.isoformat()}


def routes_record(found: Routes, province: Province) -> dict[str, Any]:
    """Return the answer as JSON can hold it: points and lines in degrees (WGS 84), lengths in km."""
    return about_routes(found) | {
        "cell_m": found.asked.cell_m,
        "band_share": found.asked.band_share,
        "places": [
            {"text": place.text, "easting_m": round(place.x, 2), "northing_m": round(place.y, 2)}
            for place in found.places
        ],
        "contains_restricted": found.is_exact,
        "notes": [{"en": en, "vi": vi} for en, vi in found.notes],
        "not_asked": [{"en": en, "vi": vi} for en, vi in found.unasked],
        "routes": [
            route_facts(route, found)
            | {"causes": [cause_facts(cause) for cause in route.causes]}
            | {"lonlat": _degrees(route, province)}
            for route in found.routes
        ],
    }


def route_facts(route: Route, found: Routes) -> dict[str, Any]:
    """Return the figures of one line; shares are 0 to 1. Where something was not asked, offices must be."""
    return {
        "route": route.number,
        "length_km": round(route.length_m / KM, 3),
        "cost_km": round(route.cost_m / KM, 3),
        "dearer_share": round(route.dearer_share, 4),
        "shared_share": round(route.shared_share, 4),
        "staying_share": round(route.staying_share, 4),
        "band_ha": round(float(route.band.area) / 10_000, 1),
        "consultation_needed": route.ask or bool(found.unasked),
    }


def cause_facts(cause: Cause) -> dict[str, Any]:
    """Return the figures of one cause."""
    told = asdict(cause)
    length_m, cost_m = told.pop("length_m"), told.pop("cost_m")
    told["consultation_needed"] = told.pop("ask")
    return told | {"length_km": round(length_m / KM, 3), "cost_km": round(cost_m / KM, 3)}


def routes_frame(found: Routes, province: Province) -> gpd.GeoDataFrame:
    """
    Return two rows for each line: the line and its band, in the province's CRS.

    Rows made of restricted land as it is are marked `restricted`, and say so themselves: a file
    outlives the warning that was printed beside it.
    """
    notes = ((RESTRICTED,) if found.is_exact else ()) + found.notes
    said = {
        "restricted": found.is_exact,
        "checked": not found.unasked,
        "notes_vi": " ".join(vi for _, vi in notes),
        "notes_en": " ".join(en for en, _ in notes),
    }
    rows, shapes = [], []
    for route in found.routes:
        met = {
            "causes_vi": "; ".join(f"{c.name_vi}: {with_comma(_km(c))} km" for c in route.causes),
            "causes_en": "; ".join(f"{c.name_en}: {_km(c)} km" for c in route.causes),
        }
        for what, shape in (("line", route.line), ("band", route.band)):
            rows.append({"what": what} | route_facts(route, found) | met | said)
            shapes.append(shape)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=province.crs)


def _km(cause: Cause) -> str:
    return f"{cause.length_m / KM:.2f}"


def _degrees(route: Route, province: Province) -> list[list[float]]:
    xy = transform_xy(
        np.asarray(route.line.coords)[:, :2], province.crs, DISPLAY_CRS, province.datum_operation
    )
    return [[round(float(x), 7), round(float(y), 7)] for x, y in xy]
