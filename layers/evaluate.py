"""
One rule asked of every site: conflict, not checked, near or clear.

The order of the answers is fixed: what could not be checked is never near or clear, and a
conflict stands even where something else could not be checked. Only containment is the other
way round: what one cannot check there may be the very zone that covers the site.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.overlap import union_m2
from layers.certainty import certainty_of_distance, certainty_of_none, certainty_of_overlap
from layers.containment import outcome_inside
from layers.model import Verdict
from layers.outcome import CONTACT_M, DISAGREE, UNMEASURED, Found, Outcome, noise_m2, not_checked
from layers.rules import SITES
from layers.select import CannotDecideError, Selection, outside_plan, select_zones
from layers.slivers import slivers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.types import BoolArray, FloatArray, IntArray
    from layers.codes import LandCode
    from layers.measure import Measured
    from layers.model import Certainty
    from layers.reader import LayerData
    from layers.rules import Rule
    from layers.slivers import Sliver


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
    planned: dict[str, Selection | Outcome] = {}
    outcomes = []
    for site in range(len(measured.sites)):
        code = _planned_code(measured, site) if rule.except_planned_code else ""
        if code not in planned:
            planned[code] = _planned_for(rule, measured.zones, asked, codes, code)
        outcomes.append(_evaluate_site(rule, measured, planned[code], site))
    return outcomes


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


def _planned_for(
    rule: Rule, zones: pd.DataFrame, asked: Selection, codes: Mapping[str, LandCode], planned_code: str
) -> Selection | Outcome:
    """Return which zones the rule speaks of where this use is planned, looked up once for all such sites."""
    if not rule.except_planned_code:
        return asked
    try:
        other, unclear = outside_plan(planned_code, zones["code"], codes)
    except CannotDecideError as why:
        return not_checked(why.en, why.vi)
    return replace(asked, match=asked.match & other, unknown=asked.unknown | unclear)


def _evaluate_site(rule: Rule, measured: Measured, selection: Selection | Outcome, site: int) -> Outcome:
    if measured.shapes[site] is None:
        return not_checked("", "")
    if isinstance(selection, Outcome):
        return selection
    if rule.layer == SITES:
        selection = replace(selection, match=selection.match & ~_related(measured, site))
    # What lies within the tolerance may decide, but for a plan: there the neighbours are expected to be near.
    beyond_m = 0.0 if rule.except_planned_code else measured.tolerance_m or 0.0
    found = _find(measured, selection, site, beyond_m=beyond_m)
    if rule.except_planned_code and found.doubt is None:
        found = replace(found, doubt=_unplanned(rule, measured, site))
    if rule.kind == "inside":
        return outcome_inside(rule, measured, found)
    return _outcome(rule, measured, selection, found)


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


def _find(measured: Measured, selection: Selection, site: int, *, beyond_m: float) -> Found:
    match, unknown = selection.match, selection.unknown
    over, near = measured.overlaps, measured.distances
    o, d = _rows(over.site, site), _rows(near.site, site)
    pair = np.flatnonzero(match[over.zone[o]]) + o.start
    close = np.flatnonzero(match[near.zone[d]] & ~near.unresolved[d]) + d.start
    open_pairs = near.unresolved[d] & (match[near.zone[d]] | unknown[near.zone[d]])
    shape, total, trusted = union_m2(over.shape[pair], over.area_m2[pair])
    area = dict(zip(over.zone[pair].tolist(), over.area_m2[pair].tolist(), strict=True))
    distance = dict(zip(near.zone[close].tolist(), near.distance_m[close].tolist(), strict=True))
    zones = np.array(sorted(area.keys() | distance.keys()), dtype=np.intp)
    return Found(
        site=site,
        match=match,
        pairs=pair,
        zones=zones,
        area_m2=np.array([area.get(z, 0.0) for z in zones.tolist()]),
        distance_m=np.array([0.0 if z in area else distance[z] for z in zones.tolist()]),
        total_m2=total,
        shape=shape,
        recomputed=bool(over.recomputed[pair].any()),
        doubt=UNMEASURED
        if open_pairs.any()
        else _doubt(
            measured,
            selection.reach_m + beyond_m,
            unknown,
            site,
            bool(over.unresolved[pair].any()) or not trusted,
        ),
    )


def _doubt(
    measured: Measured,
    reach_m: float,
    unknown: BoolArray,
    site: int,
    unresolved: bool,  # noqa: FBT001
) -> tuple[str, str] | None:
    """Return why the site cannot be called clear, if there is a reason."""
    if unresolved:
        return DISAGREE
    over, near = measured.overlaps, measured.distances
    o, d = _rows(over.site, site), _rows(near.site, site)
    zones = np.union1d(over.zone[o], near.zone[d][near.distance_m[d] <= reach_m])
    if unknown[zones].any():
        zone = measured.zones["zone_id"].iloc[int(zones[unknown[zones]][0])]
        return (
            f"Zone {zone} lacks the attribute that would decide.",
            f"Vùng {zone} thiếu thuộc tính cần để kết luận.",
        )
    broken = measured.near_broken(site, reach_m)
    if broken:
        return (
            f"Zone {broken} is broken in the source data and may concern this site.",
            f"Vùng {broken} bị lỗi trong dữ liệu gốc và có thể liên quan đến khu đất này.",
        )
    return None


def _unplanned(rule: Rule, measured: Measured, site: int) -> tuple[str, str] | None:
    """Return the doubt that land without any zone casts on a plan: there nobody knows what is planned."""
    over = measured.overlaps
    rows = _rows(over.site, site)
    _, planned_m2, trusted = union_m2(over.shape[rows], over.area_m2[rows])
    if not trusted or over.unresolved[rows].any():
        return DISAGREE
    site_m2 = float(measured.shapes[site].area)
    missing_m2 = site_m2 - planned_m2
    if missing_m2 <= noise_m2(rule, site_m2):
        return None
    share = f"{min(max(100 * missing_m2 / site_m2, 0.01), 100):.2f}"
    return (
        f"On {share} % of the site the layer of the plan has no zone.",
        f"Trên {share.replace('.', ',')} % khu đất, lớp quy hoạch không có vùng nào.",
    )


def _outcome(rule: Rule, measured: Measured, selection: Selection, found: Found) -> Outcome:
    """Decide rules of kind overlap and distance."""
    limit = selection.limit_m[found.zones]
    tolerance_m = measured.tolerance_m or 0.0
    nearest = float(found.distance_m.min()) if len(found.zones) else float("nan")
    if rule.kind == "overlap":
        site_m2 = float(measured.shapes[found.site].area)
        conflict = (
            found.total_m2 > noise_m2(rule, site_m2) and found.total_m2 / site_m2 >= rule.min_site_share
        )
        # A site drawn on its parcels touches all their neighbours: in a plan that says nothing.
        touch_m = -1.0 if rule.except_planned_code else CONTACT_M
        counted = (found.area_m2 > 0) | (found.distance_m <= max(rule.near_m or touch_m, touch_m))
        doubtful = found.distance_m < tolerance_m
        counted |= doubtful & (not rule.except_planned_code)
    else:
        conflict = bool((found.distance_m < limit - CONTACT_M).any())
        doubtful = (limit > 0) & (found.distance_m < limit + tolerance_m)
        counted = (found.distance_m <= np.maximum(np.nan_to_num(limit), rule.near_m)) | doubtful
    doubt = found.doubt or _undelineated(rule, limit, found)
    verdict = Verdict.CLEAR
    if conflict:
        verdict = Verdict.CONFLICT
    elif doubt:
        verdict = Verdict.NOT_CHECKED
    elif counted.any():
        verdict = Verdict.NEAR
    reason = doubt or ("", "")
    certainty, slivers = _certainty(
        rule, measured, found, limit, conflict=conflict, doubtful=bool(doubtful.any())
    )
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
        certainty=None if verdict is Verdict.NOT_CHECKED else certainty,
        slivers=slivers,
    )


def _certainty(
    rule: Rule, measured: Measured, found: Found, limit_m: FloatArray, *, conflict: bool, doubtful: bool
) -> tuple[Certainty, tuple[Sliver, ...]]:
    """Return whether a verdict stays when lines are off by the tolerance, and the slivers behind it."""
    certainty = certainty_of_none(measured, doubtful=doubtful)
    if rule.kind == "distance":
        if conflict:
            close = np.flatnonzero(found.distance_m < limit_m - CONTACT_M)
            certainty = certainty_of_distance(
                measured, found.site, found.zones[close], found.distance_m[close], limit_m[close]
            )
        return certainty, ()
    site_m2 = float(measured.shapes[found.site].area)
    noise, share_m2 = noise_m2(rule, site_m2), rule.min_site_share * site_m2
    shallow = np.zeros(len(found.pairs), dtype=bool)
    if len(found.pairs):
        of_conflict, shallow = certainty_of_overlap(
            measured, found.match, found.pairs, max(noise, share_m2), counts_area=share_m2 > 0
        )
        certainty = of_conflict if conflict else certainty
    overlapped = np.isin(found.zones, measured.overlaps.zone[found.pairs])
    touched = found.zones[~overlapped & (found.distance_m <= CONTACT_M)]
    touched = touched[:0] if rule.except_planned_code else touched
    return certainty, slivers_of(measured, found.pairs, shallow, noise, touched)


def _undelineated(rule: Rule, limit_m: FloatArray, found: Found) -> tuple[str, str] | None:
    """Return the doubt that a zone without a delineated distance casts on what lies near it."""
    if rule.kind != "distance" or not rule.asks_around_unknown:
        return None
    if not (np.isnan(limit_m) & (found.distance_m <= rule.unknown_reach_m)).any():
        return None
    return (
        f"A zone within {rule.unknown_reach_m:g} m has no delineated distance in the data.",
        f"Trong phạm vi {rule.unknown_reach_m:g} m có vùng chưa được khoanh định khoảng cách trong dữ liệu.",
    )
