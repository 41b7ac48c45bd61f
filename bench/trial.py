"""The made-up province of the benchmarks: parcels without gaps, large forest blocks, round sites, roads.

Everything follows from the sizes and the seed. Coordinates are metres of VN-2000 size
(EPSG:9205: E about 480,000 to 575,000, N about 2,400,000 to 2,495,000).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray

EAST, NORTH = 480_000.0, 2_400_000.0
PARCEL_M = 211.0
"""Side of a parcel: 202,500 of them cover the area of Lai Châu, 9,069 km2."""

EDGE_POINTS = 12
"""Vertices along each side of a parcel, so that a parcel has 48 and its closing one."""

BLOCK_VERTICES = 24_000
BLOCK_SHARE = 0.38
"""Radius of a forest block as a share of the distance between their centres."""

BLOB_RADIUS_M = 200.0
ROAD_M, ROAD_HALF_WIDTH_M, ROAD_STEP_M = 24_000.0, 1_000.0, 150.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A province of the benchmark: valid polygons in metres."""

    zones: GeometryArray
    """Parcels first, then forest blocks."""
    sites: GeometryArray
    """Blobs first, then roads."""


def make_trial(
    parcels: int = 202_500,
    blocks: int = 36,
    blobs: int = 5_000,
    roads: int = 50,
    seed: int = 1,
    *,
    parcel_m: float = PARCEL_M,
) -> Trial:
    """
    Return the province of that size; `parcels` and `blocks` are rounded to squares of whole numbers.

    The parcels' side stays the same, so that more parcels make a larger province, whose south-west
    corner stays where it is: sites of a small province lie within a larger one. For more parcels on
    the same land give their side, `parcel_m`.
    """
    rng = np.random.default_rng(seed)
    count = round(math.sqrt(parcels))
    side_m = count * parcel_m
    zones = np.concatenate([_parcels(count, parcel_m, rng), _blocks(round(math.sqrt(blocks)), side_m, rng)])
    sites = np.concatenate([make_blobs(blobs, side_m, rng), _roads(roads, side_m, rng)])
    return Trial(zones=zones, sites=sites)


def make_blobs(count: int, side_m: float, rng: np.random.Generator) -> GeometryArray:
    """Return round footprints of about 200 m radius and 64 vertices, anywhere in the province."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    radius = np.full((count, 1), BLOB_RADIUS_M) * rng.uniform(0.6, 1.4, (count, 1))
    for wave in (2, 3, 5, 9):
        phase = rng.uniform(0, 2 * np.pi, (count, 1))
        radius = radius * (1 + 0.12 / math.sqrt(wave) * np.cos(wave * angle + phase))
    centre = rng.uniform(0, side_m, (count, 2)) + np.array([EAST, NORTH])
    rings = np.stack([centre[:, :1] + radius * np.cos(angle), centre[:, 1:] + radius * np.sin(angle)], axis=2)
    return np.asarray(shapely.polygons(rings), dtype=object)


def _parcels(count: int, parcel_m: float, rng: np.random.Generator) -> GeometryArray:
    """Return a square grid with corners and edges as if drawn by hand; neighbours share every vertex."""
    grid = np.stack(np.meshgrid(np.arange(count + 1), np.arange(count + 1)), axis=2) * parcel_m
    corners = grid + rng.uniform(-0.15, 0.15, grid.shape) * parcel_m + (EAST, NORTH)
    along = _edges(corners[:, :-1], corners[:, 1:], rng)
    up = _edges(corners[:-1], corners[1:], rng)
    rings = np.concatenate(
        [
            along[:-1, :, :-1],
            up[:, 1:, :-1],
            along[1:, :, :0:-1],
            up[:, :-1, :0:-1],
        ],
        axis=2,
    )
    return np.asarray(shapely.polygons(rings.reshape(count * count, -1, 2)), dtype=object)


def _edges(start: FloatArray, end: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Wavy lines from `start` to `end`, EDGE_POINTS steps each."""
    t = np.linspace(0, 1, EDGE_POINTS + 1)
    line = start[..., None, :] + (end - start)[..., None, :] * t[:, None]
    normal = np.stack([-(end - start)[..., 1], (end - start)[..., 0]], axis=-1)
    wave = sum(
        rng.normal(0, 0.03 / k, (*start.shape[:-1], 1)) * np.sin(k * np.pi * t) for k in range(1, EDGE_POINTS)
    )
    return np.asarray(line + normal[..., None, :] * wave[..., None])


def _blocks(per_side: int, side_m: float, rng: np.random.Generator) -> GeometryArray:
    """Star-shaped blocks whose edge is rough at every scale."""
    spacing = side_m / max(per_side, 1)
    angle = np.linspace(0, 2 * np.pi, BLOCK_VERTICES, endpoint=False)
    blocks = []
    for row in range(per_side):
        for column in range(per_side):
            radius = np.ones(BLOCK_VERTICES)
            for wave in (2, 3, 4, 7, 11, 23, 47, 101, 211, 499):
                radius += 0.25 / wave**0.8 * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
            radius *= spacing * BLOCK_SHARE * rng.uniform(0.9, 1.1)
            x = EAST + (column + 0.5) * spacing + radius * np.cos(angle)
            y = NORTH + (row + 0.5) * spacing + radius * np.sin(angle)
            blocks.append(shapely.Polygon(np.column_stack([x, y])))
    return np.array(blocks, dtype=object)


def _roads(count: int, side_m: float, rng: np.random.Generator) -> GeometryArray:
    """Winding roads as areas; long ones are cut short by nothing, so a few leave the province."""
    steps = int(ROAD_M / ROAD_STEP_M)
    heading = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(0, 0.12, (count, steps)), axis=1)
    start = rng.uniform(0.15, 0.85, (count, 1, 2)) * side_m + (EAST, NORTH)
    step = np.stack([np.cos(heading), np.sin(heading)], axis=2) * ROAD_STEP_M
    lines = shapely.linestrings(np.concatenate([start, start + np.cumsum(step, axis=1)], axis=1))
    return np.asarray(shapely.buffer(lines, ROAD_HALF_WIDTH_M), dtype=object)
