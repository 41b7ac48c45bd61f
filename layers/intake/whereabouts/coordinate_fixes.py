"""
Known slips in how coordinates are written, and how each is undone.

Every fix acts on x, y as they stand in the file. Whether one is needed is never decided here:
`candidates` tries those that the numbers allow, and a person confirms.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray

MILLION = 1e6
"""Eastings of a zone stay below this: what stands before the sixth digit is the zone's number."""

ZONE_NUMBERS = frozenset({47, 48, 49, 50, 481, 482, 491, 492, 501, 502})
"""6-degree zones, and 3-degree zones by their half: 48 583104, 482 583104."""

GAUSS_ZONES = frozenset({18, 19})
"""Zones of HN-72 (Gauss-Krüger), counted from Greenwich: 18 583104."""

MOST_DEG = 180.0
LEAST_MM = 5e8
"""A northing in Vietnam in millimetres is more (8.5e8), every other number less (web mercator 1.2e7)."""

KM_RANGE, DDMMSS_RANGE = (500.0, 10_000.0), (80_000.0, 1_300_000.0)
"""Northings in km; the larger of latitude and longitude as DDMMSS."""

SECOND_DIGITS = 6
"""Packed seconds are rounded to this many decimals (0.03 mm), so that 15.0000000001 is 15."""

MANY, SPREAD_DEG = 12, 0.01
"""So many different values over more than a minute, none with 60 to 99 in either place, are no chance."""


class Fix(StrEnum):
    """What is done to coordinates before they lie in their system; in this order."""

    SWAPPED = "swapped"
    ZONE_DIGITS = "zone-digits"
    DMS = "dms"
    """105.3015 is 105 degrees 30 minutes 15 seconds."""
    DDMMSS = "ddmmss"
    """1053015 is that too."""
    MM = "mm"
    KM = "km"


WORDS = {
    Fix.SWAPPED: ("x and y swapped", "đổi chỗ X và Y"),
    Fix.ZONE_DIGITS: ("zone number before the easting taken off", "bỏ số hiệu múi trước toạ độ Y"),
    Fix.DMS: ("degrees.minutes-seconds read", "đọc theo độ.phút-giây"),
    Fix.DDMMSS: ("degrees, minutes, seconds without signs read", "đọc theo độ phút giây viết liền"),
    Fix.MM: ("millimetres", "đơn vị milimét"),
    Fix.KM: ("kilometres", "đơn vị kilômét"),
}


def undo(xy: FloatArray, fixes: tuple[Fix, ...]) -> FloatArray:
    """
    Return coordinates with the named slips undone.

    Parameters
    ----------
    xy
        Array (n, 2) as in the file.

    Examples
    --------
    >>> undo(np.array([[2477624.0, 48583104.0]]), (Fix.SWAPPED, Fix.ZONE_DIGITS)).tolist()
    [[583104.0, 2477624.0]]
    >>> undo(np.array([[105.3015, 22.0]]), (Fix.DMS,)).round(6).tolist()
    [[105.504167, 22.0]]
    """
    result = np.array(xy, dtype=float)
    if Fix.SWAPPED in fixes:
        result = result[:, ::-1].copy()
    if Fix.ZONE_DIGITS in fixes:
        result[:, 0] = np.where(result[:, 0] >= MILLION, result[:, 0] % MILLION, result[:, 0])
    if Fix.DMS in fixes:
        result = _unpacked(result * 10_000)
    if Fix.DDMMSS in fixes:
        result = _unpacked(result)
    if Fix.MM in fixes:
        result /= 1000
    if Fix.KM in fixes:
        result *= 1000
    return result


def possible_fixes(xy: FloatArray) -> tuple[tuple[Fix, ...], ...]:
    """
    Return the sets of fixes that the numbers allow, the empty set first.

    Examples
    --------
    >>> [[str(fix) for fix in fixes] for fixes in possible_fixes(np.array([[2477624.0, 48583104.0]]))]
    [[], ['swapped'], ['swapped', 'zone-digits']]
    """
    largest = float(np.median(np.abs(xy).max(axis=1)))
    ways: list[tuple[Fix, ...]] = [()]
    if largest <= MOST_DEG and is_packed(xy * 10_000):
        ways.append((Fix.DMS,))
    if DDMMSS_RANGE[0] <= largest <= DDMMSS_RANGE[1] and is_packed(xy):
        ways.append((Fix.DDMMSS,))
    if largest >= LEAST_MM:
        ways.append((Fix.MM,))
    if KM_RANGE[0] <= largest <= KM_RANGE[1]:
        ways.append((Fix.KM,))
    both = [way for fixes in ways for way in (fixes, (Fix.SWAPPED, *fixes))]
    for column, fixes in ((0, (Fix.ZONE_DIGITS,)), (1, (Fix.SWAPPED, Fix.ZONE_DIGITS))):
        if zone_numbers(xy[:, column]) <= ZONE_NUMBERS:
            both.append(fixes)
    return tuple(both)


def zone_numbers(eastings: FloatArray) -> frozenset[int]:
    """
    Return what stands before the sixth digit.

    Examples
    --------
    >>> sorted(zone_numbers(np.array([48_583_104.0, 583_104.0])))
    [0, 48]
    """
    return frozenset(int(number) for number in np.unique(eastings // MILLION))


def is_gauss_zone(xy: FloatArray) -> bool:
    """Whether the eastings, in either column, carry the number of a zone of HN-72."""
    return any(zone_numbers(xy[:, column]) <= GAUSS_ZONES for column in (0, 1))


def is_packed(ddmmss: FloatArray) -> bool:
    """Whether every number can be degrees, minutes, seconds: nothing from 60 to 99 in either place."""
    return bool(_sexagesimal(ddmmss).all())


def is_surely_packed(xy: FloatArray) -> bool:
    """
    Whether degrees are packed (105.3015) beyond chance: many different values, far enough apart.

    Examples
    --------
    >>> steps = np.arange(60)
    >>> decimal = np.column_stack((103 + steps / 60, 22 + steps / 60))
    >>> packed = np.column_stack((103 + steps / 100, 22 + steps / 100))
    >>> is_surely_packed(decimal), is_surely_packed(packed)
    (False, True)
    """
    enough = all(len(np.unique(column.round(4))) >= MANY and np.ptp(column) >= SPREAD_DEG for column in xy.T)
    return enough and is_packed(xy * 10_000)


def _parts(ddmmss: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    value: FloatArray = np.round(np.abs(ddmmss), SECOND_DIGITS).astype(np.float64)
    degrees, minutes = value // 10_000, value // 100 % 100
    return degrees, minutes, value - degrees * 10_000 - minutes * 100


def _sexagesimal(ddmmss: FloatArray) -> BoolArray:
    _, minutes, seconds = _parts(ddmmss)
    return np.asarray((minutes < 60) & (seconds < 60))  # noqa: PLR2004 - minutes, seconds


def _unpacked(ddmmss: FloatArray) -> FloatArray:
    degrees, minutes, seconds = _parts(ddmmss)
    return np.asarray(np.sign(ddmmss) * (degrees + minutes / 60 + seconds / 3600), dtype=float)
