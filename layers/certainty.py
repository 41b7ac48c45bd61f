"""
Whether a finding stays when the lines of the maps are off by their tolerance.

What is known of the tolerance of zones and sites together is `Measured.tolerance_m`; a
conflict stays a conflict here whatever comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.accuracy import SURE_M2, core_around, far_part, inner_distance_m, is_no_sliver
from geo.clip import NEGLIGIBLE_M2
from layers.model import Certainty

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, IntArray
    from layers.measure import Measured


def certainty_of_none(measured: Measured, *, doubtful: bool) -> Certainty:
    """Return how certain it is that there is no conflict; doubtful if one lies within the tolerance."""
    if measured.tolerance_m is None:
        return Certainty.NOT_STATED
    return Certainty.POSSIBLE if doubtful else Certainty.CERTAIN


def certainty_of_overlap(
    measured: Measured, match: BoolArray, pairs: IntArray, least_m2: float, *, counts_area: bool
) -> tuple[Certainty, BoolArray]:
    """
    Return how certain the conflict of one site is, and which of its overlaps are slivers along a line.

    Parameters
    ----------
    match
        Zones that the rule counts for this site; taken together, so that a line between two
        of them is no boundary.
    pairs
        Rows of `measured.overlaps`: the site's overlaps with these zones, at least one.
    least_m2
        An overlap up to this would be no conflict.
    counts_area
        The rule asks for a share of the site: then the area deep in the zones has to reach
        `least_m2`, and it does not help that a narrow zone lies deep in the site.
    """
    slivers = np.zeros(len(pairs), dtype=bool)
    if measured.tolerance_m is None:
        return Certainty.NOT_STATED, slivers
    if measured.tolerance_m == 0:
        return Certainty.CERTAIN, slivers
    try:
        for place in np.flatnonzero(~measured.depths.deep[pairs]):
            slivers[place] = _is_sliver(measured, match, int(pairs[place]))
        if not counts_area and least_m2 <= SURE_M2 and measured.depths.sure[pairs].any():
            return Certainty.CERTAIN, slivers
        if slivers.all():
            return Certainty.WITHIN_ERROR, slivers
        if _deep_m2(measured, match, pairs[~slivers], counts_area=counts_area) > least_m2:
            return Certainty.CERTAIN, slivers
    except shapely.errors.GEOSException:
        pass  # neither shown to be certain nor to be a sliver
    return Certainty.POSSIBLE, slivers


def _is_sliver(measured: Measured, match: BoolArray, pair: int) -> bool:
    """Whether nothing of an overlap lies deep, and a shift along a line explains all of it."""
    over = measured.overlaps
    shape = over.shape[pair]
    if over.unresolved[pair]:
        return False
    if shape is None or over.area_m2[pair] <= NEGLIGIBLE_M2:
        return True
    if _meets(shape, _core_of_zones(measured, match, pair)) or _meets(shape, _core_of_site(measured, pair)):
        return False
    return not is_no_sliver(shape, measured.shapes[over.site[pair]], measured.tolerance_m or 0.0)


def _deep_m2(measured: Measured, match: BoolArray, pairs: IntArray, *, counts_area: bool) -> float:
    """Return the area of overlaps that lies deep; zones over one another count once."""
    parts = []
    for pair in pairs.tolist():
        shape = measured.overlaps.shape[pair]
        if shape is not None:
            parts.append(shapely.intersection(shape, _core_of_zones(measured, match, pair)))
            if not counts_area:
                parts.append(shapely.intersection(shape, _core_of_site(measured, pair)))
    return float(shapely.union_all(parts).area)


def _meets(shape: shapely.Geometry, core: shapely.Geometry) -> bool:
    return bool(shapely.relate_pattern(shape, core, "T********"))


def _core_of_zones(measured: Measured, match: BoolArray, pair: int) -> shapely.Geometry:
    """Return the zones that the rule counts, shrunk by the tolerance, around an overlap."""
    over, tolerance_m = measured.overlaps, measured.tolerance_m or 0.0
    west, south, east, north = over.shape[pair].bounds
    near = nearby_zones(measured, match, int(over.site[pair]), tolerance_m)
    boxes = measured.zone_boxes[near]
    close = (boxes[:, 0] <= east + tolerance_m) & (boxes[:, 2] >= west - tolerance_m)
    near = near[close & (boxes[:, 1] <= north + tolerance_m) & (boxes[:, 3] >= south - tolerance_m)]
    key = (pair, near.tobytes())
    if key not in measured.cores:
        zones = measured.zone_shapes[near]
        measured.cores[key] = core_around(over.shape[pair], zones, tolerance_m)
    return measured.cores[key]


def _core_of_site(measured: Measured, pair: int) -> shapely.Geometry:
    """Return the site, shrunk by the tolerance, around an overlap."""
    if pair not in measured.cores:
        over = measured.overlaps
        site = measured.shapes[over.site[pair] : over.site[pair] + 1]
        measured.cores[pair] = core_around(over.shape[pair], site, measured.tolerance_m or 0.0)
    return measured.cores[pair]


def nearby_zones(measured: Measured, match: BoolArray, site: int, reach_m: float) -> IntArray:
    """Return the matched zones within reach of a site, ascending."""
    near = measured.distances
    rows = slice(*np.searchsorted(near.site, [site, site + 1]))
    zones = near.zone[rows]
    return zones[match[zones] & (near.distance_m[rows] <= reach_m)]


def certainty_of_distance(
    measured: Measured, site: int, zones: IntArray, distance_m: FloatArray, limit_m: FloatArray
) -> Certainty:
    """
    Return how certain it is that one site comes closer to a zone than the rule allows.

    Parameters
    ----------
    zones
        Those with a conflict distance that the site comes closer to, with `distance_m` and
        `limit_m` for each.
    """
    tolerance_m = measured.tolerance_m
    if tolerance_m is None:
        return Certainty.NOT_STATED
    rest_m = limit_m - tolerance_m
    if (distance_m < rest_m).any():
        return Certainty.CERTAIN
    over = np.flatnonzero((distance_m == 0) & (rest_m <= 0))
    try:
        # The zone's line may be off by more than the distance to keep: what is left has to be overlapped.
        if any(_overlaps_by(measured, site, int(zones[row]), -float(rest_m[row])) for row in over.tolist()):
            return Certainty.CERTAIN
        for row in over.tolist():
            common = shapely.intersection(measured.shapes[site], measured.zone_shapes[zones[row]])
            if is_no_sliver(common, measured.shapes[site], -float(rest_m[row])):
                return Certainty.POSSIBLE
    except shapely.errors.GEOSException:
        return Certainty.POSSIBLE
    return Certainty.WITHIN_ERROR


def _overlaps_by(measured: Measured, site: int, zone: int, depth_m: float) -> bool:
    """Whether a site and a zone, which may be a line, overlap by more than a depth."""
    footprint, shape = measured.shapes[site : site + 1], measured.zone_shapes[zone : zone + 1]
    if depth_m == 0:
        return bool(shapely.relate_pattern(footprint[0], shape[0], "T********"))
    common = shapely.intersection(footprint[0], shape[0])
    if common.is_empty:
        return False
    if shapely.intersects(shape[0], core_around(common, footprint, depth_m)):
        return True
    return _meets(common, core_around(common, shape, depth_m))


def certainty_of_outside(
    measured: Measured, match: BoolArray, site: int, outside: shapely.Geometry, least_m2: float
) -> Certainty:
    """Return how certain it is that part of a site lies outside the zones that should cover it."""
    if measured.tolerance_m is None:
        return Certainty.NOT_STATED
    if measured.tolerance_m == 0:
        return Certainty.CERTAIN
    zones = measured.zone_shapes[nearby_zones(measured, match, site, measured.tolerance_m)]
    try:
        far_m2 = float(far_part(outside, zones, measured.tolerance_m).area)
    except shapely.errors.GEOSException:
        return Certainty.POSSIBLE
    if far_m2 > least_m2:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if far_m2 > NEGLIGIBLE_M2 else Certainty.WITHIN_ERROR


def depth_inside_m(measured: Measured, match: BoolArray, site: int) -> float:
    """Return how far a covered site is from the edge of the zones that cover it, at most the tolerance."""
    tolerance_m = measured.tolerance_m or 0.0
    zones = measured.zone_shapes[nearby_zones(measured, match, site, tolerance_m)]
    try:
        return inner_distance_m(measured.shapes[site], zones, tolerance_m)
    except shapely.errors.GEOSException:
        return 0.0
