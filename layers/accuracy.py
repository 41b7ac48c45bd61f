"""How far the lines of a layer may be off, and what that makes of a comparison of two layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.layer import Layer
    from layers.province import Province

DRAWN_LINE_M = 0.0005
"""Half a millimetre on the map: as finely as a line is drawn and read."""


def accuracy_m(layer: Layer) -> float | None:
    """
    Return how far lines of a layer may be off, None where it states neither accuracy nor scale.

    Examples
    --------
    >>> from layers.layer import Layer
    >>> layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", scale_denominator=25_000)
    >>> accuracy_m(layer), accuracy_m(layer.model_copy(update={"accuracy_m": 3.0}))
    (12.5, 3.0)
    """
    if layer.accuracy_m is not None:
        return layer.accuracy_m
    return None if layer.scale_denominator is None else DRAWN_LINE_M * layer.scale_denominator


def sites_accuracy_m(province: Province, as_of: date) -> float | None:
    """Return the accuracy of the province's own project footprints in force on a day."""
    stated = [accuracy_m(layer) for layer in province.versions(SITES) if layer.in_force(as_of)]
    return max((metres for metres in stated if metres is not None), default=None)


def tolerance_m(layers: Iterable[Layer], footprints_m: float | None) -> float | None:
    """
    Return how far lines of zones and sites may be off against each other.

    Both errors are independent, so their squares add up. None where a layer states nothing:
    then nothing is certain.

    Parameters
    ----------
    layers
        The versions that are compared, at least one; the least accurate decides.
    footprints_m
        Accuracy of the sites. None counts as 0: a footprint that states nothing is taken as
        surveyed on the ground.

    Examples
    --------
    >>> from layers.layer import Layer
    >>> layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", accuracy_m=12.0)
    >>> tolerance_m([layer], 5.0), tolerance_m([layer], None)
    (13.0, 12.0)
    """
    stated = [accuracy_m(layer) for layer in layers]
    known = [metres for metres in stated if metres is not None]
    if len(known) < len(stated):
        return None
    return math.hypot(max(known), footprints_m or 0.0)
