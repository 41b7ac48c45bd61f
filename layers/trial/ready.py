"""A province made ready for one footprint after the other: what does not depend on the footprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.index import ZoneIndex
from layers.accuracy import sites_accuracy_m, tolerance_m
from layers.evaluate import asked_zones
from layers.family import open_family
from layers.open_layers import UNCOVERED_GROUPS
from layers.rules import SITES
from layers.select import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.corridor.seen import Seen
    from layers.family import Family
    from layers.outcome import Outcome
    from layers.province import Province
    from layers.rules import Rule
    from layers.select import Selection
    from layers.withheld import Withheld


@dataclass(frozen=True, kw_only=True)
class ReadyFamily:
    """One family of layers with its rules, looked up once."""

    family: Family
    index: ZoneIndex | None
    """None where the family cannot be measured against."""
    asked: tuple[Selection | Outcome | None, ...]
    """What each rule makes of the zones, in the order of the family's rules."""
    near_m: tuple[float, ...]
    """So near to the withheld squares nothing but a conflict may be told, for each rule."""
    is_covered: bool
    """Whether the layers are blank under the withheld squares."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """What a footprint is asked against. Safe to share between threads."""

    province: Province
    codes: Mapping[str, LandCode]
    as_of: date
    uses: tuple[LayerUse, ...]
    projects: gpd.GeoDataFrame
    """The projects as layers hold them: site_id, name, geometry."""
    families: tuple[ReadyFamily, ...]
    withheld: Withheld
    hidden: shapely.Geometry
    """The withheld squares as one area; empty where nothing is withheld."""
    footprints_m: float | None
    is_exact: bool


def make_ready(seen: Seen, as_of: date) -> Ready:
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
            name, [rule for rule in result.rules if rule.layer == name], projects, uses, as_of, footprints_m
        )
        for name in names
    ]
    withheld = seen.withheld()
    hidden = shapely.force_2d(withheld.area)  # a copy: what is prepared here is nobody else's
    shapely.prepare(hidden)
    return Ready(
        province=province,
        codes=codes,
        as_of=as_of,
        uses=uses,
        projects=projects,
        families=tuple(_ready(family, uses, codes, as_of) for family in families),
        withheld=withheld,
        hidden=hidden,
        footprints_m=footprints_m,
        is_exact=seen.is_exact,
    )


def _projects(seen: Seen, as_of: date) -> gpd.GeoDataFrame:
    """Return all projects that are told of, also where the findings of some are not."""
    for layer in seen.province.versions(SITES):
        if layer.in_force(as_of):
            zones = seen.layer(layer.id).zones
            return zones.assign(site_id=zones["zone_id"])
    return seen.result(as_of).sites


def _ready(
    family: Family, uses: Sequence[LayerUse], codes: Mapping[str, LandCode], as_of: date
) -> ReadyFamily:
    own = [use for use in uses if use.layer.family == family.name]
    asked: list[Selection | Outcome | None] = [None] * len(family.rules)
    index = None
    if family.layers:
        index = ZoneIndex.concatenated(
            [data.index for data in family.layers], [len(data.zones) for data in family.layers]
        )
        asked = [asked_zones(rule, family.layers, family.zones, codes) for rule in family.rules]
    beyond_m = _beyond_m(own, as_of, family.footprints_m)
    return ReadyFamily(
        family=family,
        index=index,
        asked=tuple(asked),
        near_m=tuple(_reach_m(rule, own) + beyond_m for rule in family.rules),
        is_covered=family.name != SITES and any(use.layer.group not in UNCOVERED_GROUPS for use in own),
    )


def _reach_m(rule: Rule, uses: Sequence[LayerUse]) -> float:
    """Return how far a rule looks, from its own distances and those that the zones carry."""
    zones = [use.data.zones for use in uses if use.data is not None]
    carried = [
        d for frame in zones if rule.distance_field in frame for d in numbers(frame[rule.distance_field])
    ]
    return rule.reach_m(carried)


def _beyond_m(uses: Sequence[LayerUse], as_of: date, footprints_m: float | None) -> float:
    """Return by how much further rules look because lines may be off."""
    layers = [use.layer for use in uses if use.layer.in_force(as_of)]
    return tolerance_m(layers, footprints_m) or 0.0 if layers else 0.0
