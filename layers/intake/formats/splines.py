"""
Draw a NURBS curve as a DXF drawing has it, with chords within a stated distance of it.

GDAL takes eight chords for each control point, however large the curve is.

Source: Piegl and Tiller, The NURBS Book, algorithm A4.1; Autodesk DXF Reference, SPLINE.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.types import FloatArray

KNOTS, WEIGHTS, X, Y, DEGREE = 40, 41, 10, 20, 71
"""Group codes."""
FIRST_CHORDS, MOST_CHORDS = 4, 1 << 14
"""For each span between knots."""
MOST_DEGREE, MOST_POINTS = 11, 100_000


def drawn_spline(groups: Mapping[int, Sequence[float]], sagitta: float) -> FloatArray | None:
    """
    Return points on the curve in order; None if its parts do not fit together or it has no control points.

    Parameters
    ----------
    groups
        Values of a SPLINE by group code: degree 71, knots 40, weights 41, control points 10 and 20.
    sagitta
        Greatest distance between a chord and the curve, in drawing units.

    Examples
    --------
    >>> bent = {71: [2], 40: [0, 0, 0, 1, 1, 1], 10: [0, 1, 1], 20: [0, 0, 1], 41: [1, 0.5**0.5, 1]}
    >>> quarter = drawn_spline(bent, 1e-4)
    >>> np.allclose(np.hypot(quarter[:, 0], quarter[:, 1] - 1), 1)
    True
    """
    degree = int((groups.get(DEGREE) or [0])[0])
    knots = np.asarray(groups.get(KNOTS, ()), dtype=float)
    x, y = (np.asarray(groups.get(code, ()), dtype=float) for code in (X, Y))
    weights = np.asarray(groups.get(WEIGHTS, ()) or np.ones(len(x)), dtype=float)
    fits = 1 <= degree <= MOST_DEGREE and degree < len(x) == len(y) == len(weights) <= MOST_POINTS
    if not fits or len(knots) != len(x) + degree + 1 or (np.diff(knots) < 0).any() or (weights <= 0).any():
        return None
    curve = np.column_stack([x * weights, y * weights, weights])
    spans = np.unique(knots[degree : len(knots) - degree])
    if not np.isfinite(curve).all() or not np.isfinite(knots).all() or len(spans) < 2:  # noqa: PLR2004
        return None
    chords = FIRST_CHORDS
    while True:
        inside = [np.linspace(a, b, 2 * chords + 1) for a, b in itertools.pairwise(spans)]
        at = np.concatenate([inside[0], *(part[1:] for part in inside[1:])])
        xy = _points(curve, knots, degree, at)
        off = np.abs(xy[1::2] - (xy[:-1:2] + xy[2::2]) / 2)
        if np.hypot(*off.T).max() <= sagitta or chords * len(spans) > MOST_CHORDS:
            return xy[::2]
        chords *= 2


def _points(curve: FloatArray, knots: FloatArray, degree: int, at: FloatArray) -> FloatArray:
    """Evaluate by de Boor's recursion, all parameters at once."""
    last = len(curve) - 1
    span = np.clip(np.searchsorted(knots, at, side="right") - 1, degree, last)
    points = curve[span[:, None] + np.arange(-degree, 1)]
    for level in range(1, degree + 1):
        for j in range(degree, level - 1, -1):
            low = knots[span + j - degree]
            wide = knots[span + j + 1 - level] - low
            share = np.divide(at - low, wide, out=np.zeros(len(at)), where=wide > 0)[:, None]
            points[:, j] = (1 - share) * points[:, j - 1] + share * points[:, j]
    found = points[:, degree]
    return np.asarray(found[:, :2] / found[:, 2:])
