"""Repeatable noise over the plane: the same place and seed always give the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def fractal_noise(
    x: NDArray[np.float64], y: NDArray[np.float64], *, seed: int, wavelength_m: float, octaves: int = 4
) -> NDArray[np.float64]:
    """
    Return smooth noise between about -1 and 1 at the points.

    Parameters
    ----------
    x, y
        Coordinates in metres, same shape.
    seed
        Another seed gives another field.
    wavelength_m
        Size of the largest features; each further octave halves it.
    octaves
        Number of octaves, each with half the amplitude of the one before.

    Examples
    --------
    >>> x = np.array([0.0, 500.0]); once = fractal_noise(x, x, seed=1, wavelength_m=1000.0)
    >>> bool((once == fractal_noise(x, x, seed=1, wavelength_m=1000.0)).all())
    True
    """
    total = np.zeros(np.shape(x))
    amplitude = 1.0
    for octave in range(octaves):
        scale = 2.0**octave / wavelength_m
        total += amplitude * _value_noise(x * scale, y * scale, seed * 31 + octave)
        amplitude /= 2
    return total / (2 - 2 * amplitude) * 1.6


def uniform(first: NDArray[np.int64], second: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Return a number from 0 to 1 for each pair of whole numbers."""
    with np.errstate(over="ignore"):
        mixed = (
            first.astype(np.uint64) * _MIX[0] + second.astype(np.uint64) * _MIX[1] + np.uint64(seed) * _MIX[2]
        )
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[1]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[2]
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(float) / float(1 << 53)


def _value_noise(x: NDArray[np.float64], y: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Interpolate random values of the whole-number lattice with zero slope at its points."""
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    across, up = x - column, y - row
    across, up = across * across * (3 - 2 * across), up * up * (3 - 2 * up)
    low = (1 - across) * uniform(column, row, seed) + across * uniform(column + 1, row, seed)
    high = (1 - across) * uniform(column, row + 1, seed) + across * uniform(column + 1, row + 1, seed)
    return 2 * ((1 - up) * low + up * high) - 1
