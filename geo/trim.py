"""What is left of a shape without obstacles: the least that must be given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import GeometryArray

LEAST_PART_M2 = 10.0
"""A part smaller than this is a splinter of the cut and no land to build on."""
AGREES = 1e-6
"""Part of the shape up to which two ways to compute what is left may differ."""


def trimmed(
    shape: shapely.Geometry, obstacles: shapely.Geometry, least_part_m2: float = LEAST_PART_M2
) -> shapely.Geometry | None:
    """
    Return the shape without the obstacles and without splinters; None where nothing trustworthy is left.

    Examples
    --------
    >>> left = trimmed(shapely.box(0, 0, 10, 10), shapely.box(7, -5, 99, 60))
    >>> left.area
    70.0
    """
    left = shapely.difference(shape, obstacles)
    common_m2 = shapely.intersection(shape, obstacles).area
    if abs(shape.area - common_m2 - left.area) > AGREES * shape.area:
        return None
    parts: GeometryArray = np.asarray(shapely.get_parts(left), dtype=object)
    kept = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) >= least_part_m2)]  # noqa: PLR2004 - polygon
    if len(kept) == 0:
        return None
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
