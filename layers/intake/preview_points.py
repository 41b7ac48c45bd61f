"""The points that a preview marks: corners of a table, where its outline crosses itself, places to choose."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, to_display
from geo.errors import RanhError
from layers.intake.whereabouts.place import to_province

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.intake.corners.point_drawing import DrawnPart
    from layers.intake.corners.points import PointRing
    from layers.intake.draft import Draft
    from layers.intake.whereabouts.candidates import Candidate
    from layers.province import Province

MOST_POINTS = 400


class Mark(StrEnum):
    """What a marked point is."""

    CORNER = "corner"
    CROSSING = "crossing"
    PLACE = "place"
    """Middle of the data as one candidate reads it."""


def shown_candidate(draft: Draft) -> Candidate | None:
    """Return how the coordinates are read on the map: as settled, else as is likeliest."""
    if draft.place is None:
        return None
    return draft.place.chosen or next(iter(draft.place.placement.candidates), None)


def placed(shapes: GeometryArray, candidate: Candidate, province: Province) -> GeometryArray:
    """Return shapes in the province's CRS; None where one has no image there."""
    try:
        return to_province(shapes, candidate, province)
    except RanhError:
        return np.full(len(shapes), None, dtype=object)


def at_even_steps(places: IntArray, most: int) -> IntArray:
    """Return at most so many, at even steps."""
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).round().astype(np.intp)]


def marked_points(draft: Draft) -> gpd.GeoDataFrame:
    """Return corners, crossings and the places of open candidates: label and mark, on WGS 84."""
    found = _corners(draft)
    found += _places(draft)
    frame = gpd.GeoDataFrame(
        {"label": [label for label, _, _ in found], "mark": [str(mark) for _, mark, _ in found]},
        geometry=gpd.points_from_xy([xy[0] for _, _, xy in found], [xy[1] for _, _, xy in found]),
        crs=DISPLAY_CRS,
    )
    return frame[np.isfinite(shapely.get_coordinates(frame.geometry.array)).all(axis=1)]


Marked = tuple[str, Mark, tuple[float, float]]


def _corners(draft: Draft) -> list[Marked]:
    """Return the corners of a table of points and the places where its outline crosses itself."""
    candidate = shown_candidate(draft)
    if draft.points is None or candidate is None:
        return []
    found: list[tuple[str, Mark, FloatArray]] = []
    for part in draft.points.drawn.parts:
        found += _of_part(part)
    corners = [one for one in found if one[1] is Mark.CORNER]
    found = [*_thinned(corners), *(one for one in found if one[1] is Mark.CROSSING)]
    points = shapely.points(np.array([xy for _, _, xy in found]).reshape(-1, 2))
    province = draft.given.province
    there = gpd.GeoDataFrame(geometry=placed(np.atleast_1d(points), candidate, province), crs=province.crs)
    shown = to_display(there, province.datum_operation).geometry
    return [
        (label, mark, (point.x, point.y))
        for (label, mark, _), point in zip(found, shown, strict=True)
        if point is not None
    ]


def _of_part(part: DrawnPart) -> list[tuple[str, Mark, FloatArray]]:
    ring = part.ring
    corners = [(ring.name_of(place), Mark.CORNER, xy) for place, xy in enumerate(ring.xy)]
    crossings = [
        (f"{_edge(ring, one.first)} × {_edge(ring, one.second)}", Mark.CROSSING, np.array([one.x, one.y]))
        for one in part.crossings.found
    ]
    return corners + crossings


def _edge(ring: PointRing, place: int) -> str:
    return f"{ring.name_of(place)}-{ring.name_of(place + 1)}"


def _thinned(
    corners: list[tuple[str, Mark, FloatArray]],
) -> list[tuple[str, Mark, FloatArray]]:
    return [corners[place] for place in at_even_steps(np.arange(len(corners)), MOST_POINTS)]


def _places(draft: Draft) -> list[Marked]:
    """Return where each candidate leads to, numbered as it is offered, while none is settled."""
    if draft.place is None or draft.place.chosen is not None:
        return []
    offered = next((q.options for q in draft.questions if q.field == "crs"), ())
    numbers = {option.value: place for place, option in enumerate(offered, start=1)}
    return [
        (str(numbers[one.key]), Mark.PLACE, one.place.lon_lat)
        for one in draft.place.placement.candidates
        if one.key in numbers and one.place.lon_lat is not None
    ]
