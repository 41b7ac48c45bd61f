"""
Fingerprints: what stands for the content of rows, records and the program itself when results are kept.

Two things with one fingerprint are taken for equal, so everything that can make a finding
differ has to be in it: every column with its type, every coordinate to the last bit.
"""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

DIGEST_BYTES = 16
PACKAGES = ("ranh", "shapely", "numpy", "pandas", "geopandas", "pyproj", "pyarrow", "numba")
"""What findings are computed with; another version may give another last bit."""

OWN = (Path(__file__).resolve().parent, Path(__file__).resolve().parents[1] / "geo")
"""The packages whose code decides on a finding."""


def digest(*parts: bytes | str) -> bytes:
    """
    Return one fingerprint for `parts`; where one part ends and the next begins counts.

    Examples
    --------
    >>> digest("ab", "c") == digest("a", "bc"), digest("ab") == digest(b"ab")
    (False, True)
    """
    made = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.digest()


def row_digests(frame: gpd.GeoDataFrame) -> list[bytes]:
    """
    Return a fingerprint of every row: all its attributes, and its geometry to the last bit.

    The index is not in it. Types of columns are not either: see `columns_of`.
    """
    shapes = shape_digests(frame)
    columns = [_cells(frame[name]) for name in frame.columns if name != frame.geometry.name]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(frame))
    return [digest(repr(row), shape) for row, shape in zip(rows, shapes, strict=True)]


def shape_digests(frame: gpd.GeoDataFrame) -> list[bytes]:
    """Return a fingerprint of every geometry, also of those that are not there."""
    wkb = shapely.to_wkb(np.asarray(frame.geometry.array, dtype=object))
    return [digest(b"-") if shape is None else digest(b"+", shape) for shape in wkb]


def columns_of(frame: gpd.GeoDataFrame) -> str:
    """
    Return the names and types of the columns, in order, with the CRS.

    A column that turns from whole to broken numbers reads otherwise in every row.
    """
    crs = frame.crs.to_wkt() if frame.crs is not None else ""
    return repr([(name, str(frame[name].dtype)) for name in frame.columns]) + crs


def _cells(column: pd.Series) -> list[Any]:
    cells: list[Any] = column.tolist()
    return [_plain(cell) for cell in cells] if column.dtype == object else cells


def _plain(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Spell out an array: its own text leaves out the middle of a long one."""
    return (str(cell.dtype), cell.tolist()) if isinstance(cell, np.ndarray) else cell


@lru_cache(maxsize=1)
def program() -> bytes:
    """
    Return the fingerprint of the program: its code, the libraries below it, the kind of machine.

    The code itself and not a number that a person raises: a number is forgotten once. Taken when
    this module is read: an update on disk while the program runs must not pass for what runs.
    """
    sources = [
        f"{folder.name}/{path.relative_to(folder)}:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for folder in OWN
        for path in sorted(folder.rglob("*.py"))
    ]
    below = [f"{name} {_version(name)}" for name in PACKAGES]
    machine = (platform.python_version(), platform.machine(), platform.system())
    return digest(*sources, *below, shapely.geos_version_string, pyproj.proj_version_str, *machine)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


program()
