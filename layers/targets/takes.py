"""What a project takes and gives: hectares of a land type today that become another, in a unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.money.plan import Stage

if TYPE_CHECKING:
    from datetime import date

    from layers.money.progress import Progress
    from layers.targets.units import UnitKey


class By(StrEnum):
    """How it is known what land a project takes."""

    BREAKDOWN = "breakdown"
    """The project declares it, type by type."""
    DRAWN = "drawn"
    """Its footprint lies over the land layer, and is as large as the project says or says nothing else."""
    DRAWN_SCALED = "drawn_scaled"
    """As drawn, brought to the area that the project declares."""
    AREA = "area"
    """Its area is declared, and nothing of what land it is."""
    UNKNOWN = "unknown"
    """Not even its area is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """So much land of one type that a project turns into another, in one unit."""

    site_id: str
    unit: UnitKey | None
    """None: not in which."""
    old: str
    """Code today, "" where it is not known."""
    new: str
    """Code afterwards."""
    area_ha: float | None
    """None: not known how much."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One project's land."""

    progress: Progress
    by: By
    new: str
    """Planned code, "" where none is known or where it is a functional area."""
    overlay: str
    """Functional area that it is planned for, which changes no type of land by itself."""
    area_ha: float | None
    takes: tuple[Take, ...] = ()

    @property
    def stage(self) -> Stage:
        """How far the project is."""
        return self.progress.stage


def done_before(claim: Claim, day: date | None) -> bool | None:
    """
    Tell whether a project was finished by a day, so that what was measured then has its land.

    None: not known, also where nobody states of which day that is.
    """
    if claim.stage is not Stage.DONE:
        return False
    if day is None or claim.progress.done_on is None:
        return None
    return claim.progress.done_on <= day
