"""
The balance of a land type in a unit: allotted, there now, used by decided projects, asked for, left.

A target binds one way (`layers.targets.bounds`): at most so much may be taken up, or at least so
much has to be kept. `left_ha` is what may still be taken up, or still be given away; below
zero the target is broken. Where the area of a project is not known, it is the most that is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from layers.targets.bounds import Bound
from layers.targets.figure import Basis, Figure
from layers.targets.kinship import Kinship
from layers.targets.measured import extent_of
from layers.targets.model import TOTAL, Kind
from layers.targets.moves import DECIDED, PENDING, Asked, Moves
from layers.targets.row import Moved, Present, Row
from layers.targets.units import UnitKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.targets.bounds import Bounds
    from layers.targets.figures import Figures
    from layers.targets.ground import Ground
    from layers.targets.takes import Claim
    from layers.targets.units import Units


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
    missing_projects: int = 0
    """Rows of the list of projects that could not be read: each may take any land, anywhere."""

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
        asked = Asked(unit, code, year, is_overlay, bound)
        # Whatever becomes of land, there is as much of all of it afterwards.
        moved = (
            Moved() if code == TOTAL else self._moves.moved(asked, present.since, stages)
            for stages in (DECIDED, PENDING)
        )
        decided, pending = moved
        return Row(
            unit=unit,
            code=code,
            year=year,
            is_overlay=is_overlay,
            bound=bound,
            bound_confidence=sure,
            target=self.figures.get(unit, code, year, Kind.PLANNED),
            present=present,
            decided=decided,
            pending=pending,
            missing_projects=self.missing_projects,
        )

    def _present(self, unit: UnitKey, code: str, year: int, *, is_overlay: bool) -> Present:
        of, figure = self.figures.latest(unit, code, min(year, self.as_of.year))
        if figure.area_ha is not None:
            first = figure.first
            return Present(
                area_ha=figure.area_ha,
                basis="inventory",
                year=of,
                since=date(of, 12, 31),
                source=first.source if first else "",
            )
        if is_overlay or self.ground.land is None or figure.basis is Basis.CONTESTED:
            return Present(since=self.as_of)
        since = self.ground.since
        told = Present(
            year=since.year if since else 0,
            since=since,
            source="; ".join(land.layer.id for land in self.ground.lands),
        )
        return self._measured(unit, code, told)

    def _measured(self, unit: UnitKey, code: str, told: Present) -> Present:
        """Return the land of a type in the layer; no area where its boundaries do not tell of the unit."""
        parts = self._parts.get(unit)
        if parts is None:
            return told
        found = extent_of((self.ground.measured[part] for part in sorted(parts)), code, self._kinship)
        return replace(
            told, area_ha=found.area_ha, basis="layer", is_least=found.is_least, is_most=found.is_most
        )

    @cached_property
    def _kinship(self) -> Kinship:
        return Kinship(book=self.figures.book)

    @cached_property
    def _moves(self) -> Moves:
        return Moves(claims=self.claims, units=self.units, kinship=self._kinship)

    @cached_property
    def _parts(self) -> dict[UnitKey, frozenset[UnitKey]]:
        """Unit -> the measured units that it is made of; only those that are all measured."""
        measured = frozenset(self.ground.measured)
        reached = frozenset[UnitKey]().union(*(self.units.parts(unit) or () for unit in measured))
        found = {}
        for unit in self.units.places:
            parts = self.units.parts(unit) or frozenset()
            if unit in measured:
                parts = frozenset({unit})
            elif unit == self.units.province and parts <= reached:
                parts = measured
            if parts and parts <= measured:
                found[unit] = parts
        return found


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
