"""
Tell by the size of figures what they can be: northing, easting, latitude, longitude.

In VN-2000, on every central meridian and in every zone, northings of Vietnam lie between 0.9
and 2.6 million metres and eastings between 0.1 and 0.9 million; the two never meet.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from layers.intake.cells.angles import parse_angle
from layers.intake.cells.figures import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from geo.types import BoolArray

MOST = 0.6
"""Share of the figures of a column that must be of a size; the others are looked at one by one."""

ZONE_M = 1_000_000.0
"""What the digits of a zone before an easting count: 48 583104 is written 48583104."""


class Scale(StrEnum):
    """What figures of a size can be."""

    NONE = "no figures"
    OTHER = "figures of another size"
    NORTHING = "northing"
    EASTING = "easting"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"


RANGES = {
    Scale.NORTHING: (900_000.0, 2_600_000.0),
    Scale.EASTING: (100_000.0, 900_000.0),
    Scale.LATITUDE: (6.0, 24.0),
    Scale.LONGITUDE: (101.0, 118.0),
}
"""Of Vietnam with its sea, in metres of VN-2000 and in degrees."""

ZONED = (10_000_000.0, 99_999_999.0)


def is_of(values: ArrayLike, scale: Scale) -> BoolArray:
    """
    Return which values can be of a scale; zone digits before an easting are allowed.

    Examples
    --------
    >>> is_of([547012.17, 48583104.0, 2477623.98], Scale.EASTING).tolist()
    [True, True, False]
    """
    figures = np.asarray(values, dtype=float)
    low, high = RANGES[scale]
    fits = (figures >= low) & (figures < high)
    if scale is Scale.EASTING:
        bare = np.mod(figures, ZONE_M)
        fits |= (figures >= ZONED[0]) & (figures <= ZONED[1]) & (bare >= low) & (bare < high)
    return np.asarray(fits, dtype=bool)


def scale_of(values: ArrayLike) -> Scale:
    """
    Return what most values can be; NONE without values.

    Examples
    --------
    >>> str(scale_of([2477623.98, 2477653.98])), str(scale_of([1.0, 2.0]))
    ('northing', 'figures of another size')
    """
    figures = np.asarray(values, dtype=float)
    if not len(figures):
        return Scale.NONE
    for scale in RANGES:
        if is_of(figures, scale).mean() >= MOST:
            return scale
    return Scale.OTHER


def scale_of_texts(texts: Iterable[str]) -> Scale:
    """
    Return what most texts of a column can be; of a number with two readings either may count.

    NONE if most are no figures at all.

    Examples
    --------
    >>> str(scale_of_texts(["547.012", "547.045"])), str(scale_of_texts(["Điểm", "Mốc"]))
    ('easting', 'no figures')
    """
    readings = [_readings(text) for text in texts]
    figures = [found for found in readings if found]
    if not figures or len(figures) < len(readings) / 2:
        return Scale.NONE
    for scale in RANGES:
        if np.mean([bool(is_of(found, scale).any()) for found in figures]) >= MOST:
            return scale
    return Scale.OTHER


def _readings(text: str) -> tuple[float, ...]:
    figure = parse_number(text)
    if figure.readings:
        return figure.readings
    angle = parse_angle(text)
    return (angle.degrees,) if angle else ()
