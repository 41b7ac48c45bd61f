"""
Draw the rings of a table of points and compare the drawing with what the table states.

A list that crosses itself has no area: it comes back with its crossings, never repaired and
never as an area of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import IntakeError
from layers.intake.corners.crossings import Crossings, find_crossings
from layers.intake.corners.point_drawing_notes import area_note, crossing_note, edge_notes, total_note
from layers.intake.corners.point_parts import together
from layers.intake.corners.points import Unit
from layers.intake.corners.rings import LEAST_POINTS
from layers.intake.corners.series import series_notes
from layers.intake.corners.stated_edges import edge_lengths_m, tolerance_m

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import BoolArray, FloatArray
    from layers.intake.corners.points import Doubt, PointRing, PointTable
    from layers.intake.model import Note


@dataclass(frozen=True, kw_only=True)
class DrawnPart:
    """One ring, drawn."""

    ring: PointRing
    polygon: shapely.Polygon | None
    """None where the ring crosses itself or has fewer than three points."""
    outline: shapely.LineString
    """The points in their order and back to the first, to be shown in any case."""
    area_m2: float | None
    """None without a polygon, and in degrees."""
    computed_m: FloatArray
    """Length from each point to the next, of the last to the first; NaN in degrees."""
    tolerance_m: float
    crossings: Crossings

    @property
    def difference_m(self) -> FloatArray:
        """Stated minus computed length of each edge; NaN where none is stated."""
        return np.asarray(self.ring.stated_m - self.computed_m, dtype=float)

    @property
    def differs(self) -> BoolArray:
        """Edges whose stated length is another than the computed one."""
        return np.asarray(np.abs(self.difference_m) > self.tolerance_m, dtype=bool)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a table of points draws. Its CRS is decided elsewhere."""

    parts: tuple[DrawnPart, ...]
    geometry: shapely.Geometry | None
    """Polygon or MultiPolygon, x east and y north; None while a part or a doubt stands in its way."""
    area_m2: float | None
    """Of `geometry`; None without it, and in degrees."""
    notes: tuple[Note, ...]
    doubts: tuple[Doubt, ...]

    @property
    def refused(self) -> tuple[Note, ...]:
        """Why there is no geometry, beside open doubts."""
        return tuple(note for note in self.notes if note.refused)


def draw(points: PointTable, answers: Mapping[str, str] | None = None, *, preview: bool = False) -> Drawn:
    """
    Return the drawing of a table of points with all that is found on it.

    Parameters
    ----------
    points
        As read, with the same answers.
    answers
        By `DoubtKind`.
    preview
        Draw although doubts are open, as proposed, to show what is asked; `geometry` is None then.

    Raises
    ------
    IntakeError
        "points-doubt" if a doubt is open and no preview is asked for; "points-row" if rows that
        are points could not be read, for without them the shape would be another.
    """
    if not preview:
        _require_read(points)
    in_metres = points.unit is Unit.METRES
    parts = tuple(_part(ring, points.decimals, in_metres=in_metres) for ring in points.rings)
    notes: list[Note] = []
    for part in parts:
        notes += series_notes(part.ring, in_metres=in_metres)
        notes += crossing_note(part)
        if in_metres:
            notes += [*edge_notes(part), *area_note(part)]
    shapes = [part.polygon for part in parts if part.polygon is not None]
    is_whole = len(shapes) == len(parts)
    joined = together(shapes, [part.ring.part for part in parts], answers or {}) if is_whole else None
    geometry, doubts = None, points.doubts
    if joined:
        notes += joined.notes
        doubts = (*points.doubts, *joined.doubts)
        geometry = None if doubts or points.refused else joined.geometry
    area_m2 = float(geometry.area) if geometry is not None and in_metres else None
    if points.total_area and area_m2 is not None:
        notes += total_note(area_m2, points.total_area)
    return Drawn(parts=parts, geometry=geometry, area_m2=area_m2, notes=tuple(notes), doubts=tuple(doubts))


def _require_read(points: PointTable) -> None:
    if points.doubts:
        doubt = points.doubts[0]
        raise IntakeError("points-doubt", doubt.en, doubt.vi)
    if points.refused:
        first = points.refused[0]
        more = len(points.refused) - 1
        raise IntakeError(
            "points-row",
            first.en + (f" ({more} more rows)" if more else ""),
            first.vi + (f" (còn {more} dòng khác)" if more else ""),
        )


def _part(ring: PointRing, decimals: int, *, in_metres: bool) -> DrawnPart:
    xy = ring.xy
    enough = len(xy) >= LEAST_POINTS
    crossings = find_crossings(xy) if enough else Crossings(found=(), is_complete=True, swaps=())
    polygon = shapely.Polygon(xy) if enough and not crossings.found else None
    computed_m = edge_lengths_m(ring.x, ring.y)
    return DrawnPart(
        ring=ring,
        polygon=polygon,
        outline=shapely.LineString(np.vstack([xy, xy[:1]])),
        area_m2=float(polygon.area) if polygon is not None and in_metres else None,
        computed_m=computed_m if in_metres else np.full(len(xy), np.nan),
        tolerance_m=tolerance_m(decimals, ring.stated_decimals),
        crossings=crossings,
    )
