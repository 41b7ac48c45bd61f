"""Find a line from A to B, by way of C, with its alternatives: the one entrance for page and command."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from layers.routing.band import band_of
from layers.routing.causes import Cause, Crossed
from layers.routing.elevation import slope_percent
from layers.routing.errors import PointError
from layers.routing.land import INSIDE, KNOWN, gather_land
from layers.routing.line import Fence
from layers.routing.others import Search
from layers.routing.places import find_place, placed
from layers.routing.slopes import slope_causes, steps_of, with_slopes
from layers.routing.stability import staying_shares
from layers.routing.surface import CELL_M, Factors, covered_squares, outline
from layers.routing.surface_file import surface_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import shapely

    from geo.types import FloatArray, IntArray
    from layers.corridor.seen import Seen
    from layers.routing.elevation import Heights
    from layers.routing.land import Land, Note
    from layers.routing.others import Found
    from layers.routing.places import Place
    from layers.routing.squares import Grid
    from layers.routing.surface import Surface
    from layers.routing.weights import LandClass, SlopeClass, Weights

MOST_LINES = 5


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person asks for."""

    start: str
    """A place as `find_place` reads it; so are the others."""
    goal: str
    via: tuple[str, ...] = ()
    as_of: date
    lines: int = 3
    """How many lines at most, the best and clearly different ones."""
    band_share: float = 0.02
    """0.02: the band holds what costs up to two per cent more."""
    cell_m: float = CELL_M
    heights: Heights | None = None
    """Of `read_heights`; without them slope is not considered, and that is said."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One line that touches no forbidden land."""

    number: int
    """1 is the best."""
    line: shapely.LineString
    """In the province's CRS."""
    band: shapely.Geometry
    """Area in which a line hardly costs more."""
    length_m: float
    cost_m: float
    """In metres of easy land: the length, and what the causes add."""
    dearer_share: float
    """How much more it costs than the best, on the grid."""
    shared_share: float
    """The largest share of its length within 500 m of an earlier line."""
    staying_share: float
    """Mean share of its length that stays within 1 km under other weights."""
    causes: tuple[Cause, ...]

    @property
    def ask(self) -> bool:
        """Whether somebody has to be consulted along the line."""
        return any(cause.ask for cause in self.causes)


@dataclass(frozen=True, kw_only=True)
class Routes:
    """The answer to a question."""

    asked: Asked
    places: tuple[Place, ...]
    """Start, way points, goal."""
    routes: tuple[Route, ...]
    notes: tuple[Note, ...]
    """What has to be said with every line, English and Vietnamese."""
    is_exact: bool
    """Made with restricted land as it is: must not be passed on."""


def find_routes(
    seen: Seen, asked: Asked, weights: Weights, progress: Callable[[str, int, int], None] | None = None
) -> Routes:
    """
    Return the best line and its alternatives, as the person may see the province.

    Parameters
    ----------
    progress
        Called with ("route", steps done, of all).

    Raises
    ------
    PointError
        If a point is no place, outside the province, in forbidden land, or next to the one before.
    NoRouteError
        If no line leaves all forbidden land.
    WeightError
        If the weights do not fit the layers.
    RanhError
        If a layer that is needed cannot be read.
    """
    told = progress or _untold
    steps = 5
    told("route", 0, steps)
    places = tuple(find_place(text, seen, asked.as_of) for text in (asked.start, *asked.via, asked.goal))
    land = gather_land(seen, weights, asked.as_of)
    extent, cover = outline(seen, asked.as_of), covered_squares(seen, asked.as_of)
    told("route", 1, steps)
    surface = surface_of(seen, land, extent, cover, asked.cell_m)
    ground = _ground(surface, asked, weights, seen)
    classes: tuple[LandClass | SlopeClass, ...] = (*land.classes, *ground.slopes)
    if ground.slopes:
        surface = with_slopes(surface, len(land.classes), ground.step)
    told("route", 2, steps)
    costs = surface.costs(classes, Factors.of(weights))
    search = _search(costs, land, places, _Limits(asked=asked, extent=extent, grid=surface.grid))
    best = search.best()
    told("route", 3, steps)
    found = [best, *search.others(best, asked.lines - 1)]
    told("route", 4, steps)
    stay = staying_shares(found, search, surface, classes, Factors.of(weights))
    crossed = Crossed(
        weights=weights, classes=land.classes, of_class=land.of_class, known=_known(land), cover=cover
    )
    routes = tuple(
        _route(number, one, share, _Of(search=search, crossed=crossed, best_m=best.cost_m, ground=ground))
        for number, (one, share) in enumerate(zip(found, stay, strict=True), 1)
    )
    told("route", steps, steps)
    return Routes(
        asked=asked,
        places=places,
        routes=routes,
        notes=(*_notes(weights, routes, asked), *ground.notes, *land.notes),
        is_exact=seen.is_exact,
    )


