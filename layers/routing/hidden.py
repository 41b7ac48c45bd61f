"""What weights ask of land that is withheld: which classes are seen nowhere, and what then has to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.reach import beyond_m, reach_m
from layers.routing.unasked import unanswered, unnamed, unsure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.corridor.seen import Seen
    from layers.routing.model import Note
    from layers.routing.weights import LandClass
    from layers.rules import Rule


def is_hidden(seen: Seen, one: LandClass, rule: Rule, as_of: date) -> bool:
    """Tell whether a person sees no zone of a class because it is restricted: squares alone stand for it."""
    if seen.is_exact:
        return False
    versions = seen.province.versions(rule.layer)
    if rule.layer in seen.withheld().families:
        return not any(layer.in_force(as_of) for layer in versions)
    return one.restricted and not versions


def near_squares_m(seen: Seen, rule: Rule, uses: Sequence[LayerUse], as_of: date) -> float:
    """
    Return so near to the squares what they hide may bear on a line by a rule, metres.

    Parameters
    ----------
    uses
        The layers that are seen: of an open one the squares hide a part.
    """
    off_m = beyond_m(rule.layer, uses, as_of, None)
    open_m = off_m + (reach_m(rule, uses) if rule.kind == "distance" else 0.0)
    family = seen.withheld().hidden.get(rule.layer)
    # Where not even a cover knows how far, that is said without any distance: `hidden_notes`.
    return max(open_m, (family.within_m(rule) or 0.0) if family is not None else 0.0)


def hidden_notes(seen: Seen, classes: Sequence[tuple[LandClass, Rule]], as_of: date) -> list[Note]:
    """Return what is not known of restricted land on a day; the same for everybody without the right."""
    hidden = seen.withheld().hidden
    lacking, doubtful = [], []
    for one, rule in classes:
        if rule.layer in hidden:
            family = hidden[rule.layer]
            if not family.is_known(as_of) or family.within_m(rule) is None:
                doubtful.append(one)
        elif is_hidden(seen, one, rule, as_of):
            lacking.append(one)
    notes = [unanswered(lacking)] if lacking else []
    notes += [unsure(doubtful, as_of)] if doubtful else []
    left = _unnamed(seen, {rule.layer for _, rule in classes}, as_of)
    return notes + ([unnamed(left)] if left else [])


def _unnamed(seen: Seen, named: set[str], as_of: date) -> list[str]:
    """Return the restricted families that no class names, and that no squares stand for on the day."""
    withheld, cover = seen.withheld(), seen.province.cover
    families = {layer.family for layer in seen.province.layers if layer.restricted}
    families |= withheld.families | (cover.families.keys() if cover is not None else set())
    return [
        family
        for family in sorted(families - named)
        if not withheld.squares or not withheld.hidden[family].is_known(as_of)
    ]
