"""Cut the plane by lines into faces that share every vertex, and join faces again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

GRID_M = 0.01
"""Coordinates are whole centimetres, as in a cadastral register."""
CRUMB_M2 = 25.0
"""Smaller faces are rounding; they may go to any neighbour."""
SLIVER_M2 = 400.0
"""Smaller faces are accidents of cutting, not parcels."""


def faces_of(lines: Iterable[BaseGeometry]) -> NDArray[np.object_]:
    """
    Return the polygons that `lines` enclose, in an order that depends on the lines alone.

    The lines are cut where they meet, on a grid of one centimetre, so that neighbouring faces
    have the very same vertices along their common border.
    """
    noded = shapely.union_all(np.array(list(lines), dtype=object), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = shapely.normalize(faces)
    corner = shapely.bounds(faces)
    return faces[np.lexsort(corner.T[::-1])]


def numbers_within(points: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return for each point the number of the first of `shapes` that contains it, else -1."""
    found = np.full(len(points), -1)
    asked, hit = STRtree(shapes).query(points, predicate="within")
    order = np.lexsort((-hit, asked))
    found[asked[order]] = hit[order]
    return found


def shared_lengths(
    faces: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """
    Return pairs of neighbouring faces and the length of their common border in metres.

    Both orders of each pair are given, sorted by the first face.
    """
    points, owner = _ring_points(faces)
    same = owner[:-1] == owner[1:]
    a, b, face = points[:-1][same], points[1:][same], owner[:-1][same]
    low = (a[:, 0] < b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] < b[:, 1]))
    keys = np.round(np.where(low[:, None], np.hstack((a, b)), np.hstack((b, a))) / GRID_M).astype(np.int64)
    order = np.lexsort(keys.T[::-1])
    pairs = np.flatnonzero((keys[order[:-1]] == keys[order[1:]]).all(axis=1))
    one, other = order[pairs], order[pairs + 1]
    length = np.hypot(*(a[one] - b[one]).T)
    first = np.concatenate((face[one], face[other]))
    second = np.concatenate((face[other], face[one]))
    code = first.astype(np.int64) * len(faces) + second
    unique, where = np.unique(code, return_inverse=True)
    total = np.bincount(where, np.concatenate((length, length)))
    return unique // len(faces), unique % len(faces), total


def join_groups(
    faces: NDArray[np.object_], group: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """
    Return the union of the faces of each group, split into connected parts, and each part's group.

    Vertices between two faces of a group vanish from its inside but stay on its rim.
    """
    order = np.argsort(group, kind="stable")
    names, starts = np.unique(group[order], return_index=True)
    whole = np.empty(len(names), dtype=object)
    for number, members in enumerate(np.split(order, starts[1:])):
        whole[number] = faces[members[0]] if len(members) == 1 else shapely.coverage_union_all(faces[members])
    parts, owner = shapely.get_parts(whole, return_index=True)
    return shapely.normalize(parts), names[owner]


def absorb_slivers(
    faces: NDArray[np.object_], kind: NDArray[np.int64], host: NDArray[np.int64], limit_m2: float = SLIVER_M2
) -> NDArray[np.int64]:
    """
    Return a group number per face in which slivers belong to a neighbour.

    Parameters
    ----------
    faces
        Polygons that share vertices.
    kind
        Faces of different kinds are never joined.
    host
        Number of the face that each face has been joined to so far, or its own.
    limit_m2
        Smaller faces are slivers.
    """
    area = shapely.area(faces)
    first, second, length = shared_lengths(faces)
    group = host.copy()
    for face in np.flatnonzero((area < limit_m2) & (host == np.arange(len(faces)))):
        near = (first == face) & (kind[second] == kind[face]) & (area[second] > area[face])
        if near.any():
            group[face] = group[second[near][length[near].argmax()]]
    return group


def outline(faces: NDArray[np.object_]) -> Polygon:
    """Return the largest polygon of the union of `faces`, without holes left by rounding."""
    parts = shapely.get_parts(shapely.coverage_union_all(faces))
    return parts[shapely.area(parts).argmax()]


def _ring_points(faces: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rings, face = shapely.get_rings(faces, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # Two rings of one face must not be chained: number by ring, then look the face up.
    chained = face[ring]
    jump = np.flatnonzero(np.diff(ring)) + 1
    chained_points = np.insert(points, jump, np.nan, axis=0)
    return chained_points, np.insert(chained, jump, -1)
