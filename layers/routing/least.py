"""The least that a metre costs: land that a line may follow for several reasons is not free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.routing.causes import LEAST, Cause
from layers.routing.slopes import steps_at
from layers.routing.strides import strides
from layers.routing.weights import LEAST_COST

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely

    from layers.routing.causes import Crossed
    from layers.routing.ground import Ground
    from layers.routing.squares import Grid

WORDS = ("Least cost of a metre", "Chi phí tối thiểu mỗi mét")


def least_causes(
    line: shapely.LineString, causes: Sequence[Cause], crossed: Crossed, ground: Ground, grid: Grid
) -> list[Cause]:
    """
    Return what the least cost of a metre takes back of what preferred land saves.

    Nothing where it is not reached. Where classes overlap is asked at strides of the line, as slopes are.
    """
    if 1 + sum(min(cause.factor - 1, 0.0) for cause in causes) >= LEAST_COST:
        return []
    points, stride_m = strides(line)
    price = 1 + crossed.surcharges(points, {cause.class_id for cause in causes})
    if ground.slopes:
        steep = np.array([0.0, *(one.factor - 1 for one in ground.slopes)])
        price += steep[steps_at(points, ground.step, grid) + 1]
    taken = np.maximum(LEAST_COST - price, 0.0)
    if not taken.any():
        return []
    return [
        Cause(
            class_id=LEAST,
            name_en=WORDS[0],
            name_vi=WORDS[1],
            treatment="neutral",
            factor=LEAST_COST,
            length_m=float((taken > 0).sum()) * stride_m,
            cost_m=float(taken.sum()) * stride_m,
            ask=False,
        )
    ]
