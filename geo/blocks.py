"""Means over square blocks of a grid: the coarser grid of the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.types import FloatArray, IntArray

    Kinds = NDArray[np.uint16] | NDArray[np.uint32]


def block_means(values: FloatArray, step: int) -> tuple[FloatArray, IntArray]:
    """
    Return the mean over the cells of each block that are 0 or more, and how many there are.

    Parameters
    ----------
    values
        (rows, columns); what is below 0 does not count.
    step
        Cells along the side of a block. Blocks at the last row and column may hang over.

    Returns
    -------
    mean, count
        One cell for each block; the mean of none is 0.

    Examples
    --------
    >>> mean, count = block_means(np.array([[1.0, 3.0, 5.0], [-1.0, -1.0, 7.0]]), 2)
    >>> mean.tolist(), count.tolist()
    ([[2.0, 6.0]], [[2, 2]])
    """
    shape = -(-values.shape[0] // step), -(-values.shape[1] // step)
    mean, count = np.zeros(shape), np.zeros(shape, dtype=np.intp)
    sum_values(np.ascontiguousarray(values, dtype=float), step, mean, count)
    return mean / np.maximum(count, 1), count


def block_means_of_kinds(value: FloatArray, kind: Kinds, step: int) -> tuple[FloatArray, IntArray]:
    """
    Return the same of a grid of kinds, each of which has a value.

    Examples
    --------
    >>> kind = np.array([[0, 1, 1], [2, 2, 1]], dtype=np.uint16)
    >>> mean, count = block_means_of_kinds(np.array([1.0, 3.0, -1.0]), kind, 2)
    >>> mean.tolist(), count.tolist()
    ([[2.0, 3.0]], [[2, 2]])
    """
    shape = -(-kind.shape[0] // step), -(-kind.shape[1] // step)
    mean, count = np.zeros(shape), np.zeros(shape, dtype=np.intp)
    sum_kinds(np.ascontiguousarray(value, dtype=float), kind, step, mean, count)
    return mean / np.maximum(count, 1), count


@compiled
def sum_values(values: FloatArray, step: int, total: FloatArray, count: IntArray) -> None:
    """Add up what is 0 or more, block by block."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value = values[row, column]
            if value >= 0:
                total[row // step, column // step] += value
                count[row // step, column // step] += 1


@compiled
def sum_kinds(value: FloatArray, kind: Kinds, step: int, total: FloatArray, count: IntArray) -> None:
    """Add up the values of kinds that are 0 or more, block by block."""
    for row in range(kind.shape[0]):
        for column in range(kind.shape[1]):
            one = value[kind[row, column]]
            if one >= 0:
                total[row // step, column // step] += one
                count[row // step, column // step] += 1
