"""
Take everything that leaves for each role of an office, and look for the defence land in it.

    python -m bench.leaks [--light]

Prints the table of exits and roles: how many bytes left and in how many of the pieces something was
found. Two columns are controls: a steward to whom the land is open must get it, and where nobody
may, marks are planted in what everybody may see. Then: whether another shape in the same squares of
the cover gives the same bytes, and how much of the land the exports give back.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench import leak_holes
from bench.leak_dossiers import dossier_exits
from bench.leak_exits import (
    FEW,
    check_exits,
    command_exits,
    corridor_exits,
    disk_exits,
    download_exits,
    evaluation_exits,
    office_exits,
    package_exits,
    record_exits,
    web_exits,
)
from bench.leak_map import FORMS, map_exits
from bench.leak_office import APP, NOBODY, OPENED, Office, Sent, command_names, office_at
from bench.leak_page import FINDINGS, corridor_page_exits, page_exits, plan_page_exits
from bench.leak_public import public_exits
from bench.leak_search import leaks_in
from bench.leak_server import FACES, server_exits
from bench.leak_swap import differing
from bench.leak_tables import table_exits
from bench.server import running
from office.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench.leak_swap import Pieces

EVERYBODY, PLANTED = "all", "planted"
OFFICER, COMMUNE, PUBLIC = str(Role.PROVINCIAL_OFFICER), str(Role.COMMUNE_OFFICER), str(Role.PUBLIC_VIEWER)
VIEWERS = tuple(dict.fromkeys((NOBODY, OFFICER, *map(str, Role), OPENED)))
"""The officer first: of the other shape the light version asks for no others' reports, which are numbered."""
BRIEF = (PUBLIC, COMMUNE)
"""Of whom the light version takes less: what they get is made like an officer's, of the same cover."""
CONTROLS = (OPENED, PLANTED)
EXPORTS = (
    "layer",
    "sites",
    "overlaps",
    "download",
    "export package",
    "check .geojson",
    "check .gpkg",
    "check .parquet",
    "replay .geojson",
    "plans compare .geojson",
)
"""What holds shapes of the data; those of corridors are the asker's, and the other land leaves them alike."""


NO_EXITS = frozenset(
    {
        *("/vendor", "/browser", "/browser/{version}/joined.js"),  # files of the program
        *("/", "/warnings"),  # Streamlit's page, with the address of the map, which `map_exits` takes
        *("/dang-nhap/ben-ngoai", "/dang-nhap", "/dang-xuat", "/doi-mat-khau"),
        *("/ma-truy-cap", "/ma-truy-cap/thu-hoi"),
        *("/features/import/{token}/{part}", "/tep-ho-so/{attachment_id:int}"),  # what people brought in
        *("/ve/doc", "/ve/nhap", "/ve/nhap/luu", "/ve/nhap/xoa", "/ve/nhap/khoi-phuc"),  # likewise
        "/ve/hoi",  # the answer on the cover
    }
)
"""Addresses that tell nothing of the province, or what another exit takes."""
NO_COMMANDS = {
    # work on the asker's own files, without the province
    *("overlap", "partition", "verify"),
    # bring in, or give back what was brought in
    *("import", "targets import", "restore", "backup verify", "cases step", "cases open", "cases file"),
    *(f"projects {name}" for name in ("event", "set", "withdraw", "history import")),
    *(f"account {name}" for name in ("add", "change", "close", "password", "demo", "first")),
    # of the vault; `dossier_exits` takes their files
    *(f"sealed {name}" for name in ("add", "list", "check", "cover", "key", "passphrase")),
    *("cover install", "cover trust", "public on", "public off", "token add", "token revoke"),
    *(f"dossier {name}" for name in ("ask", "release", "pack", "answer", "take", "trust", "key")),
    # a hash over every moment of the trail
    *("audit verify", "audit head"),
    # `table_exits` reads what it wrote
    "map-tables",
}
"""Commands that tell nothing of the province, ask for the vault's passphrase, or what another exit takes."""
NEVER_GIVEN = frozenset({"unknown layer", "door without exit"})
"""Refused to everybody: whether a refusal tells something is what is searched for."""
NOT_OFFICERS = frozenset({"audit", "backup"})
"""What a provincial officer has no right to."""
FILES = ("cover file", "answer on the cover", "dossier file", "answer file")
"""What travels between machines."""


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