@dataclass(frozen=True, kw_only=True)
class _Limits:
    asked: Asked
    extent: shapely.Geometry
    grid: Grid


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """How steep the cells are, where heights are given."""

    slopes: tuple[SlopeClass, ...] = ()
    step: IntArray
    """Class of each cell, see `steps_of`."""
    notes: tuple[Note, ...]


def _ground(surface: Surface, asked: Asked, weights: Weights, seen: Seen) -> _Ground:
    if asked.heights is None or not weights.slopes:
        none = "Slope was not considered: no raster of heights was given, or the weights name no slope."
        vi = "Chưa xét độ dốc: chưa có dữ liệu độ cao, hoặc tệp trọng số không nêu độ dốc."
        return _Ground(step=np.zeros((0, 0), dtype=np.intp), notes=((none, vi),))
    percent = slope_percent(asked.heights, surface.grid, seen.province)
    inside = (surface.bits & INSIDE)[surface.kind] != 0
    missing = float(np.isnan(percent[inside]).mean())
    notes: list[Note] = []
    if missing > 0:
        share = f"{missing:.1%}"
        en = f"Heights are missing for {share} of the province, which is counted as the steepest ground."
        notes.append((en, f"Thiếu độ cao của {share} diện tích tỉnh; phần này được tính như dốc nhất."))
    return _Ground(slopes=weights.slopes, step=steps_of(percent, weights.slopes), notes=tuple(notes))


def _search(costs: FloatArray, land: Land, places: Sequence[Place], limits: _Limits) -> Search:
    grid = limits.grid
    sealed = [
        land.of_class[c.id] for c in land.classes if c.treatment == "forbidden" and c.id in land.of_class
    ]
    zones = np.concatenate(sealed) if sealed else np.zeros(0, dtype=object)
    fence = Fence(zones=zones, extent=limits.extent)
    ends = placed(places, costs, fence, grid)
    for (first, second), cells in zip(pairwise(places), pairwise(ends.cells), strict=True):
        if cells[0] == cells[1]:
            raise PointError(
                f"{first.text} and {second.text} lie in one cell of {grid.cell_m:g} m: there is "
                "nothing to look for.",
                f"{first.text} và {second.text} nằm trong cùng một ô {grid.cell_m:g} m: không có gì để tìm.",
            )
    return Search(costs=costs, ends=ends, fence=fence, grid=grid, band_share=limits.asked.band_share)


def _known(land: Land) -> np.ndarray:
    parts = [zones.shapes[(zones.middle & KNOWN) != 0] for zones in land.zones]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=object)


@dataclass(frozen=True, kw_only=True)
class _Of:
    search: Search
    crossed: Crossed
    best_m: float
    ground: _Ground


def _route(number: int, found: Found, stay: float, of: _Of) -> Route:
    grid, search = of.search.grid, of.search
    mask = band_of(found.costs, found.way, search.ends.cells, grid.cell_m, search.band_share)
    steep = slope_causes(found.line, of.ground.step, of.ground.slopes, grid) if of.ground.slopes else []
    causes = (*of.crossed.causes(found.line), *steep)
    return Route(
        number=number,
        line=found.line,
        band=grid.area(mask),
        length_m=float(found.line.length),
        cost_m=float(found.line.length + sum(cause.cost_m for cause in causes)),
        dearer_share=found.cost_m / of.best_m - 1,
        shared_share=found.shared_share,
        staying_share=stay,
        causes=causes,
    )


def _notes(weights: Weights, routes: Sequence[Route], asked: Asked) -> list[Note]:
    notes = [(weights.status_en, weights.status_vi)]
    if len(routes) < asked.lines:
        en = (
            f"Only {len(routes)} of {asked.lines} lines were found: others are too much alike or cost more "
            "than twice as much."
        )
        vi = (
            f"Chỉ tìm được {len(routes)} trên {asked.lines} tuyến: các tuyến khác quá giống hoặc tốn hơn "
            "gấp đôi."
        )
        notes.append((en, vi))
    return notes


def _untold(_name: str, _done: int, _of: int) -> None:
    """Say nothing."""
