"""
Take everything that leaves for each role of an office, and look for the defence land in it.

    python -m bench.leaks

Prints the table of exits and roles: how many bytes left and in how many of the pieces something was
found. The last column is the control: a steward to whom the land is open must get it.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.leak_exits import (
    NOBODY,
    OPENED,
    Office,
    Sent,
    command_exits,
    disk_exits,
    download_exits,
    office_at,
    office_exits,
    web_exits,
)
from bench.leak_page import fault_exits, page_exits
from bench.leak_search import leaks_in
from office.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

VIEWERS = (NOBODY, *(str(role) for role in Role), OPENED)
EVERYBODY = "all"


@dataclass
class Cell:
    """What left by one exit for one viewer."""

    pieces: int = 0
    bytes: int = 0
    found: int = 0
    what: set[str] = field(default_factory=set)

    def add(self, sent: Sent, which: str) -> None:
        """Count a piece, and search it; refusals are searched as well."""
        what = leaks_in(sent.body, which)
        self.pieces += sent.given
        self.bytes += len(sent.body) if sent.given else 0
        self.found += bool(what)
        self.what |= what

    def __str__(self) -> str:
        """Return it for the table."""
        if self.found:
            return f"{self.found} FOUND ({', '.join(sorted(self.what))})"
        return f"0 of {self.pieces} ({self.bytes:,} B)" if self.pieces else "refused"


Table = dict[str, dict[str, Cell]]
Pieces = dict[tuple[str, str], list[bytes]]


def sent_to(office: Office, viewer: str) -> Iterator[Sent]:
    """Give all that leaves for one viewer."""
    yield from web_exits(office, viewer)
    yield from download_exits(office, viewer)
    yield from page_exits(office, viewer)
    if viewer != NOBODY:
        yield from command_exits(office, viewer)
        yield from office_exits(office, viewer)
        yield from fault_exits(office, viewer)


def measure(
    work: Path, which: str, viewers: tuple[str, ...] = VIEWERS
) -> tuple[Table, dict[tuple[str, str], list[bytes]]]:
    """Return the table, and all pieces by viewer and exit, of a province with one of the two shapes."""
    table: Table = defaultdict(lambda: defaultdict(Cell))
    pieces: Pieces = defaultdict(list)
    lines: list[str] = []
    watch = _Lines(lines)
    logging.getLogger().addHandler(watch)
    try:
        with office_at(work, which) as office:
            for viewer in viewers:
                for sent in sent_to(office, viewer):
                    table[sent.exit][viewer].add(sent, which)
                    pieces[viewer, sent.exit].append(sent.body)
            for sent in disk_exits(office):
                table[sent.exit][EVERYBODY].add(sent, which)
    finally:
        logging.getLogger().removeHandler(watch)
    log = Sent(exit="log", body="\n".join(lines).encode(), given=True)
    table[log.exit][EVERYBODY].add(log, which)
    return table, pieces


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of the log."""
        self.lines.append(self.format(record))


def text_of(table: Table) -> str:
    """Return the table as Markdown."""
    columns = tuple(name for name in (*VIEWERS, EVERYBODY) if any(name in cells for cells in table.values()))
    lines = ["| exit | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, cells in table.items():
        shown = (str(cells[viewer]) if viewer in cells else "" for viewer in columns)
        lines.append(f"| {name} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def leaked(table: Table) -> list[str]:
    """Return where something was found that should not have been."""
    return [
        f"{name} for {viewer}: {cell}"
        for name, cells in table.items()
        for viewer, cell in cells.items()
        if viewer != OPENED and cell.found
    ]


def main() -> int:
    """Print the table; the status is 1 if something was found."""
    argparse.ArgumentParser(description=__doc__.splitlines()[1]).parse_args()
    with tempfile.TemporaryDirectory(prefix="ranh-leaks-") as work:
        table, _ = measure(Path(work), "first")
    sys.stdout.write(text_of(table) + "\n")
    return 1 if leaked(table) else 0


if __name__ == "__main__":
    sys.exit(main())
