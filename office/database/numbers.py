"""Numbers that people cite: HS-2026-0001, one after the other, each given once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable


def next_number(connection: sa.Connection, column: sa.Column[Any], prefix: str, year: int) -> str:
    """
    Return the next free number of a year; to be asked for, and used, inside `Desk.writing()`.

    Only one writer is inside at a time, so nobody else gets the same number, and a transaction
    that is not kept leaves no gap.

    Parameters
    ----------
    column
        Where numbers of this kind are kept, for example `cases.c.number`.
    prefix
        What stands before the year: `HS`, `BC` ...
    """
    start = f"{prefix}-{year:04d}-"
    # After 9999 come five digits: the longest is the latest, and among those the greatest text.
    length: Callable[..., Any] = sa.func.length
    last = connection.execute(
        sa.select(column)
        .where(column.startswith(start, autoescape=True))
        .order_by(length(column).desc(), column.desc())
        .limit(1)
    ).scalar()
    return following(start, last)


def following(start: str, last: str | None) -> str:
    """
    Return the number after `last`.

    Examples
    --------
    >>> following("HS-2026-", None), following("HS-2026-", "HS-2026-9999")
    ('HS-2026-0001', 'HS-2026-10000')
    """
    return f"{start}{(int(last.removeprefix(start)) if last else 0) + 1:04d}"
