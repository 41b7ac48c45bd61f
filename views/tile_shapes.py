"""The polygons of a layer as flat arrays in metres: what tiles and sheets of paper are painted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, transform_xy
from geo.smooth import transform_smoothly

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

EARTH_RADIUS_M = 6_378_137.0
HALF_WORLD_M = np.pi * EARTH_RADIUS_M
"""Half the width of the square world of web map tiles (EPSG:3857)."""

WITHIN_M = 0.0001
"""How far a vertex may be off where it is painted: a thousandth of the smallest pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Single polygons, largest first, so that small ones end on top; all lengths in metres."""

    xy: NDArray[np.float64]
    """Vertices of all rings, each closed, (n, 2)."""
    rings: NDArray[np.int64]
    """First vertex of each ring, and one past the last."""
    parts: NDArray[np.int64]
    """First ring of each polygon, which is its outer one, and one past the last."""
    boxes: NDArray[np.float64]
    """West, south, east, north of each polygon."""
    anchors: NDArray[np.float64]
    """A point inside each polygon."""
    widths_m: NDArray[np.float64]
    """Twice the area by the length of the outline: the width of a long polygon."""
    owners: NDArray[np.int64]
    """The row of the layer that each polygon belongs to."""

    def __len__(self) -> int:
        """Return how many polygons there are."""
        return len(self.owners)

    def within(self, west: float, south: float, east: float, north: float) -> NDArray[np.int64]:
        """Return the polygons whose box touches another box, largest first."""
        box = self.boxes
        near = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        return np.flatnonzero(near)

    def polygon(self, part: int) -> shapely.Polygon:
        """Return one polygon."""
        first, end = self.parts[part], self.parts[part + 1]
        rings = [self.xy[self.rings[ring] : self.rings[ring + 1]] for ring in range(first, end)]
        return shapely.Polygon(rings[0], rings[1:])


def make_shapes(zones: gpd.GeoDataFrame, operation: str) -> Shapes:
    """
    Return the polygons of a layer; points, lines and empty shapes have none.

    Parameters
    ----------
    zones
        In the province CRS.
    operation
        EPSG code of the datum operation to WGS 84.

    Raises
    ------
    CRSError
        If a vertex has no image.
    """
    pieces, owners = _pieces(zones)
    if len(pieces) == 0:
        return _nothing()
    _, xy, (rings, parts) = shapely.to_ragged_array(pieces)

    def transform(some: NDArray[np.float64]) -> NDArray[np.float64]:
        return web_metres(transform_xy(some, zones.crs, DISPLAY_CRS, operation))

    web = transform_smoothly(xy, transform, WITHIN_M)
    return _measured(web, rings, parts, owners)


def plane_shapes(zones: gpd.GeoDataFrame) -> Shapes:
    """Return the polygons of a layer as they are, in the metres of its own CRS."""
    pieces, owners = _pieces(zones)
    if len(pieces) == 0:
        return _nothing()
    _, xy, (rings, parts) = shapely.to_ragged_array(pieces)
    return _measured(xy, rings, parts, owners)


def _pieces(zones: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return single polygons, the largest first, and the row of each."""
    pieces, owners = zones.geometry.to_numpy(), np.arange(len(zones))
    # Most layers are plain polygons: the copies of millions of vertices are made where they are not.
    if (shapely.get_type_id(pieces) != shapely.GeometryType.POLYGON).any():
        pieces, owners = shapely.get_parts(pieces, return_index=True)
        polygons = shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON
        pieces, owners = pieces[polygons], owners[polygons]
    filled = ~shapely.is_empty(pieces)
    pieces, owners = pieces[filled], owners[filled]
    if shapely.has_z(pieces).any():
        pieces = shapely.force_2d(pieces)
    order = np.argsort(-shapely.area(pieces), kind="stable")
    return pieces[order], owners[order].astype(np.int64)


def _measured(
    xy: NDArray[np.float64], rings: NDArray[np.int64], parts: NDArray[np.int64], owners: NDArray[np.int64]
) -> Shapes:
    rings, parts = rings.astype(np.int64), parts.astype(np.int64)
    first = rings[parts[:-1]]
    drawn = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (rings, parts))
    return Shapes(
        xy=xy,
        rings=rings,
        parts=parts,
        boxes=np.hstack([np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)]),
        anchors=shapely.get_coordinates(shapely.point_on_surface(drawn)),
        widths_m=2 * shapely.area(drawn) / shapely.length(drawn),
        owners=owners,
    )


def web_metres(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return points of WGS 84 longitude, latitude in the metres of web map tiles.

    Examples
    --------
    >>> web_metres(np.array([[180.0, 0.0]])).round(2).tolist()
    [[20037508.34, 0.0]]
    """
    lon, lat = np.radians(lon_lat).T
    return EARTH_RADIUS_M * np.column_stack((lon, np.arcsinh(np.tan(lat))))


def _nothing() -> Shapes:
    points, starts = np.empty((0, 2)), np.zeros(1, dtype=np.int64)
    return Shapes(
        xy=points,
        rings=starts,
        parts=starts,
        boxes=np.empty((0, 4)),
        anchors=points,
        widths_m=np.empty(0),
        owners=np.empty(0, dtype=np.int64),
    )
