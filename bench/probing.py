"""
Attack the public answer about sealed land with every method of the catalogue, quotas off.

    python -m bench.probing [--questions 20000] [--lands 3]

Polygons of 11.9 ha with 40 corners are hidden in a province of 60 by 60 km. The attackers know
nothing of them but may ask as often as they like, each question as small as the answer allows. The
best that they get is printed beside what the cover allows: area(land) / area(cover) + 0.02. Then
the same with quotas and alarms on, for 30 days; and whether an answer's time tells what it is.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.affinity
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from layers.approved_cover import Cover, CoverFamily
from layers.cover import area_of, squares_of
from office.sealed.alarms import Asking, Earlier, alarms_of
from office.sealed.asked import day_start
from office.sealed.footprint import admitted
from office.sealed.limits import LIMITS
from office.sealed.public import Public, public_answer
from office.sealed.signing import sign_cover
from office.sealed.squares import Room, draw_decoys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEST, SOUTH, WIDTH_M = 480_000.0, 2_430_000.0, 60_000.0
PROVINCE = shapely.box(WEST, SOUTH, WEST + WIDTH_M, SOUTH + WIDTH_M)
AREA_M2, CORNERS = 119_000.0, 40
SLACK = 0.02
EDGE_M = 50.0
DAY = date(2026, 11, 26)


class OutOfQuestionsError(Exception):
    """The attacker has used up the questions."""


def hidden_land(random: np.random.Generator) -> shapely.Polygon:
    """Return a star-shaped polygon of 11.9 ha with 40 corners, somewhere in the province."""
    angle = np.sort(random.uniform(0, 2 * np.pi, CORNERS))
    radius = random.uniform(0.6, 1.4, CORNERS)
    shape = shapely.Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    grown = np.sqrt(AREA_M2 / shape.area)
    place = random.uniform(5_000, WIDTH_M - 5_000, 2) + np.array([WEST, SOUTH])
    return shapely.Polygon(shapely.get_coordinates(shape) * grown + place)


def cover_of(land: shapely.Geometry, seed: int, share: float = 0.2) -> Cover:
    """Return the approved cover of some land."""
    real = squares_of([land])
    decoys = draw_decoys(real, frozenset(), share, Room(land=PROVINCE, taken=real), bytes([seed % 256]) * 32)
    family = CoverFamily(squares=tuple(sorted(real | decoys)))
    cover = Cover(
        province="hidden",
        crs="EPSG:9205",
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        decoy_share=share,
        families={"defence": family},
        public_key="0" * 64,
    )
    return sign_cover(cover, Ed25519PrivateKey.from_private_bytes(bytes(32)))


@dataclass
class Oracle:
    """The public answer, as an attacker sees it: needed or no need, and refusals by size."""

    public: Public
    most: int
    asked: int = 0
    needed: list[shapely.Geometry] = field(default_factory=list)
    clear: list[shapely.Geometry] = field(default_factory=list)

    def __call__(self, footprint: shapely.Geometry) -> bool:
        """Return whether the office must be asked; a footprint that is not admitted raises."""
        if self.asked >= self.most:
            raise OutOfQuestionsError
        self.asked += 1
        shape = admitted(footprint, LIMITS)
        answer = self.public.is_needed(shape)
        (self.needed if answer else self.clear).append(shape)
        return answer


def quadtree(oracle: Oracle, least_m: float = 23.0) -> shapely.Geometry:
    """Halve squares that say "needed", down to the smallest that is answered."""
    left, found = deque(tiles()), []
    while left:
        x, y, width = left.popleft()
        if not oracle(shapely.box(x, y, x + width, y + width)):
            continue
        if width / 2 < least_m:
            found.append(shapely.box(x, y, x + width, y + width))
            continue
        half = width / 2
        left.extend((x + i * half, y + j * half, half) for i in (0, 1) for j in (0, 1))
    return shapely.union_all(found)


def tiles(side_m: float = 12_000.0) -> list[tuple[float, float, float]]:
    """Return the province in squares that are small enough to be answered (at most 20,000 ha)."""
    steps = np.arange(0, WIDTH_M, side_m)
    return [(WEST + x, SOUTH + y, side_m) for x in steps for y in steps]


def small_features(oracle: Oracle, width_m: float = 23.0, parts: int = 50) -> shapely.Geometry:
    """Ask with rows of 50 small squares in one dossier, over what a coarse search found."""
    coarse = quadtree(oracle, 400.0)
    found = []
    for shape in shapely.get_parts(coarse):
        west, south, east, north = shape.bounds
        for y in np.arange(south, north, 2 * width_m):
            xs = np.arange(west, east, 2 * width_m)
            for start in range(0, len(xs), parts):
                row = shapely.MultiPolygon(
                    [shapely.box(x, y, x + width_m, y + width_m) for x in xs[start : start + parts]]
                )
                if oracle(row):
                    found.append(row.envelope.buffer(width_m / 2))
    return shapely.union_all(found)


def bisected(
    oracle: Oracle, inside: float, outside: float, probe: Callable[[float], shapely.Geometry]
) -> float:
    """Return where the answer turns, to a metre; `probe` gives the footprint for a position."""
    while abs(outside - inside) > LIMITS.snap_m:
        middle = (inside + outside) / 2
        if oracle(probe(middle)):
            inside = middle
        else:
            outside = middle
    return inside


def half_planes(oracle: Oracle, directions: int = 36, reach_m: float = 6_000.0) -> shapely.Geometry:
    """Move long bars towards what a coarse search found, from all sides; intersect what they leave."""
    result = []
    for shape in shapely.get_parts(quadtree(oracle, 800.0)):
        centre, kept = shapely.centroid(shape), shape.buffer(500)
        for angle in np.linspace(0, 2 * np.pi, directions, endpoint=False):
            probe = bar(centre, angle)
            edge = (
                bisected(oracle, 0.0, reach_m, probe)
                if oracle(probe(0.0)) and not oracle(probe(reach_m))
                else None
            )
            if edge is not None:
                kept = shapely.difference(kept, outer(centre, angle, edge + LIMITS.snap_m))
        result.append(kept)
    return shapely.union_all(result)


def bar(centre: shapely.Point, angle: float, long_m: float = 4_000.0) -> Callable[[float], shapely.Geometry]:
    """Return a bar of 30 m across a direction, by its distance from the centre."""

    def at(distance: float) -> shapely.Geometry:
        return turned(shapely.box(distance, -long_m / 2, distance + 30.0, long_m / 2), centre, angle)

    return at


def outer(centre: shapely.Point, angle: float, distance: float) -> shapely.Geometry:
    """Return all land beyond a distance in a direction."""
    return turned(shapely.box(distance, -20_000, 40_000, 20_000), centre, angle)


def turned(shape: shapely.Geometry, centre: shapely.Point, angle: float) -> shapely.Geometry:
    """Turn a shape about (0, 0) and move it to a centre."""
    xy = shapely.get_coordinates(shape)
    c, s = np.cos(angle), np.sin(angle)
    return shapely.Polygon(xy @ np.array([[c, s], [-s, c]]) + [centre.x, centre.y])


def strips(oracle: Oracle, width_m: float = 20.0) -> shapely.Geometry:
    """Find what strips across say, both ways, and cross them."""
    found = []
    for shape in shapely.get_parts(quadtree(oracle, 800.0)):
        west, south, east, north = shape.buffer(600).bounds
        upright = [
            x for x in np.arange(west, east, width_m) if oracle(shapely.box(x, south, x + width_m, north))
        ]
        level = [
            y for y in np.arange(south, north, width_m) if oracle(shapely.box(west, y, east, y + width_m))
        ]
        if upright and level:
            found.append(shapely.box(min(upright), min(level), max(upright) + width_m, max(level) + width_m))
    return shapely.union_all(found)


def rays(oracle: Oracle, directions: int = 90) -> shapely.Geometry:
    """Go out along rays with the smallest square, by bisection from a place that says "needed"."""
    result = []
    for shape in shapely.get_parts(quadtree(oracle, 200.0)):
        centre = shapely.centroid(shape)
        ends = []
        for angle in np.linspace(0, 2 * np.pi, directions, endpoint=False):

            def probe(
                distance: float, angle: float = angle, centre: shapely.Point = centre
            ) -> shapely.Geometry:
                return turned(shapely.box(distance, -12, distance + 24, 12), centre, angle)

            if oracle(probe(0.0)) and not oracle(probe(3_000.0)):
                ends.append((angle, bisected(oracle, 0.0, 3_000.0, probe) + 24))
        if len(ends) > 2:
            points = [(centre.x + r * np.cos(a), centre.y + r * np.sin(a)) for a, r in ends]
            result.append(
                shapely.make_valid(shapely.Polygon(points), method="structure", keep_collapsed=False)
            )
    return shapely.union_all(result)


def at_random(oracle: Oracle) -> shapely.Geometry:
    """Ask with random rectangles: keep what some "needed" holds and no "no need" touches."""
    random = np.random.default_rng(oracle.most)
    coarse = quadtree(oracle, 800.0)
    west, south, east, north = coarse.buffer(500).bounds
    try:
        while True:
            x, y = random.uniform([west, south], [east, north])
            w, h = random.uniform(23, 900, 2)
            oracle(shapely.box(x, y, x + w, y + h))
    except OutOfQuestionsError:
        pass
    return shapely.difference(coarse, shapely.union_all(oracle.clear))


ATTACKS: dict[str, Callable[[Oracle], shapely.Geometry]] = {
    "quadtree to 24 m": quadtree,
    "half-planes, 36 directions": half_planes,
    "strips of 20 m": strips,
    "50 small squares a dossier": small_features,
    "rays, 90 by bisection": rays,
    "random rectangles": at_random,
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an attack came to."""

    name: str
    questions: int
    iou: float
    """With all that was found; an attacker who guessed which cluster is real would get `best_iou`."""
    best_iou: float
    edge_m: float
    """Median distance of the land's corners to the nearest inferred edge."""
    near_share: float
    """Part of the corners within 50 m of an inferred edge."""
    chance: float
    """Part of the places where the land might lie in its squares that have as many corners as near."""


