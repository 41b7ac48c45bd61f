"""Where points and boxes lie in a province: which commune, how far outside, how many within."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, parse_crs, transform_where_possible, transform_xy
from layers.intake.whereabouts.crs_parameters import datum_or_none, system_of
from layers.intake.whereabouts.vn2000 import LONLAT, VN2000, WGS84, System

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray
    from layers.province import Province

MARGIN_M = 20_000.0
"""Data of a province may reach this far beyond its bounds: roads, rivers, the neighbours' communes."""

NEAR_M = 2_000.0
"""Further from a commune is another place: a commune's line and that of a parcel are never so far apart."""

TOUCH_M = 25.0
"""So far outside, a corner still counts as inside: lines of communes and parcels were drawn apart."""

EDGE_POINTS = 17
"""On each side of the province's box, when the box is drawn in another system."""

FARTHEST_M = 2e7
"""Half way around the Earth: what a plane has further from its origin is no place."""

HALF_MERIDIAN_KM = 20_015.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where data lies if it is read in one way. Shares are from 0 to 1."""

    centroid_m: tuple[float, float] | None = None
    """Middle of the data in the province's system; None where it has no image there."""
    lon_lat: tuple[float, float] | None = None
    """The same on WGS 84, degrees."""
    commune_code: str = ""
    commune_name: str = ""
    """The commune with most of the data, "" where it lies in none."""
    inside_share: float = 0.0
    """Share of sampled corners in a commune; without communes within the bounds."""
    near_share: float = 0.0
    """Share of them in a commune or up to `NEAR_M` beside."""
    within_share: float = 0.0
    """Share of all shapes whose box lies within the bounds and `MARGIN_M`."""
    distance_km: float = float("inf")
    """Of the middle from the province; 0 inside, infinite where it lies nowhere on the Earth."""
    expected_share: float | None = None
    """Share of sampled corners in the communes that the data should lie in; None where none are named."""
    expected_near_share: float | None = None
    """Share of them there or up to `NEAR_M` beside."""


