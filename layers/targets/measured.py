"""How much land of each type the land layer has in a unit, and whether that can be all of it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.overlap import M2_PER_HA, union_m2
from layers.targets.kinship import Kin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import shapely

    from geo.joined import Overlaps
    from layers.targets.kinship import Kinship

SLACK_HA, SLACK = 0.005, 1e-6
"""By how much the land of a unit and the unit may differ, in hectares and as a share of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The land of one unit, as the layer has it."""

    by_code: tuple[tuple[str, float], ...]
    """Code and hectares; zones over one another each count."""
    is_least: bool
    """The layer has nothing for a part of the unit, or lacks rows: there may be more of any type."""
    is_most: bool
    """Zones lie over one another: there may be less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much land of one type there is."""

    area_ha: float
    is_least: bool
    is_most: bool


def measure(
    unit: shapely.Geometry, found: Overlaps, place: int, codes: Sequence[str], *, lacks_rows: bool
) -> Measured:
    """
    Return the land of one unit.

    Parameters
    ----------
    unit
        Its boundary, in metres.
    found
        Overlaps of all zones (sites there) with the boundaries of all units.
    place
        Position of the unit among the boundaries.
    codes
        Of all zones, "" where unknown.
    lacks_rows
        Whether zones are missing that may lie anywhere.
    """
    rows = np.flatnonzero(found.zone == place)
    areas_m2 = found.area_m2[rows]
    sums: defaultdict[str, float] = defaultdict(float)
    for zone, area_m2 in zip(found.site[rows].tolist(), areas_m2.tolist(), strict=True):
        sums[codes[zone]] += area_m2 / M2_PER_HA
    _, once_m2, is_sure = union_m2(found.shape[rows], areas_m2)
    is_sure = is_sure and not bool(found.unresolved[rows].any())
    slack_m2 = M2_PER_HA * SLACK_HA + SLACK * unit.area
    return Measured(
        by_code=tuple(sums.items()),
        is_least=lacks_rows or not is_sure or unit.area - once_m2 > slack_m2,
        is_most=not is_sure or float(areas_m2.sum()) - once_m2 > slack_m2,
    )


def extent_of(lands: Iterable[Measured], code: str, kinship: Kinship) -> Extent:
    """Return the land of a type in units together; land that only may be of it makes it a least."""
    parts = tuple(lands)
    told = [(kinship.of(what, code), area_ha) for part in parts for what, area_ha in part.by_code]
    may_ha = math.fsum(area_ha for kin, area_ha in told if kin is Kin.MAY)
    return Extent(
        area_ha=math.fsum(area_ha for kin, area_ha in told if kin is Kin.YES),
        is_least=may_ha > SLACK_HA or any(part.is_least for part in parts),
        is_most=any(part.is_most for part in parts),
    )
