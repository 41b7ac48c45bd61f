"""
What of a draft is shown on a map: its shapes in degrees, made simpler, and the points of a table.

For the eye alone: nothing is measured on it and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, to_display
from geo.errors import RanhError
from layers.intake.whereabouts.place import to_province

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray
    from layers.intake.corners.point_drawing import DrawnPart
    from layers.intake.corners.points import PointRing
    from layers.intake.draft import Draft
    from layers.intake.whereabouts.candidates import Candidate
    from layers.province import Province

MOST_SHAPES = 4_000
MOST_CORNERS = 20_000
"""Beyond this shapes are simplified, by a share of their extent."""
MOST_POINTS = 400
GRID = 5_000
"""Parts of the extent: about a dot of a large screen."""


class State(StrEnum):
    """How a shape came through."""

    PROPOSED = "proposed"
    """Where it would lie; the coordinate system is not settled."""
    GOOD = "good"
    REPAIRED = "repaired"
    BROKEN = "broken"
    """Cannot be measured; drawn as it came."""


class Mark(StrEnum):
    """What a marked point is."""

    CORNER = "corner"
    CROSSING = "crossing"
    PLACE = "place"
    """Middle of the data as one candidate reads it."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Longitude and latitude on WGS 84."""

    shapes: gpd.GeoDataFrame
    """Columns row (in the file, from 1) and state; broken ones last, to be drawn on top."""
    points: gpd.GeoDataFrame
    """Columns label and mark."""
    count: int
    """Shapes that have a place, shown or not."""


def preview_of(draft: Draft) -> Preview:
    """Return what is to be shown of a draft; empty where nothing has a place yet."""
    shapes, rows, states = _shapes(draft)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    some = _chosen(there, states)
    frame = gpd.GeoDataFrame(
        {"row": rows[some], "state": states[some]}, geometry=_simpler(shapes[some]), crs=_crs(draft)
    )
    return Preview(
        shapes=to_display(frame, draft.given.province.datum_operation),
        points=_points(draft),
        count=len(there),
    )


def shown_candidate(draft: Draft) -> Candidate | None:
    """Return how the coordinates are read on the map: as settled, else as is likeliest."""
    if draft.place is None:
        return None
    return draft.place.chosen or next(iter(draft.place.placement.candidates), None)


def _crs(draft: Draft) -> str:
    return draft.given.province.crs


def _shapes(draft: Draft) -> tuple[GeometryArray, IntArray, GeometryArray]:
    """Return shapes in the province's CRS, their rows and states."""
    finished, rows, candidate = draft.finished, draft.rows, shown_candidate(draft)
    if finished is not None:
        shapes = np.asarray(finished.frame.geometry.array, dtype=object)
        broken = {issue.row for issue in finished.issues if issue.blocks}
        repaired = {issue.row for issue in finished.issues if issue.area_after_m2 is not None}
        found = [
            State.BROKEN if row in broken else State.REPAIRED if row in repaired else State.GOOD
            for row in finished.numbers.tolist()
        ]
        return shapes, finished.numbers, np.array(found, dtype=object)
    if rows is None or candidate is None:
        nothing = np.empty(0, dtype=object)
        return nothing, np.empty(0, dtype=np.int64), nothing
    some = _steps(np.flatnonzero(_finite(rows.shapes)), MOST_SHAPES)
    states = np.full(len(some), State.PROPOSED, dtype=object)
    return _placed(rows.shapes[some], candidate, draft.given.province), rows.numbers[some], states


def _placed(shapes: GeometryArray, candidate: Candidate, province: Province) -> GeometryArray:
    """Return shapes in the province's CRS; None where one has no image there."""
    try:
        return to_province(shapes, candidate, province)
    except RanhError:
        return np.full(len(shapes), None, dtype=object)


def _finite(shapes: GeometryArray) -> BoolArray:
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    finite = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    finite[row[~np.isfinite(xy).all(axis=1)]] = False
    return np.asarray(finite, dtype=bool)


def _chosen(there: IntArray, states: GeometryArray) -> IntArray:
    """Return at most `MOST_SHAPES`, those with a fault before others, and drawn after them."""
    odd = np.isin(states[there], [State.BROKEN, State.REPAIRED])
    faulty = _steps(there[odd], MOST_SHAPES)
    return np.concatenate([_steps(there[~odd], MOST_SHAPES - len(faulty)), faulty])


def _steps(places: IntArray, most: int) -> IntArray:
    """Return at most so many, at even steps."""
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).round().astype(np.intp)]


def _simpler(shapes: GeometryArray) -> GeometryArray:
    if not len(shapes) or shapely.get_num_coordinates(shapes).sum() <= MOST_CORNERS:
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance_m = max(east - west, north - south) / GRID
    simple = np.asarray(shapely.simplify(shapes, tolerance_m, preserve_topology=False), dtype=object)
    # A shape smaller than a dot would vanish.
    gone = shapely.is_empty(simple)
    simple[gone] = shapes[gone]
    return simple


def _points(draft: Draft) -> gpd.GeoDataFrame:
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
    placed = gpd.GeoDataFrame(
        geometry=_placed(np.atleast_1d(points), candidate, draft.given.province), crs=_crs(draft)
    )
    shown = to_display(placed, draft.given.province.datum_operation).geometry
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
    return [corners[place] for place in _steps(np.arange(len(corners)), MOST_POINTS)]


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
