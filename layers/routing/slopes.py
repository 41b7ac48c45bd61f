"""Steep ground as kinds of land of a surface, and how much of it a line meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.routing.causes import Cause
from layers.routing.marks import FIRST_BIT, INSIDE
from layers.routing.strides import strides
from layers.routing.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.routing.squares import Grid
    from layers.routing.weights import SlopeClass


def steps_of(percent: FloatArray, slopes: Sequence[SlopeClass]) -> IntArray:
    """
    Return the position in `slopes` of each cell's class, -1 where it is gentler than all.

    Examples
    --------
    >>> from layers.routing.weights import SlopeClass
    >>> words = {"name_vi": "-", "name_en": "-"}
    >>> steep = SlopeClass(id="a", factor=2, at_least_percent=30, **words)
    >>> steps_of(np.array([29.0, 30.0, np.nan]), [steep]).tolist()
    [-1, 0, 0]
    """
    least = np.array([one.at_least_percent for one in slopes])
    order = np.argsort(least)
    place = np.searchsorted(least[order], percent, side="right") - 1  # NaN sorts behind all
    return np.where(place < 0, -1, order[place])


def with_slopes(surface: Surface, classes: int, step: IntArray) -> Surface:
    """Return the surface with the steepness of its cells as further kinds, behind `classes` classes."""
    bit = np.left_shift(np.uint64(1), (FIRST_BIT + classes + np.maximum(step, 0)).astype(np.uint64))
    marks = surface.bits[surface.kind]
    steep = (step >= 0) & ((marks & INSIDE) != 0)
    marks[steep] |= bit[steep]
    return Surface.of_marks(marks, surface.grid)


def steps_at(points: GeometryArray, step: IntArray, grid: Grid) -> IntArray:
    """Return the position in the slopes of the ground at points within the grid, -1 where it is gentler."""
    xy = shapely.get_coordinates(points)
    rows = ((xy[:, 1] - grid.south) // grid.cell_m).astype(np.intp)
    columns = ((xy[:, 0] - grid.west) // grid.cell_m).astype(np.intp)
    return np.asarray(step[rows, columns], dtype=np.intp)


def slope_causes(
    line: shapely.LineString, step: IntArray, slopes: Sequence[SlopeClass], grid: Grid
) -> list[Cause]:
    """Return what a line meets of each class, to the nearest stride."""
    points, stride_m = strides(line)
    met = np.bincount(steps_at(points, step, grid) + 1, minlength=len(slopes) + 1)[1:] * stride_m
    return [
        Cause(
            class_id=one.id,
            name_en=one.name_en,
            name_vi=one.name_vi,
            treatment=one.treatment,
            factor=one.factor,
            length_m=float(length_m),
            cost_m=float(length_m) * (one.factor - 1),
            ask=False,
        )
        for one, length_m in zip(slopes, met, strict=True)
        if length_m > 0
    ]
