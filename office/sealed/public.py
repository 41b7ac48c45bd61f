"""The answer that anybody may have about sealed land: from the approved cover alone, yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.approved_cover import consultees
from layers.consult import Consultation, of_cover
from layers.cover import area_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.approved_cover import Cover
    from layers.rules import Rule


@dataclass(frozen=True, kw_only=True)
class Public:
    """
    Everything that the public answer is computed from.

    The same for every person: nothing of who asks, and nothing of the land but its cover, is here.
    """

    version: str
    """Of the cover."""
    consulted: tuple[Consultation, ...]
    areas: tuple[shapely.Geometry, ...]
    """The squares of families themselves, whatever rules look at, and of restricted land in open layers."""
    margin_m: float
    """So far a footprint may have been moved by snapping."""
    consultee_en: str
    consultee_vi: str

    def is_needed(self, footprint: shapely.Geometry) -> bool:
        """Tell whether the office must be asked about a dossier, with all its parts."""
        shapes = np.array([footprint], dtype=object)
        # Every rule is asked, also after one said yes: how long it takes tells nothing.
        asked = [bool(one.must_ask(shapes)[0]) for one in self.consulted]
        touched = [bool(shapely.dwithin(footprint, area, self.margin_m)) for area in self.areas]
        return any([*asked, *touched])


def public_answer(
    cover: Cover, rules: Sequence[Rule], as_of: date, *, footprints_m: float | None, margin_m: float
) -> Public:
    """
    Return what answers questions on a day.

    Parameters
    ----------
    rules
        All rules of the province; those about covered families and in force count.
    footprints_m
        Accuracy of the footprints, None where not stated.
    """
    consulted: list[Consultation] = []
    for name, family in cover.families.items():
        asked = [rule for rule in rules if rule.layer == name and rule.in_force(as_of)]
        consulted.extend(of_cover(family, asked, as_of, (footprints_m or 0.0) + margin_m))
    areas = [
        area_of(frozenset(squares))
        for squares in (*(family.squares for family in cover.families.values()), cover.rest)
    ]
    shapely.prepare(areas)
    en, vi = consultees(cover.families.values())
    return Public(
        version=cover.version,
        consulted=tuple(consulted),
        areas=tuple(areas),
        margin_m=margin_m,
        consultee_en=en,
        consultee_vi=vi,
    )
