"""Blank a picture of the ground under the squares that are withheld, as every open layer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.cover import SQUARE_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.cover import Squares

FAR = 1 << 32


def blank(picture: NDArray[np.uint8], xy: NDArray[np.float64], squares: Squares) -> bool:
    """
    Make pixels transparent and black whose middle lies in a square; tell whether there are any.

    Parameters
    ----------
    picture
        Red, green, blue, opacity of each pixel, (n, 4); changed in place.
    xy
        The middle of each pixel in the province CRS, (n, 2). What has no position is blank too.
    squares
        Columns and rows of squares from the origin of the province CRS.

    Examples
    --------
    >>> picture = np.full((2, 4), 9, dtype=np.uint8)
    >>> blank(picture, np.array([[10.0, 10.0], [600.0, 10.0]]), frozenset({(1, 0)}))
    True
    >>> picture.tolist()
    [[9, 9, 9, 9], [0, 0, 0, 0]]
    """
    known = np.isfinite(xy).all(axis=1)
    cells = np.floor(np.where(known[:, None], xy, 0.0) / SQUARE_M).astype(np.int64)
    withheld = np.array([column * FAR + row for column, row in squares], dtype=np.int64)
    hidden = ~known | np.isin(cells[:, 0] * FAR + cells[:, 1], withheld)
    picture[hidden] = 0
    return bool(hidden.any())