class Ground:
    """
    A province to place data in.

    Parameters
    ----------
    province
        Its CRS, bounds and datum operation.
    communes
        Zones with zone_id, name and geometry in the province's CRS, or None.
    expected
        Codes of the communes that the data should lie in; those that are not known are left out.
    """

    def __init__(
        self, province: Province, communes: gpd.GeoDataFrame | None, expected: Sequence[str] = ()
    ) -> None:
        self.province = province
        empty: list[str] = []
        self._codes = empty if communes is None else communes["zone_id"].astype(str).tolist()
        self._names = empty if communes is None else communes["name"].astype(str).tolist()
        shapes = empty if communes is None else communes.geometry.array
        self._shapes = _prepared(np.asarray(shapes, dtype=object))
        self._tree = shapely.STRtree(self._shapes)
        wanted = set(expected)
        self._expected: BoolArray = np.array([code in wanted for code in self._codes], dtype=bool)

    @property
    def expected_names(self) -> str:
        """Names of the communes that the data should lie in."""
        return ", ".join(name for name, wanted in zip(self._names, self._expected, strict=True) if wanted)

    @cached_property
    def allowed(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the bounds with their margin, in the province's system."""
        west, south, east, north = self.province.bounds_m
        return west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M

    @cached_property
    def edge(self) -> FloatArray:
        """Points along the four sides of `allowed`, counter-clockwise from the south-west."""
        west, south, east, north = self.allowed
        ends = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
        return np.vstack([np.linspace(ends[side], ends[side + 1], EDGE_POINTS) for side in range(4)])

    @cached_property
    def corners(self) -> FloatArray:
        """Longitude, latitude on VN-2000 of the corners of the bounds, degrees."""
        west, south, east, north = self.province.bounds_m
        box = np.array([(west, south), (east, south), (east, north), (west, north)])
        return transform_xy(box, self.province.crs, LONLAT[VN2000].crs, self.province.datum_operation)

    @cached_property
    def own(self) -> System:
        """The province's own system."""
        crs = parse_crs(self.province.crs)
        datum = datum_or_none(crs) or WGS84
        return system_of(crs, datum) or System(
            key="province", crs=self.province.crs, name=crs.name, datum=datum
        )

    @cached_property
    def utm_meridian_deg(self) -> float:
        """Central meridian of the 6-degree zone that holds the middle of the province."""
        return float(self.corners[:, 0].mean() // 6 * 6 + 3)

    def images(self, xy: FloatArray, system: System) -> FloatArray:
        """Return points of a system in that of the province, NaN where they have no image."""
        placed = transform_where_possible(xy, system.crs, self.province.crs, self.province.datum_operation)
        placed[(np.abs(placed) > FARTHEST_M).any(axis=1)] = np.nan
        return placed

    def place(self, points: FloatArray, within_share: float, system: System, raw: FloatArray) -> Place:
        """
        Say where data lies.

        Parameters
        ----------
        points
            Sampled corners in the province's system, NaN where they have no image.
        within_share
            What `within` says of all shapes.
        system, raw
            What the corners are read in, and they themselves: for a place off the province's plane.
        """
        known = points[np.isfinite(points).all(axis=1)]
        if len(known) == 0:
            return self._far(system, raw, within_share)
        middle: FloatArray = np.median(known, axis=0)
        lon_lat = transform_where_possible(
            middle[None], self.province.crs, DISPLAY_CRS, self.province.datum_operation
        )
        point, commune = self._near_pairs(known)
        close = shapely.dwithin(self._shapes[commune], shapely.points(known[point]), TOUCH_M)
        inside = self._share(point[close], points)
        most = np.bincount(commune[close], minlength=1).argmax() if close.any() else None
        return Place(
            centroid_m=_pair(middle),
            lon_lat=_pair(lon_lat[0]) if np.isfinite(lon_lat).all() else None,
            commune_code="" if most is None else self._codes[most],
            commune_name="" if most is None else self._names[most],
            inside_share=inside if len(self._shapes) else self._in_bounds(points),
            near_share=self._share(point, points) if len(self._shapes) else self._in_bounds(points),
            within_share=within_share,
            distance_km=self._distance_km(middle),
            expected_share=self._expected_share(point[close], commune[close], points),
            expected_near_share=self._expected_share(point, commune, points),
        )

    def within(self, boxes: FloatArray, system: System) -> BoolArray:
        """
        Return which boxes lie within the bounds and their margin as a whole.

        Nearly all are decided by rectangles in their own system; only those that may cross the
        edge are transformed.

        Parameters
        ----------
        boxes
            Array (n, 4): west, south, east, north in the system that is asked about.
        """
        ring = transform_where_possible(
            self.edge, self.province.crs, system.crs, self.province.datum_operation
        )
        finite = np.isfinite(boxes).all(axis=1)
        south, east, north, west = ring.reshape(4, EDGE_POINTS, 2)  # sides, in the order of `edge`
        inner = (west[:, 0].max(), south[:, 1].max(), east[:, 0].min(), north[:, 1].min())
        outer = (*ring.min(axis=0), *ring.max(axis=0))
        result = finite & _inside(boxes, inner)
        maybe = np.flatnonzero(finite & ~result & _inside(boxes, outer))
        corners = boxes[maybe][:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)
        placed = self.images(corners, system).reshape(-1, 4, 2)
        lows, highs = placed.min(axis=1), placed.max(axis=1)
        result[maybe] = _inside(np.hstack((lows, highs)), self.allowed)
        return result

    def _near_pairs(self, points: FloatArray) -> tuple[IntArray, IntArray]:
        """Return pairs of a point and a commune at most `NEAR_M` apart."""
        x, y = points.T
        boxes = shapely.box(x - NEAR_M, y - NEAR_M, x + NEAR_M, y + NEAR_M)
        point, commune = self._tree.query(boxes)
        near = shapely.dwithin(self._shapes[commune], shapely.points(points[point]), NEAR_M)
        return point[near], commune[near]

    def _share(self, point: IntArray, points: FloatArray) -> float:
        return len(np.unique(point)) / len(points)

    def _expected_share(self, point: IntArray, commune: IntArray, points: FloatArray) -> float | None:
        return self._share(point[self._expected[commune]], points) if self._expected.any() else None

    def _in_bounds(self, points: FloatArray) -> float:
        west, south, east, north = self.province.bounds_m
        x, y = points.T
        return float(np.mean((x >= west) & (x <= east) & (y >= south) & (y <= north)))

    def _distance_km(self, middle: FloatArray) -> float:
        point = shapely.Point(*middle)
        if len(self._shapes) == 0:
            return float(shapely.distance(shapely.box(*self.province.bounds_m), point)) / 1000
        nearest = self._shapes[self._tree.nearest(point)]
        return float(shapely.distance(nearest, point)) / 1000

    def _far(self, system: System, raw: FloatArray, within_share: float) -> Place:
        """Say where data lies that has no image on the province's plane: on the globe, or nowhere."""
        globe = transform_where_possible(raw, system.crs, DISPLAY_CRS, self.province.datum_operation)
        known = globe[np.isfinite(globe).all(axis=1)]
        if len(known) == 0:
            return Place(within_share=within_share)
        lon, lat = np.radians(np.median(known, axis=0))
        here_lon, here_lat = np.radians(self.corners.mean(axis=0))
        cosine = np.sin(lat) * np.sin(here_lat) + np.cos(lat) * np.cos(here_lat) * np.cos(lon - here_lon)
        distance_km = float(np.arccos(np.clip(cosine, -1, 1)) / np.pi * HALF_MERIDIAN_KM)
        return Place(
            lon_lat=_pair(np.degrees([lon, lat])), within_share=within_share, distance_km=distance_km
        )


def _prepared(shapes: GeometryArray) -> GeometryArray:
    """Return copies that answer many points quickly; threads that hold the originals see no change."""
    copies = np.asarray(shapely.from_wkb(shapely.to_wkb(shapes)), dtype=object)
    shapely.prepare(copies)
    return copies


def _pair(xy: FloatArray) -> tuple[float, float]:
    return float(xy[0]), float(xy[1])


def _inside(boxes: FloatArray, box: tuple[float, ...]) -> BoolArray:
    west, south, east, north = box
    return np.asarray(
        (boxes[:, 0] >= west) & (boxes[:, 1] >= south) & (boxes[:, 2] <= east) & (boxes[:, 3] <= north)
    )