def attack(name: str, land: shapely.Geometry, public: Public, most: int) -> Outcome:
    """Return what an attack with at most so many questions gets."""
    oracle = Oracle(public, most)
    try:
        found = ATTACKS[name](oracle)
    except OutOfQuestionsError:
        found = shapely.difference(shapely.union_all(oracle.needed), shapely.union_all(oracle.clear))
    found = found if not found.is_empty else PROVINCE
    parts = shapely.get_parts(found)
    corners = shapely.points(shapely.get_coordinates(land))
    return Outcome(
        name=name,
        questions=oracle.asked,
        iou=iou(found, land),
        best_iou=max(iou(part, land) for part in parts),
        edge_m=float(np.median(shapely.distance(corners, found.boundary))),
        near_share=near(land, found),
        chance=float(np.mean([near(moved, found) >= near(land, found) for moved in elsewhere(land)])),
    )


def near(land: shapely.Geometry, found: shapely.Geometry) -> float:
    """Return the part of the land's corners within 50 m of an inferred edge."""
    corners = shapely.points(shapely.get_coordinates(land))
    return float((shapely.distance(corners, found.boundary) < EDGE_M).mean())


def elsewhere(land: shapely.Geometry, count: int = 200) -> Iterator[shapely.Geometry]:
    """Give the land moved about so that it touches the same squares: nobody can tell these apart."""
    squares = squares_of([land])
    random = np.random.default_rng(3)
    given = 0
    while given < count:
        moved = shapely.affinity.translate(land, *random.uniform(-400, 400, 2))
        if squares_of([moved]) == squares:
            given += 1
            yield moved


