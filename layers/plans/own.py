"""The communes that a person's right ends at, as an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.places import COMMUNES
from layers.plans.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.corridor.seen import Seen


@dataclass(frozen=True, kw_only=True)
class Own:
    """Some communes: nothing is told of what lies elsewhere."""

    codes: frozenset[str]
    area: shapely.Geometry
    """In the province's CRS."""
    others: frozenset[str] = frozenset()
    """All other communes of the day."""


def own_communes(seen: Seen, codes: Iterable[str], as_of: date) -> Own:
    """
    Return communes with their area on a day.

    Raises
    ------
    PlanError
        If one of them has no boundary on that day: what lies in it is then not known.
    RanhError
        If the layer of communes cannot be read.
    """
    wanted = frozenset(codes)
    shapes: dict[str, shapely.Geometry] = {}
    for layer in seen.province.versions(COMMUNES):
        if layer.in_force(as_of):
            zones = seen.layer(layer.id).zones
            shapes |= dict(zip(zones["zone_id"].astype(str), zones.geometry, strict=True))
    missing = sorted(wanted - shapes.keys())
    if missing or not wanted:
        told = ", ".join(missing)
        raise PlanError(
            f"What lies in your communes is not known: no boundary on {as_of} for {told or 'any'}.",
            f"Không xác định được phạm vi xã, phường của bạn: ngày {as_of:%d/%m/%Y} không có ranh giới"
            f" {told or 'nào'}.",
        )
    area = shapely.union_all(np.array([shapes[code] for code in sorted(wanted)]))
    return Own(codes=wanted, area=area, others=frozenset(shapes.keys() - wanted))
