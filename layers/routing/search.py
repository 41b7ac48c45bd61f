"""Find a line from A to B, by way of C, with its alternatives: the one entrance for page and command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from layers.routing.causes import Crossed
from layers.routing.coarse import STEP
from layers.routing.crew import floods_over
from layers.routing.errors import PointError
from layers.routing.fence import Fence
from layers.routing.ground import ground_of
from layers.routing.land import gather_land
from layers.routing.least import least_causes
from layers.routing.model import Route, Routes
from layers.routing.others import Search, shared
from layers.routing.places import find_place, placed
from layers.routing.slopes import slope_causes, with_slopes
from layers.routing.stability import look_again
from layers.routing.surface import Factors, outline
from layers.routing.surface_file import surface_of
from layers.routing.unasked import doubts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.types import FloatArray
    from layers.corridor.seen import Seen
    from layers.routing.causes import Cause
    from layers.routing.floods import Floods
    from layers.routing.ground import Ground
    from layers.routing.land import Land
    from layers.routing.model import Asked, Note
    from layers.routing.others import Found
    from layers.routing.places import Place
    from layers.routing.squares import Grid
    from layers.routing.weights import LandClass, SlopeClass, Weights

MOST_LINES = 5
STEPS = 5


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
        If the weights do not fit the layers, or no layer of a forbidden class is in force.
    RanhError
        If a layer that is needed cannot be read, or what is withheld is not known.
    """
    told = progress or _untold
    told("route", 0, STEPS)
    places = tuple(find_place(text, seen, asked.as_of) for text in (asked.start, *asked.via, asked.goal))
    land = gather_land(seen, weights, asked.as_of)
    extent, cover = outline(seen, asked.as_of), seen.withheld().area
    told("route", 1, STEPS)
    surface = surface_of(seen, land, extent, cover, asked.cell_m)
    ground = ground_of(surface, asked.heights, weights, seen.province)
    classes: tuple[LandClass | SlopeClass, ...] = (*land.classes, *ground.slopes)
    if ground.slopes:
        surface = with_slopes(surface, len(land.classes), ground.step)
    told("route", 2, STEPS)
    with floods_over((surface.grid, surface.grid.coarser(STEP))) as floods:
        costs = surface.costs(classes, Factors.of(weights))
        search = _search(costs, land, places, (asked, extent, surface.grid), floods)
        best = search.best()
        told("route", 3, STEPS)
        found = [best, *search.others(best, asked.lines - 1)]
        told("route", 4, STEPS)
        again = look_again(found, search, surface, classes, Factors.of(weights))
        crossed = Crossed(
            weights=weights, classes=land.classes, of_class=land.of_class, known=land.known, cover=cover
        )
        of = _Of(grid=surface.grid, crossed=crossed, ground=ground, reach_m=land.reach_m)
        measured = [_route(one, of) for one in found]
        stay = again.staying_shares()
    routes = _ordered([replace(one, staying_share=share) for one, share in zip(measured, stay, strict=True)])
    told("route", STEPS, STEPS)
    unasked = (*land.unasked, *doubts(routes, land.reach_m))
    return Routes(
        asked=asked,
        places=places,
        routes=routes,
        notes=(*_notes(weights, routes, asked), *unasked, *ground.notes, *land.notes),
        unasked=unasked,
        is_exact=seen.is_exact,
    )


def _search(
    costs: FloatArray,
    land: Land,
    places: Sequence[Place],
    limits: tuple[Asked, shapely.Geometry, Grid],
    floods: Floods,
) -> Search:
    asked, extent, grid = limits
    fence = Fence(zones=land.forbidden, keep_m=land.keep_m, extent=extent)
    ends = placed(places, costs, fence, grid)
    for (first, second), cells in zip(pairwise(places), pairwise(ends.cells), strict=True):
        if cells[0] == cells[1]:
            raise PointError(
                f"{first.text} and {second.text} lie in one cell of {grid.cell_m:g} m: there is "
                "nothing to look for.",
                f"{first.text} và {second.text} nằm trong cùng một ô {grid.cell_m:g} m: không có gì để tìm.",
            )
    return Search(costs=costs, ends=ends, fence=fence, grid=grid, band_share=asked.band_share, floods=floods)


@dataclass(frozen=True, kw_only=True)
class _Of:
    grid: Grid
    crossed: Crossed
    ground: Ground
    reach_m: float

    def is_near_squares(self, line: shapely.LineString) -> bool:
        """Whether what lies in the withheld squares may bear on a line that touches none of them."""
        return self.reach_m > 0 and bool(shapely.dwithin(line, self.crossed.cover, self.reach_m))

    def causes(self, line: shapely.LineString) -> tuple[Cause, ...]:
        """Return everything that makes a line dearer or cheaper than its length."""
        slopes = self.ground.slopes
        steep = slope_causes(line, self.ground.step, slopes, self.grid) if slopes else []
        met = (*self.crossed.causes(line), *steep)
        return (*met, *least_causes(line, met, self.crossed, self.ground, self.grid))


def _route(found: Found, of: _Of) -> Route:
    causes = of.causes(found.line)
    return Route(
        number=1,
        line=found.line,
        band=of.grid.area(found.band),
        length_m=float(found.line.length),
        cost_m=float(found.line.length + sum(cause.cost_m for cause in causes)),
        dearer_share=0.0,
        shared_share=0.0,
        staying_share=0.0,
        causes=causes,
        near_squares=of.is_near_squares(found.line),
        over_unknown=of.crossed.is_over_unknown(found.line),
    )


def _ordered(routes: Sequence[Route]) -> tuple[Route, ...]:
    """Return lines with their numbers: the cheapest first, by the lines themselves and not by their cells."""
    ordered: list[Route] = []
    for number, one in enumerate(sorted(routes, key=lambda route: route.cost_m), 1):
        first = ordered[0] if ordered else one
        common = shared(one.line, ordered) if ordered else 0.0
        dearer = one.cost_m / first.cost_m - 1
        ordered.append(replace(one, number=number, dearer_share=dearer, shared_share=common))
    return tuple(ordered)


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
