"""How much of a footprint is land of which code, for each land-use layer and period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import M2_PER_HA, find_overlaps, union_m2

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.reader import LayerData
    from layers.trial.ready import Ready


@dataclass(frozen=True, kw_only=True)
class Land:
    """
    One land-use layer under a footprint.

    The areas of the codes, less what is counted twice, with what lies under withheld squares and
    what is uncovered, are the footprint's area.
    """

    layer: Layer
    in_force: bool
    area_ha: dict[str, float]
    """By code as the layer writes it, the largest first."""
    doubled_ha: float
    """Counted more than once: zones of the layer overlap each other there."""
    hidden_ha: float
    """Under the withheld squares, where this person is told nothing."""
    uncovered_ha: float
    """In no zone at all."""
    is_whole: bool
    """False where rows of the layer are broken or were not read: what is uncovered may be theirs."""
    is_sure: bool
    """False where two ways of computing disagree: the figures are then a first look alone."""

    @property
    def total_ha(self) -> float:
        """What the parts add up to."""
        return sum(self.area_ha.values()) - self.doubled_ha + self.hidden_ha + self.uncovered_ha


def find_lands(ready: Ready, shape: shapely.Geometry) -> list[Land]:
    """Return the land under a footprint by every land-use layer that can be read, in force or not."""
    hidden = None
    if ready.withheld.is_near(shape):
        hidden = shapely.intersection(ready.withheld.area, shape)
    return [
        _land(use.data, shape, hidden, in_force=use.layer.in_force(ready.as_of))
        for use in ready.uses
        if use.layer.group == "landuse" and use.layer.geometry == "polygon" and use.data is not None
    ]


def _land(
    data: LayerData, shape: shapely.Geometry, hidden: shapely.Geometry | None, *, in_force: bool
) -> Land:
    found = find_overlaps(np.array([shape], dtype=object), data.index)
    codes = data.zones["code"].iloc[found.zone]
    area_m2: dict[str, float] = {}
    for code, part_m2 in zip(codes.tolist(), found.area_m2.tolist(), strict=True):
        area_m2[code] = area_m2.get(code, 0.0) + part_m2
    covered, covered_m2, trusted = union_m2(found.shape, found.area_m2)
    blank_m2 = 0.0
    if hidden is not None:
        blank = hidden if covered is None else shapely.difference(hidden, covered)
        blank_m2 = float(blank.area)
    by_size = sorted(area_m2.items(), key=lambda item: -item[1])
    return Land(
        layer=data.layer,
        in_force=in_force,
        area_ha={code: part_m2 / M2_PER_HA for code, part_m2 in by_size},
        doubled_ha=(float(found.area_m2.sum()) - covered_m2) / M2_PER_HA,
        hidden_ha=blank_m2 / M2_PER_HA,
        uncovered_ha=(float(shape.area) - covered_m2 - blank_m2) / M2_PER_HA,
        is_whole=len(data.broken) == 0 and data.layer.missing_rows == 0,
        is_sure=trusted and not bool(found.unresolved.any()),
    )