def iou(found: shapely.Geometry, land: shapely.Geometry) -> float:
    """Return how well two shapes agree: area in both over area in either."""
    return float(shapely.intersection(found, land).area / shapely.union(found, land).area)


def bound(land: shapely.Geometry, cover: Cover) -> float:
    """Return what the cover allows: nobody who knows only it can do better."""
    return float(land.area / area_of(cover.squares).area) + SLACK


def cluster_bound(land: shapely.Geometry) -> float:
    """Return what is left if the attacker guesses which squares are no decoys."""
    return float(land.area / area_of(squares_of([land])).area) + SLACK


def with_quotas(public: Public, land: shapely.Geometry, days: int = 30) -> dict[str, float]:
    """
    Let one officer search for a month under quotas and alarms; return what came of it.

    The attacker knows the rules: squares in fours, so that no area is half of an earlier one;
    edges below 5 km; gaps of 60 m, so that few boundaries are near; as many squares in a dossier
    as 20,000 ha hold. An answer that an alarm holds is not seen.
    """
    start = datetime(2026, 11, 1, 1, tzinfo=UTC)
    history: list[Earlier] = []
    seen = Oracle(public, 10**9)
    left = deque(_grouped(tiles(5_000.0), 8))
    smallest, held = PROVINCE, 0
    while left and len(history) < min(days * LIMITS.person_day, LIMITS.person_month):
        group = left.popleft()
        day, place = divmod(len(history), LIMITS.person_day)
        now = start + timedelta(days=day, minutes=place)
        footprint = shapely.MultiPolygon(
            [shapely.box(x + 30, y + 30, x + width - 30, y + width - 30) for x, y, width in group]
        )
        alarms = _alarms(f"HS-{len(history)}", footprint, history, now)
        answer = "held" if alarms else "needed" if seen(footprint) else "no_need"
        earlier = Earlier(
            number=f"HS-{len(history)}", at=now, person_id=1, footprint=footprint, answer=answer
        )
        history.append(earlier)
        held += bool(alarms)
        if answer == "needed":
            smallest = min(smallest, footprint, key=lambda shape: shape.area)
            left.extendleft(_divided(group))
    return {
        "questions": len(history),
        "held": held,
        "smallest_ha": smallest.area / 1e4,
        "iou": iou(smallest, land),
    }


