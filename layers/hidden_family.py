"""What may be known of restricted layers of one family without the right: days and distances, no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from layers.accuracy import accuracy_m
from layers.cover import step_above
from layers.dated import Dated
from layers.select import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from layers.approved_cover import CoverFamily
    from layers.catalogue import LayerUse
    from layers.layer import Layer
    from layers.rules import Rule


@dataclass(frozen=True, kw_only=True)
class HiddenFamily:
    """When the squares stand for all land of a family, and how far beyond them rules about it look."""

    periods: tuple[Dated, ...] = ()
    """Days on which a version is in force; none given: every day."""
    short: tuple[Dated, ...] = ()
    """Days of the versions of which rows are missing: nobody knows where these lie."""
    reaches_m: Mapping[str, float] = field(default_factory=dict, hash=False)
    """For each distance that zones carry, a step that none exceeds."""
    accuracy_m: float = 0.0
    """How far lines may be off, rounded up to a step."""

    @classmethod
    def of_cover(cls, family: CoverFamily, layers: Iterable[Layer]) -> HiddenFamily:
        """Return what an approved cover says of a family; rows missing of layers at hand count as well."""
        return cls(
            periods=family.periods,
            short=_short(layers),
            reaches_m=family.reaches_m,
            accuracy_m=family.accuracy_m,
        )

    @classmethod
    def of_layers(cls, uses: Sequence[LayerUse], rules: Iterable[Rule]) -> HiddenFamily:
        """Return what restricted layers say of their family, as coarsely as a cover would."""
        layers = [use.layer for use in uses]
        return cls(
            periods=tuple(_days(layer) for layer in layers),
            short=_short(layers),
            reaches_m=_reaches(uses, {rule.distance_field for rule in rules} - {""}),
            accuracy_m=step_above(max((accuracy_m(layer) or 0.0 for layer in layers), default=0.0)),
        )

    def is_known(self, as_of: date) -> bool:
        """
        Tell whether on a day all land of the family lies in the squares for sure.

        Examples
        --------
        >>> from datetime import date
        >>> ended = HiddenFamily(periods=(Dated(effective_to=date(2030, 12, 31)),))
        >>> ended.is_known(date(2030, 1, 1)), ended.is_known(date(2032, 1, 1))
        (True, False)
        """
        in_force = not self.periods or any(period.in_force(as_of) for period in self.periods)
        return in_force and not any(period.in_force(as_of) for period in self.short)

    def reach_m(self, rule: Rule) -> float | None:
        """
        Return a step above how far a rule looks; None where the squares cannot say "no need" anywhere.

        They do not know distances that nobody has read from the zones. And a rule that wants a site
        inside a zone is broken by every site that is not, how far from the squares it may lie.
        """
        if rule.kind == "inside" or (rule.distance_field and rule.distance_field not in self.reaches_m):
            return None
        return step_above(rule.reach_m([self.reaches_m[rule.distance_field]] if rule.distance_field else []))

    def within_m(self, rule: Rule) -> float | None:
        """Return so near to the squares land in them may be in conflict with a line; None as `reach_m`."""
        reach_m = self.reach_m(rule)
        if reach_m is None:
            return None
        return self.accuracy_m + (reach_m if rule.kind == "distance" else 0.0)


def _days(layer: Layer) -> Dated:
    return Dated(effective_from=layer.effective_from, effective_to=layer.effective_to)


def _short(layers: Iterable[Layer]) -> tuple[Dated, ...]:
    return tuple(_days(layer) for layer in layers if layer.missing_rows)


def _reaches(uses: Iterable[LayerUse], fields: Iterable[str]) -> dict[str, float]:
    frames = [frame for use in uses if use.data is not None for frame in (use.data.zones, use.data.broken)]
    reaches = {}
    for name in sorted(fields):
        own = [numbers(frame[name]) for frame in frames if name in frame]
        if own:
            carried = np.concatenate(own)
            reaches[name] = step_above(float(carried[np.isfinite(carried)].max(initial=0.0)))
    return reaches
