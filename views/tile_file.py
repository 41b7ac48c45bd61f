"""
Keep the polygons that tiles are painted from on disk, so that a server starts warm.

Transforming millions of vertices takes seconds, mapping the result none. Kept polygons are used
only if they were made from the same content and their bytes have their hashes. What is exact never
comes here: the caller passes no folder.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from layers.kept_arrays import FOLDER, keep_newest, read_arrays, write_arrays
from views.tile_shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PREFIX = "shapes-"
MOST_KEPT = 12
ARRAYS = tuple(field.name for field in fields(Shapes))


def kept_shapes(province_folder: Path | None, key: str, make: Callable[[], Shapes]) -> Shapes:
    """
    Return the polygons kept under a key, else new ones, which are then kept.

    Parameters
    ----------
    province_folder
        They stand in its folder `.ranh`; None: kept nowhere.
    key
        A hash of everything that they follow from.

    Notes
    -----
    Where the folder cannot be written they are made each time; that is no error.
    """
    if province_folder is None:
        return make()
    folder = province_folder / FOLDER / f"{PREFIX}{key[:16]}"
    arrays = read_arrays(folder, key)
    if arrays is not None and arrays.keys() == set(ARRAYS):
        return Shapes(**arrays)
    shapes = make()
    if write_arrays(folder, key, {name: getattr(shapes, name) for name in ARRAYS}):
        keep_newest(folder.parent, PREFIX, MOST_KEPT)
    return shapes
