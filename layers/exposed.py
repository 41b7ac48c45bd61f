"""
What may be told of findings to those who may not see restricted land.

The findings are not touched up: everything is evaluated anew on the open layers, from
which restricted rows and the cover are gone, so that nothing told can depend on more than
the cover. Where something under the cover might have decided, the answer is "ask".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.check import check
from layers.codes import read_codes
from layers.consult import ASK, Consultation, consultations, said, undecided
from layers.cover import Squares, area_of, restricted_rows, touches
from layers.extent import blocked_sites
from layers.kept import Kept
from layers.model import Verdict
from layers.open_layers import open_layers
from layers.reach import hidden_within_m
from layers.schema import FINDING_COLUMNS, SETBACK_AREA, SETBACK_UNRESOLVED
from layers.setback import with_setbacks
from layers.withheld import hidden_families, withheld_squares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.province import Province

COLUMNS = (*FINDING_COLUMNS, "partial")


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """What may be told of a check."""

    findings: gpd.GeoDataFrame
    slivers: pd.DataFrame
    """Columns of `schema.SLIVER_COLUMNS`, of rules about open layers alone."""
    hits: pd.DataFrame
    """Columns of `schema.HIT_COLUMNS`, likewise."""
    layers: tuple[LayerUse, ...] = ()
    """The layers as they may be shown."""
    kept: Kept = field(default_factory=Kept, repr=False)
    """What the check of these layers kept for the next one."""


def exposed(
    result: CheckResult, province: Province, *, setbacks: bool = False, since: Kept | None = None
) -> Exposed:
    """
    Return findings and slivers without anything that depends on restricted land beyond its cover.

    A rule about a restricted layer, or about one that only the approved cover stands for, says
    "not checked" (ask the office) where the site touches the cover of what the rule reaches, else
    "clear". Any other rule is asked again on the open layers; near the cover it says conflict or
    "not checked", and `partial` is true. Projects that are themselves for defence or security are
    left out. Rows are in the order of their ids: the order of the true verdicts would tell them.
    A check that is told already stays as it is: its layers lack what the cover hides, and asked
    anew they would be called clear there.
    Certainty, tolerance and slivers are those of the check on the open layers; what speaks of a
    restricted layer has none.

    Parameters
    ----------
    setbacks
        Draw the part of each site inside the setback (`layers.setback`), on the open layers as
        all else: a shape from the true ones would draw what the cover hides.
    since
        What an earlier call kept; the answer is the same without it.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    if "partial" in result.findings:
        return _told_already(result, province, setbacks=setbacks)
    codes = read_codes(province.path(province.codes))
    squares = withheld_squares(result, province, codes)
    sites = result.sites[~restricted_rows(result.sites, codes)].reset_index(drop=True)
    uses = open_layers(result.layers_used, area_of(squares), codes)
    sealed = sealed_rules(result)
    rules = [rule for rule in result.rules if rule.id not in sealed]
    anew = check(sites, uses, rules, province, result.as_of, footprints_m=result.footprints_m, since=since)
    asked = _consultations(result, squares)
    withheld = _sealed_findings(result, sites, asked, blocked_sites(sites, uses, province, result.as_of))
    if setbacks:
        anew = replace(anew, findings=with_setbacks(anew, province))
        withheld = withheld.assign(**{SETBACK_AREA: np.nan, SETBACK_UNRESOLVED: False})
    told = _ask_near_cover(anew, uses, squares)
    open_ids = frozenset(told.loc[told["verdict"] != Verdict.NOT_CHECKED, "finding_id"])
    frame = pd.concat([told, withheld], ignore_index=True).sort_values("finding_id", ignore_index=True)
    findings = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(_shapes(frame), crs=result.findings.crs))
    slivers = _of(open_ids, anew.slivers[~anew.slivers["restricted"].astype(bool)])
    kept = replace(anew.kept, layers=())
    return Exposed(findings=findings, slivers=slivers, hits=_of(open_ids, anew.hits), layers=uses, kept=kept)


