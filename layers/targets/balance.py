"""
The balance of a land type in a unit: allotted, there now, used by decided projects, asked for, left.

A target binds one way (`layers.targets.bounds`): at most so much may be taken up, or at least so
much has to be kept. `left_ha` is what may still be taken up, or still be given away; below
zero the target is broken. Where the area of a project is not known, it is the most that is left.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from layers.codes import with_children
from layers.money.plan import Stage
from layers.targets.bounds import Bound
from layers.targets.figures import Figure
from layers.targets.model import TOTAL, Kind
from layers.targets.row import Moved, Present, Row
from layers.targets.takes import done_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from layers.targets.bounds import Bounds
    from layers.targets.figures import Figures
    from layers.targets.ground import Ground
    from layers.targets.takes import Claim, Take
    from layers.targets.units import UnitKey, Units

DECIDED = frozenset({Stage.DECIDED, Stage.DONE})
PENDING = frozenset({Stage.PENDING, Stage.UNKNOWN})
"""A project of which nobody says how far it is has been asked for at least."""


@dataclass(frozen=True, kw_only=True)
class Balancing:
    """Everything that a balance is made of."""

    figures: Figures
    bounds: Bounds
    ground: Ground
    claims: Sequence[Claim]
    as_of: date
    withheld: frozenset[str] = frozenset()
    """Codes of which nothing is told in any unit."""
    withheld_below: frozenset[str] = frozenset()
    """Codes of which no table is told below the province."""

    @property
    def units(self) -> Units:
        """The units of the province."""
        return self.figures.units

    def rows(self, units: Iterable[UnitKey], codes: Iterable[str], year: int) -> list[Row]:
        """Return the balance of each unit and code, in that order."""
        wanted = tuple(codes)
        return [self.row(unit, code, year) for unit in units for code in wanted]

    def row(self, unit: UnitKey, code: str, year: int) -> Row:
        """Return the balance of one land type in one unit."""
        table = self.figures.book.codes
        is_overlay = code != TOTAL and code in table and not table[code].group
        bound, sure = (Bound.AT_MOST, "") if is_overlay else self.bounds.of(code, table)
        below = unit != self.units.province and code in self.withheld_below
        if code in self.withheld or below:
            return Row(
                unit=unit, code=code, year=year, is_overlay=is_overlay, bound=bound, bound_confidence=sure,
                target=Figure(), present=Present(), decided=Moved(), pending=Moved(), withheld=True,
            )  # fmt: skip
        present = self._present(unit, code, year, is_overlay=is_overlay)
        return Row(
            unit=unit,
            code=code,
            year=year,
            is_overlay=is_overlay,
            bound=bound,
            bound_confidence=sure,
            target=self.figures.get(unit, code, year, Kind.PLANNED),
            present=present,
            decided=self._moved(_Asked(unit, code, year, is_overlay), present, DECIDED),
            pending=self._moved(_Asked(unit, code, year, is_overlay), present, PENDING),
        )

    def _present(self, unit: UnitKey, code: str, year: int, *, is_overlay: bool) -> Present:
        of, figure = self.figures.latest(unit, code, min(year, self.as_of.year))
        if figure.area_ha is not None:
            first = figure.first
            return Present(
                area_ha=figure.area_ha, basis="inventory", year=of, source=first.source if first else ""
            )
        if is_overlay or self.ground.land is None:
            return Present()
        layer = self.ground.land.layer
        measured = self._measured(unit, code)
        year = layer.effective_from.year if layer.effective_from else 0
        return Present(
            area_ha=measured, basis="layer" if measured is not None else "", year=year, source=layer.id
        )

    def _measured(self, unit: UnitKey, code: str) -> float | None:
        """Return the land of a type in the layer; None where its boundaries do not tell of the unit."""
        parts = self._parts.get(unit)
        if parts is None:
            return None
        if unit not in self._lands:
            self._lands[unit] = [row for part in sorted(parts) for row in self._land.get(part, ())]
        codes = self._below(code)
        return math.fsum(area_ha for what, area_ha in self._lands[unit] if code == TOTAL or what in codes)

    @cached_property
    def _land(self) -> dict[UnitKey, list[tuple[str, float]]]:
        rows = self.ground.by_code
        found: defaultdict[UnitKey, list[tuple[str, float]]] = defaultdict(list)
        for unit, code, area_ha in zip(rows["unit"], rows["code"], rows["area_ha"], strict=True):
            found[unit].append((code, area_ha))
        return dict(found)

    @cached_property
    def _lands(self) -> dict[UnitKey, list[tuple[str, float]]]:
        return {}

    @cached_property
    def _parts(self) -> dict[UnitKey, frozenset[UnitKey]]:
        """Unit -> the measured units that it is made of; only those that are all measured."""
        measured = frozenset(self.ground.keys)
        found = {}
        for unit in self.units.places:
            parts = measured if unit == self.units.province else self.units.parts(unit) or frozenset()
            if unit in measured:
                parts = frozenset({unit})
            if parts and parts <= measured:
                found[unit] = parts
        return found

    def _below(self, code: str) -> Collection[str]:
        """Return a code with all below it, also what older lists called it."""
        if code not in self._families:
            book = self.figures.book
            old = {row.code for row in book.former.values() if row.sure == code}
            self._families[code] = with_children({code, *old}, book.codes)
        return self._families[code]

    @cached_property
    def _families(self) -> dict[str, frozenset[str]]:
        return {}

    def _moved(self, asked: _Asked, present: Present, stages: frozenset[Stage]) -> Moved:
        """Add up the projects of some stages that begin by the year of the target."""
        since = date(present.year, 12, 31) if present.year else self.as_of
        tally = _Tally()
        for claim, takes in self._in(asked.unit):
            before = done_before(claim, since)
            starts = claim.progress.start_year or 0
            if claim.stage not in stages or before is True or starts > asked.year:
                continue
            if asked.is_overlay:
                self._add_overlay(tally, claim, takes, asked)
            else:
                self._add(tally, claim, takes, asked, is_sure=before is False)
        return tally.moved()

    def _in(self, unit: UnitKey) -> list[tuple[Claim, _Takes]]:
        """Return the projects that lie in a unit, or may, with what they take there."""
        if unit not in self._inside:
            self._inside[unit] = []
            for claim in self.claims:
                placed = [(take, self.is_inside(take, unit)) for take in claim.takes]
                takes = [(take, bool(inside)) for take, inside in placed if inside is not False]
                if takes:
                    self._inside[unit].append((claim, takes))
        return self._inside[unit]

    @cached_property
    def _inside(self) -> dict[UnitKey, list[tuple[Claim, _Takes]]]:
        return {}

    def _add_overlay(self, tally: _Tally, claim: Claim, takes: _Takes, asked: _Asked) -> None:
        if claim.overlay != asked.code or claim.progress.part_of in self._wholes:
            return
        for take, is_placed in takes:
            if take.area_ha is None or not is_placed:
                tally.leave_open(take)
            else:
                tally.gain(take, take.area_ha)

    def _add(self, tally: _Tally, claim: Claim, takes: _Takes, asked: _Asked, *, is_sure: bool) -> None:
        if claim.overlay or asked.code == TOTAL:
            return
        family = self._below(asked.code)
        for take, is_placed in takes:
            gains, loses = take.new in family, take.old in family
            if gains and loses:
                continue
            if gains or loses:
                if take.area_ha is None or not (is_placed and is_sure):
                    tally.leave_open(take)
                elif gains:
                    tally.gain(take, take.area_ha)
                else:
                    tally.take(take, take.area_ha)
            elif not take.old and self._is_kept(asked.code):
                tally.doubt(take)

    def _is_kept(self, code: str) -> bool:
        """Whether a target of the code is a least: land of an unknown type may be of it."""
        return self.bounds.of(code, self.figures.book.codes)[0] is Bound.AT_LEAST

    @cached_property
    def _wholes(self) -> frozenset[str]:
        return frozenset(claim.progress.site_id for claim in self.claims)

    def is_inside(self, take: Take, unit: UnitKey) -> bool | None:
        """Tell whether a take lies in a unit; None: its own unit is not known well enough."""
        if unit == self.units.province:
            return True
        if take.unit is None:
            return None
        parts = self.units.parts(take.unit) or frozenset({take.unit})
        wanted = self.units.parts(unit) or frozenset({unit})
        if take.unit == unit or parts <= wanted:
            return True
        return None if parts & wanted else False


class _Asked(NamedTuple):
    """What a row is of."""

    unit: UnitKey
    code: str
    year: int
    is_overlay: bool


_Takes = list[tuple["Take", bool]]
"""What a project takes, and whether it lies in the unit for sure."""


class _Tally:
    """A `Moved` in the making."""

    def __init__(self) -> None:
        self.gained: list[float] = []
        self.taken: list[float] = []
        self.unclear_ha = 0.0
        self.sites: defaultdict[str, float] = defaultdict(float)
        self.unknown: dict[str, None] = {}

    def gain(self, take: Take, area_ha: float) -> None:
        self.gained.append(area_ha)
        self.sites[take.site_id] += area_ha

    def take(self, take: Take, area_ha: float) -> None:
        self.taken.append(area_ha)
        self.sites[take.site_id] -= area_ha

    def leave_open(self, take: Take) -> None:
        self.unknown[take.site_id] = None

    def doubt(self, take: Take) -> None:
        """Note land of an unknown type, which may be of this one."""
        if take.area_ha is None:
            self.leave_open(take)
        else:
            self.unclear_ha += take.area_ha

    def moved(self) -> Moved:
        return Moved(
            gained_ha=math.fsum(self.gained),
            taken_ha=math.fsum(self.taken),
            unclear_ha=self.unclear_ha,
            sites=tuple(self.sites.items()),
            unknown=tuple(self.unknown),
        )


def codes_told(balancing: Balancing, year: int) -> tuple[str, ...]:
    """Return the codes worth a row: all of today's, and those of which something is loaded for that year."""
    figures = balancing.figures
    table = figures.book.codes
    loaded = {
        one.code
        for one in figures.targets
        if (one.year == year and one.kind is Kind.PLANNED) or one.kind is Kind.ACTUAL
    }
    old = {one.current for one in figures.targets} - {""}
    known = [code for code, one in table.items() if "legacy" not in one.status or code in loaded]
    return (
        TOTAL,
        *(code for code in known if table[code].group or code in loaded | old | _overlays(balancing)),
    )


def _overlays(balancing: Balancing) -> frozenset[str]:
    return frozenset(claim.overlay for claim in balancing.claims if claim.overlay)
