"""
The index of a large layer, kept on disk beside the version's file and mapped, not rebuilt.

A stale or damaged index would be a false clear. So a stored one is used only if it was made
from the same bytes by the same engine, all its own bytes have their hashes, and the box of
every zone is that of the zone just read; else it is built anew.
"""

from __future__ import annotations

import hashlib
import shutil
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

import geo
from geo.errors import GeometryError
from geo.index import ZoneIndex
from layers.kept_arrays import FOLDER, read_arrays, write_arrays

if TYPE_CHECKING:
    from geo.types import BoolArray, GeometryArray

STORED_FROM = 50_000
"""Layers with fewer zones are indexed in the time that reading the index would take."""

KEY_CHARACTERS = 16


def index_of(zones: GeometryArray, file: Path | None, key: str) -> ZoneIndex:
    """
    Return the index of a layer's zones: the stored one, else a new one, which is then stored.

    Parameters
    ----------
    zones
        Valid geometries in the order of the layer.
    file
        The layer's file; the index is kept in the folder `.ranh` beside it. None: not kept.
    key
        What the zones were made from: hash of the file, declaration, CRS.

    Notes
    -----
    Where the folder cannot be written the index is built each time; that is no error.
    """
    if file is None or len(zones) < STORED_FROM:
        return ZoneIndex.build(zones)
    key = hashlib.sha256(f"{key} {engine_version()}".encode()).hexdigest()
    folder = file.parent / FOLDER / f"{file.name}-{key[:KEY_CHARACTERS]}"
    index = _read(folder, key, zones)
    if index is None:
        index = ZoneIndex.build(zones)
        _write(index, folder, key)
    return index


@lru_cache(maxsize=1)
def engine_version() -> str:
    """Return a hash of the engine's source and of GEOS: another engine cuts other pieces."""
    digest = hashlib.sha256(f"{shapely.geos_version_string} {np.__version__}".encode())
    for path in sorted(Path(geo.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(folder: Path, key: str, zones: GeometryArray) -> ZoneIndex | None:
    """Return the stored index, None unless it is whole and fits the zones."""
    arrays = read_arrays(folder, key)
    try:
        index = None if arrays is None else ZoneIndex.of_arrays(arrays)
    except (ValueError, KeyError, TypeError, AttributeError, GeometryError):
        return None
    return index if index is not None and _covers_all(index, zones).all() else None


def _covers_all(index: ZoneIndex, zones: GeometryArray) -> BoolArray:
    """Tell of each zone whether its pieces' box is its own."""
    box = np.full((len(zones), 4), np.nan)
    owner, piece = index.pieces.owner, index.pieces.box
    if len(owner) == 0 or owner[-1] >= len(zones):
        return np.zeros(1, dtype=bool)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    box[owner[first], :2] = np.minimum.reduceat(piece[:, :2], first, axis=0)
    box[owner[first], 2:] = np.maximum.reduceat(piece[:, 2:], first, axis=0)
    own = shapely.bounds(zones)
    near = np.isclose(box, own, rtol=0, atol=1e-6) | (np.isnan(box) & np.isnan(own))
    return np.asarray(near.all(axis=1), dtype=bool)


def _write(index: ZoneIndex, folder: Path, key: str) -> None:
    """Store the index; older ones of the file go."""
    if not write_arrays(folder, key, index.arrays()):
        return
    stem = folder.name[: -KEY_CHARACTERS - 1]
    for older in folder.parent.glob("*"):
        if older != folder and older.name[: -KEY_CHARACTERS - 1] == stem:
            shutil.rmtree(older, ignore_errors=True)
