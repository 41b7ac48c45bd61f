"""
Where the data of a file is.

A file with a wrong or missing coordinate system gives valid shapes in another place, and there
nothing overlaps. So every reading that puts the data into the province is laid before the
person with the place that follows from it, and only a statement without a rival is taken
unasked. Nothing is read from disk here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import parse_crs, transform_xy
from layers.errors import IntakeError
from layers.intake.whereabouts.candidates import Candidate, candidate, find_candidates, sample
from layers.intake.whereabouts.coordinate_fixes import Fix, undo
from layers.intake.whereabouts.ground import Ground
from layers.intake.whereabouts.settling import judge
from layers.intake.whereabouts.stated_crs import Standing, Stated, read_stated
from layers.intake.whereabouts.vn2000 import read_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.types import FloatArray, GeometryArray
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The ways to read a file's coordinates."""

    candidates: tuple[Candidate, ...]
    """The likeliest first. What the file states is among them, wherever it lies."""
    settled: Candidate | None
    """What the file states, where it can be taken without asking."""
    doubt_en: str
    """Why a person is asked; with `settled` only where the data lies."""
    doubt_vi: str

    def doubt(self, language: str) -> str:
        """Return the doubt in `language` ("vi", else English)."""
        return self.doubt_vi if language == "vi" else self.doubt_en

    def choose(self, key: str) -> Candidate:
        """
        Return the candidate with that key.

        Raises
        ------
        IntakeError
            "crs-choice" if it is not among the candidates.
        """
        for one in self.candidates:
            if one.key == key:
                return one
        keys = ", ".join(one.key for one in self.candidates) or "-"
        raise IntakeError(
            "crs-choice",
            f"{key!r} is none of the ways to read this file: choose among {keys}.",
            f"{key!r} không phải một cách đọc của tệp này: hãy chọn trong {keys}.",
        )


def propose(
    shapes: GeometryArray,
    *,
    crs_wkt: str,
    crs_name: str,
    province: Province,
    communes: gpd.GeoDataFrame | None,
    expected_communes: Sequence[str] = (),
) -> Placement:
    """
    Return the ways to read the coordinates of a file, and which one can be taken unasked.

    Parameters
    ----------
    shapes
        As read; None where a row has none.
    crs_wkt, crs_name
        As in `SourceLayer`.
    communes
        Zones of the communes in force (zone_id is the code) in the province's CRS, or None.
    expected_communes
        Codes of the communes that the data should lie in, as the person or the file says.

    Raises
    ------
    IntakeError
        "crs-datum" if the file is on a datum that is neither VN-2000 nor WGS 84.
    """
    ground = Ground(province, communes, expected_communes)
    stated = read_stated(crs_wkt, crs_name, ground.corners, province.datum_operation)
    raw = sample(np.asarray(shapes, dtype=object))
    found = find_candidates(raw, ground, stated)
    settled, (en, vi) = judge(stated, found, raw, ground)
    return Placement(candidates=found, settled=settled, doubt_en=en, doubt_vi=vi)


def read_as(
    shapes: GeometryArray,
    key: str,
    *,
    province: Province,
    communes: gpd.GeoDataFrame | None,
    expected_communes: Sequence[str] = (),
) -> Candidate:
    """
    Return the candidate that a key names, wherever it puts the data: for a person who knows.

    Raises
    ------
    IntakeError
        "crs-key" if the key names no system or fix known here.
    """
    system_key, *names = key.split("+")
    system = read_system(system_key)
    if unknown := set(names) - set(Fix):
        raise IntakeError(
            "crs-key",
            f"{min(unknown)!r} is nothing that can be undone: use one of {', '.join(Fix)}.",
            f"{min(unknown)!r} không phải cách sửa đã biết: hãy dùng một trong {', '.join(Fix)}.",
        )
    fixes = tuple(fix for fix in Fix if fix in names)
    ground = Ground(province, communes, expected_communes)
    raw = sample(np.asarray(shapes, dtype=object))
    return candidate(system, fixes, raw, ground, Stated(standing=Standing.NONE))


def apply(shapes: GeometryArray, chosen: Candidate) -> GeometryArray:
    """
    Return the shapes with coordinates as they belong in `chosen.crs`: fixes undone, Z and M dropped.

    Without fixes x and y keep every bit.
    """
    flat = np.array(shapes, dtype=object)
    high = shapely.has_z(flat) | shapely.has_m(flat)
    flat[high] = shapely.force_2d(flat[high])
    if not chosen.fixes:
        return flat
    return np.asarray(shapely.transform(flat, lambda xy: undo(xy, chosen.fixes)), dtype=object)


def to_province(shapes: GeometryArray, chosen: Candidate, province: Province) -> GeometryArray:
    """
    Return the shapes in the province's CRS, in the plane.

    Raises
    ------
    CRSError
        If a corner has no image there.
    """
    flat = apply(shapes, chosen)
    if parse_crs(chosen.crs) == parse_crs(province.crs):
        return flat

    def moved(xy: FloatArray) -> FloatArray:
        return transform_xy(xy, chosen.crs, province.crs, province.datum_operation)

    return np.asarray(shapely.transform(flat, moved), dtype=object)
