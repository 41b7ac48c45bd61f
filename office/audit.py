"""
The audit trail: append-only rows, each with the hash of the one before.

A row is written in the transaction of what it tells of: there is no decision without its
audit row, and no audit row without its decision.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office.database import anchor
from office.database.schema import audit
from office.database.types import canonical, now
from office.people import OWNER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from office.people import Person

START = "0" * 64
"""What stands for the hash before the first row."""
REMOVED = "removed"
"""What stands for the digest of a row that was taken away. "": the act changed no row."""


def append(  # noqa: PLR0913 - each is a column of the trail
    connection: sa.Connection,
    person: Person | None,
    act: str,
    *,
    table: sa.Table | None = None,
    key: int | str | None = None,
    kind: str = "",
    facts: Mapping[str, Any] | None = None,
) -> int:
    """
    Add a row to the trail, in the transaction of `connection`; return its number.

    Parameters
    ----------
    person
        Who did it; None: the program.
    act
        What was done, as a word with underscores: `decide`, `see_exact`, `login_failed` ...
    table, key
        The row that was written, read back and put into the trail as a digest; to be called
        after the row was written. Without them nothing but the act is told.
    kind
        Kind of object where there is no table: `session`, `layer`, `export` ...; `key` names it.
    facts
        What else is to be remembered. Never geometry, nor anything about restricted land
        beyond its cover: who may read the trail may not all know it.
    """
    last = connection.execute(
        sa.select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
    ).first()
    who = person or OWNER
    row: dict[str, Any] = {
        "sequence": 1 if last is None else last.sequence + 1,
        "at": now(),
        "person_id": who.id,
        "person_name": who.name,
        "act": act,
        "object_kind": kind if table is None else table.name,
        "object_id": "" if key is None else str(key),
        "facts": dict(facts or {}),
        "row_digest": "" if table is None else row_digest(connection, table, key),
        "previous_hash": START if last is None else last.hash,
    }
    digest = hash_of(row)
    connection.execute(audit.insert().values(**row, hash=digest))
    sequence = int(row["sequence"])
    anchor.note(
        connection,
        anchor.Head(sequence=sequence, hash=digest, at=row["at"].isoformat(timespec="microseconds")),
    )
    return sequence


def hash_of(row: Mapping[str, Any]) -> str:
    """Return the hash of an audit row: of everything in it, and so of all rows before it."""
    told = {name: row[name] for name in audit.c.keys() if name != "hash"}  # noqa: SIM118 - a collection
    if isinstance(row["at"], datetime):
        told["at"] = row["at"].isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def row_digest(connection: sa.Connection, table: sa.Table, key: int | str | None) -> str:
    """Return the digest of a row as it now is, without its volatile columns; `REMOVED` if it is not there."""
    (primary,) = table.primary_key.columns
    row = connection.execute(stored(table).where(primary == key)).mappings().first()
    return REMOVED if row is None else digest_of(dict(row))


def stored(table: sa.Table, *, volatile: bool = False) -> sa.Select[Any]:
    """Return the question for the rows of a table as they are stored: text as text, nothing made of it."""
    columns = (column for column in table.columns if volatile or not column.info.get("volatile"))
    return sa.select(*(sa.type_coerce(column, _raw(column.type)).label(column.name) for column in columns))


def _raw(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    # A flag that was turned from 1 into 3 would still be read as true, and {"a": 1} as {"a":1}.
    if isinstance(kind, sa.types.TypeDecorator):
        return kind.impl_instance
    if isinstance(kind, sa.Date):
        return kind.with_variant(sa.Text(), "sqlite")
    if isinstance(kind, sa.Boolean):
        return kind.with_variant(sa.Integer(), "sqlite")
    return kind


def digest_of(row: Mapping[str, Any]) -> str:
    """Return the digest of a row of `stored`, the same for SQLite and PostgreSQL."""
    told = {name: _plain(value) for name, value in row.items()}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, bytes | memoryview):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return value.isoformat() if isinstance(value, date) else value
