"""
One rule asked of every site: conflict, not checked, near or clear.

The order of the answers is fixed: what could not be checked is never near or clear, and a
conflict stands even where something else could not be checked. Only containment is the other
way round: what one cannot check there may be the very zone that covers the site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import union_m2
from layers.model import Verdict
from layers.rules import SITES
from layers.select import CannotDecideError, Selection, outside_plan, select_zones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.types import BoolArray, FloatArray, IntArray
    from layers.codes import LandCode
    from layers.measure import Measured
    from layers.reader import LayerData
    from layers.rules import Rule

NOISE_SHARE = 0.01
"""Part of a site up to which an overlap may be survey noise."""

CONTACT_M = 1e-3
"""A distance this close to a limit counts as the limit: drawing programs do not keep more."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one rule says of one site, with the numbers behind it."""

    verdict: Verdict
    area_m2: float = 0.0
    """Overlap; for a rule of kind "inside", the part of the site that lies outside."""
    distance_m: float = float("nan")
    shape: shapely.Geometry | None = None
    recomputed: bool = False
    reason_en: str = ""
    reason_vi: str = ""
    zones: IntArray = field(default_factory=lambda: np.array([], dtype=np.intp))
    zone_area_m2: FloatArray = field(default_factory=lambda: np.array([]))
    zone_distance_m: FloatArray = field(default_factory=lambda: np.array([]))


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The zones that one rule counts for one site."""

    zones: IntArray
    area_m2: FloatArray
    distance_m: FloatArray
    total_m2: float
    shape: shapely.Geometry | None
    recomputed: bool
    doubt: tuple[str, str] | None
    """Why the site could not be called clear, English and Vietnamese."""


def evaluate(
    rule: Rule, measured: Measured, codes: Mapping[str, LandCode], asked: Selection | Outcome | None = None
) -> list[Outcome]:
    """
    Return one outcome for every site of `measured`, in their order.

    Sites without geometry are the caller's affair: their outcome here means nothing.

    Parameters
    ----------
    asked
        What `asked_zones` says of the zones, where it is known already.
    """
    asked = asked or asked_zones(rule, measured.layers, measured.zones, codes)
    if isinstance(asked, Outcome):
        return [asked] * len(measured.sites)
    return [_evaluate_site(rule, measured, asked, codes, site) for site in range(len(measured.sites))]


def asked_zones(
    rule: Rule, layers: Sequence[LayerData], zones: pd.DataFrame, codes: Mapping[str, LandCode]
) -> Selection | Outcome:
    """Return which zones the rule speaks of, or the outcome of all sites where that cannot be said."""
    try:
        if rule.kind != "distance" and any(data.layer.geometry != "polygon" for data in layers):
            raise CannotDecideError(
                f"Rule {rule.id} measures areas, but its layer has none.",
                f"Quy tắc {rule.id} đo diện tích nhưng lớp dữ liệu không phải lớp vùng.",
            )
        return select_zones(rule, zones, codes)
    except CannotDecideError as why:
        return not_checked(why.en, why.vi)


def not_checked(en: str, vi: str) -> Outcome:
    """Return the outcome for a site that could not be checked, with the reason."""
    return Outcome(verdict=Verdict.NOT_CHECKED, reason_en=en, reason_vi=vi)


def _evaluate_site(
    rule: Rule, measured: Measured, selection: Selection, codes: Mapping[str, LandCode], site: int
) -> Outcome:
    if measured.shapes[site] is None:
        return not_checked("", "")
    match, unknown = selection.match, selection.unknown
    try:
        if rule.except_planned_code:
            other, unclear = outside_plan(_planned_code(measured, site), measured.zones["code"], codes)
            match, unknown = match & other, unknown | unclear
    except CannotDecideError as why:
        return not_checked(why.en, why.vi)
    if rule.layer == SITES:
        match = match & ~_related(measured, site)
    found = _find(measured, selection, match, unknown, site)
    if rule.kind == "inside":
        return _inside(rule, measured, found, site)
    return _outcome(rule, selection, found, float(measured.shapes[site].area))


def _planned_code(measured: Measured, site: int) -> str:
    code = measured.sites["planned_code"].iloc[site] if "planned_code" in measured.sites else None
    return code if isinstance(code, str) else ""


def _related(measured: Measured, site: int) -> BoolArray:
    """Mark the site itself, what it is part of, and what is part of it."""
    own = measured.sites["site_id"].iloc[site]
    ids = measured.zones["site_id"]
    related = ids == own
    if "part_of" in measured.zones:
        parts = measured.zones["part_of"].fillna("")
        whole = measured.sites["part_of"].fillna("").iloc[site]
        # Two projects that each call themselves part of the other are related by mistake.
        below = (parts == own) & (ids != whole)
        above = (ids == whole) & (whole != "") & (parts != own)
        related = related | below | above
    return np.asarray(related, dtype=bool)


def _rows(sites: IntArray, site: int) -> slice:
    return slice(int(np.searchsorted(sites, site)), int(np.searchsorted(sites, site, side="right")))


def _find(
    measured: Measured, selection: Selection, match: BoolArray, unknown: BoolArray, site: int
) -> _Found:
    over, near = measured.overlaps, measured.distances
    o, d = _rows(over.site, site), _rows(near.site, site)
    pair = np.flatnonzero(match[over.zone[o]]) + o.start
    close = np.flatnonzero(match[near.zone[d]]) + d.start
    shape, total, trusted = union_m2(over.shape[pair], over.area_m2[pair])
    area = dict(zip(over.zone[pair].tolist(), over.area_m2[pair].tolist(), strict=True))
    distance = dict(zip(near.zone[close].tolist(), near.distance_m[close].tolist(), strict=True))
    zones = np.array(sorted(area.keys() | distance.keys()), dtype=np.intp)
    return _Found(
        zones=zones,
        area_m2=np.array([area.get(z, 0.0) for z in zones.tolist()]),
        distance_m=np.array([0.0 if z in area else distance[z] for z in zones.tolist()]),
        total_m2=total,
        shape=shape,
        recomputed=bool(over.recomputed[pair].any()),
        doubt=_doubt(measured, selection, unknown, site, bool(over.unresolved[pair].any()) or not trusted),
    )


def _doubt(
    measured: Measured,
    selection: Selection,
    unknown: BoolArray,
    site: int,
    unresolved: bool,  # noqa: FBT001
) -> tuple[str, str] | None:
    """Return why the site cannot be called clear, if there is a reason."""
    if unresolved:
        return (
            "Two ways of computing the overlap disagree: a person must look at the map.",
            "Hai cách tính phần chồng lấn cho kết quả khác nhau: cần người kiểm tra trên bản đồ.",
        )
    over, near = measured.overlaps, measured.distances
    o, d = _rows(over.site, site), _rows(near.site, site)
    reach = selection.reach_m
    zones = np.union1d(over.zone[o], near.zone[d][near.distance_m[d] <= reach])
    if unknown[zones].any():
        zone = measured.zones["zone_id"].iloc[int(zones[unknown[zones]][0])]
        return (
            f"Zone {zone} lacks the attribute that would decide.",
            f"Vùng {zone} thiếu thuộc tính cần để kết luận.",
        )
    broken = measured.near_broken(site, reach)
    if broken:
        return (
            f"Zone {broken} is broken in the source data and may concern this site.",
            f"Vùng {broken} bị lỗi trong dữ liệu gốc và có thể liên quan đến khu đất này.",
        )
    return None


def _outcome(rule: Rule, selection: Selection, found: _Found, site_m2: float) -> Outcome:
    """Decide rules of kind overlap and distance."""
    limit = selection.limit_m[found.zones]
    nearest = float(found.distance_m.min()) if len(found.zones) else float("nan")
    if rule.kind == "overlap":
        share = found.total_m2 / site_m2
        conflict = found.total_m2 > noise_m2(rule, site_m2) and share >= rule.min_site_share
        # A site drawn on its parcels touches all their neighbours: in a plan that says nothing.
        touch_m = -1.0 if rule.except_planned_code else CONTACT_M
        counted = (found.area_m2 > 0) | (found.distance_m <= max(rule.near_m or touch_m, touch_m))
    else:
        conflict = bool((found.distance_m < limit - CONTACT_M).any())
        counted = found.distance_m <= np.maximum(np.nan_to_num(limit), rule.near_m)
    doubt = found.doubt or _undelineated(rule, limit, found)
    near = bool(counted.any())
    verdict = Verdict.CLEAR
    if conflict:
        verdict = Verdict.CONFLICT
    elif doubt:
        verdict = Verdict.NOT_CHECKED
    elif near:
        verdict = Verdict.NEAR
    reason = doubt or ("", "")
    return Outcome(
        verdict=verdict,
        area_m2=found.total_m2,
        distance_m=nearest,
        shape=found.shape,
        recomputed=found.recomputed,
        reason_en=reason[0],
        reason_vi=reason[1],
        zones=found.zones[counted],
        zone_area_m2=found.area_m2[counted],
        zone_distance_m=found.distance_m[counted],
    )


def noise_m2(rule: Rule, site_m2: float) -> float:
    """Return the overlap that counts as survey noise: never a real part of a small site."""
    return min(rule.min_overlap_m2, NOISE_SHARE * site_m2)


def _undelineated(rule: Rule, limit_m: FloatArray, found: _Found) -> tuple[str, str] | None:
    """Return the doubt that a zone without a delineated distance casts on what lies near it."""
    if rule.kind != "distance" or not rule.asks_around_unknown:
        return None
    if not (np.isnan(limit_m) & (found.distance_m <= rule.unknown_reach_m)).any():
        return None
    return (
        f"A zone within {rule.unknown_reach_m:g} m has no delineated distance in the data.",
        f"Trong phạm vi {rule.unknown_reach_m:g} m có vùng chưa được khoanh định khoảng cách trong dữ liệu.",
    )


def _inside(rule: Rule, measured: Measured, found: _Found, site: int) -> Outcome:
    """Decide a rule of containment: what counts is the part of the site that no zone covers."""
    footprint = measured.shapes[site]
    outside_m2 = max(0.0, float(footprint.area) - found.total_m2)
    if outside_m2 <= noise_m2(rule, float(footprint.area)):
        outside, verdict = None, Verdict.CLEAR
    else:
        outside = footprint if found.shape is None else shapely.difference(footprint, found.shape)
        verdict = Verdict.CONFLICT
    if found.doubt:
        verdict = Verdict.NOT_CHECKED
    return Outcome(
        verdict=verdict,
        area_m2=outside_m2 if outside is not None else 0.0,
        shape=outside,
        recomputed=found.recomputed,
        reason_en=found.doubt[0] if found.doubt else "",
        reason_vi=found.doubt[1] if found.doubt else "",
    )
