"""
The inner loop of the engine: which pieces meet, what they have in common, and a second opinion.

Everything compiled stands in this one file (see `geo.compiled`). A pair of rings is decided
in three independent ways:

- *crossings*: orientation tests on all edge pairs near each other. A vertex within `CLOSE_M`
  of the other's edge makes the pair HARD: it is handed to GEOS and its guards
  (`geo.clip`), as is everything with holes. What remains is in general position, so every
  sign is certain and the topology (apart, within, crossing) is known;
- *tracing*: the boundary of the common part, walked from crossing to crossing (Weiler and
  Atherton 1977). Two rings without holes have a common part without holes;
- *integral*: the common area once more, without crossings and without tracing: a polygon is
  the signed sum of what lies below its edges, so the common area is the signed sum over
  pairs of edges of the integral of the lower one.

Where the traced area and the integral differ, the pair is HARD. GEOS's answers, too, are held
against the integral.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from geo.types import FloatArray, IntArray

CLOSE_M = 1e-6
"""Two boundaries nearer than this are not decided here: a thousand times finer than any survey."""

AGREE = 1e-12
"""Difference between two computations of an area that rounding explains, as a share of the common box."""

AGREE_M = 1e-8
"""The same for each metre around that box: crossings stand on the grid of doubles, half a nanometre wide."""

FLAT = 1e-6
"""Sine of the smallest angle at which a crossing is computed here; below it, its place is not sure."""

FANOUT = 16
APART, SITE_WITHIN, PIECE_WITHIN, CROSSING, HARD = 0, 1, 2, 3, 4
MOST_CROSSINGS = 1024


@compiled
def side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """Twice the signed area of a, b, p if p lies farther than CLOSE_M from the line a-b, else 0."""
    dx, dy = bx - ax, by - ay
    cross = dx * (py - ay) - dy * (px - ax)
    if cross * cross <= CLOSE_M * CLOSE_M * (dx * dx + dy * dy):
        return 0.0
    return cross


@compiled
def longest(starts: IntArray) -> int:
    """Return the length of the longest run."""
    most = 0
    for k in range(len(starts) - 1):
        most = max(most, starts[k + 1] - starts[k])
    return most


@compiled
def edges_near(xy: FloatArray, start: int, stop: int, box: FloatArray, found: IntArray) -> int:
    """Collect the edges (numbers of their first vertex) whose box meets `box`; return how many."""
    count = 0
    west, south, east, north = box[0] - CLOSE_M, box[1] - CLOSE_M, box[2] + CLOSE_M, box[3] + CLOSE_M
    for edge in range(start, stop - 1):
        ax, bx = xy[edge, 0], xy[edge + 1, 0]
        if (ax < west and bx < west) or (ax > east and bx > east):
            continue
        ay, by = xy[edge, 1], xy[edge + 1, 1]
        if (ay < south and by < south) or (ay > north and by > north):
            continue
        found[count] = edge
        count += 1
    return count


@compiled
def find_crossings(
    a: FloatArray,
    near_a: IntArray,
    count_a: int,
    b: FloatArray,
    near_b: IntArray,
    count_b: int,
    first: tuple[int, int],
    at_edge: IntArray,
    at: FloatArray,
) -> int:
    """
    Find where edges of two rings cross; -1 if some are too close to tell, or there are too many.

    `at_edge[k]` is the edge of a and of b (0 = first of the ring), `at[k]` how far along each
    (0 to 1), +1 where a enters b or -1 where it leaves (b counter-clockwise), then the point.
    """
    count = 0
    for i in range(count_a):
        p = near_a[i]
        px, py, rx, ry = a[p, 0], a[p, 1], a[p + 1, 0], a[p + 1, 1]
        west, east = min(px, rx) - CLOSE_M, max(px, rx) + CLOSE_M
        south, north = min(py, ry) - CLOSE_M, max(py, ry) + CLOSE_M
        for j in range(count_b):
            q = near_b[j]
            qx, tx = b[q, 0], b[q + 1, 0]
            if (qx < west and tx < west) or (qx > east and tx > east):
                continue
            qy, ty = b[q, 1], b[q + 1, 1]
            if (qy < south and ty < south) or (qy > north and ty > north):
                continue
            b_start = side(px, py, rx, ry, qx, qy)
            b_stop = side(px, py, rx, ry, tx, ty)
            if b_start * b_stop > 0.0:
                continue
            a_start = side(qx, qy, tx, ty, px, py)
            a_stop = side(qx, qy, tx, ty, rx, ry)
            if a_start * a_stop > 0.0:
                continue
            if b_start == 0.0 or b_stop == 0.0 or a_start == 0.0 or a_stop == 0.0 or count == MOST_CROSSINGS:
                return -1
            long_p = (rx - px) * (rx - px) + (ry - py) * (ry - py)
            long_q = (tx - qx) * (tx - qx) + (ty - qy) * (ty - qy)
            turn = a_start - a_stop
            if turn * turn < FLAT * FLAT * long_p * long_q:
                return -1
            along = a_start / turn
            at_edge[count, 0], at_edge[count, 1] = p - first[0], q - first[1]
            at[count, 0], at[count, 1] = along, b_start / (b_start - b_stop)
            at[count, 2] = 1.0 if a_stop > 0.0 else -1.0
            at[count, 3], at[count, 4] = px + along * (rx - px), py + along * (ry - py)
            count += 1
    return count


@compiled
def point_within(xy: FloatArray, start: int, stop: int, px: float, py: float) -> int:
    """Tell whether a point lies within a ring (1), outside (0), or too close to an edge to tell (-1)."""
    within = False
    for edge in range(start, stop - 1):
        ay, by = xy[edge, 1], xy[edge + 1, 1]
        if (ay > py) == (by > py):
            continue
        ax, bx = xy[edge, 0], xy[edge + 1, 0]
        if ax > px and bx > px:
            within = not within
            continue
        if ax < px and bx < px:
            continue
        left = side(ax, ay, bx, by, px, py)
        if left == 0.0:
            return -1
        if (left > 0.0) == (by > ay):
            within = not within
    return 1 if within else 0


@compiled
def below_edges(xy: FloatArray, start: int, stop: int, box: FloatArray, edges: FloatArray, count: int) -> int:
    """
    Cut a ring's edges to a box and append them as (west, east, height at west, slope, sign).

    Heights are above the box's south side; what is higher than the box counts as its height,
    what lies below it is left out. The sign is +1 for edges with the ring's land below them.
    Returns the new length of the list.
    """
    ox, oy = box[0], box[1]
    width, height = box[2] - ox, box[3] - oy
    for edge in range(start, stop - 1):
        x0, x1 = xy[edge, 0] - ox, xy[edge + 1, 0] - ox
        if (x0 <= 0.0 and x1 <= 0.0) or (x0 >= width and x1 >= width) or x0 == x1:
            continue
        y0, y1 = xy[edge, 1] - oy, xy[edge + 1, 1] - oy
        if y0 <= 0.0 and y1 <= 0.0:
            continue
        sign = -1.0
        if x0 > x1:
            x0, x1, y0, y1, sign = x1, x0, y1, y0, 1.0
        slope = (y1 - y0) / (x1 - x0)
        west, east = max(x0, 0.0), min(x1, width)
        low, high = y0 + slope * (west - x0), y0 + slope * (east - x0)
        if low >= height and high >= height:
            if count > 0 and edges[count - 1, 2] == height and edges[count - 1, 3] == 0.0:
                # A run of edges above the box is one level stretch.
                if edges[count - 1, 4] == sign and edges[count - 1, 1] == west:
                    edges[count - 1, 1] = east
                    continue
                if edges[count - 1, 4] == sign and edges[count - 1, 0] == east:
                    edges[count - 1, 0] = west
                    continue
            edges[count, 0], edges[count, 1], edges[count, 2] = west, east, height
            edges[count, 3], edges[count, 4] = 0.0, sign
            count += 1
            continue
        if low < 0.0 < high or high < 0.0 < low:
            middle = min(max(x0 - y0 / slope, west), east)
            if low < 0.0:
                west, low = middle, 0.0
            else:
                east, high = middle, 0.0
        if low > height or high > height:
            middle = min(max(x0 + (height - y0) / slope, west), east)
            if low > height:
                edges[count, 0], edges[count, 1] = west, middle
                west, low = middle, height
            else:
                edges[count, 0], edges[count, 1] = middle, east
                east, high = middle, height
            edges[count, 2], edges[count, 3], edges[count, 4] = height, 0.0, sign
            count += 1
        if east > west and (low > 0.0 or high > 0.0):
            edges[count, 0], edges[count, 1], edges[count, 2] = west, east, low
            edges[count, 3], edges[count, 4] = (high - low) / (east - west), sign
            count += 1
    return count


@compiled
def common_area(a: FloatArray, count_a: int, b: FloatArray, count_b: int) -> float:
    """Integrate the lower of each two edges over their common stretch; lists of `below_edges`."""
    total = 0.0
    for i in range(count_a):
        aw, ae, ah, slope_a, sign_a = a[i, 0], a[i, 1], a[i, 2], a[i, 3], a[i, 4]
        for j in range(count_b):
            west, east = max(aw, b[j, 0]), min(ae, b[j, 1])
            if west >= east:
                continue
            a_west, a_east = ah + slope_a * (west - aw), ah + slope_a * (east - aw)
            b_west = b[j, 2] + b[j, 3] * (west - b[j, 0])
            b_east = b[j, 2] + b[j, 3] * (east - b[j, 0])
            first, second = a_west - b_west, a_east - b_east
            mean = 0.5 * (min(a_west, b_west) + min(a_east, b_east))
            if (first < 0.0 < second) or (second < 0.0 < first):
                # They cross: the lower of the two makes a kink, higher than the chord.
                mean += 0.5 * abs(first) * abs(second) / (abs(first) + abs(second))
            total += sign_a * b[j, 4] * mean * (east - west)
    return total


@compiled
def area_doubt(box: FloatArray) -> float:
    """Return the difference that rounding explains between two areas of what lies in a box."""
    width, height = box[2] - box[0], box[3] - box[1]
    return float(AGREE * width * height + AGREE_M * (width + height))


@compiled
def common_areas(
    a_xy: FloatArray,
    a_ring: IntArray,
    a_part: IntArray,
    a_box: FloatArray,
    b_xy: FloatArray,
    b_ring: IntArray,
    b_part: IntArray,
    b_box: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return the area common to row k of a and row k of b, by the integral, and what it may be off by."""
    areas, doubts = np.zeros(len(a_box)), np.zeros(len(a_box))
    edges_a = np.empty((3 * longest(a_ring[a_part]), 5))
    edges_b = np.empty((3 * longest(b_ring[b_part]), 5))
    common = np.empty(4)
    for row in range(len(a_box)):
        for axis in range(2):
            common[axis] = max(a_box[row, axis], b_box[row, axis])
            common[axis + 2] = min(a_box[row, axis + 2], b_box[row, axis + 2])
        if not (common[2] > common[0] and common[3] > common[1]):
            continue
        count_a, count_b = 0, 0
        for ring in range(a_part[row], a_part[row + 1]):
            count_a = below_edges(a_xy, a_ring[ring], a_ring[ring + 1], common, edges_a, count_a)
        for ring in range(b_part[row], b_part[row + 1]):
            count_b = below_edges(b_xy, b_ring[ring], b_ring[ring + 1], common, edges_b, count_b)
        areas[row] = common_area(edges_a, count_a, edges_b, count_b)
        doubts[row] = area_doubt(common)
    return areas, doubts


