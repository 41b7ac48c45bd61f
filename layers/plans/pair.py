"""Two projects in one place: what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.money.plan import Stage
from layers.plans.years import Years

if TYPE_CHECKING:
    from datetime import date

    import shapely

    from layers.model import Certainty
    from layers.plans.gap import Gap
    from layers.plans.project import Project


class Place(StrEnum):
    """How near to each other two projects lie."""

    OVERLAP = "overlap"
    UNRESOLVED = "unresolved"
    """Could not be computed for sure: a person has to look."""
    NEAR = "near"
    """Within survey noise, touching, or nearer than the map is accurate."""


class State(StrEnum):
    """What is said of two projects in one place."""

    CONFLICT = "conflict"
    """In the same place and years."""
    NOT_CHECKED = "not_checked"
    """Nobody knows whether in the same years, or whether they overlap."""
    SUCCESSIVE = "successive"
    """In the same place, one after the other: the first still stands there."""
    NEAR = "near"
    STOPPED = "stopped"
    """One of both has been given up."""


STOPPED = (
    "Both lie in one place, but one of them has been given up.",
    "Hai dự án cùng một nơi nhưng một dự án đã dừng.",
)
WHERE = {
    Place.OVERLAP: ("The sites overlap.", "Khu đất hai dự án chồng lấn."),
    Place.UNRESOLVED: (
        "Whether the sites overlap could not be computed for sure: a person must look at the map.",
        "Chưa tính chắc chắn được phần chồng lấn: cần người kiểm tra trên bản đồ.",
    ),
    Place.NEAR: (
        "The sites meet, or lie nearer than the map is accurate.",
        "Khu đất hai dự án giáp nhau, hoặc gần nhau hơn sai số bản đồ.",
    ),
}
WHEN = {
    Years.SAME: ("Both are built in the same years.", "Thời gian thực hiện trùng năm."),
    Years.UNKNOWN: (
        "The years in which both are built are not known: make sure before anything is decided.",
        "Chưa rõ năm thực hiện: cần làm rõ trước khi quyết định.",
    ),
    Years.APART: (
        "One is built after the other: what was built first still stands there.",
        "Hai dự án khác thời gian: công trình xây trước vẫn còn tại đó.",
    ),
}
"""English, Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two projects in one place."""

    one: Project
    other: Project
    state: State
    place: Place
    years: Years
    common: tuple[int, int] | None
    """Years in which both are built for sure."""
    area_ha: float | None
    distance_m: float | None
    """Between the outlines, 0 where they meet; None where it is not known."""
    certainty: Certainty | None
    tolerance_m: float | None
    shape: shapely.Geometry | None

    @property
    def why(self) -> tuple[str, str]:
        """What is said of the pair, English and Vietnamese."""
        if self.state is State.STOPPED:
            return STOPPED
        place, years = WHERE[self.place], WHEN[self.years]
        return f"{place[0]} {years[0]}", f"{place[1]} {years[1]}"


@dataclass(frozen=True, kw_only=True)
class ProjectPairs:
    """What the projects of a day say of each other, as one person may see them."""

    as_of: date
    projects: tuple[Project, ...]
    pairs: tuple[Pair, ...]
    """Worst first, larger before smaller."""
    related: int
    """Pairs in one place of which one is declared a part of the other."""
    gaps: tuple[Gap, ...]
    operation: str
    is_exact: bool

    @property
    def has_conflict(self) -> bool:
        """Whether two projects want the same land."""
        return any(pair.state in {State.CONFLICT, State.SUCCESSIVE} for pair in self.pairs)

    @property
    def is_whole(self) -> bool:
        """Whether all projects were compared and the years of all pairs are known."""
        return not self.gaps and not any(pair.state is State.NOT_CHECKED for pair in self.pairs)


def state_of(one: Project, other: Project, place: Place, years: Years) -> State:
    """Return the state of a pair; what nobody knows is never no conflict."""
    if Stage.STOPPED in {one.progress.stage, other.progress.stage}:
        return State.STOPPED
    if place is Place.UNRESOLVED or years is Years.UNKNOWN:
        return State.NOT_CHECKED
    if place is Place.NEAR:
        return State.NEAR
    return State.CONFLICT if years is Years.SAME else State.SUCCESSIVE