def _alarms(
    number: str, footprint: shapely.Geometry, history: list[Earlier], now: datetime
) -> tuple[str, ...]:
    asking = Asking(
        number=number,
        person_id=1,
        footprint=footprint,
        unit=history,
        since=day_start(now),
        versions=(),
        is_outside=False,
    )
    return alarms_of(asking, LIMITS)


Tile = tuple[float, float, float]


def _grouped(squares: list[Tile], size: int) -> list[list[Tile]]:
    return [squares[start : start + size] for start in range(0, len(squares), size)]


def _divided(group: list[Tile]) -> list[list[Tile]]:
    """Return the squares of a dossier by fours of fewer, or one square in its four quarters."""
    if len(group) > 1:
        return _grouped(group, max(1, len(group) // 4))
    ((x, y, width),) = group
    half = (width - 120) / 2
    if half < 150:
        return []
    return [[(x + 60 + i * half, y + 60 + j * half, half)] for i in (0, 1) for j in (0, 1)]


def times_apart(public: Public, land: shapely.Geometry, pairs: int = 200) -> float:
    """
    Return the Kolmogorov-Smirnov p of answer times on and beside the land, in the same squares.

    Both footprints touch the cover: what differs is whether they touch the land itself. They
    are timed in turn, each by its fastest of nine.
    """
    random = np.random.default_rng(5)
    area = area_of(squares_of([land]))
    west, south, east, north = area.bounds
    shapes: dict[bool, list[shapely.Geometry]] = {True: [], False: []}
    while min(map(len, shapes.values())) < pairs:
        x, y = random.uniform([west, south], [east - 60, north - 60])
        shape = shapely.box(x, y, x + 60, y + 60)
        if area.covers(shape):
            shapes[bool(shape.intersects(land))].append(shape)
    taken = [
        (_fastest(public, on), _fastest(public, beside)) for on, beside in zip(*shapes.values(), strict=False)
    ]
    on, beside = np.array(taken[:pairs]).T
    return ks_p(on, beside)


def _fastest(public: Public, shape: shapely.Geometry, of: int = 9) -> float:
    taken = []
    for _ in range(of):
        start = time.perf_counter()
        public.is_needed(shape)
        taken.append(time.perf_counter() - start)
    return min(taken)


def ks_p(one: np.ndarray, other: np.ndarray) -> float:
    """Return the p of the two-sample Kolmogorov-Smirnov test (asymptotic)."""
    values = np.sort(np.concatenate([one, other]))
    apart = np.abs(
        np.searchsorted(np.sort(one), values, side="right") / len(one)
        - np.searchsorted(np.sort(other), values, side="right") / len(other)
    ).max()
    size = np.sqrt(len(one) * len(other) / (len(one) + len(other)))
    argument = (size + 0.12 + 0.11 / size) * apart
    terms = [2 * (-1) ** (n - 1) * np.exp(-2 * n**2 * argument**2) for n in range(1, 101)]
    return float(np.clip(sum(terms), 0, 1)) if argument > 0.2 else 1.0


def show(land: shapely.Geometry, cover: Cover, most: int) -> list[Outcome]:
    """Print what all attacks on one hidden polygon came to."""
    public = public_answer(cover, [], DAY, footprints_m=None, margin_m=LIMITS.snap_m)
    area_ha = area_of(cover.squares).area / 1e4
    print(f"\nland {land.area / 1e4:.1f} ha, cover {area_ha:.0f} ha, bound {bound(land, cover):.3f}")
    print(f"if it were known which squares are decoys: bound {cluster_bound(land):.3f}")
    print(f"{'attack':<28}{'questions':>10}{'IoU':>8}{'one part':>10}{'edge m':>8}{'<50 m':>7}{'chance':>8}")
    outcomes = [attack(name, land, public, most) for name in ATTACKS]
    for one in outcomes:
        print(
            f"{one.name:<28}{one.questions:>10,}{one.iou:>8.3f}{one.best_iou:>10.3f}"
            f"{one.edge_m:>8.0f}{one.near_share:>7.2f}{one.chance:>8.2f}"
        )
    return outcomes


def main() -> None:
    """Print a table for each hidden polygon, then what quotas leave and whether time tells anything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--questions", type=int, default=20_000, help="of one attack at most")
    parser.add_argument("--lands", type=int, default=3)
    given = parser.parse_args()
    count, over = 0, []
    for seed in range(1, given.lands + 1):
        land = hidden_land(np.random.default_rng(seed))
        cover = cover_of(land, seed)
        outcomes = show(land, cover, given.questions)
        count += sum(one.questions for one in outcomes)
        over.extend(one.name for one in outcomes if one.iou > bound(land, cover))
    print(f"\nquestions in all: {count:,}; attacks above the bound: {len(over)}")
    public = public_answer(cover, [], DAY, footprints_m=None, margin_m=LIMITS.snap_m)
    month = with_quotas(public, land)
    print("one officer under quotas and alarms, 30 days:", {k: round(v, 3) for k, v in month.items()})
    print(f"times on and beside the land, 200 pairs: KS p = {times_apart(public, land):.2f}")


if __name__ == "__main__":
    main()
