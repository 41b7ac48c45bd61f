"""
The part of a project inside the distance that a rule asks for: computed when somebody asks.

The check itself needs distances only. The shape beside defence land draws that land's
boundary: it belongs to its finding, and is withheld with it (`layers.exposed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.index import ZoneIndex
from geo.overlap import M2_PER_HA
from geo.setback import UNRESOLVED, Setback, inside_setback
from layers.codes import read_codes
from layers.model import Verdict
from layers.rules import SITES
from layers.schema import SETBACK_AREA, SETBACK_UNRESOLVED
from layers.select import select_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.types import BoolArray, FloatArray
    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.province import Province
    from layers.rules import Rule


def have_setback(findings: pd.DataFrame, result: CheckResult) -> BoolArray:
    """Return which findings are a conflict of a distance rule: only these have a part inside a setback."""
    asked = [rule.id for rule in result.rules if rule.kind == "distance"]
    conflict = findings["verdict"] == Verdict.CONFLICT
    return np.asarray(findings["rule_id"].isin(asked) & conflict, dtype=bool)


def setback_of(result: CheckResult, province: Province, finding_id: str) -> Setback | None:
    """Return the part of the finding's site inside the setback; None for what is no distance conflict."""
    return setbacks_of(result, province, [finding_id]).get(finding_id)


def setbacks_of(result: CheckResult, province: Province, finding_ids: Iterable[str]) -> dict[str, Setback]:
    """
    Return the part of the site inside the setback for each of these findings that has one.

    Each zone counts with its own distance; zones without a delineated one count for nothing,
    as in the check. Findings that are no distance conflict are left out.

    Parameters
    ----------
    result
        The findings, with the sites, layers and rules that they came from.
    province
        For the land-use codes.
    """
    codes = read_codes(province.path(province.codes))
    wanted = result.findings[result.findings["finding_id"].isin(list(finding_ids))]
    wanted = wanted[have_setback(wanted, result)]
    rules = {rule.id: rule for rule in result.rules}
    found: dict[str, Setback] = {}
    for rule_id, of_rule in wanted.groupby("rule_id", sort=False):
        found |= _of_rule(rules[str(rule_id)], of_rule, result, codes)
    return found


def with_setbacks(result: CheckResult, province: Province) -> gpd.GeoDataFrame:
    """
    Return the findings with the part inside the setback as geometry of each distance conflict.

    Two columns are added: `setback_area_ha` (missing for all others, and where the part could
    not be computed) and `setback_unresolved`, which tells these two apart.
    """
    findings = result.findings
    setbacks = setbacks_of(result, province, findings["finding_id"])
    shapes = np.asarray(findings.geometry.array, dtype=object).copy()
    area_ha = np.full(len(findings), np.nan)
    unresolved = np.zeros(len(findings), dtype=bool)
    for row, finding_id in enumerate(findings["finding_id"]):
        setback = setbacks.get(finding_id)
        if setback is not None:
            shapes[row] = setback.shape
            area_ha[row], unresolved[row] = setback.area_m2 / M2_PER_HA, setback.unresolved
    geometry = gpd.GeoSeries(shapes, index=findings.index, crs=findings.crs)
    told = findings.assign(**{SETBACK_AREA: area_ha, SETBACK_UNRESOLVED: unresolved})
    return told.set_geometry(geometry)


def _of_rule(
    rule: Rule, findings: pd.DataFrame, result: CheckResult, codes: Mapping[str, LandCode]
) -> dict[str, Setback]:
    zones = _zones(rule, result)
    selection = select_zones(rule, zones, codes)
    hits = result.hits[result.hits["rule_id"] == rule.id]
    near = zones["zone_id"].isin(hits["zone_id"]).to_numpy(dtype=bool) & selection.match
    shapes = np.asarray(zones.geometry.array, dtype=object).copy()
    shapes[~near] = None
    index = ZoneIndex.build(shapes)
    footprints = result.sites.set_index("site_id").geometry
    behind = hits.groupby("site_id")["zone_id"].agg(set).to_dict()
    ids = zones["zone_id"].to_numpy()
    return {
        finding_id: _of_site(
            footprints[site_id], index, np.isin(ids, list(behind.get(site_id, ()))), selection.limit_m
        )
        for finding_id, site_id in zip(findings["finding_id"], findings["site_id"], strict=True)
    }


def _of_site(site: object, index: ZoneIndex, own: BoolArray, limit_m: FloatArray) -> Setback:
    """Return the part of one site; the zones behind a conflict that nobody finds again are a fault."""
    piece = np.flatnonzero(own[index.owner])
    if len(piece) == 0:
        return UNRESOLVED
    return inside_setback(site, index.take(piece), limit_m[index.owner[piece]])


def _zones(rule: Rule, result: CheckResult) -> gpd.GeoDataFrame:
    """Return the zones that the rule was asked of: its layer's versions in force, or the other projects."""
    if rule.layer == SITES:
        sites = result.sites[result.sites.geometry.notna()].reset_index(drop=True)
        return sites.assign(zone_id=sites["site_id"], code="")
    frames = [
        use.data.zones
        for use in result.layers_used
        if use.layer.family == rule.layer and use.layer.in_force(result.as_of) and use.data is not None
    ]
    return pd.concat(frames, ignore_index=True)
