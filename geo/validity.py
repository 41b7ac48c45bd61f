"""
Judge and repair geometries before anything is measured.

Repair is `make_valid` with the *structure* method: rings that overlap are united and
holes are taken out. The default "linework" method makes a hole where two parts of one
project overlap, and `buffer(0)` loses half of a bow-tie: both have produced a false
"no overlap". What cannot be repaired is reported as broken, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray

DIMENSION = {"point": 0, "line": 1, "polygon": 2}
AREAL = DIMENSION["polygon"]

LOST_M2 = 1.0
"""A difference between two repairs up to this is rounding."""

PLAIN_TYPES = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6)}
"""Type numbers of GEOS that need no taking apart."""


class Fault(StrEnum):
    """Why a geometry cannot be used as it came."""

    NONE = ""
    EMPTY = "empty"
    NOT_FINITE = "not finite"
    WRONG_KIND = "wrong kind"
    COLLAPSED = "collapsed"
    AMBIGUOUS = "ambiguous"
    REPAIRED = "repaired"
    PART_DROPPED = "part dropped"

    @property
    def is_broken(self) -> bool:
        """Whether the geometry is unusable (as opposed to changed and usable)."""
        return self in BROKEN


BROKEN = frozenset({Fault.EMPTY, Fault.NOT_FINITE, Fault.WRONG_KIND, Fault.COLLAPSED, Fault.AMBIGUOUS})


@dataclass(frozen=True, kw_only=True)
class Validated:
    """Geometries that may be measured, with what was found on each; same order as the input."""

    geometry: GeometryArray
    """Valid, two-dimensional; None where broken."""
    fault: tuple[Fault, ...]
    area_before_m2: FloatArray
    area_after_m2: FloatArray

    @cached_property
    def broken(self) -> BoolArray:
        """Rows that cannot be used."""
        return np.array([fault.is_broken for fault in self.fault], dtype=bool)


def validate(geometry: GeometryArray, kind: str) -> Validated:
    """
    Return valid geometries of one kind and a fault for each that was not.

    Parameters
    ----------
    geometry
        Shapely geometries or None, in a CRS in metres.
    kind
        "polygon", "line" or "point". Parts of a lower dimension inside a collection are
        dropped and reported; a geometry without any part of `kind` is the wrong kind.

    Returns
    -------
    validated
        Same length and order as `geometry`.

    Examples
    --------
    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> done = validate(np.array([bow_tie, None]), "polygon")
    >>> float(done.area_after_m2[0]), [str(f) for f in done.fault]
    (2.0, ['repaired', 'empty'])
    """
    result = shapely.force_2d(np.asarray(geometry, dtype=object))
    absent = shapely.is_missing(result) | shapely.is_empty(result)
    finite = _finite(result)
    usable = ~absent & finite
    before = np.zeros(len(result))
    before[usable] = shapely.area(result[usable])
    sound = usable & shapely.is_valid(result) & np.isin(shapely.get_type_id(result), PLAIN_TYPES[kind])
    fault = [Fault.NONE] * len(result)
    for row in np.flatnonzero(~sound):
        if absent[row]:
            result[row], fault[row] = None, Fault.EMPTY
        elif not finite[row]:
            result[row], fault[row] = None, Fault.NOT_FINITE
        else:
            result[row], fault[row] = _validate_one(result[row], DIMENSION[kind])
    after = np.nan_to_num(shapely.area(result))
    return Validated(geometry=result, fault=tuple(fault), area_before_m2=before, area_after_m2=after)


def _finite(geometry: GeometryArray) -> BoolArray:
    """Every coordinate of each geometry is a finite number (absent ones count as finite)."""
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    finite = np.ones(len(geometry), dtype=bool)
    finite[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _validate_one(geometry: shapely.Geometry, dimension: int) -> tuple[shapely.Geometry | None, Fault]:
    if shapely.get_dimensions(geometry) < dimension:
        return None, Fault.WRONG_KIND
    fault = Fault.NONE
    if not shapely.is_valid(geometry):
        if dimension == AREAL and loses_land(geometry):
            return None, Fault.AMBIGUOUS
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
        fault = Fault.REPAIRED
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
        parts = shapely.get_parts(parts)
    kept = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if len(kept) == 0:
        return None, Fault.COLLAPSED
    if len(kept) < len(parts):
        fault = Fault.PART_DROPPED
        geometry = shapely.union_all(kept)
    elif shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION:
        geometry = shapely.union_all(kept)
    return geometry, fault


def loses_land(geometry: shapely.Geometry) -> bool:
    """
    Whether the structure repair drops land that a ring encloses.

    It does so where a spike runs through a ring that crosses itself. The other repair keeps
    that land; which of the two was meant, only a person can tell. Holes do not matter here:
    rings are looked at one by one, filled.

    Examples
    --------
    >>> loses_land(shapely.from_wkt("POLYGON ((0 0, 6 6, 6 0, 0 6, 0 0))"))
    False
    >>> loses_land(shapely.from_wkt("POLYGON ((10 60, 100 50, 50 0, 0 80, 50 0, 80 70, 10 60))"))
    True
    """
    polygons = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    for shell in shapely.polygons([shapely.get_exterior_ring(p) for p in polygons]):
        if shell.is_valid:
            continue
        kept = shapely.make_valid(shell, method="structure", keep_collapsed=False)
        enclosed = shapely.make_valid(shell, method="linework")
        try:
            lost = shapely.difference(enclosed, kept).area > LOST_M2
        except shapely.errors.GEOSException:
            return True  # what cannot be compared cannot be called the same
        if lost:
            return True
    return False