def _told_already(result: CheckResult, province: Province, *, setbacks: bool) -> Exposed:
    """Return a check of `layers.told` as it is."""
    findings = result.findings
    if setbacks:
        secret = findings["restricted"].astype(bool)
        drawn = with_setbacks(replace(result, findings=findings[~secret].reset_index(drop=True)), province)
        untold = findings[secret].assign(**{SETBACK_AREA: np.nan, SETBACK_UNRESOLVED: False})
        frame = pd.concat([pd.DataFrame(drawn), pd.DataFrame(untold)], ignore_index=True)
        findings = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(_shapes(frame), crs=result.findings.crs))
    findings = findings.sort_values("finding_id", ignore_index=True)
    return Exposed(
        findings=findings,
        slivers=result.slivers,
        hits=result.hits,
        layers=result.layers_used,
        kept=result.kept,
    )


def _of(finding_ids: frozenset[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of findings that are told: where the answer is "ask" they would answer."""
    ids = rows["site_id"] + "/" + rows["rule_id"]
    return rows[ids.isin(finding_ids)].reset_index(drop=True)


def sealed_rules(result: CheckResult) -> frozenset[str]:
    """Return the ids of the rules about a restricted layer, or about one that only the cover stands for."""
    families = {use.layer.family for use in result.layers_used if use.layer.restricted}
    if result.cover is not None:
        opened = {use.layer.family for use in result.layers_used} - families
        families |= result.cover.families.keys() - opened
    return frozenset(rule.id for rule in result.rules if rule.layer in families)


def _ask_near_cover(anew: CheckResult, uses: Sequence[LayerUse], squares: Squares) -> pd.DataFrame:
    """Turn what is not a conflict into "ask" where something under the cover might have decided."""
    area = area_of(squares)
    shapes = anew.sites.set_index("site_id").geometry
    near: dict[str, set[str]] = {}
    for rule in anew.rules:
        near_m = hidden_within_m(rule, uses, anew.as_of, anew.footprints_m)
        if near_m is not None:
            close = touches(np.asarray(shapes.array, dtype=object), area, near_m)
            near[rule.id] = set(shapes.index[close])
    rows = []
    for found in anew.findings.to_dict("records"):
        partial = found["site_id"] in near.get(found["rule_id"], set())
        told = undecided(ASK) if partial and found["verdict"] != Verdict.CONFLICT else {}
        rows.append(found | told | {"partial": partial, "restricted": False})
    return pd.DataFrame(rows, columns=[*anew.findings.columns, "partial"])


def _consultations(result: CheckResult, squares: Squares) -> dict[str, Consultation]:
    """Return for each rule about restricted land where it asks: by the cover, else by the derived squares."""
    sealed = sealed_rules(result)
    rules = [rule for rule in result.rules if rule.id in sealed]
    asked: dict[str, Consultation] = {}
    for name, known in hidden_families(result, rules).items():
        own = squares if result.cover is None else frozenset(result.cover.families[name].squares)
        of_family = [rule for rule in rules if rule.layer == name]
        told = consultations(known, own, of_family, result.as_of, result.footprints_m)
        asked |= {one.rule.id: one for one in told}
    return asked


def _sealed_findings(
    result: CheckResult,
    sites: gpd.GeoDataFrame,
    asked: Mapping[str, Consultation],
    blocked: Sequence[tuple[str, str] | None],
) -> pd.DataFrame:
    place = {site_id: row for row, site_id in enumerate(sites["site_id"])}
    shapes = np.asarray(sites.geometry.array, dtype=object)
    needed = {rule_id: one.must_ask(shapes) for rule_id, one in asked.items()}
    rows = []
    for found in result.findings[result.findings["rule_id"].isin(asked.keys())].to_dict("records"):
        row = place.get(found["site_id"])
        if row is None:
            continue
        told = said(needed=bool(needed[found["rule_id"]][row]))
        if (why := blocked[row]) is not None:
            told = undecided(why)
        rows.append(found | told | {"partial": False, "restricted": True})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _shapes(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return the geometry column as plain objects, None where there is nothing."""
    shapes = np.full(len(frame), None, dtype=object)
    for row, shape in enumerate(frame["geometry"]):
        if shape is not None and not isinstance(shape, float):
            shapes[row] = shape
    return shapes
