"""Text, names and outlines of rows that GDAL has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

if TYPE_CHECKING:
    from geo.types import BoolArray, GeometryArray

LINES = (1, 5)
"""Types of shapely: a line, several."""
RING_POSITIONS = 4


def latin_bytes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    r"""
    Return the bytes of text that was read as ISO-8859-1, where each byte is one character.

    Examples
    --------
    >>> latin_bytes(pa.chunked_array([["LUC", "§Êt", None]])).to_pylist()
    [b'LUC', b'\xa7\xcat', None]
    """
    wide = pc.sum(pc.binary_length(column)).as_py() != pc.sum(pc.utf8_length(column)).as_py()
    if not wide:
        return column.cast(pa.binary())
    coded = column.combine_chunks().dictionary_encode()
    known = pa.array([word.encode("latin-1") for word in coded.dictionary.to_pylist()], pa.binary())
    return pa.chunked_array([pc.take(known, coded.indices)])


def as_utf8(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return bytes as text if every one of them is UTF-8, else None."""
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return None


def told_apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return names of which no two are equal: a column must not take the place of another.

    Examples
    --------
    >>> told_apart(("ma", "ten", "ma"))
    ('ma', 'ten', 'ma (2)')
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def closed_lines(shapes: GeometryArray) -> BoolArray:
    """
    Tell which lines end where they begin and can enclose something: three corners at least.

    Examples
    --------
    >>> lines = shapely.from_wkt(["LINESTRING (0 0, 1 0, 1 1, 0 0)", "LINESTRING (0 0, 0 0)", "POINT (0 0)"])
    >>> closed_lines(lines).tolist()
    [True, False, False]
    """
    lines = np.isin(shapely.get_type_id(shapes), LINES) & (
        shapely.get_num_coordinates(shapes) >= RING_POSITIONS
    )
    return np.asarray(lines & shapely.is_closed(shapes))
