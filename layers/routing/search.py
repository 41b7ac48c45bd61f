"""Find a line from A to B, by way of C, with its alternatives: the one entrance for page and command."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from layers.routing.band import band_of
from layers.routing.causes import Cause, Crossed
from layers.routing.errors import PointError
from layers.routing.land import KNOWN, gather_land
from layers.routing.line import Fence
from layers.routing.others import Search
from layers.routing.places import find_place, placed
from layers.routing.stability import staying_shares
from layers.routing.surface import CELL_M, Factors, covered_squares, outline
from layers.routing.surface_file import surface_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import shapely

    from layers.corridor.seen import Seen
    from layers.routing.land import Land, Note
    from layers.routing.others import Found
    from layers.routing.places import Place
    from layers.routing.surface import Surface
    from layers.routing.weights import Weights

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
    told("route", 2, steps)
    search = _search(surface, land, weights, places, _Limits(asked=asked, extent=extent))
    best = search.best()
    told("route", 3, steps)
    found = [best, *search.others(best, asked.lines - 1)]
    told("route", 4, steps)
    stay = staying_shares(found, search, surface, land.classes, Factors.of(weights))
    crossed = Crossed(
        weights=weights, classes=land.classes, of_class=land.of_class, known=_known(land), cover=cover
    )
    routes = tuple(
        _route(number, one, share, _Of(search=search, crossed=crossed, best_m=best.cost_m))
        for number, (one, share) in enumerate(zip(found, stay, strict=True), 1)
    )
    told("route", steps, steps)
    return Routes(
        asked=asked,
        places=places,
        routes=routes,
        notes=(*_notes(weights, routes, asked), *land.notes),
        is_exact=seen.is_exact,
    )


@dataclass(frozen=True, kw_only=True)
class _Limits:
    asked: Asked
    extent: shapely.Geometry


def _search(
    surface: Surface, land: Land, weights: Weights, places: Sequence[Place], limits: _Limits
) -> Search:
    costs = surface.costs(land.classes, Factors.of(weights))
    sealed = [
        land.of_class[c.id] for c in land.classes if c.treatment == "forbidden" and c.id in land.of_class
    ]
    zones = np.concatenate(sealed) if sealed else np.zeros(0, dtype=object)
    fence = Fence(zones=zones, extent=limits.extent)
    ends = placed(places, costs, fence, surface.grid)
    for (first, second), cells in zip(pairwise(places), pairwise(ends.cells), strict=True):
        if cells[0] == cells[1]:
            raise PointError(
                f"{first.text} and {second.text} lie in one cell of {surface.grid.cell_m:g} m: there is "
                "nothing to look for.",
                f"{first.text} và {second.text} nằm trong cùng một ô {surface.grid.cell_m:g} m: không có gì "
                "để tìm.",
            )
    return Search(costs=costs, ends=ends, fence=fence, grid=surface.grid, band_share=limits.asked.band_share)


def _known(land: Land) -> np.ndarray:
    parts = [zones.shapes[(zones.middle & KNOWN) != 0] for zones in land.zones]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=object)


@dataclass(frozen=True, kw_only=True)
class _Of:
    search: Search
    crossed: Crossed
    best_m: float


def _route(number: int, found: Found, stay: float, of: _Of) -> Route:
    grid, search = of.search.grid, of.search
    mask = band_of(found.costs, found.way, search.ends.cells, grid.cell_m, search.band_share)
    causes = of.crossed.causes(found.line)
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