def sent_to(office: Office, viewer: str, *, light: bool = False) -> Iterator[Sent]:
    """Give all that leaves for one viewer; with `light`, one piece of each kind for most of them."""
    brief = light and viewer in BRIEF
    yield from web_exits(office, viewer)
    # A sheet as a picture is set of the same template as the PDF.
    yield from map_exits(office, viewer, FORMS[:1] if light else FORMS)
    yield from download_exits(office, viewer)
    yield from page_exits(office, viewer, FINDINGS[: 1 if viewer != OFFICER else 2] if light else FINDINGS)
    if not brief:
        yield from public_exits(office, viewer)
        yield from corridor_page_exits(office, viewer)
        if not light:  # its tables are those of commands, which the suite takes
            yield from plan_page_exits(office, viewer)
    if viewer == NOBODY:
        return
    if brief:
        yield from check_exits(office, viewer, 1)
        yield from package_exits(office, viewer)
    else:
        yield from command_exits(office, viewer, FEW if light else None)
        yield from corridor_exits(office, viewer, 1 if light else None)
    if not light or viewer in {OFFICER, COMMUNE}:
        yield from office_exits(office, viewer)
    if not light or viewer == OFFICER:
        yield from evaluation_exits(office, viewer)
        yield from record_exits(office, viewer)


def measure(
    work: Path, which: str, viewers: tuple[str, ...] = VIEWERS, *, light: bool = False
) -> tuple[Table, Pieces]:
    """
    Return the table, and all pieces by viewer and exit, of a province with one of the two shapes.

    Parameters
    ----------
    light
        For the suite: fewer states of the page, files and lists; no database server, no web server
        with faults.
    """
    table: Table = defaultdict(lambda: defaultdict(Cell))
    pieces: Pieces = defaultdict(list)
    with _logged(table, which, EVERYBODY), office_at(work, which) as office:
        for viewer in viewers:
            for sent in sent_to(office, viewer, light=light):
                table[sent.exit][viewer].add(sent, which)
                pieces[viewer, sent.exit].append(sent.body)
        if not light:
            untaken = {route.path for route in APP.routes} - office.asked - NO_EXITS
            untaken |= command_names() - office.ran - NO_COMMANDS
            table["door without exit"][EVERYBODY] = Cell(found=len(untaken), what=untaken)
        _add(table, EVERYBODY, which, *([] if light else [server_exits(office)]), disk_exits(office))
    for sent in dossier_exits(work / f"machines-{which}", which):
        table[sent.exit][EVERYBODY].add(sent, which)
        if sent.exit in FILES:
            pieces[EVERYBODY, sent.exit].append(sent.body)
    if not light:
        _add_tables(table, EVERYBODY, which, work)
    return table, pieces


def swapped(work: Path, viewers: tuple[str, ...], *, light: bool = False) -> Pieces:
    """
    Return all pieces of the province with the other shape, and of its dossiers.

    It has to stand in the folder of the first one, so that no path differs.
    """
    pieces: Pieces = defaultdict(list)
    with office_at(work, "second") as office:
        for viewer in viewers:
            for sent in _again(office, viewer) if light else sent_to(office, viewer):
                pieces[viewer, sent.exit].append(sent.body)
    # Salts and tokens, drawn by lot, are all over it.
    pieces = {key: bodies for key, bodies in pieces.items() if key[1] != "backup"}
    for sent in dossier_exits(work / "machines-second", "second"):
        if sent.exit in FILES:
            pieces.setdefault((EVERYBODY, sent.exit), []).append(sent.body)
    return pieces


def _again(office: Office, viewer: str) -> Iterator[Sent]:
    """Give all for an officer; for others the layers."""
    yield from sent_to(office, viewer, light=True) if viewer == OFFICER else web_exits(office, viewer)


def control(work: Path, which: str, table: Table, *, light: bool = False) -> None:
    """Add the column of what is found where marks are planted in what officers may see."""
    with _logged(table, which, PLANTED), office_at(work, which, planted=True) as office:
        chief, keeper = str(Role.CHIEF), str(Role.ADMINISTRATOR)
        taken = [
            web_exits(office, chief),
            map_exits(office, chief, ()),
            public_exits(office, chief),
            office_exits(office, chief),
            evaluation_exits(office, chief),
            record_exits(office, keeper),
            corridor_exits(office, chief, 1 if light else None),
        ]
        if not light:  # of these the open view is a control as well
            taken += [
                command_exits(office, chief, 1),
                page_exits(office, chief, FINDINGS[:1]),
                server_exits(office, FACES[2:3], planted=True),
            ]
        _add(table, PLANTED, which, *taken)
        with tempfile.NamedTemporaryFile(delete=False) as left:
            left.write(which.encode() + b" ".join(mark.encode() for mark in (office.site,)))
        _add(table, PLANTED, which, disk_exits(office))
    _add(table, PLANTED, which, dossier_exits(work / "machines-planted", which, planted=True))
    if not light:
        _add_tables(table, PLANTED, which, work, planted=True)


