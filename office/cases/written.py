"""Rows written, with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa


def insert(connection: sa.Connection, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 - any cell
    """Write a row and return the number that it got."""
    (primary,) = table.primary_key.columns
    return int(connection.execute(table.insert().values(**values).returning(primary)).scalar_one())
