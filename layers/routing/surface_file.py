"""
Surfaces kept on disk, so that the second question of a day needs no burning.

A stale or damaged surface would lead a line through forbidden land. So one is used only if it was
made from the same zones by the same engine and its bytes have their hashes; every line is checked
against the zones themselves in any case. What restricted land went into is never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.fingerprint import digest, program
from layers.kept_arrays import FOLDER, keep_newest, read_arrays, write_arrays
from layers.routing.squares import Grid
from layers.routing.surface import Surface, build_surface

if TYPE_CHECKING:
    from pathlib import Path

    from layers.corridor.seen import Seen
    from layers.routing.land import Land

PREFIX = "surface-"
MOST_KEPT = 4
ARRAYS = ("kind", "bits")
NUMBERS = (np.uint16, np.uint32)


def surface_of(
    seen: Seen, land: Land, extent: shapely.Geometry, cover: shapely.Geometry, cell_m: float
) -> Surface:
    """
    Return the surface of a question: the kept one, else a new one, which is then kept.

    Notes
    -----
    Where the folder `.ranh` of the province cannot be written it is built each time; that is no error.
    """
    if seen.is_exact:
        return build_surface(land, extent, cover, cell_m)
    key = key_of(land, extent, cover, cell_m)
    folder = seen.province.folder / FOLDER / f"{PREFIX}{key[:16]}"
    grid = Grid.around(extent.bounds, cell_m)
    surface = _read(folder, key, grid)
    if surface is None:
        surface = build_surface(land, extent, cover, cell_m)
        if write_arrays(folder, key, {name: getattr(surface, name) for name in ARRAYS}):
            keep_newest(folder.parent, PREFIX, MOST_KEPT)
    return surface


def key_of(land: Land, extent: shapely.Geometry, cover: shapely.Geometry, cell_m: float) -> str:
    """Return a fingerprint of everything that a surface follows from; factors are no part of it."""
    parts: list[bytes | str] = [program(), repr((cell_m, land.versions))]
    parts += [shapely.to_wkb(extent), shapely.to_wkb(cover)]
    for zones in land.zones:
        parts += [zones.middle.tobytes(), zones.touch.tobytes()]
        if zones.own:
            parts += [shape or b"-" for shape in shapely.to_wkb(zones.shapes)]
    return digest(*parts).hex()


def _read(folder: Path, key: str, grid: Grid) -> Surface | None:
    """Return the kept surface, None unless it is whole and of this key."""
    arrays = read_arrays(folder, key)
    if arrays is None or arrays.keys() != set(ARRAYS):
        return None
    kind, bits = (arrays[name] for name in ARRAYS)
    if kind.shape != grid.shape or kind.dtype not in NUMBERS or bits.dtype != np.uint64:
        return None
    return Surface(grid=grid, kind=kind, bits=bits)