def _add(table: Table, viewer: str, which: str, *exits: Iterable[Sent]) -> None:
    for some in exits:
        for sent in some:
            table[sent.exit][viewer].add(sent, which)


def _add_tables(table: Table, viewer: str, which: str, work: Path, *, planted: bool = False) -> None:
    with running() as server:
        if server is None:
            raise LookupError("no PostgreSQL on this machine (Debian: apt install postgresql-15-postgis-3)")
        _add(table, viewer, which, table_exits(server, work, which, planted=planted))


@contextmanager
def _logged(table: Table, which: str, viewer: str) -> Iterator[None]:
    lines: list[str] = []
    watch = _Lines(lines)
    logging.getLogger().addHandler(watch)
    try:
        yield
        if viewer == PLANTED:
            logging.getLogger("ranh").warning("ZQ-4711")
    finally:
        logging.getLogger().removeHandler(watch)
    table["log"][viewer].add(Sent(exit="log", body="\n".join(lines).encode(), given=True), which)


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of the log."""
        self.lines.append(self.format(record))


def text_of(table: Table) -> str:
    """Return the table as Markdown."""
    names = (*VIEWERS, EVERYBODY, PLANTED)
    columns = tuple(name for name in names if any(name in cells for cells in table.values()))
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
        if viewer not in CONTROLS and cell.found
    ]


def without_control(table: Table) -> list[str]:
    """Return the exits for which neither control shows that something would be found."""
    shown = (
        name for name, cells in table.items() if any(cells[one].found for one in CONTROLS if one in cells)
    )
    return sorted(table.keys() - NEVER_GIVEN - set(shown))


def without_anything(table: Table) -> list[str]:
    """Return the exits that gave a provincial officer nothing, though officers have a right to them."""
    return sorted(
        name
        for name, cells in table.items()
        if OFFICER in cells and name not in {*NEVER_GIVEN, *NOT_OFFICERS} and not cells[OFFICER].pieces
    )


def drawings(pieces: Pieces, which: str, viewers: Iterable[str]) -> dict[str, float]:
    """Return for each viewer the IoU of the best drawing from all exports together."""
    return {
        viewer: leak_holes.best_drawing(
            (body for name in EXPORTS for body in pieces.get((viewer, name), ())), which
        )
        for viewer in viewers
    }


def main() -> int:
    """Print the table; the status is 1 if something was found, or was not looked for well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--light", action="store_true", help="what the suite takes")
    light = parser.parse_args().light
    told = tuple(viewer for viewer in VIEWERS if viewer not in {NOBODY, OPENED})
    with tempfile.TemporaryDirectory(prefix="ranh-leaks-") as work:
        table, pieces = measure(Path(work) / "a", "first", light=light)
        others = swapped(Path(work) / "a", (*told, OPENED), light=light)
        control(Path(work) / "b", "first", table, light=light)
    sys.stdout.write(text_of(table) + "\n\n")
    found = [*leaked(table), *(f"no control: {name}" for name in without_control(table))]
    found += [f"an officer was given nothing by {name}" for name in without_anything(table)]
    apart = differing(pieces, others)
    sys.stdout.write(
        f"another shape in the same squares: {len(pieces.keys() & others.keys())} cells compared, "
        f"{sum(viewer == OPENED for viewer, _ in apart)} differ for the steward, "
        f"{sum(viewer != OPENED for viewer, _ in apart)} for all others\n"
    )
    found += sorted(f"another shape is told to {who} by {name}" for who, name in apart if who != OPENED)
    best, most = drawings(pieces, "first", (*told, OPENED)), leak_holes.bound("first")
    for viewer, iou in best.items():
        sys.stdout.write(f"best drawing of the land, {viewer}: IoU {iou:.3f} (bound {most:.3f})\n")
    found += [
        f"the land can be drawn by {viewer}: {best[viewer]:.3f}" for viewer in told if best[viewer] > most
    ]
    sys.stdout.write(
        "".join(f"FOUND: {one}\n" for one in found) or "Nothing was found; every exit has a control.\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
