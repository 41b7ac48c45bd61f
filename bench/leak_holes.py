"""
Draw defence land again from what is missing in exports: the best that somebody gets who has all of them.

An export that gave a neighbour's true edge, or the part of a project that lies on the land, would
give the polygon back. What is told has the edges of the cover's squares instead, so that the best
drawing is the cover itself: its IoU is area(land) / area(cover).
"""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import shapely

from bench.leak_unpack import SQLITE, unpacked
from bench.secret_land import CRS, outline
from layers.cover import area_of, squares_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARGIN = 0.02
"""Added to the bound: a drawing may come out better by chance."""
LEAST_M2 = 1.0
KINDS = {b"{": ".geojson", SQLITE: ".gpkg", b"PAR1": ".parquet"}
"""First bytes of what holds shapes -> its ending."""


def bound(which: str) -> float:
    """Return the IoU that no drawing may exceed: area(land) / area(cover) + 0.02."""
    land = outline(which)
    return float(land.area / area_of(squares_of([land])).area) + MARGIN


def best_drawing(bodies: Iterable[bytes], which: str) -> float:
    """
    Return the greatest IoU with the land that any drawing from these files reaches.

    Drawings are: each shape; what is missing inside each (a hole) and around all (in their hull);
    and cuts, unions and differences of any two of these.
    """
    land = outline(which)
    pieces = list(_pieces(bodies))
    # Whoever attacks knows the squares: they are blank in every export.
    near = [shape for shape in _distinct(pieces) if shape.intersects(land) or shape.distance(land) < 1.0]
    drawn = [*near, *_combined(near)]
    return max((_iou(shape, land) for shape in drawn), default=0.0)


def shapes_in(body: bytes) -> Iterator[shapely.Geometry]:
    """Yield the shapes of a file (GeoJSON, GeoPackage, GeoParquet, packed or not) in the province's CRS."""
    for piece in unpacked(body, depth=1):
        suffix = next((suffix for start, suffix in KINDS.items() if piece.startswith(start)), "")
        if suffix:
            yield from _read(piece, suffix)


def _read(body: bytes, suffix: str) -> Iterator[shapely.Geometry]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"shapes{suffix}")
        path.write_bytes(body)
        try:
            tables = [None] if suffix == ".parquet" else [str(name) for name, _ in pyogrio.list_layers(path)]
            frames = [
                gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path, layer=table)
                for table in tables
            ]
        except (pyogrio.errors.DataSourceError, ValueError):
            return
    for frame in frames:
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None:
            shapes = [shape for shape in frame.to_crs(CRS).geometry if shape is not None]
            yield from (shape for shape in shapes if shape.area > LEAST_M2)


def _pieces(bodies: Iterable[bytes]) -> Iterator[shapely.Geometry]:
    shapes = [shapely.make_valid(shape) for body in bodies for shape in shapes_in(body)]
    yield from shapes
    for shape in shapes:
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                yield from (shapely.Polygon(ring) for ring in part.interiors)
        hull = shape.convex_hull
        yield from (part for part in shapely.get_parts(hull.difference(shape)) if part.area > LEAST_M2)
    if shapes:
        together = shapely.union_all(shapes)
        yield from shapely.get_parts(shapely.box(*together.bounds).difference(together))


def _distinct(shapes: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    return list(
        {shapely.to_wkb(shapely.normalize(shape), output_dimension=2): shape for shape in shapes}.values()
    )


def _combined(shapes: list[shapely.Geometry]) -> Iterator[shapely.Geometry]:
    for one, other in combinations(shapes, 2):
        for combine in (shapely.intersection, shapely.union, shapely.difference):
            yield combine(one, other)
        yield shapely.difference(other, one)
    yield shapely.intersection_all(shapes)


def _iou(shape: shapely.Geometry, land: shapely.Geometry) -> float:
    union = shapely.union(shape, land).area
    return float(shapely.intersection(shape, land).area / union) if union else 0.0
