"""
What projects of some stages add to a land type in a unit, take from it, or may take from it.

Where a type of land is not known, the worse of what is possible stands in the figures: a target that
is a least loses, one that is a most gains. What nothing can be said of is told as open.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from layers.money.parts import wholes_of
from layers.money.plan import Stage
from layers.targets.effects import Effect, effect_of
from layers.targets.takes import done_before
from layers.targets.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from layers.targets.bounds import Bound
    from layers.targets.kinship import Kinship
    from layers.targets.row import Moved
    from layers.targets.takes import Claim, Take
    from layers.targets.units import UnitKey, Units

DECIDED = frozenset({Stage.DECIDED, Stage.DONE})
PENDING = frozenset({Stage.PENDING, Stage.UNKNOWN})
"""A project of which nobody says how far it is has been asked for at least."""


class Asked(NamedTuple):
    """What a row is of."""

    unit: UnitKey
    code: str
    year: int
    is_overlay: bool
    bound: Bound


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The projects of a province, asked what they do to a land type."""

    claims: Sequence[Claim]
    units: Units
    kinship: Kinship
    _inside: dict[UnitKey, list[tuple[Claim, _Takes]]] = field(default_factory=dict, repr=False)

    def moved(self, asked: Asked, since: date | None, stages: frozenset[Stage]) -> Moved:
        """
        Add up the projects of some stages that begin by the year of the target.

        Parameters
        ----------
        since
            Day on which the present area was what it is; what was finished by then is in it. None:
            not stated, so that nobody knows what is.
        """
        tally = Tally()
        active = {
            claim.progress.site_id: (claim, takes)
            for claim, takes in self._in(asked.unit)
            if claim.stage in stages
            and done_before(claim, since) is not True
            and (claim.progress.start_year or 0) <= asked.year
            and asked.is_overlay == bool(claim.overlay)
        }
        for site_id, (claim, takes) in active.items():
            if any(above in active and _is_known(active[above][1]) for above in self._wholes[site_id]):
                continue
            if stages == PENDING:
                tally.leave_open(*self._decided_parts.get(site_id, ()))
            if asked.is_overlay:
                _add_overlay(tally, claim, takes, asked)
            else:
                self._add(tally, takes, asked, is_sure=done_before(claim, since) is False)
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

    def _add(self, tally: Tally, takes: _Takes, asked: Asked, *, is_sure: bool) -> None:
        for take, is_placed in takes:
            kin = (self.kinship.of(take.new, asked.code), self.kinship.of(take.old, asked.code))
            effect = effect_of(*kin, asked.bound)
            if effect is Effect.NONE:
                continue
            if take.area_ha is None or not (is_placed and is_sure):
                tally.leave_open(take.site_id)
            elif effect is Effect.OPEN:
                tally.unclear.append(take.area_ha)
            elif effect is Effect.GAIN:
                tally.gain(take, take.area_ha)
            else:
                tally.take(take, take.area_ha)

    @cached_property
    def _wholes(self) -> Mapping[str, tuple[str, ...]]:
        return wholes_of(claim.progress for claim in self.claims)

    @cached_property
    def _decided_parts(self) -> Mapping[str, tuple[str, ...]]:
        """Project -> its parts that are decided already: asked for with it, they would count twice."""
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for claim in self.claims:
            if claim.stage in DECIDED:
                for above in self._wholes[claim.progress.site_id]:
                    found[above] += (claim.progress.site_id,)
        return found

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


_Takes = list[tuple["Take", bool]]
"""What a project takes, and whether it lies in the unit for sure."""


def _is_known(takes: _Takes) -> bool:
    return all(take.area_ha is not None and is_placed for take, is_placed in takes)


def _add_overlay(tally: Tally, claim: Claim, takes: _Takes, asked: Asked) -> None:
    if claim.overlay != asked.code:
        return
    for take, is_placed in takes:
        if take.area_ha is None or not is_placed:
            tally.leave_open(take.site_id)
        else:
            tally.gain(take, take.area_ha)
