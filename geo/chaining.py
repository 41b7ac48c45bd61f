"""
One axis out of loose pieces: which follows which, which way round, what is left as a branch.

Pieces that share an end are one network. Its longest way is a run of the axis, what leaves from
it a branch. Networks that do not touch stand in the order in which the jumps between them are
shortest. Nothing is left out and nothing is drawn that was not there.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.chainage import JOINED_M, Chainage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.types import GeometryArray

Point = tuple[float, float]
MOST_TRIED = 40
"""Up to so many networks every end is tried as the start of the axis; above, the ends of the longest."""


def chained(shapes: Iterable[shapely.Geometry]) -> Chainage:
    """
    Return the axis of lines in metres, in the direction in which the longest piece was drawn.

    Parameters
    ----------
    shapes
        Lines of one part or several.

    Raises
    ------
    GeometryError
        If there is no line of any length.

    Examples
    --------
    >>> pieces = [shapely.LineString([(20, 0), (10, 0)]), shapely.LineString([(10, 0), (0, 0)])]
    >>> [list(run.coords) for run in chained(pieces).runs]
    [[(20.0, 0.0), (10.0, 0.0), (0.0, 0.0)]]
    """
    pieces = shapely.get_parts(shapely.force_2d(np.array(list(shapes), dtype=object)))
    pieces = pieces[(shapely.get_type_id(pieces) == shapely.GeometryType.LINESTRING)]
    pieces = pieces[shapely.length(pieces) > 0]
    if len(pieces) == 0:
        return Chainage(runs=())
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces)))
    stems, branches = _runs(list(merged))
    main = _in_order(stems)
    if _against(main, pieces):
        main = [shapely.reverse(run) for run in reversed(main)]
    ordered = _leaving(branches, main)
    numbers = frozenset(range(len(main), len(main) + len(ordered)))
    return Chainage(runs=(*main, *ordered), branches=numbers)


def _runs(edges: list[shapely.LineString]) -> tuple[list[shapely.LineString], list[shapely.LineString]]:
    """Return the longest way of each network, and all that leaves from one."""
    stems, branches = [], []
    for network in _networks(edges):
        way = _longest_way(network)
        stems.append(_joined(way))
        used = {id(edge) for edge, _ in way}
        rest = [edge for edge in network if id(edge) not in used]
        if rest:
            more, further = _runs(rest)
            branches += [*more, *further]
    return stems, branches


def _networks(edges: Sequence[shapely.LineString]) -> list[list[shapely.LineString]]:
    """Return the edges by network, in the order of their first edge."""
    at: dict[Point, list[int]] = defaultdict(list)
    for number, edge in enumerate(edges):
        for end in _ends(edge):
            at[end].append(number)
    seen: set[int] = set()
    found = []
    for first in range(len(edges)):
        if first in seen:
            continue
        todo, own = [first], []
        seen.add(first)
        while todo:
            own.append(number := todo.pop())
            near = {other for end in _ends(edges[number]) for other in at[end]} - seen
            seen |= near
            todo += sorted(near)
        found.append([edges[number] for number in sorted(own)])
    return found


def _longest_way(network: Sequence[shapely.LineString]) -> list[tuple[shapely.LineString, Point]]:
    """
    Return the edges of the longest shortest way, each with the end at which it is entered.

    Found from the far end of the far end: exact for a tree; in a network with circles a long
    way, not always the longest.
    """
    ends = [end for edge in network for end in _ends(edge)]
    far = _ways_from(min(ends), network)[-1]
    ways = _ways_from(far[1], network)
    length, at, came = ways[-1]
    if length == 0:  # nothing but closed lines at one place
        longest = max(network, key=lambda edge: edge.length)
        return [(longest, _ends(longest)[0])]
    entered = {end: way for _, end, way in ways}
    steps: list[tuple[shapely.LineString, Point]] = []
    while came is not None:
        edge, before = came
        steps.append((edge, before))
        at = before
        came = entered[at]
    return steps[::-1]


Step = tuple[shapely.LineString, Point]


def _ways_from(start: Point, network: Sequence[shapely.LineString]) -> list[tuple[float, Point, Step | None]]:
    """Return every end with its distance from `start` and the edge by which it is reached, nearest first."""
    beside: dict[Point, list[tuple[shapely.LineString, Point]]] = defaultdict(list)
    for edge in network:
        first, last = _ends(edge)
        beside[first].append((edge, last))
        beside[last].append((edge, first))
    todo: list[tuple[float, Point, int, Step | None]] = [(0.0, start, 0, None)]
    done: dict[Point, tuple[float, Point, Step | None]] = {}
    count = 0
    while todo:
        length, at, _, came = heapq.heappop(todo)
        if at in done:
            continue
        done[at] = (length, at, came)
        for edge, other in beside[at]:
            count += 1
            heapq.heappush(todo, (length + edge.length, other, count, (edge, at)))
    return list(done.values())


def _joined(way: Sequence[Step]) -> shapely.LineString:
    """Return the edges of a way as one line."""
    parts = [
        shapely.get_coordinates(edge if _ends(edge)[0] == entered else shapely.reverse(edge))
        for edge, entered in way
    ]
    return shapely.LineString(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))


def _in_order(runs: list[shapely.LineString]) -> list[shapely.LineString]:
    """Return runs, turned where need be, so that the jumps between them are short."""
    longest = max(range(len(runs)), key=lambda number: runs[number].length)
    tried = range(len(runs)) if len(runs) <= MOST_TRIED else [longest]
    orders = [_nearest_next(runs, number, turned=turned) for number in tried for turned in (False, True)]
    return min(orders, key=lambda order: order[0])[1]


def _nearest_next(
    runs: list[shapely.LineString], first: int, *, turned: bool
) -> tuple[float, list[shapely.LineString]]:
    """Return the sum of jumps, and the runs from one on, always to the nearest end."""
    order = [shapely.reverse(runs[first]) if turned else runs[first]]
    left = [run for number, run in enumerate(runs) if number != first]
    jumps = 0.0
    while left:
        here = _ends(order[-1])[1]
        gaps = [
            (np.hypot(here[0] - end[0], here[1] - end[1]), number, side)
            for number, run in enumerate(left)
            for side, end in enumerate(_ends(run))
        ]
        gap, number, side = min(gaps)
        run = left.pop(number)
        order.append(shapely.reverse(run) if side else run)
        jumps += float(gap)
    return jumps, order


def _against(main: Sequence[shapely.LineString], pieces: GeometryArray) -> bool:
    """Whether the longest piece was drawn the other way round."""
    piece = pieces[int(np.argmax(shapely.length(pieces)))]
    middle = shapely.line_interpolate_point(piece, 0.5, normalized=True)
    run = min(main, key=lambda one: float(one.distance(middle)))
    ahead = shapely.line_interpolate_point(piece, 0.5 + 1e-3, normalized=True)
    return bool(run.project(ahead) < run.project(middle))


def _leaving(
    branches: Sequence[shapely.LineString], main: Sequence[shapely.LineString]
) -> list[shapely.LineString]:
    """Return branches away from the main line, in the order in which they leave it."""
    line = shapely.MultiLineString(list(main))
    turned = []
    for branch in branches:
        first, last = (shapely.Point(end) for end in _ends(branch))
        away = line.distance(first) <= line.distance(last) + JOINED_M
        run = branch if away else shapely.reverse(branch)
        turned.append((float(line.project(shapely.Point(_ends(run)[0]))), run))
    return [run for _, run in sorted(turned, key=lambda pair: pair[0])]


def _ends(line: shapely.LineString) -> tuple[Point, Point]:
    first, last = line.coords[0], line.coords[-1]
    return (first[0], first[1]), (last[0], last[1])
