"""Draw water surfaces of varying width along lines: rivers, reservoirs with their arms, and dams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
import shapely.ops
from shapely import LineString, Polygon

from demo.economic_zone import largest
from demo.noise import fractal_noise, uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

STEP_M = 260.0
ARM_SPACING_M = 1_300.0
DA = "Sông Đà"

RESERVOIRS = (
    ("Hồ thủy điện Lai Châu", DA, (480_500.0, 2_474_500.0), (502_500.0, 2_447_800.0), 620.0),
    ("Hồ thủy điện Sơn La (phần Lai Châu)", DA, (505_500.0, 2_447_000.0), (549_000.0, 2_432_000.0), 520.0),
)
"""Name, river, upstream and downstream place (easting, northing), mean width. Extents are schematic."""


def make_reservoirs(
    courses: dict[str, BaseGeometry], places: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reservoirs, none overlapping another, and the dams at their lower ends."""
    nam_mu = courses["Nậm Mu"]
    spots = [
        *[(name, courses[river], start, end, width) for name, river, start, end, width in RESERVOIRS],
        ("Hồ thủy điện Bản Chát", nam_mu, tuple(places.loc["03610"]), tuple(places.loc["03634"]), 1_050.0),
        ("Hồ thủy điện Huội Quảng", nam_mu, tuple(places.loc["03640"]), tuple(places.loc["03643"]), 420.0),
    ]
    rows, dams = [], []
    for number, (name, course, start, end, width) in enumerate(spots):
        stretch = _stretch(course, start, end)
        surface = shapely.union_all(
            [ribbon(stretch, width, seed=51 + number), *_arms(stretch, width, seed=57 + number)]
        )
        rows.append({"name": name, "geometry": largest(shapely.simplify(surface, 18.0))})
        foot = stretch.interpolate(stretch.project(shapely.Point(end)))
        dam_class = "special" if width > 400 else "I"  # noqa: PLR2004 - metres, the two largest reservoirs
        if "Sơn La" in name:
            continue
        dams.append(
            {
                "name": name.replace("Hồ thủy điện", "Đập"),
                "dam_class": dam_class,
                "geometry": _dam(stretch, foot),
            }
        )
    frame = pd.DataFrame(rows)
    for row in range(1, len(frame)):
        earlier = shapely.union_all(frame["geometry"].to_numpy()[:row])
        frame.loc[row, "geometry"] = largest(
            shapely.difference(frame.loc[row, "geometry"], earlier, grid_size=0.01)
        )
    return frame, pd.DataFrame(dams)


def _arms(stretch: LineString, width_m: float, seed: int) -> list[BaseGeometry]:
    """Return flooded side valleys: tapering, bent arms to both sides of the stretch."""
    arms = []
    count = int(stretch.length / ARM_SPACING_M)
    random = uniform(np.arange(4 * count), np.zeros(4 * count, dtype=np.int64), seed)
    for number in range(1, count):
        at = (number + random[number] - 0.5) * ARM_SPACING_M
        foot, near = stretch.interpolate(at), stretch.interpolate(at + 60.0)
        turn = (0.9 + 0.9 * random[count + number]) * (1 if number % 2 else -1)
        along = np.arctan2(near.y - foot.y, near.x - foot.x) + np.pi + turn
        reach = width_m * (1.0 + 3.0 * random[2 * count + number] ** 2)
        steps = np.linspace(0, 1, 12)
        bend = along + 2.6 * (random[3 * count + number] - 0.5) * steps
        points = np.array([foot.x, foot.y]) + np.cumsum(
            np.column_stack((np.cos(bend), np.sin(bend))) * reach / 12, axis=0
        )
        rough = 1 + 0.4 * fractal_noise(*points.T, seed=seed, wavelength_m=500, octaves=2)
        arms.append(_swept(points, width_m * 0.33 * (1.05 - steps) ** 0.7 * rough + 12))
    return arms


def _dam(stretch: LineString, foot: shapely.Point) -> Polygon:
    """Return a wall 700 m long and 60 m deep across the end of a stretch."""
    near = stretch.interpolate(max(stretch.project(foot) - 200.0, 0.0))
    if near.distance(foot) < 1:
        near = stretch.interpolate(200.0)
    along = np.array([foot.x - near.x, foot.y - near.y])
    along /= np.hypot(*along)
    across = np.array([-along[1], along[0]])
    middle = np.array([foot.x, foot.y])
    corners = [middle + i * 350 * across + j * 30 * along for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return Polygon(corners)


def ribbon(line: BaseGeometry, width_m: float, seed: int = 41) -> BaseGeometry:
    """Return a water surface along `line` whose width varies by nearly a half around `width_m`."""
    parts = [part for part in shapely.get_parts(line) if part.length > 0]
    pieces = []
    for part in parts:
        spaced = shapely.segmentize(part.simplify(width_m / 6), STEP_M)
        points = shapely.get_coordinates(spaced)
        width = width_m * (
            1 + 0.45 * fractal_noise(points[:, 0], points[:, 1], seed=seed, wavelength_m=1_500, octaves=3)
        )
        pieces.append(_swept(points, np.maximum(width, width_m / 3) / 2))
    return shapely.simplify(shapely.union_all(pieces), width_m / 30)


def _swept(points: NDArray[np.float64], radius: NDArray[np.float64]) -> BaseGeometry:
    """Return the union of the hulls of neighbouring discs along the points."""
    discs = shapely.buffer(shapely.points(points), radius, quad_segs=3)
    pairs = shapely.geometrycollections(np.stack((discs[:-1], discs[1:]), axis=1))
    return shapely.union_all(shapely.convex_hull(pairs))


def _stretch(course: BaseGeometry, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """Return the stretch of a course between the points of it nearest to two places."""
    line = max(shapely.get_parts(course), key=lambda part: part.length)
    a, b = sorted(line.project(shapely.Point(place)) for place in (start, end))
    return shapely.ops.substring(line, a, b)
