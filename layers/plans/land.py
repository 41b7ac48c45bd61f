"""Hectares of footprints by planned land code: with what no zone covers, and what is withheld."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.joined import gathered
from geo.overlap import M2_PER_HA, find_overlaps, union_m2
from layers.plans.fit import Fit
from layers.plans.sureness import rows_of
from layers.select import CannotDecideError, outside_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.joined import Overlaps
    from geo.types import GeometryArray
    from layers.codes import LandCode
    from layers.reader import LayerData
    from layers.withheld import Withheld


@dataclass(frozen=True, kw_only=True)
class Planned:
    """Land of one code under a project."""

    code: str
    """"" where the zone carries none."""
    area_ha: float
    fit: Fit
    """By the same rule as the check: what the project is planned for, below and above it."""


@dataclass(frozen=True, kw_only=True)
class Under:
    """The planned land under one footprint."""

    land: tuple[Planned, ...]
    """By area, the largest first; where zones lie over one another each counts."""
    blank_ha: float
    """On no zone, and not withheld."""
    withheld_ha: float
    is_sure: bool


def under(
    shapes: GeometryArray,
    planned_codes: Sequence[str],
    layers: Sequence[LayerData],
    codes: Mapping[str, LandCode],
    withheld: Withheld,
) -> list[Under]:
    """
    Return the planned land under footprints, in their order; all of them have a shape.

    Parameters
    ----------
    layers
        The versions in force, which may cover different parts of the province.
    """
    found = [find_overlaps(shapes, data.index) for data in layers]
    zone_codes = [data.zones["code"].astype(str) for data in layers]
    hidden = withheld.area
    made = []
    for site, shape in enumerate(shapes):
        land: defaultdict[str, float] = defaultdict(float)
        parts: list[Overlaps] = []
        for over, own in zip(found, zone_codes, strict=True):
            rows = slice(*np.searchsorted(over.site, [site, site + 1]))
            parts.append(rows_of(over, np.arange(len(over.site))[rows]))
            for zone, area_m2 in zip(over.zone[rows].tolist(), over.area_m2[rows].tolist(), strict=True):
                land[own.iloc[zone]] += area_m2 / M2_PER_HA
        met = gathered(parts)
        _, covered_m2, trusted = union_m2(met.shape, met.area_m2)
        hidden_m2 = float(shapely.intersection(shape, hidden).area)
        blank_m2 = max(shape.area - covered_m2 - hidden_m2, 0.0)
        made.append(
            Under(
                land=_judged(land, planned_codes[site], codes),
                blank_ha=blank_m2 / M2_PER_HA,
                withheld_ha=hidden_m2 / M2_PER_HA,
                is_sure=trusted and not met.unresolved.any(),
            )
        )
    return made


def _judged(
    land: Mapping[str, float], planned_code: str, codes: Mapping[str, LandCode]
) -> tuple[Planned, ...]:
    ordered = sorted(land, key=lambda code: (-land[code], code))
    fits = _fits(planned_code, ordered, codes)
    return tuple(
        Planned(code=code, area_ha=land[code], fit=fit) for code, fit in zip(ordered, fits, strict=True)
    )


def _fits(planned_code: str, found: Sequence[str], codes: Mapping[str, LandCode]) -> list[Fit]:
    try:
        other, unclear = outside_plan(planned_code, pd.Series(found, dtype=object), codes)
    except CannotDecideError:
        return [Fit.UNCLEAR] * len(found)
    return [
        Fit.UNCLEAR if open_ else Fit.MISFIT if outside else Fit.FITS
        for outside, open_ in zip(other.tolist(), unclear.tolist(), strict=True)
    ]
