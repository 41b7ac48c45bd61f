"""One figure that is loaded or added up, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.targets.model import Target
    from layers.targets.units import UnitKey

SAME_HA = 0.5e-4
"""Figures that differ by less are the same, written in hectares and in square metres."""


class Basis(StrEnum):
    """Where a figure comes from."""

    LOADED = "loaded"
    OLD_CODES = "old_codes"
    """Added up of the codes of an older list that became this one."""
    UNITS = "units"
    """Added up of all smaller units."""
    PARTS = "parts"
    """Added up of all land types below it."""
    CONTESTED = "contested"
    """Two decisions of one day say different figures: neither is taken."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure with what it rests on; without an area nothing is loaded."""

    area_ha: float | None = None
    basis: Basis = Basis.NONE
    of: tuple[Target, ...] = ()
    missing: tuple[UnitKey, ...] = ()
    """Units that have none, where others of their level have."""

    @property
    def first(self) -> Target | None:
        """The first of the rows that it rests on."""
        return self.of[0] if self.of else None


NOTHING = Figure()
