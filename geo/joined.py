"""The overlaps of sites and zones, put together from those of their pieces."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.clip import GRIDS_M, SNAPPED_M
from geo.join import any_of, group_starts, sums, union_groups
from geo.kernel import AGREE, AGREE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray

JOINED = 1e-9
"""Relative difference between a union of pieces and their sum that rounding explains."""

JOINED_M2 = 1e-6

MOST_MOVED = 0.01
"""Moved edges explain at most this part of an overlap."""


@dataclass(frozen=True, kw_only=True)
class Overlaps:
    """One row for every site and zone whose interiors meet; sorted by site, then zone."""

    site: IntArray
    """Position of the site."""
    zone: IntArray
    """Position of the zone."""
    shape: GeometryArray
    """Common part; polygons, or None where `unresolved` and no shape could be computed."""
    area_m2: FloatArray
    recomputed: BoolArray
    """The first result was implausible and was computed again on a fine grid."""
    unresolved: BoolArray
    """No two methods agree: must be shown as "not checked"."""


def gathered(parts: Sequence[Overlaps]) -> Overlaps:
    """Put results of different sites one behind the other, in the order given."""
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        false = np.zeros(0, dtype=bool)
        return Overlaps(
            site=none, zone=none, shape=np.zeros(0, dtype=object), area_m2=np.zeros(0),
            recomputed=false, unresolved=false,
        )  # fmt: skip
    columns = [_columns(part) for part in parts]
    return Overlaps(**{name: np.concatenate([part[name] for part in columns]) for name in columns[0]})


def _columns(overlaps: Overlaps) -> dict[str, Any]:
    return {field.name: getattr(overlaps, field.name) for field in fields(overlaps)}


def join_pieces(
    sites: GeometryArray,
    keys: IntArray,
    shape: GeometryArray,
    area_m2: FloatArray,
    recomputed: BoolArray,
    unresolved: BoolArray,
) -> Overlaps:
    """
    Put the pieces of one site and zone together; pieces never overlap one another.

    `keys`: site, zone, piece of the site, piece of the zone; the order in which pieces are
    joined is theirs, so that it does not depend on what else was asked.
    """
    order = np.lexsort(keys.T[::-1])
    site, zone = keys[order, 0], keys[order, 1]
    first = group_starts(site, zone)
    size = np.diff(first, append=len(order))
    parts, total_m2 = shape[order], sums(area_m2[order], first)
    redone, doubtful = any_of(recomputed[order], first), any_of(unresolved[order], first)
    joined = parts[first]
    several = np.flatnonzero(size > 1)
    # Where the pieces add up to the site, the site is their union: most sites in a large zone.
    own = sites[site[first[several]]]
    missing_m2 = shapely.area(own) - total_m2[several]
    whole = abs(missing_m2) <= AGREE * total_m2[several] + AGREE_M * shapely.length(own)
    joined[several[whole]] = own[whole]
    several = several[~whole]
    joined[several] = union_groups(*_runs_of(parts, first, size, several))
    open_ = several[~_adds_up(joined[several], total_m2[several], SNAPPED_M) & ~doubtful[several]]
    for grid_m in GRIDS_M:
        if len(open_) == 0:
            break
        # A union that gained or lost land is computed again on a grid.
        again = union_groups(*_runs_of(parts, first, size, open_), grid_m)
        settled = _adds_up(again, total_m2[open_], grid_m)
        joined[open_[settled]], redone[open_] = again[settled], True
        open_ = open_[~settled]
    doubtful[open_] = True
    return Overlaps(
        site=site[first],
        zone=zone[first],
        shape=joined,
        area_m2=total_m2,
        recomputed=redone,
        unresolved=doubtful,
    )


def _adds_up(joined: GeometryArray, total_m2: FloatArray, moved_m: float) -> BoolArray:
    """Tell of each union whether it is as large as its pieces, but for edges moved by `moved_m`."""
    slack_m2 = np.minimum(moved_m * np.nan_to_num(shapely.length(joined)), MOST_MOVED * total_m2)
    allowed_m2 = JOINED * total_m2 + JOINED_M2 + slack_m2
    return np.asarray(abs(shapely.area(joined) - total_m2) <= allowed_m2, dtype=bool)  # NaN: no shape


def _runs_of(
    parts: GeometryArray, first: IntArray, size: IntArray, groups: IntArray
) -> tuple[GeometryArray, IntArray]:
    """Return the parts of some groups, one behind the other, and where each group starts."""
    ends = np.cumsum(size[groups])
    start = ends - size[groups]
    member = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first[groups] - start, size[groups])
    return parts[member], start
