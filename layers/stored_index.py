"""
The index of a large layer, kept on disk beside the version's file and mapped, not rebuilt.

A stale or damaged index would be a false clear. So a stored one is used only if it was made
from the same bytes by the same engine, all its own bytes have their hashes, and the box of
every zone is that of the zone just read; else it is built anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

import geo
from geo.errors import GeometryError
from geo.index import ZoneIndex

if TYPE_CHECKING:
    from geo.types import BoolArray, GeometryArray

STORED_FROM = 50_000
"""Layers with fewer zones are indexed in the time that reading the index would take."""

FOLDER, MANIFEST = ".ranh", "index.json"
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
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["key"] != key:
            return None
        arrays = {name: _mapped(folder / f"{name}.npy", told) for name, told in manifest["sha256"].items()}
        index = ZoneIndex.of_arrays(arrays)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, GeometryError):
        return None
    return index if _covers_all(index, zones).all() else None


def _mapped(path: Path, sha256: str) -> np.ndarray:
    """
    Map an array from disk.

    Raises
    ------
    ValueError
        If its bytes are not those that were written.
    """
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise ValueError(path.name)
    # "c": pages are shared with the file until written to, which nobody does; a read-only
    # array would be another type to the compiled code, which would be compiled once more.
    return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))


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
    """Store the index; half of one never stands in its place, and older ones of the file go."""
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    except OSError:
        return
    try:
        hashes = {}
        for name, array in index.arrays().items():
            path = made / f"{name}.npy"
            np.save(path, array, allow_pickle=False)
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
        (made / MANIFEST).write_text(json.dumps({"key": key, "sha256": hashes}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        return
    stem = folder.name[: -KEY_CHARACTERS - 1]
    for older in folder.parent.glob("*"):
        if older != folder and older.name[: -KEY_CHARACTERS - 1] == stem:
            shutil.rmtree(older, ignore_errors=True)
