"""Which parts of an axis lie in which zones, by chainage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.join import group_starts

if TYPE_CHECKING:
    from geo.chainage import Segments
    from geo.types import FloatArray, GeometryArray, IntArray

TOUCHING_M = 1e-6
"""Stretches of one zone that lie no further apart are one."""

SHORTEST_M = 1e-9


@dataclass(frozen=True, kw_only=True)
class Stretches:
    """Parts of an axis in zones; sorted by zone, then chainage."""

    zone: IntArray
    """Position of the zone."""
    from_m: FloatArray
    to_m: FloatArray

    @property
    def lengths_m(self) -> FloatArray:
        """Length of each."""
        return self.to_m - self.from_m

    def take(self, rows: IntArray) -> Stretches:
        """Return some of them, in the order given."""
        return Stretches(zone=self.zone[rows], from_m=self.from_m[rows], to_m=self.to_m[rows])


def stretches_in(segments: Segments, zones: GeometryArray) -> Stretches:
    """
    Return the parts of every segment that lie in a zone, each segment for itself.

    An axis along the border of two zones lies in both.

    Parameters
    ----------
    zones
        Valid polygons in metres, or None (holds nothing).

    Examples
    --------
    >>> from geo.chainage import Chainage
    >>> line = Chainage(runs=(shapely.LineString([(0, 0), (10, 0)]),))
    >>> found = stretches_in(line.segments, np.array([None, shapely.box(2, -1, 5, 1)]))
    >>> found.zone.tolist(), found.from_m.tolist(), found.to_m.tolist()
    ([1], [2.0], [5.0])
    """
    lines = segments.lines
    number, segment = shapely.STRtree(lines).query(zones, predicate="intersects")
    own = lines[segment]
    within = shapely.covered_by(own, zones[number])
    cut = own.copy()
    cut[~within] = shapely.intersection(own[~within], zones[number[~within]])
    parts, pair = shapely.get_parts(cut, return_index=True)
    linear = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    parts, pair = parts[linear], pair[linear]
    first, last = (shapely.get_coordinates(shapely.get_point(parts, end)) for end in (0, -1))
    of = segment[pair]
    one, other = (np.hypot(*(ends - segments.start[of]).T) for ends in (first, last))
    # Rounding must not carry a part beyond its segment: lengths would no longer add up.
    from_m = np.clip(segments.from_m[of] + np.minimum(one, other), None, segments.to_m[of])
    to_m = np.clip(segments.from_m[of] + np.maximum(one, other), None, segments.to_m[of])
    whole = within[pair]
    from_m[whole], to_m[whole] = segments.from_m[of][whole], segments.to_m[of][whole]
    found = Stretches(zone=number[pair].astype(np.intp), from_m=from_m, to_m=to_m)
    rows = np.lexsort((from_m, found.zone))
    return found.take(rows[found.lengths_m[rows] > SHORTEST_M])


def merged(found: Stretches, apart_m: float = TOUCHING_M) -> Stretches:
    """
    Return stretches of the same zone that follow each other as one.

    Examples
    --------
    >>> two = Stretches(zone=np.array([3, 3]), from_m=np.array([0.0, 4.0]), to_m=np.array([4.0, 9.0]))
    >>> merged(two).from_m.tolist(), merged(two).to_m.tolist()
    ([0.0], [9.0])
    """
    if len(found.zone) == 0:
        return found
    block = group_starts(found.zone)
    reach = np.concatenate([np.maximum.accumulate(part) for part in np.split(found.to_m, block[1:])])
    new = np.ones(len(found.zone), dtype=bool)
    new[1:] = (np.diff(found.zone) != 0) | (found.from_m[1:] > reach[:-1] + apart_m)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1
    return Stretches(zone=found.zone[first], from_m=found.from_m[first], to_m=reach[last])


def once(found: Stretches) -> Stretches:
    """
    Return stretches with every place of the axis in one of them only, in the order of the chainage.

    A place along the border of two zones goes to the one that reaches it first, then to the first.

    Examples
    --------
    >>> two = Stretches(zone=np.array([0, 1]), from_m=np.array([0.0, 0.0]), to_m=np.array([4.0, 6.0]))
    >>> once(two).from_m.tolist(), once(two).to_m.tolist()
    ([0.0, 4.0], [4.0, 6.0])
    """
    rows = np.lexsort((found.zone, found.from_m))
    ordered = found.take(rows)
    reach = np.concatenate([[-np.inf], np.maximum.accumulate(ordered.to_m)])[: len(rows)]
    from_m = np.maximum(ordered.from_m, reach)
    left = np.flatnonzero(ordered.to_m - from_m > SHORTEST_M)
    return Stretches(zone=ordered.zone[left], from_m=from_m[left], to_m=ordered.to_m[left])
