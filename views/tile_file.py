"""
Keep the polygons that tiles are painted from on disk, so that a server starts warm.

Transforming millions of vertices takes seconds, mapping the result none. Kept polygons are used
only if they were made from the same content and their bytes have their hashes. What is exact never
comes here: the caller passes no folder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from layers.stored_index import FOLDER
from views.tile_shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

PREFIX, MANIFEST = "shapes-", "shapes.json"
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
    shapes = _read(folder, key)
    if shapes is None:
        shapes = make()
        _write(shapes, folder, key)
    return shapes


def _read(folder: Path, key: str) -> Shapes | None:
    """Return what is kept, None unless it is whole and of this key."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["key"] != key:
            return None
        return Shapes(**{name: _mapped(folder / f"{name}.npy", manifest["sha256"][name]) for name in ARRAYS})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _mapped(path: Path, sha256: str) -> NDArray[np.generic]:
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
    # "c", not "r": for a read-only array the compiled loops would be compiled once more.
    return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))


def _write(shapes: Shapes, folder: Path, key: str) -> None:
    """Keep polygons; half of them never stand in their place, and of many the oldest go."""
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    except OSError:
        return
    try:
        hashes = {}
        for name in ARRAYS:
            path = made / f"{name}.npy"
            np.save(path, getattr(shapes, name), allow_pickle=False)
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
        (made / MANIFEST).write_text(json.dumps({"key": key, "sha256": hashes}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)
        kept = sorted(folder.parent.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        return
    for older in kept[:-MOST_KEPT]:
        shutil.rmtree(older, ignore_errors=True)
