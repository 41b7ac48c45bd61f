"""Zones with the kinds of land that they make: what is burnt onto a grid, and what a line is measured on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widen import widened
from layers.missing import rows_missing
from layers.routing.errors import WeightError
from layers.routing.unasked import unread_zones
from layers.select import CannotDecideError, Selection, select_zones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.types import BoolArray, FloatArray, GeometryArray
    from layers.codes import LandCode
    from layers.reader import LayerData
    from layers.routing.model import Note
    from layers.routing.weights import LandClass
    from layers.rules import Rule

FIRST_BIT = 3
INSIDE, KNOWN, COVER = np.uint64(1), np.uint64(2), np.uint64(4)
"""Bits that are no class: within the province, use known, under withheld squares."""
NONE = np.uint64(0)

THIN_M = 1.0
"""Half the width of a zone without area, on which otherwise no line would ever run."""

ARC_STEPS = 8
"""Of areas that only cost."""

AREAL = 2
"""Dimension of a polygon."""


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A class with the rule that selects its zones and its bit."""

    one: LandClass
    rule: Rule
    bit: np.uint64


@dataclass(frozen=True, kw_only=True)
class Zones:
    """Zones of one layer with the bits of the classes that they belong to."""

    shapes: GeometryArray
    middle: NDArray[np.uint64]
    """Bits of cells whose middle lies in the zone."""
    touch: NDArray[np.uint64]
    """Bits of every cell that the zone touches."""
    own: bool = False
    """Whether the shapes are others than those that the version of the layer stands for."""


@dataclass(kw_only=True)
class Gathered:
    """What was found so far, layer by layer."""

    codes: Mapping[str, LandCode]
    zones: list[Zones] = field(default_factory=list)
    of_class: dict[str, list[GeometryArray]] = field(default_factory=dict)
    forbidden: list[GeometryArray] = field(default_factory=list)
    keep_m: list[FloatArray] = field(default_factory=list)
    unasked: dict[Note, None] = field(default_factory=dict)

    def add(self, data: LayerData, own: Sequence[Marked], *, known: bool) -> None:
        """Add the zones of a layer, and its broken ones as the boxes that are all that is known of them."""
        for frame, broken in ((data.zones, False), (data.broken, True)):
            if frame.empty:
                continue
            shapes = np.asarray(frame.geometry.array, dtype=object)
            middle, touch = (np.zeros(len(frame), dtype=np.uint64) for _ in range(2))
            if known and not broken:
                middle |= KNOWN
            for marked in own:
                rows, reach_m, left = _selected(marked, frame, self.codes, broken=broken)
                if left and marked.one.ask:
                    self.unasked[unread_zones(data.layer)] = None
                self._mark(marked, rows & ~shapely.is_missing(shapes), reach_m, (shapes, middle, touch))
            self.zones.append(Zones(shapes=shapes, middle=middle, touch=touch, own=broken))
            if broken and shapely.is_missing(shapes).any():
                self.unasked[unread_zones(data.layer)] = None
        if (short := rows_missing([data.layer])) is not None:
            self.unasked[short] = None

    def _mark(
        self,
        of: Marked,
        rows: BoolArray,
        reach_m: FloatArray,
        layer: tuple[GeometryArray, NDArray[np.uint64], NDArray[np.uint64]],
    ) -> None:
        """Mark the zones of a class; those with a distance are burnt as grown areas."""
        shapes, middle, touch = layer
        areal = shapely.get_dimensions(shapes) == AREAL
        sealed = of.one.treatment == "forbidden"
        touch[rows & (reach_m == 0) & (sealed | ~areal)] |= of.bit
        middle[rows & (reach_m == 0) & areal & (not sealed)] |= of.bit
        if sealed:
            self.forbidden.append(shapes[rows])
            self.keep_m.append(reach_m[rows])
        grown_m = np.where(areal | sealed, reach_m, np.maximum(reach_m, THIN_M))
        grown = rows & (grown_m > 0)
        areas = shapes.copy()
        areas[grown] = _grown(shapes[grown], grown_m[grown], sealed=sealed)
        if not sealed:
            self.of_class.setdefault(of.one.id, []).append(areas[rows])
        burnt = rows & (reach_m > 0)
        if burnt.any():
            bits, none = (np.full(int(burnt.sum()), bit) for bit in (of.bit, NONE))
            pair = (none, bits) if sealed else (bits, none)
            self.zones.append(Zones(shapes=areas[burnt], middle=pair[0], touch=pair[1], own=True))


def _grown(shapes: GeometryArray, by_m: FloatArray, *, sealed: bool) -> GeometryArray:
    return widened(shapes, by_m) if sealed else widened(shapes, by_m, ARC_STEPS)


def _selected(
    of: Marked, frame: gpd.GeoDataFrame, codes: Mapping[str, LandCode], *, broken: bool
) -> tuple[BoolArray, FloatArray, bool]:
    """
    Return which zones belong to a class, how far each reaches, and whether one that may belong is left out.

    Where it is not known whether a zone belongs, it does if the class is forbidden, to be avoided,
    or costs nothing and has to be asked about. The box of a broken zone is more than the zone:
    nobody is led there.
    """
    welcome = of.one.treatment == "prefer" or (of.one.treatment == "neutral" and not of.one.ask)
    if welcome and broken:
        return np.zeros(len(frame), dtype=bool), np.zeros(len(frame)), True
    try:
        picked = select_zones(of.rule, frame, codes)
    except CannotDecideError as error:
        if broken:
            return np.full(len(frame), fill_value=True), np.full(len(frame), of.rule.reach_m()), False
        raise WeightError(error.en, error.vi) from error
    rows = picked.match if welcome else picked.match | picked.unknown
    return rows, _reach(of.rule, picked), bool((picked.unknown & ~rows).any())


def _reach(rule: Rule, picked: Selection) -> FloatArray:
    """Return the distance of each zone; where it is not delineated, the one inside which nothing is clear."""
    untold = rule.unknown_reach_m if rule.asks_around_unknown else rule.near_m
    return np.where(np.isnan(picked.limit_m), untold, picked.limit_m)
