"""
Valid pairs that GEOS clips wrongly, found by a search of our own.

The search: two rectangles at a random place and angle that share an edge, one end of
which is moved by the last bit of a coordinate. In about one of a thousand such pairs
`shapely.intersection` is wrong by the whole area: 0 instead of 2,422 m2, or 31,226 m2
instead of 0.
"""

from __future__ import annotations

from math import inf, nextafter

import numpy as np
import pytest
import shapely

from geo.clip import clip
from geo.index import ZoneIndex
from geo.overlap import find_overlaps

FALSE_CLEAR = [
    (
        "POLYGON ((-278.5225509344702 -228.80497910401755, -127.99987399843315 -323.64236062066067, -142.51405530417145 -346.6787771553297, -293.0367322402085 -251.8413956386866, -278.5225509344702 -228.80497910401755))",
        "POLYGON ((-278.5225509344702 -228.80497910401755, -127.99987399843313 -323.64236062066067, -135.2569646513023 -335.16056888799517, -285.7796415873393 -240.32318737135208, -278.5225509344702 -228.80497910401755))",
        2421.9950168529986,
    ),
    (
        "POLYGON ((89.10120305408475 -56.50262121516283, -5.638153303571599 -6.36895636149999, 62.24097250741936 121.90462404050837, 156.9803288650757 71.77095918684552, 89.10120305408475 -56.50262121516283))",
        "POLYGON ((89.10120305408475 -56.50262121516283, -5.6381533035716 -6.36895636149999, 83.08496293790532 161.29424861859485, 177.82431929556168 111.160583764932, 89.10120305408475 -56.50262121516283))",
        15555.585788946188,
    ),
    (
        "POLYGON ((-200.01575133387752 57.321206543422136, -50.789767183948214 22.745180734579, -84.95278874037069 -124.69832655215293, -234.1787728903 -90.12230074330981, -200.01575133387752 57.321206543422136))",
        "POLYGON ((-200.01575133387752 57.321206543422136, -50.78976718394822 22.745180734579, -67.87127796215947 -50.97657290878698, -217.09726211208877 -16.400547099943836, -200.01575133387752 57.321206543422136))",
        11591.811998211388,
    ),
]
FALSE_ALARM = [
    (
        "POLYGON ((366.5576968862481 -187.03483738307438, 299.59524009873627 -52.050603447576464, 61.39651851209527 -170.21530413927266, 128.35897529960712 -305.19953807477054, 366.5576968862481 -187.03483738307438))",
        "POLYGON ((299.59524009873627 -52.05060344757646, 366.5576968862481 -187.03483738307438, 552.2044575580842 -94.939910243882, 485.2420007705724 40.044323691615915, 299.59524009873627 -52.05060344757646))",
    ),
    (
        "POLYGON ((-295.25030351249666 4.236074061427525, -295.08711234218333 -2.301948231163383, -314.64218025800653 -2.7900491087570383, -314.80537142831986 3.7479731838338695, -295.25030351249666 4.236074061427525))",
        "POLYGON ((-275.69523559667346 4.7241749390211805, -275.53204442636013 -1.8138473535697273, -295.08711234218333 -2.3019482311633825, -295.25030351249666 4.236074061427525, -275.69523559667346 4.7241749390211805))",
    ),
]  # the second pair is the one of shapely issue 2368


def area_m2(site: shapely.Geometry, zone: shapely.Geometry) -> float:
    found = find_overlaps(np.array([site]), ZoneIndex.build(np.array([zone])))
    assert not found.unresolved.any()
    return float(found.area_m2.sum())


@pytest.mark.parametrize(("a", "b", "area"), FALSE_CLEAR)
@pytest.mark.parametrize("swap", [False, True])
def test_an_overlap_that_geos_calls_empty_is_found(a: str, b: str, area: float, swap: bool) -> None:
    first, second = map(shapely.from_wkt, (b, a) if swap else (a, b))
    assert area_m2(first, second) == pytest.approx(area, rel=1e-6)


def test_geos_still_needs_the_guard() -> None:
    """If this fails, GEOS has been mended, and the cost of the guard can be looked at again."""
    wrong = [shapely.from_wkt(a).intersection(shapely.from_wkt(b)).area == 0 for a, b, _ in FALSE_CLEAR]
    assert any(wrong)


@pytest.mark.parametrize(("a", "b"), FALSE_ALARM)
def test_neighbours_that_geos_calls_overlapping_are_not(a: str, b: str) -> None:
    assert area_m2(shapely.from_wkt(a), shapely.from_wkt(b)) == pytest.approx(0, abs=1e-6)


def rectangles(
    rng: np.random.Generator, *, inside: bool, far: bool
) -> tuple[shapely.Polygon, shapely.Polygon, float]:
    """Two rectangles on one edge, the second on the same or the other side, one edge moved by a last bit."""
    width, height, other = rng.uniform(5, 300, 3)
    angle = rng.uniform(0, 2 * np.pi)
    centre = rng.uniform((430e3, 2400e3), (600e3, 2520e3)) if far else rng.uniform(-500, 500, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def at(x: float, y: float) -> tuple[float, ...]:
        return tuple(turn @ np.array([x, y]) + centre)

    def moved(point: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(nextafter(v, rng.choice([-inf, inf])) if rng.random() < 0.5 else v for v in point)

    site = shapely.Polygon([at(0, 0), at(0, height), at(width, height), at(width, 0)])
    reach = other if inside else -other
    zone = shapely.Polygon([moved(at(0, 0)), moved(at(0, height)), at(reach, height), at(reach, 0)])
    return site, zone, min(width, other) * height if inside else 0.0


@pytest.mark.parametrize("inside", [True, False], ids=["same side", "other side"])
def test_no_pair_of_the_search_is_wrong(inside: bool) -> None:
    rng = np.random.default_rng(11)
    pairs = [rectangles(rng, inside=inside, far=k % 2 == 0) for k in range(4000)]
    sites, zones = (np.array([pair[i] for pair in pairs]) for i in (0, 1))
    done = clip(sites, zones)
    expected = np.array([pair[2] for pair in pairs])
    assert not done.unresolved.any()
    assert np.abs(done.area_m2 - expected).max() < 1e-3


def test_a_pair_that_makes_geos_fail_is_unresolved_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    real = shapely.intersection

    def failing(a: np.ndarray, b: np.ndarray, grid_size: float | None = None) -> np.ndarray:
        if any(shape.bounds[0] == 1000 for shape in a):
            raise shapely.errors.GEOSException("TopologyException")
        return real(a, b, grid_size=grid_size)

    monkeypatch.setattr(shapely, "intersection", failing)
    sites = np.array([shapely.box(0, 0, 10, 10), shapely.box(1000, 0, 1010, 10), shapely.box(20, 0, 30, 10)])
    zones = np.array([shapely.box(5, 5, 15, 15), shapely.box(1005, 5, 1015, 15), shapely.box(25, 5, 35, 15)])
    done = clip(sites, zones)
    assert done.unresolved.tolist() == [False, True, False]
    assert done.area_m2.tolist() == [25.0, 0.0, 25.0]
