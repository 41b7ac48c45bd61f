"""Areas that hold everything within a distance of shapes: buffers drawn on the safe side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray

ARC_STEPS = 32
"""Chords in a quarter of a circle."""
SPARE_M = 0.01
"""Arcs are drawn with chords: so much more than asked for."""


def widened(shapes: GeometryArray, within_m: FloatArray, arc_steps: int = ARC_STEPS) -> GeometryArray:
    """
    Return shapes with what lies within a distance of them, and a little more.

    The buffer of a distance falls short of it: the chords of its arcs lie inside the true circle.
    A larger circle keeps them outside of it. GEOS also joins near-parallel steps of a dense outline,
    so that what has to be right to a nanometre is asked of `geo.distance` instead.

    Parameters
    ----------
    shapes
        Valid geometries in metres, or None.
    within_m
        Metres for each of them, more than 0.
    arc_steps
        Chords in a quarter of a circle: with fewer the areas are simpler, and larger.

    Examples
    --------
    >>> corner = np.array([shapely.Point(0, 0)], dtype=object)
    >>> ring = widened(corner, np.array([100.0]), 2)[0].exterior
    >>> 100 < ring.distance(shapely.Point(0, 0)) < 100.02
    True
    """
    grown_m = within_m / np.cos(np.pi / (4 * arc_steps)) + SPARE_M
    return np.asarray(shapely.buffer(shapes, grown_m, quad_segs=arc_steps), dtype=object)
