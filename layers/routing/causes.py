"""What a line meets on its way, and what of its cost comes from what: measured on the line itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from geo.types import BoolArray, FloatArray, GeometryArray
    from layers.routing.weights import LandClass, Weights

UNKNOWN, COVER, LEAST = "unknown", "cover", "least"
"""Ids of causes that are no class."""

UNKNOWN_WORDS = ("Land of unknown or withheld use", "Đất chưa rõ hoặc không công bố mục đích sử dụng")
COVER_WORDS = ("Squares where consultation is needed", "Ô phải lấy ý kiến")

NOISE_SHARE = 1e-6
"""A part of a line up to this is rounding."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One kind of land on a line."""

    class_id: str
    """Of the weights, or one of those that are no class."""
    name_en: str
    name_vi: str
    treatment: str
    factor: float
    length_m: float
    """Length of the line on such land."""
    cost_m: float
    """What it adds to the cost, in metres of easy land; below 0 where land is preferred."""
    ask: bool
    """Somebody has to be consulted there."""
    rule: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """Land that lines are measured against."""

    weights: Weights
    classes: Sequence[LandClass]
    of_class: Mapping[str, GeometryArray]
    known: GeometryArray
    cover: shapely.Geometry

    def causes(self, line: shapely.LineString) -> tuple[Cause, ...]:
        """Return what a line meets, the dearest first; forbidden classes are never met."""
        met = [cause for cause in self._each(line) if cause.length_m > 0]
        return tuple(sorted(met, key=lambda cause: (-cause.cost_m, cause.class_id)))

    def is_over_unknown(self, line: shapely.LineString) -> bool:
        """Tell whether a line runs over land of unknown use outside of the withheld squares."""
        outside = shapely.difference(line, self.cover)
        unknown_m = float(outside.length) - on_m(outside, self.known)
        return unknown_m > NOISE_SHARE * float(line.length)

    def surcharges(self, points: GeometryArray, met: Container[str]) -> FloatArray:
        """
        Return what the land at points adds to the cost of a metre, slopes apart.

        Parameters
        ----------
        met
            Ids of the causes that are looked for.
        """
        added = np.zeros(len(points))
        if UNKNOWN in met:
            added += np.where(_within(points, self.known), 0.0, self.weights.unknown_factor - 1)
        if COVER in met:
            added += _within(points, np.array([self.cover])) * (self.weights.cover_factor - 1)
        for one in self.classes:
            if one.id in met:
                added += _within(points, self.of_class[one.id]) * (one.factor - 1)
        return added

    def _each(self, line: shapely.LineString) -> Iterator[Cause]:
        length_m = line.length - on_m(line, self.known)
        factor = self.weights.unknown_factor
        if length_m > NOISE_SHARE * line.length:
            yield _unnamed(UNKNOWN, UNKNOWN_WORDS, factor, length_m)
        length_m = on_m(line, np.array([self.cover]))
        yield _unnamed(COVER, COVER_WORDS, self.weights.cover_factor, length_m)
        for one in self.classes:
            length_m = on_m(line, self.of_class.get(one.id, np.zeros(0, dtype=object)))
            yield Cause(
                class_id=one.id,
                name_en=one.name_en,
                name_vi=one.name_vi,
                treatment=one.treatment,
                factor=one.factor,
                length_m=length_m,
                cost_m=length_m * (one.factor - 1),
                ask=one.ask,
                rule=one.rule,
                codes=one.codes,
            )


def _unnamed(name: str, words: tuple[str, str], factor: float, length_m: float) -> Cause:
    return Cause(
        class_id=name,
        name_en=words[0],
        name_vi=words[1],
        treatment="avoid",
        factor=factor,
        length_m=length_m,
        cost_m=length_m * (factor - 1),
        ask=True,
    )


def _within(points: GeometryArray, zones: GeometryArray) -> BoolArray:
    """Tell which points lie in any of the zones."""
    within = np.zeros(len(points), dtype=bool)
    within[shapely.STRtree(zones).query(points, predicate="intersects")[0]] = True
    return within


def on_m(line: shapely.Geometry, zones: GeometryArray) -> float:
    """
    Return the length of a line on zones, where they overlap counted once.

    Zones without area have no length in common with a line that crosses them: they come as areas
    (`layers.routing.marks.THIN_M`).

    Examples
    --------
    >>> two = np.array([shapely.box(0, -1, 6, 1), shapely.box(4, -1, 8, 1)])
    >>> on_m(shapely.LineString([(0, 0), (10, 0)]), two)
    8.0
    """
    boxes = shapely.bounds(zones).reshape(-1, 4)
    west, south, east, north = line.bounds
    near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    shapely.prepare(line)
    met = zones[near][shapely.intersects(line, zones[near])]
    areas = met[shapely.get_dimensions(met) == 2]  # noqa: PLR2004 - dimension of a polygon
    if len(areas) == 0:
        return 0.0
    return float(shapely.union_all(shapely.intersection(line, areas)).length)
