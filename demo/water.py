"""Make water surfaces: rivers, reservoirs, lakes, dams and canals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
import shapely.ops
from shapely import LineString, Polygon

from demo.noise import fractal_noise
from demo.shapes import blob

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from demo.inputs import Inputs
    from demo.network import Network

STEP_M = 260.0
RIVER_WIDTH_M = {"Sông Đà": 150.0, "Nậm Na": 85.0, "Nậm Mu": 60.0}
STREAM_WIDTH_M = 18.0
DA = "Sông Đà"

RESERVOIRS = (
    ("Hồ thủy điện Lai Châu", DA, (541_000.0, 2_485_000.0), (503_500.0, 2_447_500.0), 520.0),
    ("Hồ thủy điện Sơn La (phần Lai Châu)", DA, (505_500.0, 2_447_000.0), (549_000.0, 2_432_000.0), 430.0),
)
"""Name, river, upstream and downstream place (easting, northing), mean width. Extents are schematic."""


@dataclass(frozen=True, kw_only=True)
class Water:
    """Frames with a `geometry` column in EPSG:9205, not yet cut to the province."""

    rivers: pd.DataFrame
    reservoirs: pd.DataFrame
    lakes: pd.DataFrame
    dams: pd.DataFrame
    canals: pd.DataFrame


def make_water(inputs: Inputs, network: Network) -> Water:
    """Return all water surfaces; reservoirs take their place from the rivers."""
    places = inputs.units.set_index("code_old")[["x", "y"]]
    courses = {name: _course(lines) for name, lines in inputs.rivers.items()}
    courses["Nậm Mu"] = network.nam_mu
    reservoirs, dams = _reservoirs(courses, places)
    flooded = shapely.union_all(reservoirs["geometry"].to_numpy())
    rivers = [
        {"name": name, "setting": "rural", "ecological": name != "Nậm Mu", "geometry": ribbon(line, RIVER_WIDTH_M[name])}
        for name, line in courses.items()
    ]
    for number, line in enumerate(network.streams, start=1):
        row = {"name": f"Suối giả định {number:02d}", "setting": "rural", "ecological": False}
        rivers.append({**row, "geometry": ribbon(line, STREAM_WIDTH_M)})
    for row in rivers:
        row["geometry"] = shapely.difference(row["geometry"], flooded, grid_size=0.01)
    # Later rivers end at the bank of earlier ones.
    taken: BaseGeometry = Polygon()
    for row in rivers:
        row["geometry"] = _largest(shapely.difference(row["geometry"], taken, grid_size=0.01))
        taken = shapely.union(taken, row["geometry"])
    return Water(
        rivers=pd.DataFrame(rivers),
        reservoirs=reservoirs,
        lakes=_lakes(places),
        dams=dams,
        canals=_canals(network),
    )


def ribbon(line: BaseGeometry, width_m: float, seed: int = 41) -> BaseGeometry:
    """Return a water surface along `line` whose width varies by about a third around `width_m`."""
    parts = [part for part in shapely.get_parts(line) if part.length > 0]
    pieces = []
    for part in parts:
        spaced = shapely.segmentize(part.simplify(width_m / 6), STEP_M)
        points = shapely.get_coordinates(spaced)
        width = width_m * (1 + 0.35 * fractal_noise(points[:, 0], points[:, 1], seed=seed, wavelength_m=3_000, octaves=3))
        pieces.append(_swept(points, np.maximum(width, width_m / 3) / 2))
    return shapely.simplify(shapely.union_all(pieces), width_m / 30)


def _swept(points: NDArray[np.float64], radius: NDArray[np.float64]) -> BaseGeometry:
    """Return the union of the hulls of neighbouring discs along the points."""
    discs = shapely.buffer(shapely.points(points), radius, quad_segs=3)
    pairs = shapely.geometrycollections(np.stack((discs[:-1], discs[1:]), axis=1))
    return shapely.union_all(shapely.convex_hull(pairs))


def _course(lines: list[LineString]) -> BaseGeometry:
    return shapely.line_merge(shapely.union_all([shapely.simplify(line, 15.0) for line in lines]))


def _stretch(course: BaseGeometry, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """Return the stretch of a course between the points of it nearest to two places."""
    line = max(shapely.get_parts(course), key=lambda part: part.length)
    a, b = sorted(line.project(shapely.Point(place)) for place in (start, end))
    return shapely.ops.substring(line, a, b)


def _reservoirs(courses: dict[str, BaseGeometry], places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    nam_mu = courses["Nậm Mu"]
    spots = [
        *[(name, courses[river], start, end, width) for name, river, start, end, width in RESERVOIRS],
        ("Hồ thủy điện Bản Chát", nam_mu, tuple(places.loc["03610"]), tuple(places.loc["03634"]), 900.0),
        ("Hồ thủy điện Huội Quảng", nam_mu, tuple(places.loc["03640"]), tuple(places.loc["03643"]), 340.0),
    ]
    rows, dams = [], []
    for number, (name, course, start, end, width) in enumerate(spots):
        stretch = _stretch(course, start, end)
        rows.append({"name": name, "geometry": _largest(ribbon(stretch, width, seed=51 + number))})
        foot = stretch.interpolate(stretch.project(shapely.Point(end)))
        dam_class = "special" if width > 400 else "I"  # noqa: PLR2004 - metres, the two largest reservoirs
        if "Sơn La" in name:
            continue
        dams.append({"name": name.replace("Hồ thủy điện", "Đập"), "dam_class": dam_class, "geometry": _dam(stretch, foot)})
    frame = pd.DataFrame(rows)
    for row in range(1, len(frame)):
        earlier = shapely.union_all(frame["geometry"].to_numpy()[:row])
        frame.loc[row, "geometry"] = _largest(shapely.difference(frame.loc[row, "geometry"], earlier, grid_size=0.01))
    return frame, pd.DataFrame(dams)


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


def _lakes(places: pd.DataFrame) -> pd.DataFrame:
    rows = [
        ("Hồ Hạ (giả định) 01", "urban", True, places.loc["03387"] + (900, 700), 9.5),
        ("Hồ trung tâm giả định 02", "urban", True, places.loc["03595"] + (-700, 500), 6.2),
        ("Hồ tự nhiên giả định 03", "natural", True, places.loc["03478"] + (1_900, 900), 14.8),
        ("Hồ tự nhiên giả định 04", "special", True, places.loc["03394"] + (-1_500, 1_200), 22.4),
        ("Hồ cảnh quan giả định 05", "natural", False, places.loc["03598"] + (1_400, -900), 7.1),
    ]
    return pd.DataFrame(
        [
            {"name": name, "lake_kind": kind, "fill_banned": banned, "geometry": blob(place, area, seed=60 + number)}
            for number, (name, kind, banned, place, area) in enumerate(rows)
        ]
    )


def _canals(network: Network) -> pd.DataFrame:
    """Run a canal beside the lower half of every fourth stream."""
    rows = []
    for number, stream in enumerate(network.streams[::4], start=1):
        half = shapely.ops.substring(stream, stream.length * 0.45, stream.length * 0.97)
        line = shapely.simplify(half.offset_curve(140.0, join_style="bevel"), 15.0)
        if line.is_empty or line.geom_type != "LineString":
            continue
        flow = round(0.4 + 1.3 * (number % 7), 1)
        lining = "lined" if number % 2 else "earth"
        rows.append({"name": f"Kênh giả định {number:02d}", "flow_m3s": flow, "lining": lining, "geometry": line})
    return pd.DataFrame(rows)


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)
