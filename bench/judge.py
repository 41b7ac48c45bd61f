"""
What the overlap engine says of pairs, held against the exact area.

Pairs far from one another go into one call of the engine, as the program calls it; those of one
call whose boxes meet are judged as well, whichever pairs they came from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import shapely

from bench.exact import exact_overlap, is_sound
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    from bench.pairs import Pairs
    from geo.types import BoolArray, GeometryArray

GRID_M = 1e-6
"""An area may be off by this times both outlines; the finest grid of the engine."""

COARSE_GRID_M = 1e-3
"""The same for a pair that was recomputed: the coarsest grid of the engine."""

CROSS_VERTICES = 2_500
"""Pairs that merely met in a call are judged up to this product of their vertices."""

CALL_PAIRS = 200


Failure = tuple[str, str, float, float | None, str, str]


class Verdict(StrEnum):
    """What became of one pair."""

    RIGHT = "right"
    NOT_CHECKED = "not checked"
    SPECK = "speck missed"
    """No row, and the interiors meet in less than the square of the coordinates' last bit."""
    CONTACT = "contact row"
    """A row within tolerance of 0 although the interiors do not meet."""
    FALSE_CLEAR = "false clear"
    """The interiors meet and there is no row."""
    TOO_SMALL = "too small"
    TOO_LARGE = "too large"
    FALSE_ALARM = "false alarm"
    """The interiors do not meet and there is an area."""

    @property
    def is_wrong(self) -> bool:
        """Whether the engine must never do this."""
        return self in {Verdict.FALSE_CLEAR, Verdict.TOO_SMALL, Verdict.TOO_LARGE, Verdict.FALSE_ALARM}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the engine said of one pair; `areas_m2` holds the area told and the area of the shape."""

    areas_m2: tuple[float, ...]
    shape: shapely.Geometry | None
    recomputed: bool
    unresolved: bool


@dataclass(kw_only=True)
class Tally:
    """Verdicts by kind, what was worst, and the pairs that went wrong."""

    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    worst_m: dict[str, float] = field(default_factory=dict)
    """Largest error of an area by kind, divided by the length of both outlines."""
    largest_missed_m2: dict[str, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    """Kind, verdict, exact and told area in m2, site and zone as WKB in hexadecimal digits."""

    def add(self, other: Tally) -> None:
        """Take over the tally of another run."""
        self.count += other.count
        self.failures += other.failures
        for kind, value in other.worst_m.items():
            self.worst_m[kind] = max(self.worst_m.get(kind, 0.0), value)
        for kind, value in other.largest_missed_m2.items():
            self.largest_missed_m2[kind] = max(self.largest_missed_m2.get(kind, 0.0), value)

    def note(self, kind: str, site: shapely.Geometry, zone: shapely.Geometry, answer: Answer | None) -> None:
        """Judge one pair and remember it; what GEOS calls valid wrongly is discarded, never blamed."""
        true = exact_overlap(site, zone)
        verdict, error_m = judge(site, zone, true, answer)
        if verdict.is_wrong and not (is_sound(site) and is_sound(zone)):
            self.count[kind, "discarded"] += 1
            return
        self.count[kind, verdict] += 1
        self.worst_m[kind] = max(self.worst_m.get(kind, 0.0), error_m)
        if verdict in {Verdict.FALSE_CLEAR, Verdict.SPECK}:
            self.largest_missed_m2[kind] = max(self.largest_missed_m2.get(kind, 0.0), float(true))
        if verdict.is_wrong:
            told = answer.areas_m2[0] if answer else None
            self.failures.append((kind, verdict, float(true), told, site.wkb_hex, zone.wkb_hex))


def judge(
    site: shapely.Geometry, zone: shapely.Geometry, true_m2: Fraction, answer: Answer | None
) -> tuple[Verdict, float]:
    """
    Return the verdict on what was told of a pair, and the error of its area per metre of both outlines.

    Parameters
    ----------
    site, zone
        In metres.
    true_m2
        The exact area.
    answer
        The engine's row, or None where it gave none.
    """
    outlines_m = site.length + zone.length
    last_bit_m = float(np.spacing(np.abs([site.bounds, zone.bounds]).max()))
    if answer is None:
        if not true_m2:
            return Verdict.RIGHT, 0.0
        return (Verdict.SPECK if true_m2 < Fraction(last_bit_m) ** 2 else Verdict.FALSE_CLEAR), 0.0
    if answer.unresolved:
        return Verdict.NOT_CHECKED, 0.0
    errors = [float(Fraction(told) - true_m2) for told in answer.areas_m2]
    error = max(errors, key=abs)
    if abs(error) > outlines_m * (COARSE_GRID_M if answer.recomputed else GRID_M):
        if error < 0:
            return Verdict.TOO_SMALL, abs(error) / outlines_m
        return (Verdict.TOO_LARGE if true_m2 else Verdict.FALSE_ALARM), error / outlines_m
    return (Verdict.RIGHT if true_m2 else Verdict.CONTACT), abs(error) / outlines_m


def judge_pairs(pairs: Pairs) -> Tally:
    """Ask the engine about all pairs, in a few calls, and judge every answer."""
    tally = Tally()
    for rows in _calls(pairs):
        _judge_call(pairs, rows, tally)
    tally.count.update({(kind, "discarded"): count for kind, count in pairs.discarded.items()})
    return tally


def _judge_call(pairs: Pairs, rows: list[int], tally: Tally) -> None:
    sites, zones = pairs.sites[rows], pairs.zones[rows]
    told = ask(sites, zones)
    vertices = np.outer(shapely.get_num_coordinates(sites), shapely.get_num_coordinates(zones))
    wanted = (_meet(sites, zones) & (vertices <= CROSS_VERTICES)) | np.eye(len(rows), dtype=bool)
    for site, zone in {*zip(*np.nonzero(wanted), strict=True), *told}:
        kind = pairs.kind[rows[site]] if site == zone else "across"
        tally.note(kind, sites[site], zones[zone], told.get((site, zone)))


def ask(sites: GeometryArray, zones: GeometryArray) -> dict[tuple[int, int], Answer]:
    """Return the engine's rows by (site, zone)."""
    found = find_overlaps(sites, ZoneIndex.build(zones))
    shape_m2 = np.nan_to_num(shapely.area(found.shape))
    return {
        (int(found.site[row]), int(found.zone[row])): Answer(
            areas_m2=(float(found.area_m2[row]), float(shape_m2[row])),
            shape=found.shape[row],
            recomputed=bool(found.recomputed[row]),
            unresolved=bool(found.unresolved[row]),
        )
        for row in range(len(found.site))
    }


def _calls(pairs: Pairs) -> list[list[int]]:
    """Part the pairs into calls: one for all that lie anywhere, short ones for those around 0."""
    boxes = np.hstack([shapely.bounds(pairs.sites), shapely.bounds(pairs.zones)])
    around_zero = np.abs(boxes).min(axis=1) < 1_500
    calls = []
    for rows, size in ((np.flatnonzero(~around_zero), CALL_PAIRS), (np.flatnonzero(around_zero), 4)):
        calls += [rows[start : start + size].tolist() for start in range(0, len(rows), size)]
    return calls


def _meet(first: GeometryArray, second: GeometryArray) -> BoolArray:
    """Whether the boxes of each of the first and each of the second have a point in common."""
    a, b = shapely.bounds(first)[:, None], shapely.bounds(second)[None]
    return np.asarray((a[..., :2] <= b[..., 2:]).all(axis=2) & (b[..., :2] <= a[..., 2:]).all(axis=2))
