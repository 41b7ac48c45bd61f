"""
The compiled loop behind distances: the nearest that two outlines come to one another.

Only outlines: one geometry inside another is the caller's affair. All differences are taken
between original coordinates; at VN-2000 sizes they are exact or off by 1e-11 m, and so is
the distance. Squares are compared, so that one root is taken a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.compiled import compiled

if TYPE_CHECKING:
    from geo.types import FloatArray, IntArray


@compiled
def _gap_m2(a: FloatArray, i: int, b: FloatArray, j: int) -> float:
    """Return the squared distance between two boxes (west, south, east, north), 0 where they meet."""
    x = max(a[i, 0] - b[j, 2], b[j, 0] - a[i, 2], 0.0)
    y = max(a[i, 1] - b[j, 3], b[j, 1] - a[i, 3], 0.0)
    return float(x * x + y * y)


@compiled
def _point_m2(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the squared distance of the point p from the segment a-b."""
    ux, uy = bx - ax, by - ay
    vx, vy = px - ax, py - ay
    along = ux * vx + uy * vy
    length = ux * ux + uy * uy
    if along <= 0.0 or length == 0.0:
        return vx * vx + vy * vy
    if along >= length:
        wx, wy = px - bx, py - by
        return wx * wx + wy * wy
    across = ux * vy - uy * vx
    return across * across / length


@compiled
def _segments_m2(  # noqa: PLR0913, PLR0917 - coordinates
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float
) -> float:
    """Return the squared distance between segments a-b and c-d; either may be a point."""
    side_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    side_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    side_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    side_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if side_c * side_d < 0.0 and side_a * side_b < 0.0:
        return 0.0
    return min(
        _point_m2(ax, ay, cx, cy, dx, dy),
        _point_m2(bx, by, cx, cy, dx, dy),
        _point_m2(cx, cy, ax, ay, bx, by),
        _point_m2(dx, dy, ax, ay, bx, by),
    )


@compiled
def _runs_m2(  # noqa: PLR0913, PLR0917 - a run on each side
    xy: FloatArray,
    run: IntArray,
    i: int,
    other_xy: FloatArray,
    other_run: IntArray,
    j: int,
    other_box: FloatArray,
    best: float,
) -> float:
    """Return the squared distance of run i from the other's run j if it is below `best`, else `best`."""
    for p in range(run[i, 0], max(run[i, 1], run[i, 0] + 1)):
        q = min(p + 1, run[i, 1])
        ax, ay, bx, by = xy[p, 0], xy[p, 1], xy[q, 0], xy[q, 1]
        west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        x = max(west - other_box[j, 2], other_box[j, 0] - east, 0.0)
        y = max(south - other_box[j, 3], other_box[j, 1] - north, 0.0)
        if x * x + y * y >= best:
            continue
        for r in range(other_run[j, 0], max(other_run[j, 1], other_run[j, 0] + 1)):
            s = min(r + 1, other_run[j, 1])
            cx, cy, dx, dy = other_xy[r, 0], other_xy[r, 1], other_xy[s, 0], other_xy[s, 1]
            x = max(west - max(cx, dx), min(cx, dx) - east, 0.0)
            y = max(south - max(cy, dy), min(cy, dy) - north, 0.0)
            if x * x + y * y < best:
                best = min(best, _segments_m2(ax, ay, bx, by, cx, cy, dx, dy))
    return best


@compiled
def _outlines_m2(  # noqa: PLR0913, PLR0917 - two outlines, as plain arrays
    xy: FloatArray,
    run: IntArray,
    run_box: FloatArray,
    runs: tuple[int, int],
    other_xy: FloatArray,
    other_run: IntArray,
    other_run_box: FloatArray,
    other_runs: tuple[int, int],
    other_box: FloatArray,
    other: int,
    best: float,
) -> float:
    """
    Return the squared distance of two outlines if it is below `best`, else `best`.

    The first is the one with more runs. The run whose box is nearest comes first: what it
    finds rules out most of the others by their boxes alone.
    """
    nearest, least = -1, best
    for i in range(runs[0], runs[1]):
        gap = _gap_m2(run_box, i, other_box, other)
        if gap < least:
            nearest, least = i, gap
    if nearest < 0:
        return best
    for turn in range(runs[0] - 1, runs[1]):
        i = nearest if turn < runs[0] else turn
        if (turn == nearest) or _gap_m2(run_box, i, other_box, other) >= best:
            continue
        for j in range(other_runs[0], other_runs[1]):
            if _gap_m2(run_box, i, other_run_box, j) < best:
                best = _runs_m2(xy, run, i, other_xy, other_run, j, other_run_box, best)
    return best


@compiled
def nearest_m2(  # noqa: PLR0913, PLR0917 - plain arrays: what a compiled function takes
    xy: FloatArray,
    run: IntArray,
    run_box: FloatArray,
    first: IntArray,
    box: FloatArray,
    other_xy: FloatArray,
    other_run: IntArray,
    other_run_box: FloatArray,
    other_first: IntArray,
    other_box: FloatArray,
    one: IntArray,
    two: IntArray,
    group: IntArray,
    limit_m2: float,
    found_m2: FloatArray,
) -> None:
    """
    Fill `found_m2` with the least squared distance of each group of pairs, infinity from `limit_m2` on.

    Parameters
    ----------
    xy, run, run_box, first, box
        The fields of the `Outlines` of one side; then those of the other.
    one, two
        (pairs,) positions in the two sides.
    group
        (groups + 1,) first pair of each group.
    """
    for g in range(len(found_m2)):
        best = limit_m2
        for k in range(group[g], group[g + 1]):
            a, b = one[k], two[k]
            if _gap_m2(box, a, other_box, b) >= best:
                continue
            mine, its = (first[a], first[a + 1]), (other_first[b], other_first[b + 1])
            if mine[1] - mine[0] >= its[1] - its[0]:
                best = _outlines_m2(
                    xy, run, run_box, mine, other_xy, other_run, other_run_box, its, other_box, b, best
                )
            else:
                best = _outlines_m2(
                    other_xy, other_run, other_run_box, its, xy, run, run_box, mine, box, a, best
                )
        found_m2[g] = best if best < limit_m2 else float("inf")
