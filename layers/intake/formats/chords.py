"""Draw arcs as chords that lie within 1 cm of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from geo.types import FloatArray

SAGITTA_M, SAGITTA_DEGREES = 0.01, 1e-7
"""Greatest distance of a chord from its arc: 1 cm."""


def chords(xy: FloatArray, sagitta: float) -> FloatArray:
    """
    Return the arc through three points as points on it, both ends exact.

    Points in one line give that line; first = last means a whole circle with the second opposite.
    """
    (x0, y0), (x1, y1), (x2, y2) = xy
    if (x0, y0) == (x2, y2):
        centre = (xy[0] + xy[1]) / 2
        sweep = 2 * math.pi
    else:
        ax, ay, bx, by = x1 - x0, y1 - y0, x2 - x0, y2 - y0
        cross = ax * by - ay * bx
        if abs(cross) <= 1e-12 * (math.hypot(ax, ay) * math.hypot(bx, by)):
            return xy
        a2, b2 = ax * ax + ay * ay, bx * bx + by * by
        centre = xy[0] + np.array([by * a2 - ay * b2, ax * b2 - bx * a2]) / (2 * cross)
        sweep = _angle(xy[0] - centre, xy[2] - centre, counter_clockwise=cross > 0)
    start = xy[0] - centre
    radius = math.hypot(*start)
    count = chord_count(radius, abs(sweep), sagitta)
    turn = math.atan2(start[1], start[0]) + sweep * np.linspace(0, 1, count + 1)
    drawn = centre + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    drawn[0], drawn[-1] = xy[0], xy[2]
    return np.asarray(drawn)


def chord_count(radius: float, sweep: float, sagitta: float) -> int:
    """
    Return how many equal chords keep within `sagitta` of an arc.

    Raises
    ------
    IntakeError
        "too-many-vertices" if they are more than one geometry may have.

    Examples
    --------
    >>> chord_count(100, 6.2832, 0.01)
    223
    """
    step = 2 * math.acos(max(0.0, 1 - min(sagitta / radius, 1.0))) if radius else math.pi
    count = max(2.0, math.ceil(sweep / max(step, 1e-9)))
    if not math.isfinite(count) or count > LIMITS.polygon_vertices:
        raise IntakeError(
            "too-many-vertices",
            f"An arc of radius {radius:g} cannot be drawn with {LIMITS.polygon_vertices:,} points.",
            f"Cung bán kính {radius:g} không thể vẽ bằng {LIMITS.polygon_vertices:,} điểm.",
        )
    return int(count)


def _angle(first: FloatArray, last: FloatArray, *, counter_clockwise: bool) -> float:
    turn = math.atan2(last[1], last[0]) - math.atan2(first[1], first[0])
    return turn % (2 * math.pi) if counter_clockwise else -(-turn % (2 * math.pi))
