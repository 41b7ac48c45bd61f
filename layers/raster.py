"""A tile of a picture of the ground, which knows how much of the ground went into each pixel."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from geo.crs import transform_where_possible
from layers.cover import SQUARE_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.cover import Squares

NEARLY = 1.01
"""Of a reach: what scale and convergence of a projection add to it, and more."""


@dataclass(frozen=True, kw_only=True)
class Raster:
    """
    Pixels with what went into them.

    A pixel shows more than its middle: it is the mean of finer ones, and a lossy picture
    carries colours across it. Hiding by the middle alone would show them.
    """

    pixels: NDArray[np.uint8]
    """Red, green, blue, opacity by row and column."""
    middles: NDArray[np.float64]
    """Of each pixel of the source, in `crs`, row by row, (n, 2)."""
    crs: str
    reach_m: float
    """Nothing went into a pixel that lies farther from its middle, along either axis."""
    original: tuple[bytes, str] | None = None
    """The file that it was read from and its kind, as long as it shows the same."""

    def without(self, squares: Squares, crs: str, operation: str) -> Raster:
        """
        Return it blank wherever anything of the squares went in, and where a pixel has no position.

        Parameters
        ----------
        squares
            Columns and rows of squares from the origin of the province CRS.
        crs, operation
            The province CRS; EPSG code of the datum operation to WGS 84.
        """
        if not squares:
            return self
        xy = transform_where_possible(self.middles, self.crs, crs, operation)
        high, wide = self.pixels.shape[:2]
        hidden = touching(xy, squares, self.reach_m * NEARLY).reshape(high, wide)
        if not self.pixels[hidden].any():
            return self
        return replace(self, pixels=np.where(hidden[..., None], np.uint8(0), self.pixels), original=None)

    def encoded(self) -> tuple[bytes, str]:
        """Return a file and its kind: the one that was read if nothing is hidden, else PNG."""
        if self.original is not None:
            return self.original
        file = io.BytesIO()
        Image.fromarray(self.pixels, "RGBA").save(file, "PNG", compress_level=3)
        return file.getvalue(), "image/png"


def touching(xy: NDArray[np.float64], squares: Squares, reach_m: float) -> NDArray[np.bool_]:
    """
    Tell which places have a square in reach along both axes, or no position.

    Parameters
    ----------
    xy
        In the province CRS, (n, 2).

    Examples
    --------
    >>> touching(np.array([[10.0, 10.0], [399.0, 10.0], [401.0, 10.0]]), frozenset({(1, 0)}), 100.0).tolist()
    [False, False, True]
    """
    known = np.asarray(np.isfinite(xy).all(axis=1))
    at = np.where(known[:, None], xy, 0.0)
    cells = np.array(sorted(squares), dtype=np.int64).reshape(-1, 2)
    low = cells.min(axis=0)
    size = cells.max(axis=0) - low + 1
    # Sums from the corner: the squares in any rectangle are four of them.
    sums = np.zeros(size + 1, dtype=np.int64)
    sums[tuple((cells - low + 1).T)] = 1
    sums = sums.cumsum(axis=0).cumsum(axis=1)
    x, y = np.clip(np.floor((at - reach_m) / SQUARE_M).astype(np.int64) - low, 0, size).T
    until_x, until_y = np.clip(np.floor((at + reach_m) / SQUARE_M).astype(np.int64) - low + 1, 0, size).T
    count = sums[until_x, until_y] - sums[x, until_y] - sums[until_x, y] + sums[x, y]
    return np.asarray(~known | (count > 0))
