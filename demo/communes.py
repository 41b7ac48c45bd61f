"""Give every cell to a commune so that each of the 38 has its official area."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from demo.arrangement import shared_lengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTSIDE = -1
TOLERANCE = 0.003
"""Share of its area by which a commune may be off before cells are moved."""
MAX_ROUNDS = 400


class Net:
    """Cells, their areas and their neighbours."""

    def __init__(self, faces: NDArray[np.object_], area_m2: NDArray[np.float64]) -> None:
        first, second, length = shared_lengths(faces)
        self.area_m2 = area_m2
        self.first, self.second, self.length = first, second, length
        starts = np.searchsorted(first, np.arange(len(faces) + 1))
        self.neighbours = [second[a:b] for a, b in pairwise(starts)]
        self.borders = [length[a:b] for a, b in pairwise(starts)]

    def components(self, owner: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a number per cell; cells of one owner that hang together share it."""
        mark = np.full(len(owner), -1)
        for seed in range(len(owner)):
            if mark[seed] >= 0:
                continue
            mark[seed], todo = seed, [seed]
            while todo:
                cell = todo.pop()
                for near in self.neighbours[cell]:
                    if mark[near] < 0 and owner[near] == owner[seed]:
                        mark[near] = seed
                        todo.append(near)
        return mark

    def stays_whole(self, owner: NDArray[np.int64], cell: int) -> bool:
        """Return whether the owner's territory hangs together without `cell`, judged nearby."""
        kin = [near for near in self.neighbours[cell] if owner[near] == owner[cell]]
        if not kin:
            return False
        ring = set(kin)
        for near in kin:
            ring.update(int(n) for n in self.neighbours[near] if owner[n] == owner[cell])
        ring.discard(cell)
        todo, seen = [kin[0]], {kin[0]}
        while todo:
            for near in self.neighbours[todo.pop()]:
                if near in ring and near not in seen:
                    seen.add(near)
                    todo.append(near)
        return all(near in seen for near in kin)


def keep_whole(
    net: Net, owner: NDArray[np.int64], within: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """
    Return owners in which every piece cut off from its territory has gone to its main neighbour.

    Parameters
    ----------
    net
        Cells and neighbours.
    owner
        Owner of each cell.
    within
        Larger unit of each cell; pieces never go to a neighbour in another one.
    """
    owner = owner.copy()
    within = np.zeros(len(owner), dtype=int) if within is None else within
    for _ in range(10):
        mark = net.components(owner)
        names, where = np.unique(mark, return_inverse=True)
        size = np.bincount(where, net.area_m2)
        largest: dict[int, int] = {}
        for number in np.argsort(size):
            largest[int(owner[names[number]])] = int(names[number])
        strays = [int(name) for name in names if largest[int(owner[name])] != name]
        if not strays:
            break
        for stray in strays:
            cells = np.flatnonzero(mark == stray)
            near = np.concatenate([net.neighbours[cell] for cell in cells])
            length = np.concatenate([net.borders[cell] for cell in cells])
            foreign = (mark[near] != stray) & (within[near] == within[cells[0]])
            if foreign.any():
                options, place = np.unique(owner[near[foreign]], return_inverse=True)
                owner[cells] = options[np.bincount(place, length[foreign]).argmax()]
    return owner


def balance(
    net: Net, owner: NDArray[np.int64], cost: NDArray[np.float64], target_m2: NDArray[np.float64]
) -> NDArray[np.int64]:
    """
    Move cells along borders until each territory has its area.

    Parameters
    ----------
    net
        Cells and neighbours.
    owner
        Commune of each cell, -1 outside the province.
    cost
        Array (n, communes + 1): cost of each cell for each commune; the last column is the outside.
    target_m2
        Area that each commune is to have.

    Returns
    -------
    owner
        New owners; territories hang together as before.
    """
    owner = owner.copy()
    count = len(target_m2)
    for _ in range(MAX_ROUNDS):
        area = np.bincount(owner[owner >= 0], net.area_m2[owner >= 0], minlength=count)
        off = np.append(area / target_m2 - 1, 0.0)
        if np.abs(off).max() < TOLERANCE:
            break
        edge = owner[net.first] != owner[net.second]
        cell, giver, taker = net.first[edge], owner[net.first[edge]], owner[net.second[edge]]
        dear = cost[cell, taker] - cost[cell, giver]
        useful = off[giver] - off[taker] > TOLERANCE
        for number in np.flatnonzero(useful)[np.argsort(dear[useful], kind="stable")]:
            _move(net, owner, (int(cell[number]), int(giver[number]), int(taker[number])), off, target_m2)
    return owner


def _move(
    net: Net,
    owner: NDArray[np.int64],
    move: tuple[int, int, int],
    off: NDArray[np.float64],
    target_m2: NDArray[np.float64],
) -> None:
    """Move one cell if that lessens the error and keeps the giver whole; `off` is kept up to date."""
    cell, giver, taker = move
    if owner[cell] != giver or not (owner[net.neighbours[cell]] == taker).any():
        return
    loss = net.area_m2[cell] / target_m2[giver] if giver >= 0 else 0.0
    gain = net.area_m2[cell] / target_m2[taker] if taker >= 0 else 0.0
    before = abs(off[giver]) + abs(off[taker]) if min(giver, taker) < 0 else off[giver] ** 2 + off[taker] ** 2
    new_giver, new_taker = off[giver] - loss, off[taker] + gain
    after = abs(new_giver) + abs(new_taker) if min(giver, taker) < 0 else new_giver**2 + new_taker**2
    if after >= before or not net.stays_whole(owner, cell):
        return
    owner[cell] = taker
    off[giver], off[taker] = new_giver, new_taker
