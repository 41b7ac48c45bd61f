"""How certain overlaps of two plans, or of two projects, are: one by one, in the way of the check."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.distance import find_within
from layers.accuracy import accuracy_m
from layers.certainty import certainty_of_overlap
from layers.measure import Measured
from layers.outcome import NOISE_SHARE

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.joined import Overlaps
    from geo.types import BoolArray, FloatArray, IntArray
    from layers.layer import Layer
    from layers.model import Certainty
    from layers.reader import LayerData

NOISE_M2 = 1.0
"""An overlap up to this is survey noise, as for rules; of a small zone a hundredth of it."""


def common_tolerance_m(one: Layer, other: Layer) -> float | None:
    """
    Return how far lines of two layers may be off against each other; None where one states nothing.

    Examples
    --------
    >>> from layers.layer import Layer
    >>> layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", accuracy_m=3.0)
    >>> common_tolerance_m(layer, layer.model_copy(update={"accuracy_m": 4.0}))
    5.0
    >>> common_tolerance_m(layer, layer.model_copy(update={"accuracy_m": None})) is None
    True
    """
    stated = (accuracy_m(one), accuracy_m(other))
    known = [metres for metres in stated if metres is not None]
    return math.hypot(*known) if len(known) == len(stated) else None


def noise_m2(one_m2: FloatArray, other_m2: FloatArray) -> FloatArray:
    """Return the overlap that counts as survey noise, from the areas of both."""
    return np.minimum(NOISE_M2, NOISE_SHARE * np.minimum(one_m2, other_m2))


def rows_of(found: Overlaps, rows: IntArray | BoolArray) -> Overlaps:
    """Return some rows of overlaps, in the order given."""
    return replace(found, **{column.name: getattr(found, column.name)[rows] for column in fields(found)})


def certainties(
    sites: gpd.GeoDataFrame,
    data: LayerData,
    found: Overlaps,
    tolerance_m: float | None,
    counted: Callable[[int, int], BoolArray],
) -> list[Certainty]:
    """
    Return how certain each overlap is.

    Parameters
    ----------
    sites
        The zones or projects that `found` counts as sites.
    data
        The layer whose zones they overlap.
    found
        At least one row would be senseless, none is fine.
    counted
        From a site and a zone: which zones say the same there, so that a line between two of them
        is no boundary.
    """
    used, place = np.unique(found.site, return_inverse=True)
    some = sites.iloc[used].reset_index(drop=True)
    shapes = np.asarray(some.geometry.array, dtype=object)
    measured = Measured(
        layers=(data,),
        sites=some,
        shapes=shapes,
        zones=data.zones,
        broken=data.broken,
        overlaps=replace(found, site=np.asarray(place, dtype=np.intp)),
        distances=find_within(shapes, data.index, tolerance_m or 0.0),
        tolerance_m=tolerance_m,
    )
    told = []
    for row in range(len(found.site)):
        match = counted(int(found.site[row]), int(found.zone[row]))
        pair = np.array([row], dtype=np.intp)
        told.append(certainty_of_overlap(measured, match, pair, NOISE_M2, counts_area=False)[0])
    return told
