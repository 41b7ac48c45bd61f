"""
A packed search tree over boxes: plain arrays, so it is loaded from disk without being rebuilt.

Boxes are sorted into vertical strips, and within a strip from south to north; each node holds
the box around FANOUT neighbours of the level below (Leutenegger, Lopez and Edgington 1997,
"STR: a simple and efficient algorithm for R-tree packing").
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.kernel import FANOUT

if TYPE_CHECKING:
    from geo.types import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True)
class BoxTree:
    """All levels of the tree in one array, leaves first."""

    node: FloatArray
    """(nodes, 4) west, south, east, north."""
    level: IntArray
    """(levels + 1,) first node of each level; the last level has one node."""
    order: IntArray
    """(leaves,) number of the box that each leaf stands for."""

    @classmethod
    def of(cls, box: FloatArray) -> BoxTree:
        """Build the tree over `box`, (n, 4)."""
        order = _packed_order(box)
        levels = [np.ascontiguousarray(box[order], dtype=float)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            first = np.arange(0, len(below), FANOUT)
            low = np.minimum.reduceat(below[:, :2], first, axis=0)
            high = np.maximum.reduceat(below[:, 2:], first, axis=0)
            levels.append(np.hstack([low, high]))
        return cls(
            node=np.concatenate(levels),
            level=np.cumsum([0, *map(len, levels)]).astype(np.intp),
            order=order,
        )


def _packed_order(box: FloatArray) -> IntArray:
    """Return the numbers of the boxes, strip by strip."""
    x, y = box[:, 0] + box[:, 2], box[:, 1] + box[:, 3]
    per_strip = FANOUT * math.ceil(math.sqrt(len(box) / FANOUT))
    strip = np.empty(len(box), dtype=np.intp)
    strip[np.argsort(x, kind="stable")] = np.arange(len(box)) // max(per_strip, 1)
    return np.lexsort((y, strip)).astype(np.intp)