@compiled
def ring_area(xy: FloatArray, start: int, stop: int) -> float:
    """Return the signed area of a closed ring, counter-clockwise positive."""
    ox, oy = xy[start, 0], xy[start, 1]
    twice = 0.0
    for edge in range(start, stop - 1):
        x0, y0, x1, y1 = xy[edge, 0] - ox, xy[edge, 1] - oy, xy[edge + 1, 0] - ox, xy[edge + 1, 1] - oy
        twice += x0 * y1 - x1 * y0
    return 0.5 * twice


@compiled
def follow(at_edge: IntArray, at: FloatArray, count: int, ring: int, turn: float, after: IntArray) -> bool:
    """
    Link each crossing to the next along a ring; False if they do not alternate or lie too close.

    `ring` is 0 for a, 1 for b; `turn` is the kind of crossing (`at[:, 2]`) that a walk along
    this ring starts from.
    """
    order = np.argsort(at_edge[:count, ring] + at[:count, ring])
    for k in range(count):
        here, there = order[k], order[(k + 1) % count]
        if at[here, 2] == at[there, 2]:
            return False
        if at_edge[here, ring] == at_edge[there, ring]:
            gap = max(abs(at[here, 3] - at[there, 3]), abs(at[here, 4] - at[there, 4]))
            if gap <= CLOSE_M:
                return False
        after[here] = there if at[here, 2] == turn else -1
    return True


