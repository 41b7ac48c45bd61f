"""
Packages of the demonstration province: how far vertices are off in each format, and how long it takes.

    python -m bench.packages [--commune CODE] [--all] [--out FOLDER]

Writes the package of a commune (with `--all` of every commune) into a folder, lets each file be read
back, verifies each zip as who gets it would, and prints a line for each format: files, rows, vertices,
and by how many millimetres of VN-2000 the farthest vertex is off. Fails if a package has a fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from layers.corridor.seen import FolderSeen
from layers.packages.many import pack_each
from layers.packages.units import one_unit, units_of
from layers.packages.verifying import verify_package
from layers.province import default_province_folder, open_province

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.packages.writing import Packed

TODAY = date(2026, 11, 26)
COMMUNE = "03388"


@dataclass
class Format:
    """What was read back of one format."""

    files: int = 0
    rows: int = 0
    vertices: int = 0
    off_m: float = 0.0


def formats_of(packages: Iterable[Packed]) -> dict[str, Format]:
    """Return the sums of all files by their endings."""
    found: dict[str, Format] = defaultdict(Format)
    for one in (proved for packed in packages for proved in packed.proved):
        of = found[Path(one.file).suffix]
        of.files += 1
        of.rows += one.rows
        of.vertices += one.vertices
        of.off_m = max(of.off_m, one.off_m)
    return dict(found)


def main() -> int:
    """Write, verify and print; return 1 if a package has a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--commune", default=COMMUNE)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ranh-packages-") as held:
        return run(asked.out or Path(held), asked.commune, everything=asked.all)


def run(folder: Path, commune: str, *, everything: bool) -> int:
    """Do it in a folder that is there."""
    seen = FolderSeen(whole=open_province(default_province_folder()), is_exact=False)
    started = time.perf_counter()
    units = units_of(seen, "commune", TODAY) if everything else (one_unit(seen, commune, "commune", TODAY),)
    seen.withheld()
    read_s = time.perf_counter() - started
    started, processor = time.perf_counter(), time.process_time()
    packages = list(pack_each(seen, units, TODAY, folder))
    packed_s, own_s = time.perf_counter() - started, time.process_time() - processor
    started = time.perf_counter()
    faults = [en for packed in packages for en, _ in _faults(packed.path)]
    verified_s = time.perf_counter() - started
    print(f"{'format':<10}{'files':>7}{'rows':>9}{'vertices':>10}{'farthest vertex, mm':>21}")
    for ending, of in sorted(formats_of(packages).items()):
        # A workbook holds no shapes: its cells were compared.
        off = "cells only" if ending == ".xlsx" else f"{of.off_m * 1000:.4f}"
        vertices = "" if ending == ".xlsx" else f"{of.vertices:,}"
        print(f"{ending[1:]:<10}{of.files:>7}{of.rows:>9,}{vertices:>10}{off:>21}")
    size = sum(packed.path.stat().st_size for packed in packages)
    print(f"{len(packages)} packages, {size / 1e6:.1f} MB")
    print(f"layers read and cut by the cover in {read_s:.1f} s")
    print(f"written and read back in {packed_s:.1f} s, {own_s:.1f} s of processor in this process")
    print(f"verified in {verified_s:.1f} s")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _faults(path: Path) -> tuple[tuple[str, str], ...]:
    found = verify_package(path)
    return (*found.faults, *found.unread)


if __name__ == "__main__":
    sys.exit(main())
