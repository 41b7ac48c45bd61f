"""What projects do to a land type, added up one by one."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from layers.targets.row import Moved

if TYPE_CHECKING:
    from layers.targets.takes import Take


class Tally:
    """A `Moved` in the making."""

    def __init__(self) -> None:
        self.gained: list[float] = []
        self.taken: list[float] = []
        self.unclear: list[float] = []
        self.sites: defaultdict[str, float] = defaultdict(float)
        self.unknown: dict[str, None] = {}

    def gain(self, take: Take, area_ha: float) -> None:
        """Add land that the type has more."""
        self.gained.append(area_ha)
        self.sites[take.site_id] += area_ha

    def take(self, take: Take, area_ha: float) -> None:
        """Add land that the type has less."""
        self.taken.append(area_ha)
        self.sites[take.site_id] -= area_ha

    def leave_open(self, *site_ids: str) -> None:
        """Note projects of which it is not known how much."""
        self.unknown |= dict.fromkeys(site_ids)

    def moved(self) -> Moved:
        """Return the sums."""
        return Moved(
            gained_ha=math.fsum(self.gained),
            taken_ha=math.fsum(self.taken),
            unclear_ha=math.fsum(self.unclear),
            sites=tuple(self.sites.items()),
            unknown=tuple(self.unknown),
        )
