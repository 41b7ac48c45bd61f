"""Projects against projects: in one place, and whether in the same years."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import operation_name
from geo.distance import find_within
from geo.overlap import M2_PER_HA, find_overlaps
from layers.money.plan import Stage
from layers.outcome import CONTACT_M
from layers.plans.gap import HIDDEN_PROJECTS
from layers.plans.project import is_asked, read_projects, rows_gap, unplaced
from layers.plans.sureness import certainties, common_tolerance_m, noise_m2, rows_of
from layers.plans.years import Years, common_years

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.distance import Distances
    from geo.overlap import Overlaps
    from geo.types import BoolArray, IntArray
    from layers.corridor.seen import Seen
    from layers.model import Certainty
    from layers.plans.gap import Gap
    from layers.plans.own import Own
    from layers.plans.project import Project, Projects


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


def meetings(seen: Seen, as_of: date, own: Own | None = None) -> ProjectPairs:
    """
    Return which projects lie in one place, and whether in the same years.

    Parameters
    ----------
    own
        Pairs of which a project reaches into these communes, and projects without a footprint that
        may lie there; None: all.

    Raises
    ------
    ProvinceError
        If not one layer of projects is in force.
    RanhError
        If it, or the tables of the plan and of the histories, cannot be read.
    """
    every = read_projects(seen, as_of)
    projects, data = every.projects, every.data
    drawn = np.array([None, *(one.shape for one in projects if one.shape is not None)], dtype=object)[1:]
    tolerance = common_tolerance_m(data.layer, data.layer)
    over = find_overlaps(drawn, data.index)
    over = rows_of(over, over.site < over.zone)
    near = find_within(drawn, data.index, max(tolerance or 0.0, CONTACT_M))
    asked = np.array([is_asked(one, own) for one in projects], dtype=bool)
    placed = _Placed(projects=projects, asked=asked, tolerance_m=tolerance)
    pairs = [*_overlapping(placed, over, every), *_close(placed, near, over)]
    kept = [pair for pair in pairs if not _is_part(pair.one, pair.other)]
    rank = list(State)
    return ProjectPairs(
        as_of=as_of,
        projects=projects,
        pairs=tuple(sorted(kept, key=lambda one: (rank.index(one.state), -(one.area_ha or 0.0)))),
        related=len(pairs) - len(kept),
        gaps=(*rows_gap(data), *unplaced(projects, own), *_hidden(seen)),
        operation=operation_name(seen.province.datum_operation),
        is_exact=seen.is_exact,
    )


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """The projects, those with a footprint first and in the order of the layer's zones."""

    projects: tuple[Project, ...]
    asked: BoolArray
    """Whether each of them is asked about."""
    tolerance_m: float | None

    def is_asked(self, site: IntArray, zone: IntArray) -> BoolArray:
        """Mark the pairs of which one is asked about."""
        return np.asarray(self.asked[site] | self.asked[zone], dtype=bool)

    def pair(
        self,
        ends: tuple[int, int],
        place: Place,
        *,
        area_ha: float | None = None,
        distance_m: float | None = None,
        certainty: Certainty | None = None,
        shape: shapely.Geometry | None = None,
    ) -> Pair:
        """Return one pair with the years of both."""
        one, other = self.projects[ends[0]], self.projects[ends[1]]
        years, common = common_years(one.span, other.span)
        return Pair(
            one=one,
            other=other,
            state=_state(one, other, place, years),
            place=place,
            years=years,
            common=common,
            area_ha=area_ha,
            distance_m=distance_m,
            certainty=certainty,
            tolerance_m=self.tolerance_m,
            shape=shape,
        )


def _state(one: Project, other: Project, place: Place, years: Years) -> State:
    if Stage.STOPPED in {one.progress.stage, other.progress.stage}:
        return State.STOPPED
    if place is Place.UNRESOLVED or years is Years.UNKNOWN:
        return State.NOT_CHECKED
    if place is Place.NEAR:
        return State.NEAR
    return State.CONFLICT if years is Years.SAME else State.SUCCESSIVE


def _hidden(seen: Seen) -> list[Gap]:
    """Tell that others are left out, wherever something is withheld: never whether there are any."""
    withheld = seen.withheld()
    return [HIDDEN_PROJECTS] if withheld.families or withheld.squares else []


def _overlapping(placed: _Placed, over: Overlaps, every: Projects) -> Iterator[Pair]:
    data = every.data
    areas = shapely.area(np.asarray(data.zones.geometry.array, dtype=object))
    over = rows_of(over, placed.is_asked(over.site, over.zone))
    small = (over.area_m2 <= noise_m2(areas[over.site], areas[over.zone])) & ~over.unresolved
    only = np.eye(len(areas), dtype=bool)
    sure = certainties(every.sites, data, over, placed.tolerance_m, lambda _site, zone: only[zone])
    for row, ends in enumerate(zip(over.site.tolist(), over.zone.tolist(), strict=True)):
        place = Place.NEAR if small[row] else Place.OVERLAP
        if over.unresolved[row]:
            yield placed.pair(ends, Place.UNRESOLVED, shape=over.shape[row])
            continue
        area_ha = float(over.area_m2[row]) / M2_PER_HA
        yield placed.pair(
            ends, place, area_ha=area_ha, distance_m=0.0, certainty=sure[row], shape=over.shape[row]
        )


def _close(placed: _Placed, near: Distances, over: Overlaps) -> Iterator[Pair]:
    """Give the pairs that do not overlap and are nearer than the map is accurate."""
    overlapping = set(zip(over.site.tolist(), over.zone.tolist(), strict=True))
    asked = (near.site < near.zone) & placed.is_asked(near.site, near.zone)
    for row in np.flatnonzero(asked).tolist():
        ends = int(near.site[row]), int(near.zone[row])
        if ends in overlapping:
            continue
        if near.unresolved[row]:
            yield placed.pair(ends, Place.UNRESOLVED)
        else:
            yield placed.pair(ends, Place.NEAR, area_ha=0.0, distance_m=float(near.distance_m[row]))


def _is_part(one: Project, other: Project) -> bool:
    """Tell whether one is declared a part of the other; of two that both say so, neither is believed."""
    return (one.progress.part_of == other.id) != (other.progress.part_of == one.id)
