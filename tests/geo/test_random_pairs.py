"""No false clear: random pairs of every kind against exact areas, invalid shapes against sampled points."""

from __future__ import annotations

from math import nextafter

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.exact import exact_overlap
from bench.invalid import judge_invalid
from bench.judge import Tally, Verdict, ask, judge, judge_pairs
from bench.pairs import all_kinds, draw_pairs

SEED = 20
CHUNKS, CHUNK = 10, 1_000


def total(tally: Tally, verdict: Verdict) -> int:
    return sum(count for (_, name), count in tally.count.items() if name == verdict)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_false_clear_and_no_wrong_area(chunk: int) -> None:
    tally = judge_pairs(draw_pairs(CHUNK, SEED, chunk))
    assert tally.failures == []
    assert {kind for kind, _ in tally.count} >= all_kinds().keys() - {"both_cut"}
    assert total(tally, Verdict.RIGHT) >= 0.9 * CHUNK
    assert total(tally, Verdict.NOT_CHECKED) <= 0.06 * CHUNK
    assert total(tally, Verdict.SPECK) + total(tally, Verdict.CONTACT) <= 0.02 * CHUNK


@pytest.mark.parametrize("chunk", range(2))
def test_repaired_shapes_lose_no_land(chunk: int) -> None:
    tally = judge_invalid(650, SEED, chunk)
    assert tally.failures == []
    assert total(tally, Verdict.RIGHT) >= 0.9 * 650


small = st.integers(0, 5).map(float)
bit = st.sampled_from([-1, 0, 0, 0, 1])
corner = st.tuples(small, small, bit, bit)
EAST, NORTH = 547_000.0, 2_477_000.0


def on_map(points: list[tuple[float, float, int, int]]) -> shapely.Geometry:
    """Corners of a small lattice on the map, in turn around their middle, each moved by at most one last bit."""
    middle = np.mean(points, axis=0)
    around = sorted(points, key=lambda p: np.arctan2(p[1] - middle[1], p[0] - middle[0]))
    moved = [
        (nextafter(EAST + x, EAST + x + dx), nextafter(NORTH + y, NORTH + y + dy)) for x, y, dx, dy in around
    ]
    return shapely.Polygon(moved)


outline = st.lists(corner, min_size=3, max_size=7, unique_by=lambda p: p[:2]).map(on_map)


@settings(max_examples=300, deadline=None)
@given(outline, outline)
def test_lattices_whose_corners_are_off_by_a_bit(site: shapely.Geometry, zone: shapely.Geometry) -> None:
    assume(site.is_valid and zone.is_valid)
    answer = ask(np.array([site]), np.array([zone])).get((0, 0))
    verdict, _ = judge(site, zone, exact_overlap(site, zone), answer)
    assert not verdict.is_wrong


@settings(max_examples=200, deadline=None)
@given(st.floats(-12, 0), st.floats(0, 6.3), st.floats(0.01, 0.99), st.booleans())
def test_a_corner_just_over_an_edge(exponent: float, angle: float, share: float, over: bool) -> None:
    """How deep the corner reaches decides, down to the last bit; every answer is held against the exact one."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    depth = 10**exponent * (1 if over else -1)
    site = shapely.Polygon(np.array([[-50, 0], [50, 0], [50, -80], [-50, -80]]) @ turn + (EAST, NORTH))
    foot = 100 * share - 50
    zone = shapely.Polygon(np.array([[foot, -depth], [foot + 9, 30], [foot - 9, 20]]) @ turn + (EAST, NORTH))
    answer = ask(np.array([site]), np.array([zone])).get((0, 0))
    verdict, _ = judge(site, zone, exact_overlap(site, zone), answer)
    assert not verdict.is_wrong