@compiled
def walk(
    xy: FloatArray,
    start: int,
    stop: int,
    leave: tuple[int, float],
    reach: tuple[int, float],
    ring: FloatArray,
    size: int,
) -> int:
    """Append the vertices of a closed ring between two places on it (edge, share); return the new size."""
    edges = stop - start - 1
    edge, last = leave[0], reach[0]
    if edge == last and reach[1] > leave[1]:
        return size
    while True:
        edge = edge + 1 if edge + 1 < edges else 0
        ring[size, 0], ring[size, 1] = xy[start + edge, 0], xy[start + edge, 1]
        size += 1
        if edge == last:
            return size


@compiled
def trace(
    a: FloatArray,
    from_a: int,
    to_a: int,
    b: FloatArray,
    from_b: int,
    to_b: int,
    at_edge: IntArray,
    at: FloatArray,
    count: int,
    rings: FloatArray,
    ends: IntArray,
) -> int:
    """
    Write the rings of the common part of two counter-clockwise rings; return how many, -1 if it fails.

    `ends[k]` is where ring k ends in `rings`; rings are closed and counter-clockwise.
    """
    along_a, along_b = np.empty(count, np.intp), np.empty(count, np.intp)
    if not follow(at_edge, at, count, 0, 1.0, along_a) or not follow(at_edge, at, count, 1, -1.0, along_b):
        return -1
    size = 0
    number = 0
    done = np.zeros(count, np.bool_)
    for first in range(count):
        if done[first] or at[first, 2] < 0.0:
            continue
        opened, here = size, first
        while True:
            done[here] = True
            rings[size, 0], rings[size, 1] = at[here, 3], at[here, 4]
            out = along_a[here]
            size = walk(
                a,
                from_a,
                to_a,
                (at_edge[here, 0], at[here, 0]),
                (at_edge[out, 0], at[out, 0]),
                rings,
                size + 1,
            )
            rings[size, 0], rings[size, 1] = at[out, 3], at[out, 4]
            here = along_b[out]
            size = walk(
                b,
                from_b,
                to_b,
                (at_edge[out, 1], at[out, 1]),
                (at_edge[here, 1], at[here, 1]),
                rings,
                size + 1,
            )
            if here == first:
                break
            if done[here]:
                return -1
        rings[size, 0], rings[size, 1] = rings[opened, 0], rings[opened, 1]
        size += 1
        ends[number] = size
        number += 1
    return number


