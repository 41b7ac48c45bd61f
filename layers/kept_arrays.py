"""
Arrays kept in a folder of their own, so that what takes seconds to make is mapped and not made again.

What is stale or damaged could be a false clear. So arrays are given back only under the key that
they were kept with, and only if every byte has its hash. What restricted land went into is never
kept: that is for the caller to see to.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER, MANIFEST = ".ranh", "arrays.json"


def read_arrays(folder: Path, key: str) -> dict[str, np.ndarray] | None:
    """
    Return the arrays of a folder by name, mapped; None unless they are whole and of this key.

    Parameters
    ----------
    key
        A hash of everything that they follow from.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["key"] != key:
            return None
        return {name: _mapped(folder / f"{name}.npy", told) for name, told in manifest["sha256"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_arrays(folder: Path, key: str, arrays: Mapping[str, np.ndarray]) -> bool:
    """
    Keep arrays; half of them never stand in their place.

    Returns
    -------
    bool
        Whether they are kept: where the folder cannot be written they are not, which is no error.
    """
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    except OSError:
        return False
    try:
        hashes = {}
        for name, array in arrays.items():
            path = made / f"{name}.npy"
            np.save(path, array, allow_pickle=False)
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
        (made / MANIFEST).write_text(json.dumps({"key": key, "sha256": hashes}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        return False
    return True


def keep_newest(parent: Path, prefix: str, most: int) -> None:
    """Remove the oldest folders whose name begins with `prefix`, until `most` are left."""
    try:
        kept = sorted(parent.glob(f"{prefix}*"), key=lambda path: path.stat().st_mtime)
    except OSError:
        return
    for older in kept[:-most]:
        shutil.rmtree(older, ignore_errors=True)


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
