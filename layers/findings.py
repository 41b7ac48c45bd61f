"""Build the frames of findings and hits from outcomes, and put them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.overlap import M2_PER_HA
from layers.model import Certainty, Severity, Verdict
from layers.schema import FINDING_COLUMNS, HIT_COLUMNS
from layers.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.types import BoolArray
    from layers.codes import LandCode
    from layers.measure import Measured
    from layers.outcome import Outcome
    from layers.reader import LayerData
    from layers.rules import Rule

ZONES_NAMED = 20
"""Zone ids that a finding names; the hits hold all of them."""

SHOWN = frozenset({Verdict.CONFLICT, Verdict.NEAR})


def hit_rows(rule: Rule, measured: Measured, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return one row of `HIT_COLUMNS` for every zone behind the outcomes of a rule."""
    site_ids = measured.sites["site_id"].tolist()
    zone_ids, names, codes = (measured.zones[column].tolist() for column in ("zone_id", "name", "code"))
    return [
        {
            "site_id": site_ids[site],
            "rule_id": rule.id,
            "zone_id": zone_ids[zone],
            "zone_name": names[zone],
            "code": codes[zone],
            "overlap_area_ha": area_m2 / M2_PER_HA,
            "distance_m": distance_m,
        }
        for site, outcome in enumerate(outcomes)
        for zone, area_m2, distance_m in zip(
            outcome.zones.tolist(), outcome.zone_area_m2, outcome.zone_distance_m, strict=True
        )
    ]


def finding_rows(
    rule: Rule,
    sites: gpd.GeoDataFrame,
    outcomes: Sequence[Outcome],
    measured: Measured | None,
    codes: Mapping[str, LandCode],
) -> list[dict[str, Any]]:
    """Return one row of `FINDING_COLUMNS` for every site that the rule applies to."""
    layers = measured.layers if measured else ()
    said = {name: getattr(rule, name) for name in FINDING_COLUMNS if name in type(rule).model_fields}
    site_ids, site_names = sites["site_id"].tolist(), sites["name"].tolist()
    site_m2 = np.nan_to_num(shapely.area(np.asarray(sites.geometry.array, dtype=object)))
    zone_ids = measured.zones["zone_id"].tolist() if measured else []
    secret = secret_zones(measured.zones, codes) if measured else np.zeros(0, dtype=bool)
    restricted = any(data.layer.restricted for data in layers)
    tolerance_m = measured.tolerance_m if measured and measured.tolerance_m is not None else np.nan
    rows = []
    for site, outcome in enumerate(outcomes):
        en, vi = sentence(rule, outcome, tolerance_m)
        rows.append(
            said
            | {
                "finding_id": f"{site_ids[site]}/{rule.id}",
                "site_id": site_ids[site],
                "site_name": site_names[site],
                "rule_id": rule.id,
                "verdict": str(outcome.verdict),
                "certainty": str(outcome.certainty or ""),
                "severity": str(rule.severity),
                "restricted": restricted or bool(secret[outcome.zones].any()),
                "layer_id": layers_named(rule, layers),
                "overlap_area_ha": outcome.area_m2 / M2_PER_HA,
                "site_share": min(1.0, outcome.area_m2 / site_m2[site]) if site_m2[site] else 0.0,
                "distance_m": outcome.distance_m,
                "tolerance_m": tolerance_m if outcome.certainty else np.nan,
                "zone_count": len(outcome.zones),
                "zone_ids": _named(zone_ids[zone] for zone in outcome.zones.tolist()),
                "recomputed": outcome.recomputed,
                "sentence_vi": vi,
                "sentence_en": en,
                "reason_vi": outcome.reason_vi,
                "reason_en": outcome.reason_en,
                "geometry": areal(outcome.shape) if outcome.verdict in SHOWN else None,
            }
        )
    return rows


def layers_named(rule: Rule, layers: Sequence[LayerData]) -> str:
    """Return the layers that a finding rests on, as its column layer_id names them."""
    return "; ".join(data.layer.id for data in layers) or rule.layer


def secret_zones(zones: pd.DataFrame, codes: Mapping[str, LandCode]) -> BoolArray:
    """Tell which zones are coded as defence or security land."""
    sealed = {code.code for code in codes.values() if code.restricted}
    return np.asarray(zones["code"].isin(sealed), dtype=bool)


def findings_frame(rows: Iterable[dict[str, Any]], crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - pyproj CRS
    """Return the findings, worst first: verdict, severity, defence and security, certainty, area."""
    table = pd.DataFrame(list(rows), columns=list(FINDING_COLUMNS))
    order = pd.DataFrame(
        {
            "verdict": [Verdict(v).rank for v in table["verdict"]],
            "severity": [Severity(s).rank for s in table["severity"]],
            "defence": ~table["restricted"].astype(bool),
            "certainty": [
                _doubt_rank(*pair) for pair in zip(table["certainty"], table["verdict"], strict=True)
            ],
            "area": -table["overlap_area_ha"].astype(float),  # None alone where nothing may be told
            "site": table["site_id"],
            "rule": table["rule_id"],
        }
    )
    table = table.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)
    shapes = np.array([None, *table["geometry"]], dtype=object)[1:]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)


def _doubt_rank(certainty: str, verdict: str) -> int:
    """Order findings of one verdict: the surest conflict first, the surest "no conflict" last."""
    if not certainty:
        return 0
    rank = Certainty(certainty).rank
    return rank if verdict == Verdict.CONFLICT else -rank


def hits_frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return the hits, the largest overlap of each finding first."""
    table = pd.DataFrame(list(rows), columns=list(HIT_COLUMNS))
    order = ["site_id", "rule_id", "overlap_area_ha", "distance_m", "zone_id"]
    return table.sort_values(order, ascending=[True, True, False, True, True]).reset_index(drop=True)


def _named(zone_ids: Iterable[str]) -> str:
    ids = list(zone_ids)
    more = f"; +{len(ids) - ZONES_NAMED}" if len(ids) > ZONES_NAMED else ""
    return "; ".join(ids[:ZONES_NAMED]) + more


def areal(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Keep the polygons of an overlap; edges that only touch have no area."""
    if shape is None or shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts) if parts else None