@compiled
def grown(array: NDArray[Any], needed: int) -> NDArray[Any]:
    """Return the array, or a copy twice as long if it is too short."""
    if needed <= len(array):
        return array
    larger = np.empty(max(needed, 2 * len(array)), array.dtype)
    larger[: len(array)] = array
    return larger


@compiled
def grown_rows(array: NDArray[Any], needed: int) -> NDArray[Any]:
    """Do the same for an array of coordinates."""
    if needed <= len(array):
        return array
    larger = np.empty((max(needed, 2 * len(array)), array.shape[1]), array.dtype)
    larger[: len(array)] = array
    return larger


@compiled
def boxes_within(
    node: FloatArray, level: IntArray, order: IntArray, box: FloatArray, reach: float, found: IntArray
) -> tuple[IntArray, int]:
    """Collect the boxes of a `BoxTree` at most `reach` from `box` along both axes; return list and count."""
    count = 0
    west, south, east, north = box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach
    stack = np.empty((16 * len(level), 2), np.intp)
    depth = 0
    if len(node) > 0:
        stack[0, 0], stack[0, 1], depth = len(level) - 2, 0, 1
    while depth > 0:
        depth -= 1
        height, number = stack[depth, 0], stack[depth, 1]
        at = level[height] + number
        if node[at, 0] > east or node[at, 2] < west or node[at, 1] > north or node[at, 3] < south:
            continue
        if height == 0:
            found = grown(found, count + 1)
            found[count] = order[number]
            count += 1
            continue
        last = min((number + 1) * FANOUT, level[height] - level[height - 1])
        for child in range(last - 1, number * FANOUT - 1, -1):
            stack[depth, 0], stack[depth, 1] = height - 1, child
            depth += 1
    return found, count


