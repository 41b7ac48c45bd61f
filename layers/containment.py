"""Rules of containment: what counts is the part of a site that no zone covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.clip import NEGLIGIBLE_M2
from layers.certainty import certainty_of_none, certainty_of_outside, depth_inside_m
from layers.model import Certainty, Verdict
from layers.outcome import ROUNDING, Outcome, noise_m2
from layers.slivers import OUTSIDE, Sliver, why_sliver

if TYPE_CHECKING:
    from layers.measure import Measured
    from layers.outcome import Found
    from layers.rules import Rule


def outcome_inside(rule: Rule, measured: Measured, found: Found) -> Outcome:
    """Decide a rule of containment: what counts is the part of the site that no zone covers."""
    footprint = measured.shapes[found.site]
    outside_m2 = max(0.0, float(footprint.area) - found.total_m2)
    if outside_m2 <= noise_m2(rule, float(footprint.area)):
        outside, verdict = None, Verdict.CLEAR
    else:
        outside = footprint if found.shape is None else shapely.difference(footprint, found.shape)
        verdict = Verdict.CONFLICT
    if found.doubt:
        verdict = Verdict.NOT_CHECKED
    certainty, depth_m = _certainty_inside(rule, measured, found, outside)
    if verdict is Verdict.CLEAR and certainty is Certainty.POSSIBLE:
        verdict = Verdict.NEAR
    noise = noise_m2(rule, float(footprint.area))
    drawn = outside_m2 > max(NEGLIGIBLE_M2, ROUNDING * float(footprint.area))
    why = why_sliver(outside_m2, noise, shallow=certainty is Certainty.WITHIN_ERROR) if drawn else None
    return Outcome(
        verdict=verdict,
        area_m2=outside_m2 if outside is not None else 0.0,
        distance_m=depth_m,
        shape=outside,
        recomputed=found.recomputed,
        reason_en=found.doubt[0] if found.doubt else "",
        reason_vi=found.doubt[1] if found.doubt else "",
        certainty=None if verdict is Verdict.NOT_CHECKED else certainty,
        slivers=(Sliver(zone=OUTSIDE, area_m2=outside_m2, why=why),) if why else (),
    )


def _certainty_inside(
    rule: Rule, measured: Measured, found: Found, outside: shapely.Geometry | None
) -> tuple[Certainty, float]:
    """Return whether a verdict of containment stays, and how near the edge a site lies that is inside."""
    footprint = measured.shapes[found.site]
    if outside is not None:
        least_m2 = noise_m2(rule, float(footprint.area))
        return certainty_of_outside(measured, found.match, found.site, outside, least_m2), float("nan")
    if not measured.tolerance_m:
        return certainty_of_none(measured, doubtful=False), float("nan")
    depth_m = depth_inside_m(measured, found.match, found.site)
    doubtful = depth_m < measured.tolerance_m
    return certainty_of_none(measured, doubtful=doubtful), depth_m if doubtful else float("nan")
