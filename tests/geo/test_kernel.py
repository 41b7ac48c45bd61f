"""The compiled kernel on shapes whose answer is done in the head, and against GEOS on random ones."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import kernel
from geo.index import ZoneIndex
from geo.kernel import APART, CROSSING, HARD, PIECE_WITHIN, SITE_WITHIN
from geo.pieces import Pieces, polygons_of

SITE = shapely.box(0, 0, 100, 100)
EAST, NORTH = 547_012.17, 2_477_623.98
NAMES = {
    APART: "apart",
    SITE_WITHIN: "site within",
    PIECE_WITHIN: "piece within",
    CROSSING: "crossing",
    HARD: "hard",
}


def decide(site: shapely.Geometry, zone: shapely.Geometry, *, guarded: bool = True) -> tuple:
    """Run one pair of small shapes through the kernel: what it is, its area, the rings."""
    sites, index = Pieces.of(np.array([site])), ZoneIndex.build(np.array([zone]))
    zones, tree = index.pieces, index.tree
    pairs, areas, xy, ends = kernel.overlap_pieces(
        0, 1, sites.xy, sites.ring, sites.part, sites.box, zones.xy, zones.ring, zones.part, zones.box,
        index.longest_ring, tree.node, tree.level, tree.order, guarded,
    )  # fmt: skip
    what = int(pairs[0, 2]) if len(pairs) else APART
    return (
        NAMES[what],
        float(areas.sum()),
        polygons_of(xy, np.concatenate([[0], ends]), np.arange(len(ends) + 1)),
    )


COMB = shapely.Polygon(
    [
        (-10, 40),
        (-10, 50),
        (110, 50),
        (110, 40),
        (90, 40),
        (90, 200),
        (80, 200),
        (80, 45),
        (20, 45),
        (20, 200),
        (10, 200),
        (10, 40),
    ]
)


@pytest.mark.parametrize(
    ("zone", "what", "area"),
    [
        pytest.param(shapely.box(50, 50, 150, 150), "crossing", 2500, id="corner"),
        pytest.param(shapely.box(-50, 20, 150, 30), "crossing", 1000, id="strip through"),
        pytest.param(shapely.box(-5, -5, 105, 105), "site within", 10000, id="site within zone"),
        pytest.param(shapely.box(10, 10, 20, 20), "piece within", 100, id="zone within site"),
        pytest.param(shapely.Polygon([(101, -5), (105, 50), (101, 105), (120, 50)]), "apart", 0, id="apart"),
        pytest.param(shapely.Polygon([(-50, 90), (10, 150), (-60, 160)]), "apart", 0, id="boxes meet, shapes do not"),
        pytest.param(shapely.Polygon([(-50, -50), (150, -50), (150, 150), (140, 150), (140, -40), (-50, -40)]), "apart", 0, id="around"),
    ],
)  # fmt: skip
def test_pairs_in_general_position(zone: shapely.Geometry, what: str, area: float) -> None:
    for ring in (zone, shapely.reverse(zone)):
        said, found, rings = decide(SITE, ring)
        assert (said, found) == (what, pytest.approx(area, abs=1e-9))
        if what == "crossing":
            assert shapely.area(rings).sum() == pytest.approx(area)
            assert shapely.is_valid(rings).all()
            assert shapely.is_ccw(shapely.get_exterior_ring(rings)).all()


def test_a_common_part_in_several_pieces() -> None:
    fork = shapely.Polygon([(-10, 10), (50, 10), (50, 20), (-5, 20), (-5, 80), (50, 80), (50, 90), (-10, 90)])
    said, area, rings = decide(SITE, fork)
    assert (said, area, len(rings)) == ("crossing", pytest.approx(1000), 2)


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(shapely.box(100, 0, 200, 100), id="shared edge"),
        pytest.param(shapely.box(100, 100, 200, 200), id="shared corner"),
        pytest.param(SITE, id="the same"),
        pytest.param(shapely.box(50, 0, 150, 100), id="edges on one line"),
        pytest.param(shapely.Polygon([(100 - 5e-7, 50), (150, 20), (150, 80)]), id="half a micrometre deep"),
        pytest.param(shapely.Polygon([(100 + 5e-7, 50), (150, 20), (150, 80)]), id="half a micrometre off"),
        pytest.param(shapely.box(-10, -10, 110, 110).difference(shapely.box(40, 40, 60, 60)), id="hole"),
    ],
)
def test_contacts_and_holes_are_left_to_geos(zone: shapely.Geometry) -> None:
    assert decide(SITE, zone)[0] in {"hard", "apart"}
    if shapely.relate_pattern(SITE, zone, "T********"):
        assert decide(SITE, zone)[0] == "hard"


def test_a_sliver_of_two_micrometres_is_not_lost() -> None:
    zone = shapely.Polygon([(100 - 2e-6, -10), (150, -10), (150, 110), (100 - 2e-6, 110)])
    assert decide(SITE, zone)[0] in {"crossing", "hard"}


def blob(numbers: list[float], x: float, y: float) -> shapely.Polygon:
    """Return a star-shaped polygon at VN-2000 coordinates."""
    angle = np.linspace(0, 2 * np.pi, len(numbers), endpoint=False)
    radius = 20 + 80 * np.array(numbers)
    return shapely.Polygon(
        np.column_stack([EAST + x + radius * np.cos(angle), NORTH + y + radius * np.sin(angle)])
    )


STAR = st.lists(st.floats(0, 1), min_size=3, max_size=40)


@settings(max_examples=300, deadline=None)
@given(STAR, STAR, st.floats(-150, 150), st.floats(-150, 150))
def test_stars_agree_with_geos(first: list[float], second: list[float], x: float, y: float) -> None:
    site, zone = blob(first, 0, 0), blob(second, x, y)
    if not (site.is_valid and zone.is_valid):
        return
    said, area, rings = decide(site, zone)
    if said == "hard":
        return
    exact = shapely.intersection(site, zone)
    assert area == pytest.approx(exact.area, abs=1e-5)
    if said == "crossing":
        assert shapely.is_valid(rings).all()
        assert shapely.symmetric_difference(shapely.union_all(rings), exact).area == pytest.approx(
            0, abs=1e-4
        )


@settings(max_examples=200, deadline=None)
@given(STAR, STAR, st.floats(-150, 150), st.floats(-150, 150))
def test_the_integral_knows_the_area_without_the_crossings(
    first: list[float], second: list[float], x: float, y: float
) -> None:
    site, zone = blob(first, 0, 0), blob(second, x, y)
    if not (site.is_valid and zone.is_valid):
        return
    a, b = Pieces.of(np.array([site])), Pieces.of(np.array([zone]))
    box = np.concatenate([np.maximum(a.box[0, :2], b.box[0, :2]), np.minimum(a.box[0, 2:], b.box[0, 2:])])
    if (box[2:] <= box[:2]).any():
        return
    below_a, below_b = np.empty((3 * len(a.xy), 5)), np.empty((3 * len(b.xy), 5))
    count_a = kernel.below_edges(a.xy, 0, len(a.xy), box, below_a, 0)
    count_b = kernel.below_edges(b.xy, 0, len(b.xy), box, below_b, 0)
    area = kernel.common_area(below_a, count_a, below_b, count_b)
    assert area == pytest.approx(shapely.intersection(site, zone).area, abs=1e-5)


def test_the_guard_finds_a_wrong_area() -> None:
    a, b = Pieces.of(np.array([SITE])), Pieces.of(np.array([shapely.box(50, 50, 150, 150)]))
    common = np.array([50.0, 50.0, 100.0, 100.0])
    scratch = np.empty((30, 5)), np.empty((30, 5))

    def confirmed(what: int, area: float) -> bool:
        return kernel.confirmed(what, area, a.xy, 0, 5, scratch[0], b.xy, 0, 5, scratch[1], common)

    assert confirmed(CROSSING, 2500.0)
    assert not confirmed(CROSSING, 2500.001)
    assert not confirmed(CROSSING, 0.0)
    assert not confirmed(APART, 0.0)
    assert not confirmed(PIECE_WITHIN, 10000.0)
