"""
Processes that search beside the program: two searches at once, and nobody else waits for them.

scikit-image holds Python's lock for as long as a search goes on, which is seconds on the grid of a
province: in the program's own process no page, tile or click of anybody would be answered in them.
What is searched goes through pipes and never onto a disk. The processes end with the search.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from concurrent.futures import CancelledError, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING

from layers.province import HOME
from layers.routing.floods import Here
from layers.routing.wire import Asked, send_asked, take_sought

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    from geo.types import FloatArray
    from layers.routing.floods import Awaited, Errand, Floods, Sought
    from layers.routing.squares import Grid

COUNT = 2
"""Most of a search are pairs: from the start and from the goal."""

FEW_CELLS = 600_000
"""Up to so many cells a search is over sooner than a process has started."""

COMMAND = (sys.executable, "-m", "layers.routing.flood_process")


class Member:
    """
    One process, and what it was given last.

    Parameters
    ----------
    grids
        What it lays out while it is not needed yet.
    """

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._here, self._is_over = Here(), False
        self._process: subprocess.Popen[bytes] | None = None
        self._held: dict[tuple[tuple[int, ...], float], FloatArray] = {}
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=HOME,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            for grid in grids:
                send_asked(self._pipes()[0], Asked(shape=grid.shape, cell_m=grid.cell_m))

    def seek(self, costs: FloatArray, cell_m: float, errand: Errand) -> Sought:
        """
        Search there; here, once that process has ended before its time.

        The answer is the same; it is only later.
        """
        try:
            return self._asked(costs, cell_m, errand)
        except (OSError, EOFError):
            self.end()
            if self._is_over:
                raise CancelledError from None
            return self._here.now(costs, cell_m, errand)

    def stop(self) -> None:
        """End it; what it was asked has no answer any more."""
        self._is_over = True
        self.end()

    def end(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _asked(self, costs: FloatArray, cell_m: float, errand: Errand) -> Sought:
        into, out = self._pipes()
        shape = (costs.shape[0], costs.shape[1])
        is_held = self._held.get((shape, cell_m)) is costs
        self._held[(shape, cell_m)] = costs
        send_asked(into, Asked(shape=shape, cell_m=cell_m, costs=None if is_held else costs, errand=errand))
        return take_sought(out, shape)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        return process.stdin, process.stdout


class Crew:
    """
    Several processes; an errand goes to one that is idle.

    Parameters
    ----------
    grids
        That will be searched.
    """

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._members = [Member(grids) for _ in range(COUNT)]
        self._threads = ThreadPoolExecutor(max_workers=COUNT, thread_name_prefix="flood")
        self._idle: SimpleQueue[Member] = SimpleQueue()
        for member in self._members:
            self._idle.put(member)

    def seek(self, costs: FloatArray, cell_m: float, errand: Errand) -> Awaited:
        """Begin to look for a way, or for the costs to all cells."""
        return self._threads.submit(self._seek, costs, cell_m, errand)

    def end(self) -> None:
        """Stop everything that has been begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for member in self._members:
            member.stop()

    def _seek(self, costs: FloatArray, cell_m: float, errand: Errand) -> Sought:
        member = self._idle.get()
        try:
            return member.seek(costs, cell_m, errand)
        finally:
            self._idle.put(member)


@contextlib.contextmanager
def floods_over(grids: Sequence[Grid]) -> Iterator[Floods]:
    """Yield who searches grids: this process where they are small."""
    if max(grid.shape[0] * grid.shape[1] for grid in grids) <= FEW_CELLS:
        yield Here()
        return
    crew = Crew(grids)
    try:
        yield crew
    finally:
        crew.end()
