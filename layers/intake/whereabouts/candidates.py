"""
Every way to read the coordinates of a file that puts them into the province, the likeliest first.

A candidate is a coordinate system and what has to be undone before. Those that the numbers
allow are tried on a few corners; what then lies in the province is placed in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.intake.whereabouts.coordinate_fixes import (
    MOST_DEG,
    WORDS,
    Fix,
    is_surely_packed,
    possible_fixes,
    undo,
)
from layers.intake.whereabouts.crs_use import why
from layers.intake.whereabouts.stated_crs import Standing
from layers.intake.whereabouts.vn2000 import LONLAT, SCALES, WEB_MERCATOR, WGS84, System, plane, vn2000_planes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.types import FloatArray, GeometryArray
    from layers.intake.whereabouts.ground import Ground, Place
    from layers.intake.whereabouts.stated_crs import Stated

SAMPLED_SHAPES, SAMPLED_CORNERS, TRIED_CORNERS = 2_000, 1_000, 40
LEAST_INSIDE = 0.5
"""A reading that puts less of the tried corners within the bounds and their margin is no candidate."""

PACKED_BONUS = 5
"""Degrees that are packed beyond chance go before the same numbers read as decimal degrees."""

DEGREE_KM, REACH_KM = 110.9, 60.0
"""Rough length of a degree; how far outside a plane may seem by it before it is tried."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """What is looked at of a file's shapes."""

    boxes: FloatArray
    """West, south, east, north of every shape that is not empty, as in the file; perhaps not finite."""
    corners: FloatArray
    """Corners of shapes taken at even steps, finite."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One way to read the coordinates, and the place that follows."""

    key: str
    """Stable, for a command line: "EPSG:9205", "EPSG:9205+swapped", "VN2000:103-00:0.9996"."""
    crs: str
    """EPSG code or WKT of the system that the coordinates are in after `fixes`."""
    fixes: tuple[Fix, ...]
    label_en: str
    label_vi: str
    place: Place
    score: float
    """Larger is likelier: shares in the communes named, in the province, in reach, less what is odd."""
    reason_en: str
    """Why somebody might have written it so."""
    reason_vi: str
    system: System

    def label(self, language: str) -> str:
        """Return the label in `language` ("vi", else English)."""
        return self.label_vi if language == "vi" else self.label_en

    def reason(self, language: str) -> str:
        """Return the reason in `language` ("vi", else English)."""
        return self.reason_vi if language == "vi" else self.reason_en


def sample(shapes: GeometryArray) -> Raw:
    """Look at the shapes: all boxes, and corners of some taken at even steps."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    boxes = shapely.bounds(there)
    some = there[_steps(len(there), SAMPLED_SHAPES)]
    corners = shapely.get_coordinates(some)
    corners = corners[np.isfinite(corners).all(axis=1)]
    return Raw(boxes=boxes, corners=corners[_steps(len(corners), SAMPLED_CORNERS)])


def _steps(count: int, most: int) -> FloatArray:
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, most)).round().astype(np.intp))


def find_candidates(raw: Raw, ground: Ground, stated: Stated) -> tuple[Candidate, ...]:
    """Return the candidates, the likeliest first; the stated system is always among them."""
    found = {}
    if len(raw.corners):
        tried = raw.corners[_steps(len(raw.corners), TRIED_CORNERS)]
        for fixes in possible_fixes(raw.corners):
            written = undo(tried, fixes)
            for system in _systems(stated, ground):
                if _may_reach(written, system, ground) and _reaches(written, system, ground):
                    found[system, fixes] = candidate(system, fixes, raw, ground, stated)
    if stated.system is not None and (stated.system, ()) not in found:
        found[stated.system, ()] = candidate(stated.system, (), raw, ground, stated)
    return tuple(sorted(found.values(), key=lambda one: -one.score))


def candidate(system: System, fixes: tuple[Fix, ...], raw: Raw, ground: Ground, stated: Stated) -> Candidate:
    """Place a file's shapes as one system and some fixes read them."""
    corners = undo(raw.corners, fixes)
    boxes = undo(raw.boxes.reshape(-1, 2), fixes).reshape(-1, 4)
    within_share = float(ground.within(boxes, system).mean()) if len(boxes) else 0.0
    place = ground.place(ground.images(corners, system), within_share, system, corners)
    reason_en, reason_vi, odds = why(system, ground, stated)
    words = [WORDS[fix] for fix in fixes]
    code = f" ({system.key})" if system.crs == system.key else ""
    odds += len(fixes) if Fix.DMS not in fixes or not is_surely_packed(raw.corners) else -PACKED_BONUS
    return Candidate(
        key="+".join((system.key, *fixes)),
        crs=system.crs,
        fixes=fixes,
        label_en=", ".join((f"{system.name}{code}", *(en for en, _ in words))),
        label_vi=", ".join((f"{system.name_vi}{code}", *(vi for _, vi in words))),
        place=place,
        score=2 * (place.expected_share or 0.0) + place.inside_share + place.within_share / 2 - odds / 20,
        reason_en=reason_en,
        reason_vi=reason_vi,
        system=system,
    )


def _systems(stated: Stated, ground: Ground) -> Iterable[System]:
    """Return every system to try, each once."""
    own = ground.own
    systems = [stated.system, stated.twin, own, *LONLAT.values(), WEB_MERCATOR, *vn2000_planes()]
    systems += [plane(WGS84, ground.utm_meridian_deg + step, SCALES[1]) for step in (-6.0, 0.0, 6.0)]
    if own.meridian_deg is not None:
        systems += [plane(own.datum, own.meridian_deg, scale) for scale in SCALES]
    if stated.standing is Standing.VN2000 and stated.twin and not stated.twin.key.startswith("EPSG"):
        systems.remove(stated.twin)
    return {system.key: system for system in systems if system is not None}.values()


def _may_reach(written: FloatArray, system: System, ground: Ground) -> bool:
    """Whether coordinates can lie near the province, by rough figures: saves trying two hundred ways."""
    x, y = np.median(written, axis=0)
    if system.geographic or system.meridian_deg is None or system.scale is None:
        return bool(system.geographic == (abs(x) <= MOST_DEG and abs(y) <= MOST_DEG))
    lon, lat = ground.corners.mean(axis=0)
    width, height = np.ptp(ground.corners, axis=0)
    east_m, north_m = system.offsets_m
    off_north_km = (y - north_m) / system.scale / 1000 - lat * DEGREE_KM
    parallel_km = DEGREE_KM * np.cos(np.radians(lat))
    off_east_km = (x - east_m) / system.scale / 1000 - (lon - system.meridian_deg) * parallel_km
    return bool(
        abs(off_north_km) < height / 2 * DEGREE_KM + REACH_KM
        and abs(off_east_km) < width / 2 * parallel_km + REACH_KM
    )


def _reaches(written: FloatArray, system: System, ground: Ground) -> bool:
    placed = ground.images(written, system)
    west, south, east, north = ground.allowed
    x, y = placed.T
    return float(np.mean((x >= west) & (x <= east) & (y >= south) & (y <= north))) >= LEAST_INSIDE
