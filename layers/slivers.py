"""
Overlaps too small or too shallow to be relied on: listed on their own, never dropped in silence.

A sliver is said of a site, a rule and a zone. It changes no verdict: an overlap along a
line is a conflict until a survey shows otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.clip import NEGLIGIBLE_M2
from layers.schema import SLIVER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.types import BoolArray, IntArray
    from layers.measure import Measured
    from layers.outcome import Outcome
    from layers.rules import Rule

OUTSIDE = -1
"""Stands for a zone where what counts is the part of a site that no zone covers."""


class Why(StrEnum):
    """Why an overlap is a sliver; the first that holds is told."""

    CONTACT = "contact"
    """The boundaries meet; what they have in common is less than a square millimetre."""
    NOISE = "noise"
    """Not more than what the rule allows for survey noise."""
    MAP_ERROR = "map_error"
    """Nothing of it lies deeper than the lines may be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sliver:
    """One sliver of one site and one rule."""

    zone: int
    """Row of the zones, or `OUTSIDE`."""
    area_m2: float
    why: Why


def slivers_of(
    measured: Measured, pairs: IntArray, shallow: BoolArray, noise_m2: float, touched: IntArray
) -> tuple[Sliver, ...]:
    """
    Return the slivers among a site's overlaps with the zones of a rule.

    Parameters
    ----------
    pairs
        Rows of `measured.overlaps`.
    shallow
        Which of them lie within the tolerance of a line.
    noise_m2
        Survey noise of the rule on this site.
    touched
        Rows of zones that the site touches without any overlap.
    """
    over = measured.overlaps
    found = [
        Sliver(zone=int(over.zone[pair]), area_m2=float(over.area_m2[pair]), why=why)
        for pair, flat in zip(pairs.tolist(), shallow.tolist(), strict=True)
        if not over.unresolved[pair]
        and (why := why_sliver(float(over.area_m2[pair]), noise_m2, shallow=flat))
    ]
    return (*found, *(Sliver(zone=zone, area_m2=0.0, why=Why.CONTACT) for zone in touched.tolist()))


def why_sliver(area_m2: float, noise_m2: float, *, shallow: bool) -> Why | None:
    """
    Return why an area is a sliver, None if it is none.

    Examples
    --------
    >>> [str(why_sliver(area, 1.0, shallow=True)) for area in (0.0, 0.5, 40.0)]
    ['contact', 'noise', 'map_error']
    """
    if area_m2 <= NEGLIGIBLE_M2:
        return Why.CONTACT
    if area_m2 <= noise_m2:
        return Why.NOISE
    return Why.MAP_ERROR if shallow else None


def sliver_rows(
    rule: Rule, measured: Measured, outcomes: Sequence[Outcome], secret: BoolArray
) -> list[dict[str, Any]]:
    """
    Return one row of `SLIVER_COLUMNS` for every sliver behind the outcomes of a rule.

    Parameters
    ----------
    secret
        Whether each zone is coded as defence or security land.
    """
    if not any(outcome.slivers for outcome in outcomes):
        return []  # most rules: the names of all zones are not asked for
    sites = measured.sites[["site_id", "name"]].to_numpy()
    zones = measured.zones[["zone_id", "name", "code"]].to_numpy()
    tolerance_m = np.nan if measured.tolerance_m is None else measured.tolerance_m
    sealed = any(data.layer.restricted for data in measured.layers)
    return [
        {
            "site_id": sites[site][0],
            "site_name": sites[site][1],
            "rule_id": rule.id,
            "theme": rule.theme,
            "zone_id": "" if sliver.zone == OUTSIDE else zones[sliver.zone][0],
            "zone_name": "" if sliver.zone == OUTSIDE else zones[sliver.zone][1],
            "code": "" if sliver.zone == OUTSIDE else zones[sliver.zone][2],
            "restricted": sealed or bool(secret.any() if sliver.zone == OUTSIDE else secret[sliver.zone]),
            "overlap_area_m2": sliver.area_m2,
            "tolerance_m": tolerance_m,
            "why": str(sliver.why),
        }
        for site, outcome in enumerate(outcomes)
        for sliver in outcome.slivers
    ]


def slivers_frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return the slivers, those within the map's error first, the largest of them first."""
    table = pd.DataFrame(list(rows), columns=list(SLIVER_COLUMNS))
    order = pd.DataFrame(
        {
            "why": [-list(Why).index(Why(why)) for why in table["why"]],
            "area": -table["overlap_area_m2"].astype(float),
            **{name: table[name] for name in ("site_id", "rule_id", "zone_id")},
        }
    )
    return table.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)
