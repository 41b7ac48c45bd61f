"""Rows written, with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa


def insert(connection: sa.Connection, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 - any cell
    """Write a row and return the number that it got."""
    (primary,) = table.primary_key.columns
    return int(connection.execute(table.insert().values(**values).returning(primary)).scalar_one())


def insert_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write rows all at once and return their numbers, in the order of the rows."""
    if not rows:
        return []
    (primary,) = table.primary_key.columns
    written = table.insert().returning(primary, sort_by_parameter_order=True)
    return [int(key) for key in connection.execute(written, list(rows)).scalars()]
