"""One row of a balance: a land type in a unit and year, what it says and what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.targets.bounds import Bound
from layers.targets.figure import Basis

if TYPE_CHECKING:
    from datetime import date

    from layers.targets.figure import Figure
    from layers.targets.units import UnitKey

ROUNDING_HA = 0.005
"""What is broken by less than half of the last figure of a table is not broken."""


class State(StrEnum):
    """What a balance says."""

    NO_TARGET = "no_target"
    """Nothing is loaded for that year: never the same as zero."""
    NO_PRESENT = "no_present"
    """How much there is now is not known."""
    NO_BOUND = "no_bound"
    """Nothing says whether the target is a least or a most."""
    KEPT = "kept"
    BROKEN_IF_GRANTED = "broken_if_granted"
    """Kept by what is decided, and broken if all that is asked for is granted."""
    BROKEN = "broken"
    NOT_SURE = "not_sure"
    """Kept as far as is known, and something that may break it is not: an area, or which of the
    projects that are asked for is granted."""
    WITHHELD = "withheld"
    """Not told to this person, whatever it is."""


JUDGED = frozenset({State.KEPT, State.BROKEN_IF_GRANTED, State.BROKEN})
"""Whatever else it says, it is not known whether the target is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """How much land of a type there is now."""

    area_ha: float | None = None
    basis: str = ""
    """"inventory", or "layer": measured in the land layer."""
    year: int = 0
    """Of the inventory; of the layer the year in which it begins to hold, 0 where it does not say."""
    source: str = ""
    since: date | None = None
    """Day on which the area was this; None where nobody states it."""
    is_least: bool = False
    """There may be more: the layer does not hold all land, or land only of a larger class."""
    is_most: bool = False
    """There may be less: zones of the layer lie over one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What projects of one stage take up of a land type, and what they take away from it."""

    gained_ha: float = 0.0
    taken_ha: float = 0.0
    unclear_ha: float = 0.0
    """Of projects of which it is not known what land it is today, or becomes: it may be of this type."""
    sites: tuple[tuple[str, float], ...] = ()
    """Project and what the type has more by it, in hectares."""
    unknown: tuple[str, ...] = ()
    """Projects whose area is not known, or that may have been counted in the inventory."""

    @property
    def net_ha(self) -> float:
        """What the type has more afterwards."""
        return self.gained_ha - self.taken_ha

    @property
    def is_open(self) -> bool:
        """Whether it may be worse than the figures say."""
        return bool(self.unknown) or self.unclear_ha > ROUNDING_HA


@dataclass(frozen=True, kw_only=True)
class Row:
    """One land type in one unit and year."""

    unit: UnitKey
    code: str
    year: int
    is_overlay: bool
    """A functional area: in no total, and in no other row."""
    bound: Bound
    bound_confidence: str
    target: Figure
    present: Present
    decided: Moved
    pending: Moved
    missing_projects: int = 0
    """Rows of the list of projects that could not be read."""
    withheld: bool = False

    @property
    def is_worth(self) -> bool:
        """Whether anything is known of it, or known to be missing, beside how much land there is."""
        is_stated = self.target.area_ha is not None or self.target.basis is Basis.CONTESTED
        moved = (self.decided, self.pending)
        return self.withheld or is_stated or any(one.gained_ha or one.taken_ha for one in moved)

    @property
    def left_ha(self) -> float | None:
        """What decided projects leave of the target; None where it is not known."""
        return self._left(self.decided.net_ha)

    @property
    def left_if_granted_ha(self) -> float | None:
        """What is left if all that is asked for is granted."""
        return self._left(self.decided.net_ha + self.pending.net_ha)

    @property
    def left_at_worst_ha(self) -> float | None:
        """What is left if of all that is asked for only what lessens it is granted."""
        sign = 1.0 if self.bound is Bound.AT_MOST else -1.0
        worse = math.fsum(area_ha for _, area_ha in self.pending.sites if sign * area_ha > 0)
        return self._left(self.decided.net_ha + worse)

    @property
    def is_most(self) -> bool:
        """Whether what is left is the most that can be left: something is not known that may lessen it."""
        doubted = {Bound.AT_MOST: self.present.is_least, Bound.AT_LEAST: self.present.is_most}
        return self.decided.is_open or self.missing_projects > 0 or doubted.get(self.bound, False)

    @property
    def is_most_if_granted(self) -> bool:
        """Whether what is left if all is granted is the most that can be left."""
        return self.is_most or self.pending.is_open

    @property
    def state(self) -> State:
        """What the balance says."""
        if self.withheld:
            return State.WITHHELD
        if self.target.area_ha is None:
            return State.NOT_SURE if self.target.basis is Basis.CONTESTED else State.NO_TARGET
        if self.present.area_ha is None:
            return State.NO_PRESENT
        if self.left_ha is None or self.left_if_granted_ha is None:
            return State.NO_BOUND
        return self._judged(self.left_ha, self.left_if_granted_ha)

    def _judged(self, left_ha: float, left_if_granted_ha: float) -> State:
        if left_ha < -ROUNDING_HA:
            return State.BROKEN
        if left_if_granted_ha < -ROUNDING_HA:
            return State.BROKEN_IF_GRANTED
        # Whether what would make up for the rest is granted, nobody knows. A figure that is no number is
        # below nothing and above nothing.
        worst_ha = self.left_at_worst_ha
        is_known = all(map(math.isfinite, (left_ha, left_if_granted_ha)))
        is_kept = is_known and worst_ha is not None and worst_ha >= -ROUNDING_HA
        return State.KEPT if is_kept and not self.is_most_if_granted else State.NOT_SURE

    def _left(self, net_ha: float) -> float | None:
        if self.target.area_ha is None or self.present.area_ha is None or self.withheld:
            return None
        after_ha = self.present.area_ha + net_ha
        if self.bound is Bound.AT_MOST:
            return self.target.area_ha - after_ha
        return after_ha - self.target.area_ha if self.bound is Bound.AT_LEAST else None
