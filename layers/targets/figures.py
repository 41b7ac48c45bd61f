"""
What is loaded for a unit, a land type and a year: as a table says it, or added up of what tables say.

A figure that is not there is None, never zero. Sums are made of whole sets alone: with one
commune missing there is no sum of communes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from layers.intake.lists.code_book import Relation
from layers.targets.figure import NOTHING, SAME_HA, Basis, Figure
from layers.targets.model import TOTAL, Kind, Target
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.codes import LandCode
    from layers.intake.lists.code_book import CodeBook
    from layers.targets.units import Units

SUMS = (Level.DISTRICT, Level.COMMUNE, Level.FORMER_COMMUNE)
"""Levels that may add up to the province, in the order in which they are tried."""


def children_of(code: str, table: Mapping[str, LandCode]) -> tuple[str, ...]:
    """
    Return the land types that make up a code today; overlays and old codes are none.

    Examples
    --------
    >>> from layers.codes import LandCode
    >>> group = LandCode(code="NNP", name_vi="", name_en="", parent="", group="NNP", status="current", hex="")
    >>> children_of(TOTAL, {"NNP": group})
    ('NNP',)
    """
    parent = "" if code == TOTAL else code
    return tuple(
        one.code
        for one in table.values()
        if one.group and one.parent == parent and "legacy" not in one.status and one.code != code
    )


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All figures of a province, the latest decision first."""

    targets: Sequence[Target]
    units: Units
    book: CodeBook
    _made: dict[tuple[object, ...], Figure] = field(default_factory=dict, repr=False)

    def years(self, kind: Kind) -> tuple[int, ...]:
        """Return the years of which something of that kind is loaded."""
        return tuple(sorted({one.year for one in self.targets if one.kind is kind}))

    def superseded(self) -> tuple[Target, ...]:
        """Return the rows that a later decision replaced."""
        return tuple(one for rows in self._rows.values() for one in rows[1:])

    def get(self, unit: UnitKey, code: str, year: int, kind: Kind) -> Figure:
        """Return the figure of a unit, or that nothing is loaded."""
        asked = (unit, code, year, kind)
        if asked not in self._made:
            found = self.stated(*asked)
            if found.area_ha is None and found.basis is not Basis.CONTESTED:
                found = self._of_units(*asked)
            if found.area_ha is None and found.basis is not Basis.CONTESTED:
                parts = self._of_parts(*asked)
                found = parts if parts.area_ha is not None else found
            self._made[asked] = found
        return self._made[asked]

    def latest(self, unit: UnitKey, code: str, year: int) -> tuple[int, Figure]:
        """Return the last inventory of a type not after `year`, and its year; 0 and nothing without one."""
        for of in reversed([one for one in self.years(Kind.ACTUAL) if one <= year]):
            found = self.get(unit, code, of, Kind.ACTUAL)
            # Two decisions of one day that differ make no older figure right.
            if found.area_ha is not None or found.basis is Basis.CONTESTED:
                return of, found
        return 0, NOTHING

    def stated(self, unit: UnitKey, code: str, year: int, kind: Kind) -> Figure:
        """Return what tables say of the unit itself, under today's code or those that became it."""
        codes = (code, *self._old.get(code, ()))
        found = [self._rows.get((unit, one, year, kind), [])[:1] for one in codes]
        own, merged = found[0], [row for rows in found[1:] for row in rows]
        if contested := [row for one in codes for row in self._contested((unit, one, year, kind))]:
            return Figure(basis=Basis.CONTESTED, of=tuple(contested))
        if own:
            # An old type that lay beside this one is in it today, unless a later decision, of today's list,
            # has counted it; one that lay below it was in it already.
            beside = [row for row in merged if _is_same(row, own[0]) and not self._is_below(row.code, code)]
            rows = (*own, *beside)
            return Figure(area_ha=_sum(rows), basis=Basis.OLD_CODES if beside else Basis.LOADED, of=rows)
        if merged and len(merged) == len(self._old[code]):
            return Figure(area_ha=_sum(merged), basis=Basis.OLD_CODES, of=tuple(merged))
        return NOTHING

    def sum_of(self, units: Iterable[UnitKey], code: str, year: int, kind: Kind) -> Figure:
        """Return the sum over units, none where one of them has none; `missing` names those."""
        found = {unit: self.stated(unit, code, year, kind) for unit in units}
        there = [one for one in found.values() if one.area_ha is not None]
        missing = tuple(unit for unit, one in found.items() if one.area_ha is None)
        if not there or missing:
            return Figure(missing=missing if there else ())
        of = tuple(row for one in there for row in one.of)
        return Figure(area_ha=math.fsum(one.area_ha or 0.0 for one in there), basis=Basis.UNITS, of=of)

    def smaller(self, unit: UnitKey) -> tuple[tuple[UnitKey, ...], ...]:
        """Return the sets of units that add up to one."""
        if unit == self.units.province:
            return tuple(found for level in SUMS if self._is_whole(found := self.units.at(level)))
        parts = self.units.parts(unit) or frozenset()
        return (tuple(sorted(parts)),) if parts - {unit} else ()

    def _is_whole(self, units: Sequence[UnitKey]) -> bool:
        """Tell whether units make up the province: a table may not name all of a level."""
        parts = frozenset[UnitKey]().union(*(self.units.parts(unit) or () for unit in units))
        return bool(units) and parts == self.units.parts(self.units.province)

    def _of_units(self, unit: UnitKey, code: str, year: int, kind: Kind) -> Figure:
        best = NOTHING
        for units in self.smaller(unit):
            found = self.sum_of(units, code, year, kind)
            if found.area_ha is not None:
                return found
            best = found if found.missing and not best.missing else best
        return best

    def _of_parts(self, unit: UnitKey, code: str, year: int, kind: Kind) -> Figure:
        parts = [self.get(unit, child, year, kind) for child in children_of(code, self.book.codes)]
        if not parts or any(one.area_ha is None for one in parts):
            return NOTHING
        of = tuple(row for one in parts for row in one.of)
        return Figure(area_ha=math.fsum(one.area_ha or 0.0 for one in parts), basis=Basis.PARTS, of=of)

    def _contested(self, asked: tuple[UnitKey, str, int, Kind]) -> list[Target]:
        """Return the rows of the latest day that say different figures; none where they agree."""
        rows = self._rows.get(asked, [])
        latest = [row for row in rows if row.decision_date == rows[0].decision_date]
        return latest if any(abs(row.area_ha - latest[0].area_ha) > SAME_HA for row in latest) else []

    def _is_below(self, code: str, above: str) -> bool:
        table = self.book.codes
        while code in table and code != above:
            code = table[code].parent
        return code == above

    @cached_property
    def _rows(self) -> dict[tuple[UnitKey, str, int, Kind], list[Target]]:
        found: dict[tuple[UnitKey, str, int, Kind], list[Target]] = {}
        for one in self.targets:
            found.setdefault((one.unit, one.code, one.year, one.kind), []).append(one)
        for rows in found.values():
            rows.sort(key=lambda one: str(one.decision_date or ""), reverse=True)
        return found

    @cached_property
    def _old(self) -> dict[str, tuple[str, ...]]:
        """Today's code -> the codes of older lists that went into it whole."""
        found: dict[str, list[str]] = {}
        for row in self.book.former.values():
            if row.relation is Relation.MERGED and row.sure:
                found.setdefault(row.sure, []).append(row.code)
        return {code: tuple(old) for code, old in found.items()}


def _is_same(one: Target, other: Target) -> bool:
    """Tell whether two figures are of one decision."""
    return (one.decision_number, one.decision_date) == (other.decision_number, other.decision_date)


def _sum(rows: Iterable[Target]) -> float:
    return math.fsum(row.area_ha for row in rows)
