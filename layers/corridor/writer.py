"""A profile as a file: GeoJSON for maps, XLSX for tables, JSON for machines; whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from layers.corridor.model import Kind
from layers.corridor.said import notes_of, said_of, versions_of
from layers.corridor.workbook import workbook_bytes
from layers.rfc7946 import feature_collection, to_bytes
from layers.writer import plain_records

if TYPE_CHECKING:
    from layers.corridor.compare import Comparison
    from layers.corridor.model import Profile

TABLES = ("land", "units", "projects", "zones", "consult")
"""Frames of a profile that are tables, in the order of sheets."""


def geojson_bytes(profile: Profile, operation: str) -> bytes:
    """
    Return the axis and its band intervals as GeoJSON (RFC 7946), with land by code in each interval.

    Parameters
    ----------
    operation
        EPSG code of the datum operation, `province.datum_operation`.
    """
    intervals = profile.intervals
    crs = intervals.crs
    axis = gpd.GeoDataFrame(
        {"feature": ["axis"], "axis_id": [profile.axis.id], "name": [profile.axis.name_vi],
         "length_km": [profile.length_km], "area_ha": [profile.area_ha]},
        geometry=[profile.axis.line.shape],
        crs=crs,
    )  # fmt: skip
    rows = intervals.assign(feature="interval")
    features = [
        *feature_collection(axis, operation)["features"],
        *feature_collection(rows, operation)["features"],
    ]
    by_interval = _land_by_interval(profile)
    for feature in features[1:]:
        feature["properties"]["land"] = by_interval.get(feature["properties"]["interval"], {})
    whole = pd.concat([axis[["feature", "geometry"]], rows[["feature", "geometry"]]], ignore_index=True)
    box = feature_collection(gpd.GeoDataFrame(whole, crs=crs), operation).get("bbox")
    about = {"corridor": said_of(profile), "versions": versions_of(profile), "notes": notes_of(profile)}
    head = {"type": "FeatureCollection"} | about | ({"bbox": box} if box else {})
    return to_bytes(head | {"features": features})


def _land_by_interval(profile: Profile) -> dict[int, dict[str, dict[str, float]]]:
    """Return hectares (kilometres where the width is 0) by interval, layer and code; "" is blank land."""
    column = "area_ha" if profile.width_m else "length_km"
    land = profile.land
    found: dict[int, dict[str, dict[str, float]]] = {}
    for interval, layer_id, kind, code, value in zip(
        land["interval"].tolist(), land["layer_id"].tolist(), land["kind"].tolist(), land["code"].tolist(),
        land[column].tolist(), strict=True,
    ):  # fmt: skip
        name = code if kind == Kind.LAND else f"({kind})"
        found.setdefault(interval, {}).setdefault(layer_id, {})[name] = value
    return found


def plain_profile(profile: Profile) -> dict[str, Any]:
    """Return everything of a profile but shapes, as JSON can hold it."""
    tables = {name: plain_records(getattr(profile, name)) for name in TABLES}
    intervals = plain_records(pd.DataFrame(profile.intervals.drop(columns="geometry")))
    about = {"versions": versions_of(profile), "notes": notes_of(profile)}
    return said_of(profile) | about | {"intervals": intervals} | tables


def plain_comparison(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it."""
    return {
        "profiles": [said_of(profile) for profile in comparison.profiles],
        "measures": plain_records(comparison.table),
        "notes": [notes_of(profile) for profile in comparison.profiles],
    }


def profile_xlsx(profile: Profile, language: str) -> bytes:
    """Return a profile as a workbook: what it is, then one sheet for each table."""
    intervals = pd.DataFrame(profile.intervals.drop(columns="geometry"))
    sheets = {"intervals": intervals} | {name: getattr(profile, name) for name in TABLES}
    return workbook_bytes([profile], sheets, language)


def comparison_xlsx(comparison: Comparison, language: str) -> bytes:
    """Return a comparison as a workbook: what is compared, the values side by side, the differences."""
    sheets = {"compared": comparison.wide, "differences": comparison.table}
    return workbook_bytes(list(comparison.profiles), sheets, language)
