"""Whether what was read of a file is what was written: every vertex within a millimetre, every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from layers.packages.model import CellKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import GeometryArray
    from layers.packages.model import Cell, Column

WITHIN_M = 0.001
ROUNDING = 1e-12
"""Part of a number by which its decimals may round it."""


class Unlike(Exception):  # noqa: N818 - said as a sentence, with the file's name, by who compares
    """
    What was read differs from what was written.

    Parameters
    ----------
    vi, en
        What differs, as the end of a sentence.
    """

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def require_like_shapes(wanted: GeometryArray, found: GeometryArray) -> float:
    """
    Return by how many metres the vertex that is farthest off is off.

    Parameters
    ----------
    wanted, found
        In one CRS in metres, row by row. Rings may start and run as the format has them.

    Raises
    ------
    Unlike
        If a row has another number of vertices, other parts, or a vertex farther off than 1 mm.

    Examples
    --------
    >>> one, other = shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, 9.0004)
    >>> round(require_like_shapes(np.array([one]), np.array([other])), 4)
    0.0004
    """
    if len(wanted) != len(found):
        raise Unlike(
            f"có {len(found)} đối tượng thay vì {len(wanted)}", f"has {len(found)} rows, not {len(wanted)}"
        )
    if (shapely.is_missing(wanted) != shapely.is_missing(found)).any():
        raise Unlike("thiếu hình của một đối tượng", "lacks the shape of a row")
    odd = np.flatnonzero(shapely.get_num_coordinates(wanted) != shapely.get_num_coordinates(found))
    if len(odd):
        row = int(odd[0]) + 1
        raise Unlike(f"có số đỉnh khác ở đối tượng {row}", f"has other vertices in row {row}")
    first, rows = shapely.get_coordinates(wanted, return_index=True)
    each = np.hypot(*(first - shapely.get_coordinates(found)).T)
    far = np.unique(rows[each > WITHIN_M])
    near = each[~np.isin(rows, far)]
    return max([float(near.max(initial=0.0)), *(_off(wanted[row], found[row], int(row) + 1) for row in far)])


def _off(wanted: shapely.Geometry, found: shapely.Geometry, row: int) -> float:
    """Compare where rings may stand in another order: each vertex has its fellow, the land is equal."""
    first, second = shapely.get_coordinates(wanted), shapely.get_coordinates(found)
    off_m = max(float(cKDTree(a).query(b)[0].max()) for a, b in ((first, second), (second, first)))
    slack_m2 = WITHIN_M * max(float(shapely.length(wanted)), 1.0)
    if off_m > WITHIN_M or abs(shapely.area(wanted) - shapely.area(found)) > slack_m2:
        raise Unlike(
            f"có đỉnh lệch {off_m * 1000:.1f} mm ở đối tượng {row}",
            f"has a vertex {off_m * 1000:.1f} mm off in row {row}",
        )
    return off_m


def require_like_cells(wanted: Column, found: Sequence[object], least: float = 0.0) -> None:
    """
    Go on only if a column came back.

    Parameters
    ----------
    found
        Numbers may be text, truths numbers, and no text may be missing: formats differ in that.
    least
        How far a number may be off because the format has so many decimals.

    Raises
    ------
    Unlike
        At the first cell that is another.
    """
    if len(found) != len(wanted.cells):
        raise Unlike(
            f"có {len(found)} đối tượng thay vì {len(wanted.cells)}",
            f"has {len(found)} rows, not {len(wanted.cells)}",
        )
    for row, (want, got) in enumerate(zip(wanted.cells, found, strict=True), 1):
        if not _is_like(wanted.kind, want, got, least):
            raise Unlike(
                f"có giá trị khác ở cột {wanted.name}, đối tượng {row}",
                f"has another value in column {wanted.name} of row {row}",
            )


def _is_like(kind: CellKind, want: Cell, got: object, least: float) -> bool:
    text = got.decode("utf-8", "replace") if isinstance(got, bytes) else got
    if want is None or want == "":
        return text is None or str(text).strip() == ""
    if text is None:
        return str(want).strip() == ""
    if kind is CellKind.TEXT:
        return str(want).split() == str(text).split()
    if kind is CellKind.TRUTH:
        return str(text).strip().lower() in ({"true", "1", "1.0"} if want else {"false", "0", "0.0"})
    try:
        return abs(float(want) - float(str(text))) <= max(least, abs(float(want)) * ROUNDING)
    except ValueError:
        return False
