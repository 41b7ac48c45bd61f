"""A province made ready for one footprint after the other: what does not depend on the footprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geo.index import ZoneIndex
from layers.accuracy import sites_accuracy_m
from layers.corridor.seen import Seen
from layers.evaluate import asked_zones
from layers.family import open_family
from layers.reach import hidden_within_m
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.family import Family
    from layers.layer import Layer
    from layers.outcome import Outcome
    from layers.province import Province
    from layers.select import Selection
    from layers.withheld import Withheld


class Checked(Seen, Protocol):
    """A province as somebody may see it, checked: the faces of the pages are that."""

    def result(self, as_of: date) -> CheckResult:
        """Return every finding of that day that this person may see; the first call of a day is slow."""


@dataclass(frozen=True, kw_only=True)
class Projects:
    """The projects that a person may know of, whatever the rules ask."""

    zones: gpd.GeoDataFrame
    """Those with a footprint: site_id, zone_id, name, geometry."""
    index: ZoneIndex
    unplaced: int
    """How many have no footprint that can be placed, or could not be read: nobody knows where they lie."""
    missing_rows: int
    """How many of these could not be read."""


@dataclass(frozen=True, kw_only=True)
class ReadyFamily:
    """One family of layers with its rules, looked up once."""

    family: Family
    index: ZoneIndex | None
    """None where the family cannot be measured against."""
    asked: tuple[Selection | Outcome | None, ...]
    """What each rule makes of the zones, in the order of the family's rules."""
    near_m: tuple[float | None, ...]
    """For each rule as `hidden_within_m`: so near to the withheld squares nothing but a conflict is told."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """What a footprint is asked against. Safe to share between threads."""

    province: Province
    codes: Mapping[str, LandCode]
    as_of: date
    uses: tuple[LayerUse, ...]
    projects: Projects
    families: tuple[ReadyFamily, ...]
    withheld: Withheld
    footprints_m: float | None
    is_exact: bool

    def lacking(self, groups: Container[str]) -> list[Layer]:
        """Return the layers in force of some groups that could not be read, or not every row of them."""
        return [
            use.layer
            for use in self.uses
            if use.layer.group in groups
            and use.layer.in_force(self.as_of)
            and (use.data is None or len(use.data.broken) or use.layer.missing_rows)
        ]


def make_ready(seen: Checked, as_of: date) -> Ready:
    """
    Return a province ready for footprints; slow, and to be kept.

    Parameters
    ----------
    seen
        What the person may see.

    Raises
    ------
    RanhError
        If the province cannot be checked on that day, or what is withheld is not known.
    """
    result, province = seen.result(as_of), seen.province
    uses, codes = result.layers_used, seen.codes
    projects = _projects(seen, as_of)
    footprints_m = sites_accuracy_m(province, as_of)
    names = dict.fromkeys(rule.layer for rule in result.rules)
    families = [
        open_family(
            name,
            [rule for rule in result.rules if rule.layer == name],
            projects.zones,
            uses,
            as_of,
            footprints_m,
            missing_projects=projects.missing_rows,
        )
        for name in names
    ]
    return Ready(
        province=province,
        codes=codes,
        as_of=as_of,
        uses=uses,
        projects=projects,
        families=tuple(_ready(family, uses, codes, as_of) for family in families),
        withheld=seen.withheld(),
        footprints_m=footprints_m,
        is_exact=seen.is_exact,
    )


def _projects(seen: Checked, as_of: date) -> Projects:
    """Return all projects that are told of, also where the findings of some are not."""
    for layer in seen.province.versions(SITES):
        if layer.in_force(as_of):
            data = seen.layer(layer.id)
            return Projects(
                zones=data.zones.assign(site_id=data.zones["zone_id"]),
                index=data.index,
                unplaced=len(data.broken) + layer.missing_rows,
                missing_rows=layer.missing_rows,
            )
    sites = seen.result(as_of).sites
    placed = sites[sites.geometry.notna()].reset_index(drop=True)
    return Projects(
        zones=placed.assign(zone_id=placed["site_id"]),
        index=ZoneIndex.build(np.asarray(placed.geometry.array, dtype=object)),
        unplaced=len(sites) - len(placed),
        missing_rows=0,
    )


def _ready(
    family: Family, uses: Sequence[LayerUse], codes: Mapping[str, LandCode], as_of: date
) -> ReadyFamily:
    asked: list[Selection | Outcome | None] = [None] * len(family.rules)
    index = None
    if family.layers:
        index = ZoneIndex.concatenated(
            [data.index for data in family.layers], [len(data.zones) for data in family.layers]
        )
        asked = [asked_zones(rule, family.layers, family.zones, codes) for rule in family.rules]
    return ReadyFamily(
        family=family,
        index=index,
        asked=tuple(asked),
        near_m=tuple(hidden_within_m(rule, uses, as_of, family.footprints_m) for rule in family.rules),
    )
