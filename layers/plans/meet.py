"""Two plans laid over one another: zones whose planned uses do not fit, with area and certainty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import M2_PER_HA, find_overlaps, union_m2
from layers.plans.fit import Fit
from layers.plans.sureness import certainties, common_tolerance_m, noise_m2, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.joined import Overlaps
    from geo.types import BoolArray
    from layers.codes import LandCode
    from layers.model import Certainty
    from layers.plans.fit import FitTable, Said
    from layers.plans.opened import Plan


class State(StrEnum):
    """What is said of two zones in one place."""

    MISFIT = "misfit"
    UNRESOLVED = "unresolved"
    """Two ways of computing disagree: a person has to look."""
    UNCLEAR = "unclear"
    ASK = "ask"
    """The competent office has to be asked: restricted plans may lie there."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Two zones whose planned uses do not fit, or of which nobody knows whether they do."""

    lower: Plan
    upper: Plan | None
    """None where restricted plans may lie."""
    zone: int
    """Row of the lower plan's zones."""
    upper_zone: int
    """Row of the upper plan's zones; -1 without one."""
    state: State
    said: Said
    area_ha: float | None
    shape: shapely.Geometry | None
    certainty: Certainty | None = None
    """None where nothing was computed."""
    tolerance_m: float | None = None

    @property
    def restricted(self) -> bool:
        """Whether one of both is defence or security land."""
        return self.lower.layer.restricted or (self.upper is not None and self.upper.layer.restricted)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Everything that two plans say of common land."""

    lower: Plan
    upper: Plan
    clashes: tuple[Clash, ...]
    fits_ha: float
    misfit_ha: float
    unclear_ha: float
    """Every place once, also where zones lie over one another."""
    is_sure: bool
    """Whether these sums could be computed for sure."""
    noise: int
    """Overlaps of uses that do not fit, or may not, within survey noise."""
    common: shapely.Geometry | None
    """The land that both have zones on; None where it could not be computed, or there is none."""

    @property
    def common_days(self) -> tuple[date | None, date | None]:
        """First and last day on which both are in force; None: not stated."""
        starts = [d for d in (self.lower.layer.effective_from, self.upper.layer.effective_from) if d]
        ends = [d for d in (self.lower.layer.effective_to, self.upper.layer.effective_to) if d]
        return max(starts, default=None), min(ends, default=None)


def meet(
    lower: Plan,
    upper: Plan,
    table: FitTable,
    codes: Mapping[str, LandCode],
    within: shapely.Geometry | None = None,
) -> Meeting:
    """
    Return what two plans say of the land that both have zones on.

    Parameters
    ----------
    lower
        The plan that stands on the other one.
    within
        Only what overlaps in this area; None: everywhere.
    """
    shapes = lower.shapes
    if within is not None:
        shapes = shapes.copy()
        shapes[~shapely.intersects(shapes, within)] = None
    found = find_overlaps(shapes, upper.data.index)
    found = rows_of(found, _told(lower, upper, found, within))
    uses = _Uses(lower=lower, upper=upper, table=table, codes=codes)
    said = uses.of(found)
    fit = np.array([one.fit for one in said], dtype=object)
    sizes = (shapely.area(lower.shapes[found.site]), shapely.area(upper.shapes[found.zone]))
    small = (found.area_m2 <= noise_m2(*sizes)) & ~found.unresolved
    rows = np.flatnonzero((((fit != Fit.FITS) & ~small) | found.unresolved).astype(bool))
    tolerance = common_tolerance_m(lower.layer, upper.layer)
    kept = rows_of(found, rows)
    sure = certainties(lower.zones, upper.data, kept, tolerance, uses.alike)
    clashes = [
        Clash(
            lower=lower,
            upper=upper,
            zone=int(kept.site[place]),
            upper_zone=int(kept.zone[place]),
            state=_state(fit[row], unresolved=bool(kept.unresolved[place])),
            said=said[row],
            area_ha=None if kept.unresolved[place] else float(kept.area_m2[place]) / M2_PER_HA,
            shape=kept.shape[place],
            certainty=None if kept.unresolved[place] else sure[place],
            tolerance_m=tolerance,
        )
        for place, row in enumerate(rows.tolist())
    ]
    areas = {one: _area(found, (fit == one) & ~found.unresolved) for one in Fit}
    return Meeting(
        lower=lower,
        upper=upper,
        clashes=tuple(clashes),
        fits_ha=areas[Fit.FITS][0],
        misfit_ha=areas[Fit.MISFIT][0],
        unclear_ha=areas[Fit.UNCLEAR][0],
        is_sure=all(trusted for _, trusted in areas.values()) and not found.unresolved.any(),
        noise=int((small & (fit != Fit.FITS)).sum()),
        common=union_m2(found.shape, found.area_m2)[0],
    )


def _state(fit: Fit, *, unresolved: bool) -> State:
    if unresolved:
        return State.UNRESOLVED
    return State.MISFIT if fit is Fit.MISFIT else State.UNCLEAR


def _told(lower: Plan, upper: Plan, found: Overlaps, within: shapely.Geometry | None) -> BoolArray:
    """Mark overlaps of zones that both plan a use, in the area that is asked about."""
    plans = np.array([code is not None for code in lower.codes], dtype=bool)[found.site]
    plans &= np.array([code is not None for code in upper.codes], dtype=bool)[found.zone]
    if within is not None:
        inside = shapely.area(shapely.intersection(found.shape, within))
        plans &= found.unresolved | (np.nan_to_num(inside) > 0)
    return plans


def _area(found: Overlaps, rows: BoolArray) -> tuple[float, bool]:
    _, area_m2, trusted = union_m2(found.shape[rows], found.area_m2[rows])
    return area_m2 / M2_PER_HA, trusted


class _Uses:
    """What the table says of the codes of two plans; each pair of codes is looked up once."""

    def __init__(self, *, lower: Plan, upper: Plan, table: FitTable, codes: Mapping[str, LandCode]) -> None:
        self._lower, self._upper = lower.codes, upper.codes
        self._table, self._codes = table, codes
        self._said: dict[tuple[str, str], Said] = {}
        self._alike: dict[tuple[str, Fit], BoolArray] = {}

    def of(self, found: Overlaps) -> list[Said]:
        """Return what is said of each overlap."""
        return [self._of(*pair) for pair in zip(found.site.tolist(), found.zone.tolist(), strict=True)]

    def alike(self, zone: int, upper_zone: int) -> BoolArray:
        """Mark the upper zones of which the same is said as of this one."""
        code, fit = self._lower[zone] or "", self._of(zone, upper_zone).fit
        if (code, fit) not in self._alike:
            self._alike[code, fit] = np.array(
                [on is not None and self._say(code, on).fit is fit for on in self._upper], dtype=bool
            )
        return self._alike[code, fit]

    def _of(self, zone: int, upper_zone: int) -> Said:
        return self._say(self._lower[zone] or "", self._upper[upper_zone] or "")

    def _say(self, code: str, on: str) -> Said:
        if (code, on) not in self._said:
            self._said[code, on] = self._table.of(code, on, self._codes)
        return self._said[code, on]
