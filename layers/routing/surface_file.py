"""
Surfaces kept on disk, so that the second question of a day needs no burning.

A stale or damaged surface would lead a line through forbidden land. So one is used only if it was
made from the same zones by the same engine and its bytes have their hashes; every line is checked
against the zones themselves in any case. What restricted land went into is never kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.fingerprint import digest, program
from layers.routing.squares import Grid
from layers.routing.surface import Surface, build_surface
from layers.stored_index import FOLDER

if TYPE_CHECKING:
    from layers.corridor.seen import Seen
    from layers.routing.land import Land

PREFIX, MANIFEST = "surface-", "surface.json"
MOST_KEPT = 4
ARRAYS = ("kind", "bits")


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
        _write(surface, folder, key)
    return surface


def key_of(land: Land, extent: shapely.Geometry, cover: shapely.Geometry, cell_m: float) -> str:
    """Return a fingerprint of everything that a surface follows from; factors are no part of it."""
    parts: list[bytes | str] = [program(), repr((cell_m, land.versions))]
    parts += [shapely.to_wkb(extent), shapely.to_wkb(cover)]
    for zones in land.zones:
        parts += [zones.middle.tobytes(), zones.touch.tobytes()]
        if zones.grown:
            parts += [shape or b"-" for shape in shapely.to_wkb(zones.shapes)]
    return digest(*parts).hex()


def _read(folder: Path, key: str, grid: Grid) -> Surface | None:
    """Return the kept surface, None unless it is whole and of this key."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["key"] != key:
            return None
        kind, bits = (_array(folder / f"{name}.npy", manifest["sha256"][name]) for name in ARRAYS)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if kind.shape != grid.shape or kind.dtype != np.uint16 or bits.dtype != np.uint64:
        return None
    return Surface(grid=grid, kind=kind, bits=bits)


def _array(path: Path, sha256: str) -> np.ndarray:
    """
    Read an array.

    Raises
    ------
    ValueError
        If its bytes are not those that were written.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(path.name)
    return np.asarray(np.load(io.BytesIO(content), allow_pickle=False))


def _write(surface: Surface, folder: Path, key: str) -> None:
    """Keep a surface; half of one never stands in its place, and of many the oldest go."""
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    except OSError:
        return
    try:
        hashes = {}
        for name in ARRAYS:
            content = io.BytesIO()
            np.save(content, getattr(surface, name), allow_pickle=False)
            (made / f"{name}.npy").write_bytes(content.getbuffer())
            hashes[name] = hashlib.sha256(content.getbuffer()).hexdigest()
        (made / MANIFEST).write_text(json.dumps({"key": key, "sha256": hashes}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)
        kept = sorted(folder.parent.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        return
    for older in kept[:-MOST_KEPT]:
        shutil.rmtree(older, ignore_errors=True)
