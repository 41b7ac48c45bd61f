"""A synthetic relief: mountains from noise, valleys along the rivers, a high range in the east."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

from demo.noise import fractal_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

STEP_M = 350.0
BOUNDS_M = (429_000.0, 2_398_000.0, 603_000.0, 2_525_000.0)
VALLEY_M = 4_500.0
EAST_RANGE = (
    (606_000.0, 2_425_000.0),
    (594_000.0, 2_448_000.0),
    (578_000.0, 2_470_000.0),
    (562_000.0, 2_500_000.0),
)
EAST_RANGE_WIDTH_M = 11_000.0


@dataclass(frozen=True, kw_only=True)
class Relief:
    """Heights in metres on a square grid; row 0 is the south, column 0 the west."""

    height_m: NDArray[np.float64]

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the height at points by the nearest grid node."""
        row, column = node_of(x, y, self.height_m.shape)
        return self.height_m[row, column]

    def slope_at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the slope (rise over run) at points by the nearest grid node."""
        rise_y, rise_x = np.gradient(self.height_m, STEP_M)
        row, column = node_of(x, y, self.height_m.shape)
        return np.hypot(rise_x, rise_y)[row, column]


def node_of(
    x: NDArray[np.float64], y: NDArray[np.float64], shape: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and column of the grid node nearest to each point, kept inside the grid."""
    column = np.clip(np.rint((np.asarray(x) - BOUNDS_M[0]) / STEP_M), 0, shape[1] - 1).astype(np.int64)
    row = np.clip(np.rint((np.asarray(y) - BOUNDS_M[1]) / STEP_M), 0, shape[0] - 1).astype(np.int64)
    return row, column


def grid_points() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the easting and northing of all nodes, each of shape (rows, columns)."""
    x = np.arange(BOUNDS_M[0], BOUNDS_M[2] + STEP_M, STEP_M)
    y = np.arange(BOUNDS_M[1], BOUNDS_M[3] + STEP_M, STEP_M)
    return np.meshgrid(x, y)


def distance_m(
    x: NDArray[np.float64], y: NDArray[np.float64], shapes: list[BaseGeometry] | NDArray[np.object_]
) -> NDArray[np.float64]:
    """Return the distance from each point to the nearest of `shapes`, in the shape of `x`."""
    pieces = [
        piece
        for shape in shapes
        for piece in (_segments(shape) if shape.geom_type == "LineString" else np.array([shape]))
    ]
    points = shapely.points(np.ravel(x), np.ravel(y))
    (asked, _), found = STRtree(pieces).query_nearest(points, return_distance=True, all_matches=False)
    result = np.empty(len(points))
    result[asked] = found
    return result.reshape(np.shape(x))


def make_relief(rivers: list[BaseGeometry]) -> Relief:
    """
    Return a relief whose valleys follow `rivers`.

    Parameters
    ----------
    rivers
        Lines in EPSG:9205.
    """
    x, y = grid_points()
    hills = 1_050 + 620 * fractal_noise(x, y, seed=11, wavelength_m=21_000, octaves=5)
    ridges = 420 * (1 - 2 * np.abs(fractal_noise(x, y, seed=12, wavelength_m=15_000, octaves=5)))
    to_range = distance_m(x, y, [shapely.LineString(EAST_RANGE)])
    high_range = 1_500 * np.exp(-((to_range / EAST_RANGE_WIDTH_M) ** 2))
    valley = 1 - 0.88 * np.exp(-distance_m(x, y, rivers) / VALLEY_M)
    return Relief(height_m=np.maximum(180.0 + (hills + ridges + high_range) * valley, 120.0))


def _segments(line: BaseGeometry) -> NDArray[np.object_]:
    points = shapely.get_coordinates(line)
    return shapely.linestrings(np.stack((points[:-1], points[1:]), axis=1))