@compiled
def near_pairs(
    first: int, last: int, boxes: FloatArray, node: FloatArray, level: IntArray, order: IntArray, reach: float
) -> tuple[IntArray, IntArray]:
    """Return (row of `boxes`, number in the tree) of all boxes within `reach`; rows ascend."""
    rows, numbers = np.empty(1024, np.intp), np.empty(1024, np.intp)
    found = np.empty(64, np.intp)
    size = 0
    for row in range(first, last):
        if np.isnan(boxes[row, 0]):
            continue
        found, count = boxes_within(node, level, order, boxes[row], reach, found)
        rows, numbers = grown(rows, size + count), grown(numbers, size + count)
        for k in range(count):
            rows[size], numbers[size] = row, found[k]
            size += 1
    return rows[:size], numbers[:size]


@compiled
def turn_rings(xy: FloatArray, ring: IntArray, part: IntArray, areal: NDArray[np.bool_]) -> None:
    """Turn the shells of areas counter-clockwise and their holes clockwise, in place."""
    for piece in range(len(part) - 1):
        if not areal[piece]:
            continue
        for number in range(part[piece], part[piece + 1]):
            start, stop = ring[number], ring[number + 1]
            shell = number == part[piece]
            if (ring_area(xy, start, stop) < 0.0) == shell:
                for k in range((stop - start) // 2):
                    for axis in range(2):
                        there = stop - 1 - k
                        xy[start + k, axis], xy[there, axis] = xy[there, axis], xy[start + k, axis]


@compiled
def inside_box(inner: FloatArray, outer: FloatArray) -> bool:
    """Tell whether a box lies within another."""
    return bool(
        inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
    )


@compiled
def decide_apart(
    a: FloatArray,
    from_a: int,
    to_a: int,
    box_a: FloatArray,
    b: FloatArray,
    from_b: int,
    to_b: int,
    box_b: FloatArray,
) -> tuple[int, float]:
    """Decide two rings whose edges do not come near each other; return what it is, and its area."""
    what, area = APART, 0.0
    if inside_box(box_a, box_b):
        there = point_within(b, from_b, to_b, a[from_a, 0], a[from_a, 1])
        what = HARD if there < 0 else SITE_WITHIN if there > 0 else APART
        area = ring_area(a, from_a, to_a) if what == SITE_WITHIN else 0.0
    if what == APART and inside_box(box_b, box_a):
        there = point_within(a, from_a, to_a, b[from_b, 0], b[from_b, 1])
        what = HARD if there < 0 else PIECE_WITHIN if there > 0 else APART
        area = ring_area(b, from_b, to_b) if what == PIECE_WITHIN else 0.0
    return what, area


@compiled
def traced_area(xy: FloatArray, ends: IntArray, rings: int) -> float:
    """Return the area of traced rings, NaN if one of them encloses nothing."""
    area, begin = 0.0, 0
    for ring in range(rings):
        one = ring_area(xy, begin, ends[ring])
        area += one if one > 0.0 else np.nan
        begin = ends[ring]
    return area


@compiled
def confirmed(
    what: int,
    area: float,
    a: FloatArray,
    from_a: int,
    to_a: int,
    below_a: FloatArray,
    b: FloatArray,
    from_b: int,
    to_b: int,
    below_b: FloatArray,
    common: FloatArray,
) -> bool:
    """Tell whether the integral agrees with an area, and the area with what was decided."""
    count_a = below_edges(a, from_a, to_a, common, below_a, 0)
    count_b = below_edges(b, from_b, to_b, common, below_b, 0)
    again = common_area(below_a, count_a, below_b, count_b)
    doubt = area_doubt(common)
    return bool(abs(area - again) <= doubt and (what == APART or area > doubt))


@compiled
def overlap_pieces(
    first: int,
    last: int,
    s_xy: FloatArray,
    s_ring: IntArray,
    s_part: IntArray,
    s_box: FloatArray,
    z_xy: FloatArray,
    z_ring: IntArray,
    z_part: IntArray,
    z_box: FloatArray,
    z_longest: int,
    node: FloatArray,
    level: IntArray,
    order: IntArray,
    guarded: bool,
) -> tuple[IntArray, FloatArray, FloatArray, IntArray]:
    """
    Decide all pairs of the site pieces first..last-1 and the zone pieces of the tree.

    Parameters
    ----------
    guarded
        False leaves the integral out: only to measure what it costs.

    Returns
    -------
    pairs
        (n, 4): site piece, zone piece, what it is (never APART), rings of the common part
        (0 unless CROSSING).
    areas
        (n,) m2, by tracing; 0 for HARD.
    xy
        The rings' coordinates.
    ends
        Where each ring ends in `xy`, in the order of the pairs.
    """
    edges_a, edges_b = np.empty(longest(s_ring) + 1, np.intp), np.empty(z_longest + 1, np.intp)
    below_a, below_b = np.empty((3 * len(edges_a), 5)), np.empty((3 * len(edges_b), 5))
    at_edge, at = np.empty((MOST_CROSSINGS, 2), np.intp), np.empty((MOST_CROSSINGS, 5))
    common = np.empty(4)
    pairs: NDArray[Any] = np.empty((1024, 4), np.intp)
    areas: NDArray[Any] = np.empty(1024)
    xy, ends = np.empty((8192, 2)), np.empty(1024, np.intp)
    found = np.empty(64, np.intp)
    size, rings, written = 0, 0, 0
    for s in range(first, last):
        found, candidates = boxes_within(node, level, order, s_box[s], 0.0, found)
        for k in range(candidates):
            z = found[k]
            for axis in range(2):
                common[axis] = max(s_box[s, axis], z_box[z, axis])
                common[axis + 2] = min(s_box[s, axis + 2], z_box[z, axis + 2])
            if common[2] <= common[0] or common[3] <= common[1]:
                continue
            what, area, own = HARD, 0.0, 0
            if s_part[s + 1] - s_part[s] == 1 and z_part[z + 1] - z_part[z] == 1:
                from_a, to_a = s_ring[s_part[s]], s_ring[s_part[s] + 1]
                from_b, to_b = z_ring[z_part[z]], z_ring[z_part[z] + 1]
                near_a = edges_near(s_xy, from_a, to_a, common, edges_a)
                near_b = edges_near(z_xy, from_b, to_b, common, edges_b)
                met = find_crossings(
                    s_xy, edges_a, near_a, z_xy, edges_b, near_b, (from_a, from_b), at_edge, at
                )
                if met == 0:
                    what, area = decide_apart(s_xy, from_a, to_a, s_box[s], z_xy, from_b, to_b, z_box[z])
                elif met > 0:
                    room = met * (2 + to_a - from_a + to_b - from_b)
                    xy, ends = grown_rows(xy, written + room), grown(ends, rings + met)
                    own = trace(
                        s_xy, from_a, to_a, z_xy, from_b, to_b, at_edge, at, met, xy[written:], ends[rings:]
                    )
                    what = CROSSING if own > 0 else HARD
                    area = traced_area(xy[written:], ends[rings:], own)
                if (
                    what != HARD
                    and guarded
                    and not confirmed(
                        what, area, s_xy, from_a, to_a, below_a, z_xy, from_b, to_b, below_b, common
                    )
                ):
                    what = HARD
            if what == APART:
                continue
            if size == len(pairs):
                pairs, areas = grown_rows(pairs, 2 * size), grown(areas, 2 * size)
            pairs[size, 0], pairs[size, 1], pairs[size, 2], pairs[size, 3] = s, z, what, 0
            areas[size] = 0.0 if what == HARD else area
            if what == CROSSING:
                pairs[size, 3] = own
                used = ends[rings + own - 1]
                ends[rings : rings + own] += written
                rings += own
                written += used
            size += 1
    return pairs[:size], areas[:size], xy[:written], ends[:rings]
