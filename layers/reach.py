"""How far a rule looks about a site, from what may be known of its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.accuracy import tolerance_m
from layers.open_layers import UNCOVERED_GROUPS
from layers.rules import SITES
from layers.select import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.rules import Rule


def reach_m(rule: Rule, uses: Iterable[LayerUse]) -> float:
    """Return how far a rule looks, from its own distances and those that the zones of its family carry."""
    zones = [use.data.zones for use in uses if use.layer.family == rule.layer and use.data is not None]
    carried = [
        d for frame in zones if rule.distance_field in frame for d in numbers(frame[rule.distance_field])
    ]
    return rule.reach_m(carried)


def hidden_within_m(
    rule: Rule, uses: Sequence[LayerUse], as_of: date, footprints_m: float | None
) -> float | None:
    """
    Return so near to the withheld squares a rule may turn on what they hide of its layers, metres.

    There nothing but a conflict may be told. None: the squares hide nothing of these layers.

    Parameters
    ----------
    uses
        The layers as they may be seen.
    footprints_m
        Accuracy of the sites; None where they state none.
    """
    own = [use for use in uses if use.layer.family == rule.layer]
    if rule.layer == SITES or all(use.layer.group in UNCOVERED_GROUPS for use in own):
        return None
    return reach_m(rule, own) + beyond_m(rule.layer, own, as_of, footprints_m)


def beyond_m(family: str, uses: Iterable[LayerUse], as_of: date, footprints_m: float | None) -> float:
    """
    Return by how much further the rules about a family look because lines may be off.

    Parameters
    ----------
    footprints_m
        Accuracy of the sites; None where they state none.
    """
    layers = [use.layer for use in uses if use.layer.family == family and use.layer.in_force(as_of)]
    return tolerance_m(layers, footprints_m) or 0.0 if layers else 0.0
