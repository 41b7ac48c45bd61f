"""What may be told of findings to those who may not see restricted land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.overlap import M2_PER_HA
from layers.cover import cover, restricted_land
from layers.findings import areal
from layers.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.rules import Rule

ASK = (
    "Not checked here: the site touches a square in which the competent office must be asked.",
    "Chưa kiểm tra được tại đây: khu đất chạm ô lưới phải xin ý kiến cơ quan có thẩm quyền.",
)
NO_NEED = (
    "The site touches no square in which the competent office must be asked.",
    "Khu đất không chạm ô lưới nào phải xin ý kiến cơ quan có thẩm quyền.",
)


def exposed_findings(result: CheckResult, codes: Mapping[str, LandCode]) -> gpd.GeoDataFrame:
    """
    Return the findings without anything that depends on restricted land beyond its cover.

    A finding of a rule about a restricted layer becomes "not checked" (ask the office) where
    the site touches the cover of all that the rule reaches, else "clear"; it has no figures,
    no shape, no zones. Any other finding on a site that touches the cover loses the covered
    part of its overlap (`partial`), and a conflict that lies only there becomes "not checked".
    Rows are in the order of their ids: the order of the true verdicts would tell them.
    """
    land = restricted_land(result.layers_used, codes)
    mask = cover(land)
    rules = {rule.id: rule for rule in result.rules}
    sealed = sealed_rules(result)
    reach = {rule_id: rules[rule_id].reach_m(_carried(result)) for rule_id in sealed}
    covers = {metres: cover(land, metres) for metres in set(reach.values())}
    footprints = result.sites.set_index("site_id").geometry
    records, shapes = [], []
    for found in result.findings.sort_values("finding_id").to_dict("records"):
        site, rule = footprints[found["site_id"]], rules[found["rule_id"]]
        shape = found.pop("geometry")
        told = found | {"partial": False, "restricted": rule.id in sealed}
        if rule.id in sealed:
            told, shape = _seal(told, site, covers[reach[rule.id]]), None
        elif site is not None and shapely.intersects(site, mask):
            told, shape = _outside_cover(told, shape, site, mask, rule)
        records.append(told)
        shapes.append(shape)
    geometry = gpd.GeoSeries(np.array([None, *shapes], dtype=object)[1:], crs=result.findings.crs)
    return gpd.GeoDataFrame(records, geometry=geometry)


def sealed_rules(result: CheckResult) -> frozenset[str]:
    """Return the ids of the rules that speak of a restricted layer."""
    families = {use.layer.family for use in result.layers_used if use.layer.restricted}
    return frozenset(rule.id for rule in result.rules if rule.layer in families)


def _carried(result: CheckResult) -> list[float]:
    """All distances that restricted zones carry."""
    fields = {rule.distance_field for rule in result.rules} - {""}
    found: list[float] = []
    for use in result.layers_used:
        if use.layer.restricted and use.data is not None:
            for field in fields & set(use.data.zones.columns):
                found.extend(use.data.zones[field].dropna().astype(float))
    return found


def _ask(record: dict[str, Any]) -> dict[str, Any]:
    verdict = str(Verdict.NOT_CHECKED)
    said = {"sentence_en": ASK[0], "sentence_vi": ASK[1], "reason_en": ASK[0], "reason_vi": ASK[1]}
    return record | said | {"verdict": verdict}


def _seal(record: dict[str, Any], site: shapely.Geometry | None, squares: shapely.Geometry) -> dict[str, Any]:
    if site is None:
        return record
    record = record | {"overlap_area_ha": None, "site_share": None, "distance_m": None}
    record |= {"zone_count": None, "zone_ids": "", "recomputed": False, "reason_en": "", "reason_vi": ""}
    if shapely.intersects(site, squares):
        return _ask(record)
    said = {"sentence_en": NO_NEED[0], "sentence_vi": NO_NEED[1]}
    return record | said | {"verdict": str(Verdict.CLEAR)}


def _outside_cover(
    record: dict[str, Any],
    shape: shapely.Geometry | None,
    site: shapely.Geometry,
    mask: shapely.Geometry,
    rule: Rule,
) -> tuple[dict[str, Any], shapely.Geometry | None]:
    record = record | {"partial": True, "zone_count": None, "zone_ids": "", "recomputed": False}
    left = None if shape is None else areal(shapely.difference(shape, mask))
    area_m2 = 0.0 if left is None else float(left.area)
    if rule.kind != "distance" and record["verdict"] == Verdict.CONFLICT and area_m2 <= rule.min_overlap_m2:
        record, left = _ask(record), None
    record |= {"overlap_area_ha": area_m2 / M2_PER_HA, "site_share": min(1.0, area_m2 / site.area)}
    return record, None if left is None or left.is_empty else left
