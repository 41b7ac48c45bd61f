"""
How an errand goes to a process of `layers.routing.crew` through a pipe, and how its answer comes back.

Fixed numbers in front, then arrays as they lie in memory: both ends are this program on one machine.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from layers.routing.floods import Errand, Sought

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.types import FloatArray

NOWHERE = (-1, -1)

_ASKED = struct.Struct("=2qd?2q2q?")
_FOUND = struct.Struct("=qd?")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is put to a process."""

    shape: tuple[int, int]
    cell_m: float
    costs: FloatArray | None = None
    """None: the surface of the errand before."""
    errand: Errand | None = None
    """None: the grid is laid out, and nothing is answered."""


def send_asked(pipe: IO[bytes], asked: Asked) -> None:
    """Put an errand to the other end."""
    errand = asked.errand or Errand(start=NOWHERE)
    goal, has_costs = errand.goal or NOWHERE, asked.costs is not None
    numbers = (*asked.shape, asked.cell_m, has_costs, *errand.start, *goal, errand.keep)
    pipe.write(_ASKED.pack(*numbers))
    if asked.costs is not None:
        _send(pipe, np.ascontiguousarray(asked.costs, dtype=float))
    pipe.flush()


def take_asked(pipe: IO[bytes]) -> Asked | None:
    """Return what was put to this end; None when nothing more will be."""
    head = pipe.read(_ASKED.size)
    if len(head) < _ASKED.size:
        return None
    rows, columns, cell_m, has_costs, *where, keep = _ASKED.unpack(head)
    start, goal = (where[0], where[1]), (where[2], where[3])
    costs = _take(pipe, np.empty((rows, columns))) if has_costs else None
    errand = Errand(start=start, goal=None if goal == NOWHERE else goal, keep=keep)
    return Asked(
        shape=(rows, columns), cell_m=cell_m, costs=costs, errand=None if start == NOWHERE else errand
    )


def send_sought(pipe: IO[bytes], sought: Sought) -> None:
    """Answer."""
    count = -1 if sought.cells is None else len(sought.cells)
    pipe.write(_FOUND.pack(count, sought.cost_m, sought.reached is not None))
    if sought.cells is not None:
        _send(pipe, np.ascontiguousarray(sought.cells, dtype=np.int64))
    if sought.reached is not None:
        _send(pipe, np.ascontiguousarray(sought.reached.T))
    pipe.flush()


def take_sought(pipe: IO[bytes], shape: tuple[int, int]) -> Sought:
    """
    Return the answer of the other end.

    Raises
    ------
    EOFError
        If it has ended.
    """
    head = pipe.read(_FOUND.size)
    if len(head) < _FOUND.size:
        raise EOFError
    count, cost_m, has_reached = _FOUND.unpack(head)
    cells = None if count < 0 else _take(pipe, np.empty((count, 2), dtype=np.int64)).astype(np.intp)
    reached = _take(pipe, np.empty(shape[::-1])).T if has_reached else None
    return Sought(cells=cells, cost_m=cost_m, reached=reached)


def _send(pipe: IO[bytes], array: NDArray[Any]) -> None:
    pipe.write(array.data.cast("B"))


def _take(pipe: IO[bytes], array: NDArray[Any]) -> NDArray[Any]:
    """Fill an array from a pipe."""
    room = array.data.cast("B")
    while room.nbytes:
        block = pipe.read(min(room.nbytes, 1 << 24))
        if not block:
            raise EOFError
        room[: len(block)] = block
        room = room[len(block) :]
    return array
