"""
The fixed cover of restricted land: squares of the province grid that defence or security land touches.

What leaves the machine must depend on restricted land through these squares alone. The
cover is a superset of the land, the same for everyone and every export, so "clear" said
on the cover is true, and neither holes in a neighbouring layer nor an overlap's shape
give the boundary away. Reaches are added to the squares, never to the land itself: each
distance to the land would be one more measurement of it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from geo.types import BoolArray, GeometryArray
    from layers.catalogue import LayerUse
    from layers.codes import LandCode

SQUARE_M = 500.0
"""Side of a square. An attacker with unlimited questions then recovers the land with IoU 0.12 at most."""

REACHES_M = (0.0, 100.0, 500.0, 1000.0, 5000.0, 10_000.0, 50_000.0)
"""Steps to which the distances that restricted zones carry are rounded up."""

UNITS = frozenset({"HA", "M"})
"""What may stand beside codes in a cell that lists them with their areas."""

_WORD = re.compile(r"[0-9A-ZĐ]+")
_LETTERS = re.compile(r"[^\W\d_]+")

Squares = frozenset[tuple[int, int]]
"""Column and row of each square; square (0, 0) has its south-west corner at the origin of the CRS."""


def restricted_rows(
    frame: gpd.GeoDataFrame, codes: Mapping[str, LandCode], *, coded: bool = False
) -> BoolArray:
    """
    Return which rows carry the code of defence or security land, in any column and any writing.

    "cqp", "CQP " and "CQP+ODT" count, also as "cqp + odt 0,5ha": in small letters where the cell
    holds codes and nothing else, because "can" is a word as well.

    Parameters
    ----------
    coded
        The column `code` holds land-use codes: one that is in no table then counts too.
    """
    sealed = {code.code for code in codes.values() if code.restricted}
    known = UNITS.union(*(_LETTERS.findall(code) for code in codes))
    found = np.zeros(len(frame), dtype=bool)
    if coded:
        found |= np.array([str(code) not in codes and str(code) != "" for code in frame["code"]], dtype=bool)
    for column in frame.columns.difference([frame.geometry.name]):
        if frame[column].dtype.kind not in "fiubM":
            found |= _naming(frame[column], sealed, known)
    return found


def is_coded(use: LayerUse) -> bool:
    """Whether a layer's column `code` holds land-use codes."""
    return use.layer.group == "landuse"


def _naming(column: pd.Series, sealed: set[str], known: frozenset[str]) -> BoolArray:
    """Return which cells name a sealed code; what is written many times is read once."""
    cells = column.to_numpy(dtype=object) if column.dtype == object else column.unique()
    texts = {cell for cell in cells if isinstance(cell, str)}
    # Most columns hold no such letters at all: one look at everything that is written in them.
    whole = unicodedata.normalize("NFKC", "\n".join(texts)).upper()
    if not any(code in whole for code in sealed):
        return np.zeros(len(column), dtype=bool)
    naming = {text for text in texts if _names_any(text, sealed, known)}
    return np.array([isinstance(cell, str) and cell in naming for cell in column], dtype=bool)


def _names_any(cell: str, sealed: set[str], known: frozenset[str]) -> bool:
    text = (cell if cell.isascii() else unicodedata.normalize("NFKC", cell)).strip()
    upper = text.upper()
    if not any(code in upper for code in sealed):
        return False
    if upper in sealed or not sealed.isdisjoint(_WORD.findall(text)):
        return True
    letters = _LETTERS.findall(upper)
    return not sealed.isdisjoint(letters) and known.issuperset(letters)


def restricted_land(uses: Iterable[LayerUse], codes: Mapping[str, LandCode]) -> list[shapely.Geometry]:
    """
    Return all restricted land of all layers, whatever their dates; of broken zones their box.

    Raises
    ------
    ShareError
        If a restricted layer cannot be read, or a restricted zone has no known place: then
        nobody knows what has to be left out.
    """
    land: list[shapely.Geometry] = []
    for use in uses:
        if use.data is None:
            if use.layer.restricted:
                raise _unknown(use)
            continue
        for frame in (use.data.zones, use.data.broken):
            sealed = use.layer.restricted
            rows = (
                np.full(len(frame), fill_value=True)
                if sealed
                else restricted_rows(frame, codes, coded=is_coded(use))
            )
            shapes = np.asarray(frame.geometry.array, dtype=object)[rows]
            if shapely.is_missing(shapes).any():
                raise _unknown(use)
            land.extend(shapes)
    return land


def _unknown(use: LayerUse) -> ShareError:
    en, vi = use.layer.name_en, use.layer.name_vi
    return ShareError(
        f"Nothing can be handed on: layer {en} cannot be read in full, so what to leave out is not known.",
        f"Không thể xuất dữ liệu: không đọc được đầy đủ lớp {vi} nên không biết phần nào phải để lại.",
    )


def squares_of(land: Iterable[shapely.Geometry], side_m: float = SQUARE_M) -> Squares:
    """
    Return the squares that the land touches.

    Examples
    --------
    >>> sorted(squares_of([shapely.box(10, 10, 20, 20), shapely.box(490, 10, 510, 20)]))
    [(0, 0), (1, 0)]
    """
    squares: set[tuple[int, int]] = set()
    for shape in land:
        west, south, east, north = (math.floor(edge / side_m) for edge in shape.bounds)
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                if (column, row) not in squares and shapely.intersects(_box(column, row, side_m), shape):
                    squares.add((column, row))
    return frozenset(squares)


def grown(squares: Squares, reach_m: float, side_m: float = SQUARE_M) -> Squares:
    """
    Return the squares and all others within `reach_m` of them.

    Examples
    --------
    >>> sorted(grown(frozenset({(0, 0)}), 0.0)) == sorted((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1))
    True
    """
    steps = math.ceil(reach_m / side_m) + 1
    offsets = [
        (x, y)
        for x in range(-steps, steps + 1)
        for y in range(-steps, steps + 1)
        if math.hypot(max(abs(x) - 1, 0), max(abs(y) - 1, 0)) * side_m <= reach_m
    ]
    return frozenset((column + x, row + y) for column, row in squares for x, y in offsets)


def area_of(squares: Squares, side_m: float = SQUARE_M) -> shapely.Geometry:
    """Return the squares as one geometry in the province's CRS."""
    if not squares:
        return shapely.GeometryCollection()
    column, row = np.array(sorted(squares)).T
    return shapely.union_all(_box(column, row, side_m))


def step_above(reach_m: float) -> float:
    """
    Return the smallest of `REACHES_M` that is not below a distance.

    Examples
    --------
    >>> step_above(55.0), step_above(0.0)
    (100.0, 0.0)
    """
    return next((step for step in REACHES_M if step >= reach_m), reach_m)


def touches(sites: GeometryArray, area: shapely.Geometry, reach_m: float = 0.0) -> BoolArray:
    """Return which sites come within `reach_m` of an area; absent ones do not."""
    return np.asarray(shapely.dwithin(sites, area, reach_m), dtype=bool)


def _box(column: Any, row: Any, side_m: float) -> Any:  # noqa: ANN401 - a square, or an array of them
    return shapely.box(column * side_m, row * side_m, (column + 1) * side_m, (row + 1) * side_m)
