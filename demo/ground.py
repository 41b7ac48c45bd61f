"""The ground of the province: cells that nest in former communes, communes and the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from demo.arrangement import faces_of, outline
from demo.communes import OUTSIDE, Net, balance, keep_whole
from demo.mosaic import natural_edges, place_seeds
from demo.relief import BOUNDS_M, distance_m
from demo.territory import M2_PER_KM2, SAMPLE_REACH_M, Territory, fit_territory, vietnam_side, within_reach

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from demo.inputs import Inputs
    from demo.network import Network

SAMPLE_M = 900.0
LEGACY_ROUNDS = 60
MARGIN_M = 4_000.0
SPACINGS_M = (1_030.0, 500.0, 190.0)
"""Spacing of cells in the mountains, in valleys and around places."""
VALLEY_REACH_M = 900.0
ROAD_REACH_M = 420.0
PLACE_REACH_M = 780.0
PHONG_THO = "03549"
PHONG_THO_TARGET_KM2 = 268.0
"""A little more than the official 266.71, because the border-gate zone of 26,669.7 ha must fit in."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Cells of the province and the units they belong to."""

    cells: NDArray[np.object_]
    legacy: NDArray[np.int64]
    """Row of the former commune in `territory.units` of each cell."""
    commune: NDArray[np.int64]
    """Row of the commune of each cell."""
    territory: Territory
    province: Polygon
    border: BaseGeometry
    """The part of the national border that bounds the province."""


def make_ground(inputs: Inputs, network: Network) -> Ground:
    """Return cells, communes and outline; every commune within a hundredth of its official area."""
    side = vietnam_side(inputs.border)
    sample = within_reach(_sample(side), inputs)
    territory = fit_territory(inputs, sample, SAMPLE_M**2)
    faces = _cells(inputs, network, side, _near_province(territory, sample, side))
    cost = territory.cost(_centroids(faces))
    owner = cost.argmin(axis=1)
    owner[owner == len(inputs.communes)] = OUTSIDE
    net = Net(faces, shapely.area(faces))
    owner = keep_whole(net, owner)
    target = inputs.communes["area_km2"].to_numpy() * M2_PER_KM2
    target[(inputs.communes["code"] == PHONG_THO).to_numpy()] = PHONG_THO_TARGET_KM2 * M2_PER_KM2
    owner = keep_whole(net, balance(net, owner, cost, target))
    inside = owner >= 0
    cells, commune = faces[inside], owner[inside]
    province = outline(cells)
    return Ground(
        cells=cells,
        legacy=_legacy(cells, commune, territory),
        commune=commune,
        territory=territory,
        province=province,
        border=_border(province, side),
    )


def _sample(side: Polygon) -> NDArray[np.float64]:
    west, south, east, north = shapely.box(*BOUNDS_M).buffer(SAMPLE_REACH_M).bounds
    x, y = np.meshgrid(np.arange(west, east, SAMPLE_M), np.arange(south, north, SAMPLE_M))
    shapely.prepare(side)
    points = np.column_stack((x.ravel(), y.ravel()))
    return points[shapely.contains_xy(side, points[:, 0], points[:, 1])]


def _near_province(territory: Territory, sample: NDArray[np.float64], side: Polygon) -> Polygon:
    """Return where cells are needed: the estimated province and a margin, in Vietnam."""
    inside = territory.cost(sample).argmin(axis=1) < territory.count
    half = SAMPLE_M / 2
    x, y = sample[inside].T
    whole = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    return whole.buffer(MARGIN_M, quad_segs=2).simplify(300).intersection(side.buffer(300.0))


def _cells(inputs: Inputs, network: Network, side: Polygon, near: Polygon) -> NDArray[np.object_]:
    places = inputs.units[inputs.units["new_code"] != ""][["x", "y"]].to_numpy()
    mains = [line for lines in inputs.rivers.values() for line in lines]
    valleys = [*mains, *network.streams, network.nam_mu]
    roads = list(network.roads["line"])
    spots = list(shapely.points(places))

    def level_of(points: NDArray[np.float64]) -> NDArray[np.int64]:
        x, y = points.T
        level = np.where(distance_m(x, y, valleys) < VALLEY_REACH_M, 1, 0)
        level = np.where(distance_m(x, y, roads) < ROAD_REACH_M, 1, level)
        return np.where(distance_m(x, y, spots) < PLACE_REACH_M, 2, level)

    seeds = place_seeds(near, SPACINGS_M, level_of)
    lines = natural_edges(seeds, near)
    shapely.prepare(side)
    whole = shapely.contains_properly(side, lines)
    cut = shapely.intersection(lines[~whole], side)
    border = shapely.intersection(side.boundary, near)
    rim = shapely.intersection(near.boundary, side)
    faces = faces_of([*lines[whole], *cut, border, rim])
    return faces[shapely.contains(side.buffer(0.5), shapely.point_on_surface(faces))]


def _centroids(faces: NDArray[np.object_]) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.centroid(faces))


def _legacy(
    cells: NDArray[np.object_], commune: NDArray[np.int64], territory: Territory
) -> NDArray[np.int64]:
    """
    Share each commune's cells among its former communes.

    Their areas are unknown; each is kept between about a half and twice what its box suggests.
    """
    units = territory.units
    group = units["group"].to_numpy()
    middle, area = _centroids(cells), shapely.area(cells)
    cost = np.where(group[None, :] == commune[:, None], territory.unit_cost(middle), np.inf)
    guess = (units["half_x"] * units["half_y"]).to_numpy()
    wanted = guess / np.bincount(group, guess)[group] * np.bincount(commune, area)[group]
    strength = np.zeros(len(units))
    for _ in range(LEGACY_ROUNDS):
        legacy = (cost - strength).argmin(axis=1)
        have = np.bincount(legacy, area, minlength=len(units))
        share = np.clip(have / np.maximum(wanted, 1.0), 0.05, 20.0)
        strength -= 0.1 * np.log(np.where((share > 0.5) & (share < 2), 1.0, share))  # noqa: PLR2004 - see above
    return keep_whole(Net(cells, area), legacy, commune)


def _border(province: Polygon, side: Polygon) -> BaseGeometry:
    """Return the runs of the province's outline that lie on the national border."""
    rim = shapely.get_coordinates(province.exterior)
    segments = shapely.linestrings(np.stack((rim[:-1], rim[1:]), axis=1))
    limit = side.boundary
    shapely.prepare(limit)
    on_border = shapely.dwithin(shapely.line_interpolate_point(segments, 0.5, normalized=True), limit, 0.6)
    return shapely.line_merge(shapely.union_all(segments[on_border]))
