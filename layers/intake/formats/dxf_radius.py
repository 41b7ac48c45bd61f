"""Find the largest radius among the arcs of a DXF entity, by which GDAL has to draw it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

X, Y, RADIUS, BULGE, LONG_X, LONG_Y = 10, 20, 40, 42, 11, 21
FLAT = 1e-3
"""Drawing units: the height of an arc over its chord that is none."""


def largest_radius(numbers: Iterable[tuple[int, float]]) -> float:
    """
    Return the largest radius in drawing units, 0 without arcs.

    The radius stands in the drawing (40), is the long half axis of an ellipse (11, 21), or follows
    from the bulge between two corners, the tangent of a quarter of the angle that the arc spans.
    An arc so flat that it needs no corner of its own does not count.

    Examples
    --------
    >>> half_circle = [(10, 0.0), (20, 0.0), (42, 1.0), (10, 10.0), (20, 0.0)]
    >>> largest_radius(half_circle), largest_radius([(40, 7.0)]), largest_radius([(11, 3.0), (21, 4.0)])
    (5.0, 7.0, 5.0)
    """
    corners: list[list[float]] = []
    radius = long = 0.0
    for code, value in numbers:
        if code == RADIUS:
            radius = value if math.isnan(value) else max(radius, abs(value))
        elif code in {LONG_X, LONG_Y}:
            long = math.hypot(long, value)
        elif code == X:
            corners.append([value, 0.0, 0.0])
        elif corners:
            corners[-1][1 if code == Y else 2] = value
    return max(radius, long, _bulged(corners))


def _bulged(corners: list[list[float]]) -> float:
    radius = 0.0
    for n, (x, y, bulge) in enumerate(corners):
        if bulge:
            after = corners[(n + 1) % len(corners)]
            chord = math.hypot(after[0] - x, after[1] - y)
            if not chord * abs(bulge) / 2 <= FLAT:
                radius = max(radius, chord * (1 + bulge * bulge) / (4 * abs(bulge)))
    return radius
