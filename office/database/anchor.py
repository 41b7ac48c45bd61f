"""
The anchor: what the audit trail's last row was, kept in a file beside the database.

A trail that lost its last rows, or was computed anew from some row on, is sound in itself; only
something outside of it can tell. The file is written after the commit, so it may lag behind
the database but never run ahead of it. Who can write to both files can forge both: for that, keep
what `ranh audit head` prints somewhere else.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

FILE = "audit-anchor.jsonl"
NOTED = "ranh_audit_head"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Head:
    """A row of the audit trail that was the last one at some moment."""

    sequence: int
    hash: str
    at: str
    lost_to: int = 0
    """Not 0: a backup was put back that ends at `sequence`; rows up to this one were given up."""


def note(connection: sa.Connection, head: Head) -> None:
    """Remember the row until the transaction ends."""
    connection.info[NOTED] = head


def take(connection: sa.Connection) -> Head | None:
    """Return the last row that was added in this transaction, once."""
    head: Head | None = connection.info.pop(NOTED, None)
    return head


def keep(folder: Path, head: Head) -> None:
    """Add a line to the file; where that fails the decision stands, and the next line covers it."""
    line = json.dumps({key: value for key, value in asdict(head).items() if value}) + "\n"
    try:
        file = os.open(folder / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(file, line.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        log.warning("the anchor of the audit trail could not be written: %s", error)


def read(folder: Path) -> tuple[tuple[Head, ...], int]:
    """Return the lines in order, and how many cannot be read; a last line that was cut is no fault."""
    path = folder / FILE
    if not path.is_file():
        return (), 0
    lines = path.read_bytes().split(b"\n")
    heads = []
    for line in lines[:-1]:
        try:
            heads.append(Head(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(heads), len(lines) - 1 - len(heads)
