"""The index of a layer's zones: pieces laid out flat and a tree over them, built once and asked often."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import GeometryError
from geo.kernel import longest, near_pairs
from geo.pieces import POLYGON, Pieces
from geo.tree import BoxTree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.types import FloatArray, GeometryArray, IntArray


PIECE_ARRAYS = tuple(field.name for field in fields(Pieces))
TREE_ARRAYS = tuple(field.name for field in fields(BoxTree))


@dataclass(frozen=True, kw_only=True)
class ZoneIndex:
    """Zones cut into pieces, with a search tree over the pieces' boxes; safe to share between threads."""

    pieces: Pieces
    tree: BoxTree

    @classmethod
    def build(cls, zones: GeometryArray) -> ZoneIndex:
        """
        Cut `zones` (valid geometries or None, CRS in metres) and build the tree.

        Positions in `zones` are the zone numbers of all results.
        """
        pieces = Pieces.of(np.asarray(zones, dtype=object))
        return cls(pieces=pieces, tree=BoxTree.of(pieces.box))

    @classmethod
    def concatenated(cls, indexes: Sequence[ZoneIndex], zones: Sequence[int]) -> ZoneIndex:
        """
        Return one index over the zones of several, one behind the other.

        `zones[k]` is how many zones index k is of.
        """
        if len(indexes) == 1:
            return indexes[0]
        joined = Pieces.concatenated([index.pieces for index in indexes], zones)
        return cls(pieces=joined, tree=BoxTree.of(joined.box))

    @cached_property
    def longest_ring(self) -> int:
        """Vertices of the longest ring."""
        return int(longest(self.pieces.ring))

    @cached_property
    def is_areal(self) -> bool:
        """Whether all zones are areas."""
        return bool((self.pieces.dimension == POLYGON).all())

    @cached_property
    def unreadable(self) -> IntArray:
        """Zones with a coordinate that is no finite number: they may be anywhere."""
        rows = np.flatnonzero(~np.isfinite(self.pieces.xy).all(axis=1))
        ring = np.searchsorted(self.pieces.ring, rows, side="right") - 1
        piece = np.searchsorted(self.pieces.part, ring, side="right") - 1
        return np.unique(self.owner[piece])

    @property
    def owner(self) -> IntArray:
        """Zone number of each piece."""
        return self.pieces.owner

    def take(self, pieces: IntArray) -> GeometryArray:
        """Return pieces by number as geometries of the caller's own."""
        return self.pieces.take(pieces)

    def candidates(self, geometry: GeometryArray, reach_m: float = 0.0) -> tuple[IntArray, IntArray]:
        """
        Return (position in `geometry`, piece number) of all pairs whose boxes come within `reach_m`.

        Sorted by position, then piece. Absent geometries have no pair.
        """
        boxes = np.ascontiguousarray(shapely.bounds(geometry).reshape(-1, 4), dtype=float)
        tree = self.tree
        row, piece = near_pairs(0, len(boxes), boxes, tree.node, tree.level, tree.order, reach_m)
        order = np.lexsort((piece, row))
        return row[order], piece[order]

    def arrays(self) -> dict[str, FloatArray | IntArray]:
        """Return everything that the index consists of, as arrays that can be written and mapped."""
        pieces, tree = self.pieces, self.tree
        return {
            **{name: getattr(pieces, name) for name in PIECE_ARRAYS},
            **{name: getattr(tree, name) for name in TREE_ARRAYS},
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> ZoneIndex:
        """
        Return the index of `arrays()`; nothing is computed or copied.

        Raises
        ------
        GeometryError
            If an array is missing or their lengths contradict each other.
        """
        try:
            pieces = Pieces(**{name: arrays[name] for name in PIECE_ARRAYS})
            tree = BoxTree(**{name: arrays[name] for name in TREE_ARRAYS})
            fits = (
                len(pieces.part) == len(pieces.owner) + 1 == len(pieces.box) + 1 == len(tree.order) + 1
                and len(pieces.dimension) == len(pieces.owner)
                and len(pieces.ring) == int(pieces.part[-1]) + 1
                and len(pieces.xy) == int(pieces.ring[-1])
                and len(tree.node) == int(tree.level[-1])
            )
        except (KeyError, IndexError):
            fits = False
        if not fits:
            raise GeometryError("The stored index is damaged.", "Chỉ mục đã lưu bị hỏng.")
        return cls(pieces=pieces, tree=tree)


def box_overlap_m2(first: GeometryArray, second: GeometryArray) -> FloatArray:
    """Return the area common to the bounding boxes of each pair: no overlap can exceed it."""
    a, b = shapely.bounds(first), shapely.bounds(second)
    width = np.minimum(a[:, 2], b[:, 2]) - np.maximum(a[:, 0], b[:, 0])
    height = np.minimum(a[:, 3], b[:, 3]) - np.maximum(a[:, 1], b[:, 1])
    return np.asarray(np.clip(width, 0, None) * np.clip(height, 0, None), dtype=float)
