"""Seconds and memory of one piece of work, done in a process of its own so that neither is another's."""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import os
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

P = ParamSpec("P")
R = TypeVar("R")

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
KB_PER_MB = 1024


class Clock:
    """
    Seconds of named laps; a lap entered twice adds up. Peak memory counts from the end of the lap "load".

    `cpu_s` counts all threads of this process. On a machine that others use, too, it says more
    than `wall_s`, unless the work is done by a server.
    """

    def __init__(self) -> None:
        self.wall_s: dict[str, float] = {}
        self.cpu_s: dict[str, float] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Add the seconds of the block to the lap `name`."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall_s[name] = self.wall_s.get(name, 0.0) + time.perf_counter() - wall
        self.cpu_s[name] = self.cpu_s.get(name, 0.0) + time.process_time() - cpu
        if name == "load":
            forget_peak()


def forget_peak() -> None:
    """Let `peak_mb` count from now on (Linux; elsewhere nothing is counted)."""
    if CLEAR.exists():
        CLEAR.write_text("5", encoding="ascii")


def peak_mb() -> float | None:
    """
    Return the most memory this process held since `forget_peak`, or None where it is not told.

    Not `ru_maxrss`: a new process inherits that figure from the one that started it.
    """
    if not STATUS.exists():
        return None
    lines = STATUS.read_text(encoding="ascii").splitlines()
    found = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return found[0] / KB_PER_MB if found else None


def run_alone(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `work(*args)` of a new process; what it raises is raised here."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as pool:
        return pool.submit(work, *args, **kwargs).result()


def machine(packages: Sequence[str] = ()) -> str:
    """Return one line: cores, memory, Python, GEOS, shapely and those of `packages` that are installed."""
    parts = [f"{os.cpu_count()} cores"]
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        held = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        parts.append(f"{held / 2**30:.0f} GiB")
    parts += [f"{platform.system()} {platform.machine()}", f"Python {sys.version.split()[0]}"]
    parts += [f"shapely {shapely.__version__}", f"GEOS {shapely.geos_version_string}"]
    for package in packages:
        try:
            parts.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            parts.append(f"{package} -")
    return ", ".join(parts)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    Return a Markdown table whose columns line up; the first is set left, the others right.

    Examples
    --------
    >>> print(table(["a", "b"], [["x", "10"]]))
    | a |  b |
    |---|---:|
    | x | 10 |
    """
    width = [max(len(line[k]) for line in (heading, *rows)) for k in range(len(heading))]

    def line(cells: Sequence[str]) -> str:
        right = [cell.rjust(w) for cell, w in zip(cells[1:], width[1:], strict=True)]
        return "| " + " | ".join([cells[0].ljust(width[0]), *right]) + " |"

    rule = "|" + "|".join(["-" * (width[0] + 2), *("-" * (w + 1) + ":" for w in width[1:])]) + "|"
    return "\n".join([line(heading), rule, *map(line, rows)])
