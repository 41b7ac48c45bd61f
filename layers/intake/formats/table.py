"""Build the Arrow table of a `SourceLayer` from the columns of a file, at once or in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from layers.errors import IntakeError
from layers.intake.formats.columns import EXACT_INT, as_text, column
from layers.intake.formats.names import ColumnNames
from layers.intake.model import GEOMETRY, ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.types import GeometryArray
    from layers.intake.formats.columns import Column

MOST_CELLS = 100_000_000
"""Rows times columns: 400 MB of offsets if every cell is empty text."""


def build_table(
    rows: Sequence[int], geometry: GeometryArray | Sequence[bytes | None], columns: Mapping[str, Column]
) -> pa.Table:
    """
    Return the table of a layer: `row_number`, `geometry`, then `columns` in their order.

    Parameters
    ----------
    rows
        Number of each row in the file, from 1.
    geometry
        Shapely geometries or WKB; None where a row has none.
    columns
        Values by column name: Python objects or an Arrow array. int64, float64, bool, text and
        bytes stay; lists and objects become JSON text, dates and times ISO text. Names that
        clash are numbered; `ColumnNames(columns).notes` says which.

    Raises
    ------
    IntakeError
        If there are too many columns or cells, or text with half a character.

    Examples
    --------
    >>> table = build_table([1, 3], [shapely.Point(1, 2), None], {"a": [1, 2.5], "b": ["x", [1, 2]]})
    >>> table.column_names, table["a"].to_pylist(), table["b"].to_pylist()
    (['row_number', 'geometry', 'a', 'b'], [1.0, 2.5], ['x', '[1, 2]'])
    """
    names = ColumnNames(columns)
    return join_batches([batch(rows, geometry, {names.of(name): c for name, c in columns.items()})])


def batch(
    rows: Sequence[int], geometry: GeometryArray | Sequence[bytes | None], columns: Mapping[str, Column]
) -> pa.Table:
    """
    Return some rows of a layer as `build_table` does, for `join_batches`; names must not clash.

    A column without any value has Arrow's type null until the batches are joined.
    """
    made = {name: column(values) for name, values in columns.items()}
    return pa.table(
        {ROW: pa.array(rows, pa.int64()), GEOMETRY: pa.array(_wkb(geometry), pa.binary()), **made}
    )


def join_batches(batches: Sequence[pa.Table]) -> pa.Table:
    """
    Return one table of all batches; a column that some lack is null there.

    Raises
    ------
    IntakeError
        If rows times columns are more than `MOST_CELLS`.
    """
    types: dict[str, list[pa.ChunkedArray]] = {}
    for part in batches:
        for name in part.column_names:
            types.setdefault(name, []).append(part[name])
    row_count = sum(part.num_rows for part in batches)
    require_few_cells(row_count, len(types))
    target = {name: _joint_type(parts) for name, parts in types.items()}
    columns = {
        name: pa.chunked_array([chunk for part in batches for chunk in _chunks(part, name, kind)], kind)
        for name, kind in target.items()
    }
    return pa.table(columns or {ROW: pa.array([], pa.int64()), GEOMETRY: pa.array([], pa.binary())})


def require_few_cells(row_count: int, column_count: int) -> None:
    """Raise IntakeError ("too-many-cells") if a table of this size has more than `MOST_CELLS`."""
    if row_count * column_count > MOST_CELLS:
        raise IntakeError(
            "too-many-cells",
            f"{row_count:,} rows with {column_count:,} columns are more than can be read at once:"
            " split the file or leave columns out.",
            f"{row_count:,} dòng với {column_count:,} cột là quá nhiều để đọc một lần:"
            " hãy chia nhỏ tệp hoặc bỏ bớt cột.",
        )


def geometry_of(table: pa.Table) -> GeometryArray:
    """
    Return the shapely geometries of a layer's table, None where a row has none.

    Examples
    --------
    >>> [str(shape) for shape in geometry_of(build_table([1, 2], [shapely.Point(1, 2), None], {}))]
    ['POINT (1 2)', 'None']
    """
    wkb = np.array(table[GEOMETRY].to_pylist(), dtype=object)
    return np.asarray(shapely.from_wkb(wkb), dtype=object)


def _wkb(geometry: GeometryArray | Sequence[bytes | None]) -> list[bytes | None]:
    shapes = np.empty(len(geometry), dtype=object)
    shapes[:] = geometry
    drawn = shapely.is_geometry(shapes)
    shapes[drawn] = shapely.to_wkb(shapes[drawn])
    return list(shapes)


def _joint_type(parts: Iterable[pa.ChunkedArray]) -> pa.DataType:
    parts = list(parts)
    kinds = {part.type for part in parts} - {pa.null()}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {pa.int64(), pa.float64()} and all(map(_is_exact, parts)):
        return pa.float64()
    return pa.binary() if pa.binary() in kinds else pa.string()


def _is_exact(part: pa.ChunkedArray) -> bool:
    """Whether its whole numbers are float64 too."""
    if part.type != pa.int64():
        return True
    ends = pc.min_max(part).as_py()
    return all(end is None or abs(end) <= EXACT_INT for end in ends.values())


def _chunks(part: pa.Table, name: str, kind: pa.DataType) -> list[pa.Array]:
    if name not in part.column_names:
        return [pa.nulls(part.num_rows, kind)]
    found = part[name]
    if found.type in {kind, pa.null()} or kind == pa.float64():
        return list(found.cast(kind).chunks)
    if found.type == pa.binary() or kind == pa.binary():
        return list(found.cast(kind).chunks)
    return [pa.array([as_text(value) for value in found.to_pylist()], kind)]
