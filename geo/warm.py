"""Compile the engine before the first check needs it: some seconds, once on a machine."""

from __future__ import annotations

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps


def warm() -> int:
    """Run the smallest question through everything that is compiled; return how many pairs it has."""
    index = ZoneIndex.build(np.array([shapely.box(0, 0, 2, 2)]))
    site = np.array([shapely.box(1, 1, 3, 3)])
    index.candidates(site)
    return len(find_overlaps(site, index).site)
