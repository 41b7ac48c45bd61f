"""One family of layers with the rules that speak of it: what their sites are measured against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from layers.accuracy import tolerance_m
from layers.fingerprint import columns_of, digest
from layers.layer import Layer
from layers.measure import Measured, measure
from layers.outcome import CONTACT_M
from layers.reader import LayerData
from layers.rules import SITES
from layers.select import numbers
from layers.sentences import none_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.rules import Rule

SAYS_NOTHING = frozenset(
    {"id", "version", "file", "table", "effective_from", "effective_to", "source", "source_vi", "licence"}
    | {"decision_number", "decision_date", "colour", "show"}
)
"""What is declared of a layer and changes no verdict: a new version may differ in these alone."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """The versions in force of one family, or why they cannot be used."""

    name: str
    rules: tuple[Rule, ...]
    layers: tuple[LayerData, ...]
    """Empty where there is a problem."""
    problem: tuple[str, str] = ("", "")
    footprints_m: float | None = None
    """Accuracy of the sites; None: they state none and are taken as surveyed."""

    @cached_property
    def zones(self) -> gpd.GeoDataFrame:
        """The zones of all versions, as `measure` numbers them."""
        return _joined([data.zones for data in self.layers])

    @cached_property
    def broken(self) -> gpd.GeoDataFrame:
        """The unusable zones of all versions, as `measure` numbers them."""
        return _joined([data.broken for data in self.layers])

    @cached_property
    def reach_m(self) -> float:
        """The largest distance that any rule of the family looks at: all are measured together."""
        fields = {rule.distance_field for rule in self.rules} - {""}
        layers = [data.zones for data in self.layers]
        carried = [d for name in fields for zones in layers if name in zones for d in numbers(zones[name])]
        return max(CONTACT_M, *(rule.reach_m(carried) for rule in self.rules))

    @cached_property
    def tolerance_m(self) -> float | None:
        """How far lines of zones and sites may be off against each other; None: not stated."""
        return tolerance_m([data.layer for data in self.layers], self.footprints_m) if self.layers else None

    @property
    def beyond_m(self) -> float:
        """By so much more than any reach zones bear on a site: what the map's error may hide."""
        return self.tolerance_m or 0.0

    @cached_property
    def bearing(self) -> bytes:
        """Fingerprint of what bears on every site, wherever it lies; without the zones themselves."""
        if not self.layers:
            return digest("problem", self.name, *self.problem)
        declared = [repr(data.layer.model_dump(exclude=set(SAYS_NOTHING))) for data in self.layers]
        frames = (columns_of(self.zones), columns_of(self.broken))
        return digest(self.name, *frames, repr((self.reach_m, self.tolerance_m)), *declared)

    @cached_property
    def whole(self) -> bytes:
        """Fingerprint of everything: while it stays, no site is affected by this family."""
        declared = [repr(data.layer.model_dump()) for data in self.layers]
        return digest(self.bearing, *declared, *(data.content for data in self.layers))

    def measure(self, sites: gpd.GeoDataFrame) -> Measured | None:
        """Measure sites against the versions in force; None where there are none to measure against."""
        if not self.layers:
            return None
        return measure(sites, self.layers, self.reach_m, tolerance_m=self.tolerance_m)


def open_family(  # noqa: PLR0913 - each is a thing that the answers depend on
    name: str,
    rules: Sequence[Rule],
    sites: gpd.GeoDataFrame,
    uses: Sequence[LayerUse],
    as_of: date,
    footprints_m: float | None = None,
    *,
    missing_projects: int = 0,
) -> Family:
    """
    Return the versions of a family in force on a day, or say why it cannot be measured against.

    Parameters
    ----------
    missing_projects
        Projects that the sites lack because their rows could not be read.
    """
    layers, problem = _in_force(name, uses, as_of)
    if name == SITES:
        layers, problem = (_sites_as_layer(sites, footprints_m, missing_projects),), ("", "")
    return Family(name=name, rules=tuple(rules), layers=layers, problem=problem, footprints_m=footprints_m)


def _in_force(
    name: str, uses: Sequence[LayerUse], as_of: date
) -> tuple[tuple[LayerData, ...], tuple[str, str]]:
    """Return the versions in force, or none and why."""
    versions = [use for use in uses if use.layer.family == name]
    current = [use for use in versions if use.layer.in_force(as_of)]
    if not current:
        return (), none_in_force(name, versions, as_of)
    for use in current:
        if use.data is None:
            return (), (use.problem_en, use.problem_vi)
    return tuple(use.data for use in current if use.data is not None), ("", "")


def _joined(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _sites_as_layer(sites: gpd.GeoDataFrame, footprints_m: float | None, missing: int) -> LayerData:
    layer = Layer(
        id=SITES,
        family=SITES,
        name_vi="Khu đất dự án",
        name_en="Project sites",
        file="-",
        accuracy_m=footprints_m,
        missing_rows=missing,
    )
    zones = sites[sites.geometry.notna()].reset_index(drop=True)
    zones["zone_id"], zones["code"] = zones["site_id"], ""
    broken = zones.iloc[:0][["zone_id", "geometry"]]
    return LayerData(layer=layer, zones=zones, broken=broken, issues=(), sha256="")
