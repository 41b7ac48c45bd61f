"""
Change one byte of a row in the file of a desk, and see whether `ranh audit verify` finds it.

    python -m bench.changed_bytes --tries 1000
    python -m bench.changed_bytes --tries 1000 --anywhere
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bench.sqlite_pages import Cell, Pages
from office import audit
from office.audit_verify import verify
from office.database.desk import FILE, Desk, open_desk
from office.database.place import office_folder
from office.database.schema import AUDITED
from office.database.types import Facts, Moment, now
from office.errors import DeskError
from office.people import Person, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = Person(id=1, name="an", full_name="Nguyễn Văn An", role=Role.CHIEF)
ROWS = 12


def filled(folder: Path) -> Path:
    """Make a desk with some rows in every table; return its file, closed."""
    with closing(open_desk(folder)) as desk:
        for number in range(1, ROWS + 1):
            with desk.writing() as connection:
                for table in sorted(AUDITED, key=_order):
                    values = {column.name: _value(column, number) for column in table.columns}
                    key = connection.execute(table.insert().values(values)).inserted_primary_key
                    audit.append(connection, PERSON, "fill", table=table, key=key[0], facts={"số": number})
        if not verify(desk, keep=False).ok:
            raise ValueError("the desk is not sound to begin with")
    return office_folder(folder) / FILE


def _order(table: sa.Table) -> int:
    return list(table.metadata.sorted_tables).index(table)


def _value(column: sa.Column[Any], number: int) -> Any:  # noqa: ANN401 - any cell
    if column.primary_key or column.foreign_keys:
        return f"khóa {number}" if isinstance(column.type, sa.String) else number
    if isinstance(column.type, Moment):
        return now()
    if isinstance(column.type, Facts):
        return {"thửa đất": number, "share": number / 7, "list": ["Tà Tổng", None, True, 1e16]}
    simple: dict[type, Any] = {
        sa.Boolean: bool(number % 2),
        sa.Integer: number * 100,
        sa.Date: now().date(),
        sa.LargeBinary: bytes(range(256)) * number * 3,
    }
    found = (value for kind, value in simple.items() if isinstance(column.type, kind))
    return next(found, f"{column.name} của hồ sơ {number}")


def places(file: Path) -> Iterator[tuple[str, int]]:
    """Yield table and place of every byte that says what a row is, volatile columns apart."""
    pages = Pages(file.read_bytes())
    with closing(sqlite3.connect(file)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"))
    for table in (*AUDITED, audit.audit):
        for cell in pages.cells(roots[table.name]):
            yield from ((f"{table.name}.{name}", place) for name, place in _of(cell, table))


def _of(cell: Cell, table: sa.Table) -> Iterator[tuple[str, int]]:
    if isinstance(next(iter(table.primary_key.columns)).type, sa.Integer):
        yield from (("number", place) for place in cell.key)
    for column, kinds, values in zip(table.columns, cell.kinds, cell.values, strict=True):
        if not column.info.get("volatile"):
            yield from ((column.name, place) for place in (*kinds, *values))


def content_of(file: Path) -> list[tuple[Any, ...]]:
    """Return all rows that the trail tells of, and its own."""
    rows = []
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = bytes
        for table in (*AUDITED, audit.audit):
            names = ", ".join(
                f'"{column.name}"' for column in table.columns if not column.info.get("volatile")
            )
            rows += connection.execute(f"SELECT {names} FROM {table.name} ORDER BY 1").fetchall()  # noqa: S608
    return rows


def outcome(file: Path, candidates: list[tuple[str, int]], chance: random.Random) -> tuple[str, str]:
    """Change one byte in a copy of a desk; return where, and how that was found."""
    where, place = chance.choice(candidates)
    content = bytearray(file.read_bytes())
    content[place] ^= chance.randrange(1, 256)
    with tempfile.TemporaryDirectory() as other:
        changed = Path(other) / FILE
        changed.write_bytes(content)
        with closing(Desk(f"sqlite:///{changed}", file.parent)) as desk:
            try:
                if not verify(desk, keep=False).ok:
                    return where, "told"
            except DeskError:
                return where, "refused"
        return where, "nothing changed" if content_of(changed) == content_of(file) else "not found"


def main() -> int:
    """Print how many of the changed bytes were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=26)
    parser.add_argument("--anywhere", action="store_true", help="any byte of the file, also unused ones")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - to be the same again
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("RANH_DATABASE_URL", None)
        os.environ["RANH_OFFICE"] = f"{folder}/office"
        file = filled(Path(folder))
        candidates = list(places(file))
        if options.anywhere:
            candidates = [("file", place) for place in range(file.stat().st_size)]
        print(f"{len(candidates)} bytes to choose from")
        for _ in range(options.tries):
            where, how = outcome(file, candidates, chance)
            counts[how] += 1
            if how == "not found":
                print(f"NOT FOUND: {where}")
    print(f"{options.tries} bytes changed: {dict(counts)}")
    return int(bool(counts["not found"]))


if __name__ == "__main__":
    sys.exit(main())
