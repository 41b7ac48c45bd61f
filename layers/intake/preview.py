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

from geo.crs import to_display
from layers.intake.preview_points import at_even_steps, marked_points, placed, shown_candidate

if TYPE_CHECKING:
    from geo.types import BoolArray, GeometryArray, IntArray
    from layers.intake.draft import Draft

MOST_SHAPES = 4_000
MOST_CORNERS = 20_000
"""Beyond this shapes are simplified, by a share of their extent."""
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
    province = draft.given.province
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    some = _chosen(there, states)
    frame = gpd.GeoDataFrame(
        {"row": rows[some], "state": states[some]},
        geometry=_simpler(shapes[some]),
        crs=draft.given.province.crs,
    )
    return Preview(
        shapes=to_display(frame, province.datum_operation),
        points=marked_points(draft),
        count=len(there),
    )


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
    some = at_even_steps(np.flatnonzero(_finite(rows.shapes)), MOST_SHAPES)
    states = np.full(len(some), State.PROPOSED, dtype=object)
    return placed(rows.shapes[some], candidate, draft.given.province), rows.numbers[some], states


def _finite(shapes: GeometryArray) -> BoolArray:
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    finite = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    finite[row[~np.isfinite(xy).all(axis=1)]] = False
    return np.asarray(finite, dtype=bool)


def _chosen(there: IntArray, states: GeometryArray) -> IntArray:
    """Return at most `MOST_SHAPES`, those with a fault before others, and drawn after them."""
    odd = np.isin(states[there], [State.BROKEN, State.REPAIRED])
    faulty = at_even_steps(there[odd], MOST_SHAPES)
    return np.concatenate([at_even_steps(there[~odd], MOST_SHAPES - len(faulty)), faulty])


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
