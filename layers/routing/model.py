"""Questions for a line and their answers, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.routing.surface import CELL_M

if TYPE_CHECKING:
    from datetime import date

    import shapely

    from layers.routing.causes import Cause
    from layers.routing.elevation import Heights
    from layers.routing.places import Place

Note = tuple[str, str]
"""A sentence in English and in Vietnamese."""


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
    """How much more it costs than the best."""
    shared_share: float
    """The largest share of its length within 500 m of an earlier line."""
    staying_share: float
    """Mean share of its length that stays within 1 km under other weights."""
    causes: tuple[Cause, ...]
    near_squares: bool
    """Whether it comes so near to the withheld squares that what lies in them may bear on it."""
    over_unknown: bool
    """Whether it runs over land of unknown use that no withheld square hides."""

    @property
    def ask(self) -> bool:
        """Whether somebody has to be consulted along the line."""
        return self.near_squares or any(cause.ask for cause in self.causes)

    def meets(self, class_id: str) -> bool:
        """Whether the line runs over land of a class, or has another cause of `layers.routing.causes`."""
        return any(cause.class_id == class_id for cause in self.causes)


@dataclass(frozen=True, kw_only=True)
class Routes:
    """The answer to a question."""

    asked: Asked
    places: tuple[Place, ...]
    """Start, way points, goal."""
    routes: tuple[Route, ...]
    notes: tuple[Note, ...]
    """What has to be said with every line, English and Vietnamese; all of `unasked` among it."""
    unasked: tuple[Note, ...]
    """What the lines could not be held against: with any of these none of them is clear."""
    is_exact: bool
    """Made with restricted land as it is: must not be passed on."""
