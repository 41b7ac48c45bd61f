"""
The trail compared with itself, and with the rows that it tells of.

Rows are taken in the order of their sequence, never of their clock: clocks go back.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.database import anchor
from office.database.schema import AUDITED
from office.database.schema import audit as trail
from office.database.types import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.audit_told import Found

Objects = dict[tuple[str, str], str]
"""Table and key -> digest of the row as the trail last told of it."""


def check_chain(
    connection: sa.Connection, found: Found
) -> tuple[dict[int, str], Objects, anchor.Head | None]:
    """Return the hash of every row, what was last told of every object, and the last row."""
    hashes: dict[int, str] = {}
    objects: Objects = {}
    last: anchor.Head | None = None
    previous, expected = audit.START, 1
    for row in _rows(connection, trail, found, order=trail.c.sequence):
        sequence = row["sequence"]
        if sequence != expected:
            found.add(
                f"Audit rows {expected} to {sequence - 1} are missing.",
                f"Thiếu dòng nhật ký từ {expected} đến {sequence - 1}.",
            )
        elif row["previous_hash"] != previous:
            found.add(
                f"Audit row {sequence} does not follow from row {sequence - 1}.",
                f"Dòng nhật ký {sequence} không nối tiếp dòng {sequence - 1}.",
            )
        if _hash(row) != row["hash"]:
            found.add(
                f"Audit row {sequence} ({row['act']!r}) was changed after it was written.",
                f"Dòng nhật ký {sequence} ({row['act']!r}) đã bị sửa sau khi ghi.",
            )
        previous, expected = row["hash"], sequence + 1
        hashes[sequence] = row["hash"]
        if row["row_digest"]:
            objects[row["object_kind"], row["object_id"]] = row["row_digest"]
        last = anchor.Head(sequence=sequence, hash=str(row["hash"]), at=str(row["at"]))
    return hashes, objects, last


def check_table(connection: sa.Connection, table: sa.Table, objects: Objects, found: Found) -> int:
    """Compare the rows of a table with the trail; return how many. What was found leaves `objects`."""
    (key,) = table.primary_key.columns
    counter = itertools.count()
    for row in _rows(connection, table, found, order=key):
        next(counter)
        name = f"{table.name} {row[key.name]}"
        known = objects.pop((table.name, str(row[key.name])), None)
        if known is None:
            found.add(f"The row {name} is in no audit row.", f"Dòng {name} không có trong nhật ký.")
        elif known != audit.digest_of(row):
            found.add(
                f"The row {name} is not what the audit trail says of it.",
                f"Dòng {name} không khớp với nhật ký.",
            )
    return next(counter)


def tell_removed(objects: Objects, found: Found) -> None:
    """Tell what is in the trail but not in its table; `objects` has what no row was found for."""
    tables = {table.name for table in AUDITED}
    for (table, key), digest in objects.items():
        if digest != audit.REMOVED and table in tables:
            found.add(
                f"The row {table} {key} was removed without an audit row.",
                f"Dòng {table} {key} bị xóa mà không có trong nhật ký.",
            )


def _rows(
    connection: sa.Connection, table: sa.Table, found: Found, *, order: sa.Column[Any]
) -> Iterator[dict[str, Any]]:
    asked = audit.stored(table).order_by(order).execution_options(stream_results=True, max_row_buffer=500)
    try:
        for row in connection.execute(asked).mappings():
            yield dict(row)
    except (sa.exc.DatabaseError, UnicodeDecodeError):
        found.add(
            f"Rows of the table {table.name} cannot be read.",
            f"Có dòng của bảng {table.name} không đọc được.",
        )


def _hash(row: dict[str, Any]) -> str:
    """Return the hash that a stored row should have; "" where it was not written by `append`."""
    try:
        facts = json.loads(row["facts"])
        # Text that means the same but is not the same was not written by us.
        return audit.hash_of(row | {"facts": facts}) if canonical(facts) == row["facts"] else ""
    except (ValueError, TypeError):
        return ""
