"""
Draw arcs again that a library has drawn too coarsely.

GDAL gives a MapInfo ellipse 179 chords whatever its size: on a circle of 500 m they lie 8 cm inside.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from layers.intake.formats.chords import SAGITTA_M, chord_count

if TYPE_CHECKING:
    from geo.types import FloatArray

FIT_SHARE = 1e-9
"""Greatest residual of the normalised equation of an ellipse at the points that lie on it."""
LEAST_POINTS = 6


def redrawn(xy: FloatArray) -> FloatArray | None:
    """
    Return an arc of an ellipse whose axes lie east and north, with chords within 1 cm of it.

    Parameters
    ----------
    xy
        Points on the arc in order, in metres; first = last for a whole ellipse.

    Returns
    -------
    The new points, the ends as they were; None where the points lie on no such ellipse.

    Examples
    --------
    >>> angle = np.linspace(0, np.pi / 2, 10)
    >>> arc = redrawn(500 * np.column_stack([np.cos(angle), np.sin(angle)]))
    >>> len(arc), float(round(np.hypot(*arc.T).max() - np.hypot(*arc.T).min(), 9))
    (126, 0.0)
    """
    if len(xy) < LEAST_POINTS:
        return None
    origin = xy.mean(axis=0)
    size = float(np.abs(xy - origin).max())
    if not size or not math.isfinite(size):
        return None
    x, y = ((xy - origin) / size).T
    equation = np.column_stack([x * x, y * y, x, y])
    (a, b, c, d), *_ = np.linalg.lstsq(equation, np.ones(len(x)), rcond=None)
    residual = np.abs(equation @ np.array([a, b, c, d]) - 1).max()
    if a <= 0 or b <= 0 or residual > FIT_SHARE:
        return None
    centre = np.array([-c / (2 * a), -d / (2 * b)])
    grown = 1 + a * centre[0] ** 2 + b * centre[1] ** 2
    axes = np.sqrt(grown / np.array([a, b]))
    angle = np.unwrap(np.arctan2((y - centre[1]) / axes[1], (x - centre[0]) / axes[0]))
    count = chord_count(float(axes.max()) * size, float(abs(angle[-1] - angle[0])), SAGITTA_M)
    turn = np.linspace(angle[0], angle[-1], count + 1)
    drawn = origin + size * (centre + axes * np.column_stack([np.cos(turn), np.sin(turn)]))
    drawn[0], drawn[-1] = xy[0], xy[-1]
    return np.asarray(drawn)


def deviation_m(xy: FloatArray) -> float:
    """
    Return how far the chords of a drawn arc may lie from it: the largest of its corners' estimates.

    Examples
    --------
    >>> angle = np.linspace(0, np.pi / 2, 46)
    >>> round(deviation_m(500 * np.column_stack([np.cos(angle), np.sin(angle)])), 3)
    0.076
    """
    before, at, after = xy[:-2], xy[1:-1], xy[2:]
    first, second, across = (np.hypot(*(p - q).T) for p, q in ((at, before), (after, at), (after, before)))
    u, v = at - before, after - at
    double_area = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    product = first * second * across
    curvature = np.divide(2 * double_area, product, out=np.zeros(len(product)), where=product > 0)
    return float((np.maximum(first, second) ** 2 * curvature / 8).max(initial=0.0))
