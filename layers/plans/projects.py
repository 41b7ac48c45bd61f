"""Projects against projects: in one place, and whether in the same years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import operation_name
from geo.distance import find_within
from geo.overlap import M2_PER_HA, find_overlaps
from layers.outcome import CONTACT_M
from layers.plans.gap import HIDDEN_PROJECTS
from layers.plans.pair import Pair, Place, ProjectPairs, State, state_of
from layers.plans.project import is_asked, read_projects, rows_gap, unplaced
from layers.plans.sureness import certainties, common_tolerance_m, noise_m2, rows_of
from layers.plans.years import common_years

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.distance import Distances
    from geo.joined import Overlaps
    from geo.types import BoolArray, IntArray
    from layers.corridor.seen import Seen
    from layers.model import Certainty
    from layers.plans.gap import Gap
    from layers.plans.own import Own
    from layers.plans.project import Project, Projects


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
            state=state_of(one, other, place, years),
            place=place,
            years=years,
            common=common,
            area_ha=area_ha,
            distance_m=distance_m,
            certainty=certainty,
            tolerance_m=self.tolerance_m,
            shape=shape,
        )


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
