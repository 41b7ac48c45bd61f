"""The squares of sealed land: blocks of the top category, and decoys that look like the rest."""

from __future__ import annotations

import hmac
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING

import shapely

from layers.cover import SQUARE_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers.cover import Squares

NEIGHBOURS = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]
TRIES = 20_000
"""Places tried for decoys of one family: a province full of defence land has no room for them."""

TURNS = [(mirror, turn) for mirror in (False, True) for turn in range(4)]
"""The eight ways in which a cluster is laid down again."""


def with_blocks(squares: Squares, top: Squares) -> Squares:
    """
    Return the squares, those of the top category filled up to blocks of two by two.

    Blocks are aligned: square (0, 0) is the south-west one of a block.

    Examples
    --------
    >>> sorted(with_blocks(frozenset({(7, 7)}), frozenset({(3, 2)})))
    [(2, 2), (2, 3), (3, 2), (3, 3), (7, 7)]
    """
    corners = {(x - x % 2, y - y % 2) for x, y in top}
    return squares | {(x + dx, y + dy) for x, y in corners for dx in (0, 1) for dy in (0, 1)}


def clusters(squares: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """
    Return the squares that hang together by edges or corners, in a fixed order.

    Examples
    --------
    >>> clusters([(0, 0), (5, 5), (1, 1)])
    [[(0, 0), (1, 1)], [(5, 5)]]
    """
    left = set(squares)
    found = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        queue, cluster = deque([start]), []
        while queue:
            x, y = queue.popleft()
            cluster.append((x, y))
            near = sorted({(x + dx, y + dy) for dx, dy in NEIGHBOURS} & left)
            left.difference_update(near)
            queue.extend(near)
        found.append(cluster)
    return found


@dataclass(frozen=True, kw_only=True)
class Room:
    """Where decoys may lie."""

    land: shapely.Geometry
    """The province."""
    taken: Squares
    """Squares of real land: decoys keep apart from them."""


def draw_decoys(real: Squares, earlier: Squares, share: float, room: Room, key: bytes) -> Squares:
    """
    Return the earlier decoys and as many more as make up the share of the whole.

    Each is a copy of a real cluster, mirrored or turned, moved by an even number of squares so
    that the blocks of the top category stay blocks. The key alone decides which and where: the
    same land has the same decoys. Where the province has no room, there are fewer.

    Parameters
    ----------
    share
        Part of all squares that are decoys, 0 to below 1.
    """
    wanted = ceil(share / (1 - share) * len(real)) - len(earlier)
    drawn: set[tuple[int, int]] = set()
    models = clusters(real)
    draws = _numbers(key)
    taken = _with_rim(room.taken | earlier)
    for _ in range(TRIES):
        lacking = wanted - len(drawn)
        if lacking <= 0 or not models:
            break
        fitting = [model for model in models if len(model) <= lacking] or [min(models, key=len)[:lacking]]
        moved = _laid_down(fitting[next(draws) % len(fitting)], draws, room)
        if taken.isdisjoint(moved) and _inside(moved, room):
            drawn |= moved
            taken |= _with_rim(moved)
    return frozenset(drawn) | earlier


def _numbers(key: bytes) -> Iterator[int]:
    """Give numbers that nobody without the key can foresee, always the same."""
    count = 0
    while True:
        yield int.from_bytes(hmac.digest(key, count.to_bytes(8, "big"), sha256)[:8], "big")
        count += 1


def _laid_down(cluster: list[tuple[int, int]], draws: Iterator[int], room: Room) -> Squares:
    mirror, turn = TURNS[next(draws) % len(TURNS)]
    turned = {_turned(square, turn, mirror=mirror) for square in cluster}
    west, south, east, north = (int(edge // SQUARE_M) for edge in room.land.bounds)
    left, bottom = min(x for x, _ in turned), min(y for _, y in turned)
    right = _even(west + next(draws) % (east - west + 1) - left)
    up = _even(south + next(draws) % (north - south + 1) - bottom)
    return frozenset((x + right, y + up) for x, y in turned)


def _turned(square: tuple[int, int], turn: int, *, mirror: bool) -> tuple[int, int]:
    """Turn a square about a corner where four blocks meet, so that blocks become blocks."""
    x, y = square
    x = -1 - x if mirror else x
    for _ in range(turn):
        x, y = -1 - y, x
    return x, y


def _even(number: int) -> int:
    return number - number % 2


def _inside(squares: Iterable[tuple[int, int]], room: Room) -> bool:
    side = SQUARE_M
    boxes = [shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side) for x, y in squares]
    return bool(shapely.contains(room.land, boxes).all())


def _with_rim(squares: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return {(x + dx, y + dy) for x, y in squares for dx, dy in [*NEIGHBOURS, (0, 0)]}
