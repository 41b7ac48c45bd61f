"""How steep the cells of a search are, and what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.routing.decimals import with_comma
from layers.routing.elevation import slope_percent
from layers.routing.marks import INSIDE
from layers.routing.slopes import steps_of

if TYPE_CHECKING:
    from geo.types import IntArray
    from layers.province import Province
    from layers.routing.elevation import Heights
    from layers.routing.model import Note
    from layers.routing.surface import Surface
    from layers.routing.weights import SlopeClass, Weights

NOT_CONSIDERED: Note = (
    "Slope was not considered: no raster of heights was given, or the weights name no slope.",
    "Chưa xét độ dốc: chưa có dữ liệu độ cao, hoặc tệp trọng số không nêu độ dốc.",
)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """How steep the cells are, where heights are given."""

    slopes: tuple[SlopeClass, ...] = ()
    step: IntArray
    """Class of each cell, see `steps_of`."""
    notes: tuple[Note, ...]


def ground_of(surface: Surface, heights: Heights | None, weights: Weights, province: Province) -> Ground:
    """Return the steepness of the cells; where a height is missing they count as the steepest."""
    if heights is None or not weights.slopes:
        return Ground(step=np.zeros((0, 0), dtype=np.intp), notes=(NOT_CONSIDERED,))
    percent = slope_percent(heights, surface.grid, province)
    inside = (surface.bits & INSIDE)[surface.kind] != 0
    missing = float(np.isnan(percent[inside]).mean())
    notes: list[Note] = []
    if missing > 0:
        share = f"{missing:.1%}"
        en = f"Heights are missing for {share} of the province, which is counted as the steepest ground."
        notes.append(
            (en, f"Thiếu độ cao của {with_comma(share)} diện tích tỉnh; phần này được tính như dốc nhất.")
        )
    return Ground(slopes=weights.slopes, step=steps_of(percent, weights.slopes), notes=tuple(notes))
